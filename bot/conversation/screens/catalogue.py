"""Every screen: what makes it, and what it means for what is said or tapped next."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass

from bot.conversation.context import TurnContext
from bot.conversation.screens.cases import CaseScreens
from bot.conversation.screens.follow_ups import FollowUpScreens
from bot.conversation.screens.guides import GuideScreens
from bot.conversation.screens.steps import StepScreens
from bot.conversation.screens.teamwork import TeamworkScreens
from bot.domain.messages import Reply
from bot.domain.outcomes import HERE, SIDE, Outcome
from bot.texts.sentences import Sentence

Make = Callable[[Outcome, TurnContext], Awaitable[tuple[Reply, ...]]]
"""Makes the replies of an outcome. Changes nothing."""


@dataclass(frozen=True)
class Screen:
    """What is shown under one name."""

    name: str
    """The subject of the outcomes it shows: the key of the sentence it begins with, or `HERE` or `SIDE`."""
    make: Make | None = None
    """None: it says its sentence, and then shows the open question again."""
    more: tuple[Sentence, ...] = ()
    """Without `make`: what it says besides."""
    yes_or_no: bool = False
    """Its first button says yes and its second no; a typed "ja" or "nee" is the tap."""
    awaits_day: bool = False
    """A typed day is taken as the answer."""
    shows_own_buttons: bool = False
    """Its buttons stand instead of those of the step: a typed number is one of them."""
    needs_case: bool = False
    """Without a case its buttons mean nothing."""
    arrives: bool = False
    """Without `make`: the open question is shown in full, not as a reminder."""
    ends: bool = False
    """Without `make`: nothing is asked again."""
    lets_go: bool = False
    """The case is no longer open: the answer names none."""
    private: bool = False
    """In a group it goes to whoever tapped."""
    tells_others: bool = False
    """Something is to be sent to colleagues, or what they were sent is to be changed."""


class Catalogue:
    """The screens by name."""

    def __init__(self, screens: StepScreens) -> None:
        self._guides = GuideScreens(screens)
        self._follow_ups = FollowUpScreens(screens)
        self._teamwork = TeamworkScreens(screens, self._follow_ups)
        self._cases = CaseScreens(screens, self._follow_ups, self._teamwork)
        self._screens = screens
        rows = (*self._steering(), *self._asking(), *self._teaming(), *self._following_up())
        self.by_name = {screen.name: screen for screen in rows}
        """Every screen; an outcome of any other subject is a fault of ours."""

    def of(self, outcome: Outcome) -> Screen | None:
        """The screen of an outcome; None for a move, a guide, a safety card and what was not understood."""
        return self.by_name.get(outcome.subject or "") if outcome.turn in _OF_SCREENS else None

    def _steering(self) -> Iterable[Screen]:
        """Beginning, going on, going back, pausing and practising."""
        cases, here = self._cases, self._follow_ups.here
        yield Screen(HERE, here)
        yield Screen(SIDE, here)
        yield Screen(Sentence.WELKOM, self._welcome)
        yield Screen(Sentence.GROET)
        yield Screen(Sentence.BEDANKT, ends=True)
        yield Screen(Sentence.BEDANKT_DOSSIER, ends=True)
        yield Screen(Sentence.HULP, more=(Sentence.HULP_OPDRACHTEN,))
        yield Screen(Sentence.PRIVACY, more=(Sentence.PRIVACY_JIJ, Sentence.PRIVACY_CHAT))
        yield Screen(Sentence.MENU_GIDS, self._guides.menu, shows_own_buttons=True)
        yield Screen(Sentence.OUDERS_TITEL, self._parents, shows_own_buttons=True)
        yield Screen(Sentence.SCHEMA, cases.drawing)
        yield Screen(Sentence.DOSSIER_OPEN, cases.opened)
        yield Screen(Sentence.DOSSIER_VERDER, arrives=True, private=True)
        yield Screen(Sentence.DOSSIER_GEEN)
        yield Screen(Sentence.DOSSIER_ONBEKEND)
        yield Screen(Sentence.DOSSIERS_TITEL, cases.overview, shows_own_buttons=True)
        yield Screen(Sentence.DOSSIER_KIES, cases.pick, shows_own_buttons=True)
        yield Screen(Sentence.TERUG, arrives=True)
        yield Screen(Sentence.TERUG_BEGIN, arrives=True)
        yield Screen(Sentence.HEROPEND, arrives=True)
        yield Screen(Sentence.NOG_NIET, cases.stays)
        yield Screen(Sentence.PAUZE, cases.paused, lets_go=True)
        yield Screen(Sentence.PAUZE_OEFENING, cases.practice_ended)
        yield Screen(Sentence.OEFEN_START, arrives=True)

    def _asking(self) -> Iterable[Screen]:
        """Questions before something that matters, and what their answers lead to."""
        cases = self._cases
        for name, make in (
            (Sentence.DOSSIER_NIEUW_VRAAG, cases.ask_for_new_case),
            (Sentence.SLUIT_VRAAG, cases.ask_to_close),
            (Sentence.WIS_VRAAG, cases.ask_to_delete),
            (Sentence.HEROPEN_VRAAG, cases.ask_to_reopen),
        ):
            yield Screen(name, make, yes_or_no=True, shows_own_buttons=True, needs_case=True)
        yield Screen(Sentence.SLUIT_NIET)
        yield Screen(Sentence.HEROPEN_NIET)
        yield Screen(Sentence.GESLOTEN, cases.closed, shows_own_buttons=True, tells_others=True)
        yield Screen(Sentence.WIS_KIES, cases.pick, shows_own_buttons=True)
        yield Screen(Sentence.WIS_GEDAAN, ends=True, lets_go=True, tells_others=True)
        yield Screen(Sentence.WIS_NIET)

    def _teaming(self) -> Iterable[Screen]:
        """Joining and leaving, the care team, sharing, handing over, groups, holidays."""
        teamwork = self._teamwork
        yield from map(Screen, (Sentence.LID_NODIG, Sentence.LID_AL, Sentence.LID_GEWORDEN, Sentence.LID_ONGELDIG))
        yield Screen(Sentence.LID_DOSSIERS_OPEN)
        yield Screen(Sentence.VERLAAT_VRAAG, teamwork.ask_to_leave, yes_or_no=True, shows_own_buttons=True)
        yield Screen(Sentence.VERLAAT_GEDAAN, ends=True)
        yield Screen(Sentence.VERLAAT_NIET)
        yield Screen(Sentence.BORD, teamwork.board)
        yield Screen(Sentence.DAGOVERZICHT_AAN, teamwork.summary_on)
        yield Screen(Sentence.DAGOVERZICHT_UIT)
        yield Screen(Sentence.OVERLEG_VOORSTEL, teamwork.propose_consulting, yes_or_no=True, shows_own_buttons=True)
        yield Screen(Sentence.OVERLEG_GEVRAAGD, teamwork.consulted, tells_others=True)
        yield from map(Screen, (Sentence.OVERLEG_NIET, Sentence.OVERLEG_LOOPT, Sentence.OVERLEG_NIEMAND))
        yield Screen(Sentence.SCHOOL_TITEL, teamwork.school, shows_own_buttons=True)
        yield Screen(Sentence.MAG_NIET)
        yield Screen(Sentence.SCHOOL_MAG_NIET)
        yield Screen(Sentence.DEEL_CODE, teamwork.shared)
        yield Screen(Sentence.DEEL_GENOMEN, arrives=True)
        yield Screen(Sentence.DEEL_ONGELDIG)
        yield Screen(Sentence.NEEM_OVER, arrives=True)
        yield Screen(Sentence.NEEM_AL)
        yield Screen(Sentence.CLB_VRAAG, teamwork.ask_clb, yes_or_no=True, shows_own_buttons=True)
        yield Screen(Sentence.CLB_GEDAAN, tells_others=True)
        yield from map(Screen, (Sentence.CLB_AL, Sentence.CLB_NIEMAND, Sentence.CLB_NIET, Sentence.CLB_OPENT_NIET))
        yield Screen(Sentence.GROEP_GEKOPPELD, ends=True)
        yield Screen(Sentence.GROEP_ONTKOPPELD, ends=True)
        yield Screen(Sentence.GROEP_NIET_GEKOPPELD, ends=True)
        yield Screen(Sentence.GROEP_MAG_NIET, ends=True)
        yield Screen(Sentence.KOPPEL_IN_GROEP)
        yield Screen(Sentence.VAKANTIE_HOUDEN, teamwork.holiday)
        yield Screen(Sentence.VAKANTIE_PAUZE, teamwork.holiday)
        yield Screen(Sentence.VAKANTIE_DOORGEVEN, teamwork.holiday, tells_others=True)

    def _following_up(self) -> Iterable[Screen]:
        """What is due, and questions and answers about one follow-up."""
        one = self._follow_ups
        yield Screen(Sentence.VANDAAG_TITEL, one.today, shows_own_buttons=True)
        yield Screen(Sentence.OPV_GEDAAN_VRAAG, one.asks_found, shows_own_buttons=True)
        yield Screen(Sentence.OPV_NIET_VRAAG, one.asks_why, shows_own_buttons=True)
        for name in (
            Sentence.OPV_DAG_VRAAG, Sentence.OPV_UITSTEL_VRAAG, Sentence.OPV_DAG_VOORBIJ,
            Sentence.OPV_DAG_BESTAAT_NIET, Sentence.OPV_DAG_TE_VER,
        ):  # fmt: skip
            yield Screen(name, one.asks_day, awaits_day=True, shows_own_buttons=True)
        for name in (Sentence.OPV_OPNIEUW, Sentence.OPV_AFGESPROKEN, Sentence.OPV_GEEN_SCHOOLDAG):
            yield Screen(name, one.plans, tells_others=True)
        for name in (
            Sentence.OPV_KLAAR, Sentence.OPV_VERVALLEN, Sentence.OPV_UITGESTELD, Sentence.OVERLEG_OPGENOMEN,
        ):  # fmt: skip
            yield Screen(name, one.confirms, tells_others=True)
        yield from map(Screen, (Sentence.OPV_SLUIT_KLAAR, Sentence.OPV_SLUIT_NIET, Sentence.HERINNER_OEFEN))

    async def _welcome(self, _outcome: Outcome, context: TurnContext) -> tuple[Reply, ...]:
        whose = Sentence.WELKOM_LID if context.member else Sentence.WELKOM_ONBEKEND
        title, *texts = (self._screens.fill(s, context) for s in (Sentence.NAAM, Sentence.WELKOM, whose))
        if context.case is None:
            return (Reply(title, tuple(texts), extras=self._screens.start_buttons(context)),)
        return (Reply(title, tuple(texts)), *self._screens.place(context))

    async def _parents(self, _outcome: Outcome, context: TurnContext) -> tuple[Reply, ...]:
        return (self._screens.parents(context.case),)


_OF_SCREENS = frozenset({"command", "practice", "refusal"})
