"""Every screen: what makes it, and what it means for what is said or tapped next."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass

from bot.conversation.context import TurnContext
from bot.conversation.screens.asking_again import AskingAgain
from bot.conversation.screens.cases import CaseScreens
from bot.conversation.screens.exits import EXITS, ExitScreens
from bot.conversation.screens.follow_ups import FollowUpScreens
from bot.conversation.screens.guides import GuideScreens
from bot.conversation.screens.heard import HeardScreens
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
    make: Make
    yes_or_no: bool = False
    """Its first button says yes and its second no; a typed "ja" or "nee" is the tap."""
    awaits_day: bool = False
    """A typed day is taken as the answer."""
    shows_own_buttons: bool = False
    """Its buttons stand instead of those of the step: a typed number is one of them."""
    needs_case: bool = False
    """Without a case its buttons mean nothing."""
    question: str = ""
    """Under which name example answers stand for what it asks, if there are any."""
    asks: bool = False
    """It shows the open question in full, so that a "ja" answers that."""
    says_back: bool = False
    """It says back what was heard: "ja" agrees to that, and anything else is read against the open question."""
    lets_go: bool = False
    """The case is no longer open: the answer names none."""
    private: bool = False
    """In a group it goes to whoever tapped."""
    tells_others: bool = False
    """Something is to be sent to colleagues, or what they were sent is to be changed."""

    @property
    def is_aside(self) -> bool:
        """Whether it says something beside the open question, which it shows as a reminder at most."""
        return not (self.shows_own_buttons or self.asks)


class Catalogue:
    """The screens by name."""

    def __init__(self, screens: StepScreens) -> None:
        self.guides = GuideScreens(screens)
        self.follow_ups = FollowUpScreens(screens)
        self._teamwork = TeamworkScreens(screens, self.follow_ups)
        self.heard = HeardScreens(screens, self.follow_ups)
        self._exits = ExitScreens(screens)
        self._cases = CaseScreens(screens, self.follow_ups, self._teamwork, self.heard)
        self._screens = screens
        self._asking_again = AskingAgain(screens)
        rows = (
            *self._steering(),
            *self._listening(),
            *self._acting(),
            *self._asking(),
            *self._teaming(),
            *self._following_up(),
        )
        self.by_name = {screen.name: screen for screen in rows}
        """Every screen; an outcome of any other subject is a fault of ours."""
        self.closing = self.by_name[Sentence.GESLOTEN]
        """What a move to the end of the plan shows."""

    def of(self, outcome: Outcome) -> Screen | None:
        """The screen of an outcome; None for a move, a guide, a safety card and what was not understood."""
        if outcome.turn == "confirm":
            return self.by_name[Sentence.BEVESTIG]
        return self.by_name.get(outcome.subject or "") if outcome.turn in _OF_SCREENS else None

    def _steering(self) -> Iterable[Screen]:
        """Beginning, going on, going back, pausing and practising."""
        cases, here = self._cases, self.follow_ups.here
        yield Screen(HERE, here, asks=True)
        yield Screen(SIDE, here, asks=True)
        yield Screen(Sentence.WELKOM, self._welcome)
        yield Screen(Sentence.GROET, self._says())
        yield Screen(Sentence.BEDANKT, self._says(ends=True))
        yield Screen(Sentence.BEDANKT_DOSSIER, self._says(ends=True))
        yield Screen(Sentence.HULP, self._says(Sentence.HULP_OPDRACHTEN))
        yield Screen(Sentence.PRIVACY, self._says(Sentence.PRIVACY_JIJ, Sentence.PRIVACY_CHAT))
        yield Screen(Sentence.MENU_GIDS, self.guides.menu, shows_own_buttons=True)
        yield Screen(Sentence.GESPREK_MET, self.guides.whom)
        yield Screen(Sentence.OUDERS_TITEL, self._parents, shows_own_buttons=True)
        yield Screen(Sentence.SCHEMA, cases.drawing)
        yield Screen(Sentence.DOSSIER_OPEN, cases.opened, asks=True)
        yield Screen(Sentence.DOSSIER_VERDER, self._says(arrives=True), asks=True, private=True)
        yield Screen(Sentence.DOSSIER_GEEN, self._says())
        yield Screen(Sentence.DOSSIER_ONBEKEND, self._says())
        yield Screen(Sentence.DOSSIERS_TITEL, cases.overview, shows_own_buttons=True)
        yield Screen(Sentence.DOSSIER_KIES, cases.pick, shows_own_buttons=True)
        yield Screen(Sentence.TERUG, self._says(arrives=True), asks=True)
        yield Screen(Sentence.TERUG_BEGIN, self._says(arrives=True), asks=True)
        yield Screen(Sentence.KLOPT_NIET, self._misread, asks=True)
        yield Screen(Sentence.HEROPEND, self._says(arrives=True), asks=True)
        yield Screen(Sentence.NOG_NIET, cases.stays, asks=True)
        yield Screen(Sentence.PAUZE, cases.paused, lets_go=True)
        yield Screen(Sentence.PAUZE_OEFENING, cases.practice_ended, asks=True)
        yield Screen(Sentence.OEFEN_START, self._says(arrives=True), asks=True)

    def _listening(self) -> Iterable[Screen]:
        """What was told of the case."""
        heard = self.heard
        yield Screen(Sentence.IK_HOOR, heard.said_back, asks=True, says_back=True, needs_case=True)
        yield Screen(Sentence.GEHOORD, heard.agreed, asks=True)
        yield Screen(Sentence.ONTHOUDEN, heard.remembers, asks=True)
        yield Screen(Sentence.SAMENVATTING, heard.summary, asks=True)

    def _acting(self) -> Iterable[Screen]:
        """What is said to a message that is no answer to the open question, which is then shown again."""
        yield Screen(Sentence.ACT_OK, self._says())
        yield Screen(Sentence.ACT_VERTEL, self._says())
        yield Screen(Sentence.ACT_EN_NU, self._says(arrives=True), asks=True)
        yield Screen(Sentence.ACT_WACHT, self._says(ends=True))
        yield Screen(Sentence.ACT_NOOD, self._cares)
        yield Screen(Sentence.NA_KAART, self._after_card)
        yield Screen(Sentence.GEEN_GEVAAR, self._misread, asks=True)
        for name in EXITS:
            yield Screen(name, self._exits.says)
        for name in (
            Sentence.ACT_WAAROM, Sentence.ACT_ONTKEN, Sentence.ACT_FEIT, Sentence.ACT_MISLUKT, Sentence.ACT_DEELS,
            Sentence.ACT_AL_VERDER, Sentence.ACT_KIES, Sentence.ACT_WEET_NIET, Sentence.ACT_GEPLAND,
        ):  # fmt: skip
            yield Screen(name, self._says(), asks=True)

    def _asking(self) -> Iterable[Screen]:
        """Questions before something that matters, and what their answers lead to."""
        cases = self._cases
        for name, make, question in (
            (Sentence.DOSSIER_NIEUW_VRAAG, cases.ask_for_new_case, ""),
            (Sentence.SLUIT_VRAAG, cases.ask_to_close, "sluit_vraag"),
            (Sentence.WIS_VRAAG, cases.ask_to_delete, "wis_vraag"),
            (Sentence.HEROPEN_VRAAG, cases.ask_to_reopen, ""),
            (Sentence.BEVESTIG, cases.confirm, ""),
        ):
            yield Screen(name, make, yes_or_no=True, shows_own_buttons=True, needs_case=True, question=question)
        yield Screen(Sentence.SLUIT_NIET, self._says())
        yield Screen(Sentence.HEROPEN_NIET, self._says())
        end = self._screens.flowchart.end
        yield Screen(Sentence.GESLOTEN, cases.closed, shows_own_buttons=True, tells_others=True, question=end)
        yield Screen(Sentence.WIS_KIES, cases.pick, shows_own_buttons=True)
        yield Screen(Sentence.WIS_GEDAAN, self._says(ends=True), lets_go=True, tells_others=True)
        yield Screen(Sentence.WIS_NIET, self._says())

    def _teaming(self) -> Iterable[Screen]:
        """Joining and leaving, the care team, sharing, handing over, groups, holidays."""
        teamwork = self._teamwork
        for name in (Sentence.LID_NODIG, Sentence.LID_AL, Sentence.LID_GEWORDEN, Sentence.LID_ONGELDIG):
            yield Screen(name, self._says())
        yield Screen(Sentence.LID_DOSSIERS_OPEN, self._says())
        yield Screen(Sentence.VERLAAT_VRAAG, teamwork.ask_to_leave, yes_or_no=True, shows_own_buttons=True)
        yield Screen(Sentence.VERLAAT_GEDAAN, self._says(ends=True))
        yield Screen(Sentence.VERLAAT_NIET, self._says())
        yield Screen(Sentence.BORD, teamwork.board)
        yield Screen(Sentence.DAGOVERZICHT_AAN, teamwork.summary_on)
        yield Screen(Sentence.DAGOVERZICHT_UIT, self._says())
        yield Screen(Sentence.OVERLEG_VOORSTEL, teamwork.propose_consulting, yes_or_no=True, shows_own_buttons=True)
        yield Screen(Sentence.OVERLEG_GEVRAAGD, teamwork.consulted, tells_others=True)
        for name in (Sentence.OVERLEG_NIET, Sentence.OVERLEG_LOOPT, Sentence.OVERLEG_NIEMAND):
            yield Screen(name, self._says())
        yield Screen(Sentence.SCHOOL_TITEL, teamwork.school, shows_own_buttons=True)
        yield Screen(Sentence.MAG_NIET, self._says())
        yield Screen(Sentence.SCHOOL_MAG_NIET, self._says())
        yield Screen(Sentence.DEEL_CODE, teamwork.shared)
        yield Screen(Sentence.DEEL_GENOMEN, self._says(arrives=True))
        yield Screen(Sentence.DEEL_ONGELDIG, self._says())
        yield Screen(Sentence.NEEM_OVER, self._says(arrives=True))
        yield Screen(Sentence.NEEM_AL, self._says())
        yield Screen(Sentence.CLB_VRAAG, teamwork.ask_clb, yes_or_no=True, shows_own_buttons=True)
        yield Screen(Sentence.CLB_GEDAAN, self._says(), tells_others=True)
        for name in (Sentence.CLB_AL, Sentence.CLB_NIEMAND, Sentence.CLB_NIET, Sentence.CLB_OPENT_NIET):
            yield Screen(name, self._says())
        yield Screen(Sentence.GROEP_GEKOPPELD, self._says(ends=True))
        yield Screen(Sentence.GROEP_ONTKOPPELD, self._says(ends=True))
        yield Screen(Sentence.GROEP_NIET_GEKOPPELD, self._says(ends=True))
        yield Screen(Sentence.GROEP_MAG_NIET, self._says(ends=True))
        yield Screen(Sentence.KOPPEL_IN_GROEP, self._says())
        yield Screen(Sentence.VAKANTIE_HOUDEN, teamwork.holiday)
        yield Screen(Sentence.VAKANTIE_PAUZE, teamwork.holiday)
        yield Screen(Sentence.VAKANTIE_DOORGEVEN, teamwork.holiday, tells_others=True)

    def _following_up(self) -> Iterable[Screen]:
        """What is due, and questions and answers about one follow-up."""
        one = self.follow_ups
        yield Screen(Sentence.VANDAAG_TITEL, one.today, shows_own_buttons=True)
        yield Screen(Sentence.OPV_GEDAAN_VRAAG, one.asks_found, shows_own_buttons=True)
        yield Screen(Sentence.OPV_NIET_VRAAG, one.asks_why, shows_own_buttons=True)
        for name in (
            Sentence.OPV_DAG_VRAAG, Sentence.OPV_UITSTEL_VRAAG, Sentence.OPV_DAG_VOORBIJ,
            Sentence.OPV_DAG_BESTAAT_NIET, Sentence.OPV_DAG_TE_VER,
        ):  # fmt: skip
            yield Screen(name, one.asks_day, awaits_day=True, shows_own_buttons=True, question="dag_vraag")
        for name in (Sentence.OPV_OPNIEUW, Sentence.OPV_AFGESPROKEN, Sentence.OPV_GEEN_SCHOOLDAG):
            yield Screen(name, one.plans, tells_others=True)
        for name in (
            Sentence.OPV_KLAAR, Sentence.OPV_VERVALLEN, Sentence.OPV_UITGESTELD, Sentence.OVERLEG_OPGENOMEN,
        ):  # fmt: skip
            yield Screen(name, one.confirms, tells_others=True)
        for name in (Sentence.OPV_SLUIT_KLAAR, Sentence.OPV_SLUIT_NIET, Sentence.HERINNER_OEFEN):
            yield Screen(name, self._says())

    def _says(self, *more: Sentence, arrives: bool = False, ends: bool = False) -> Make:
        """What says the sentence of its screen and `more`, and then shows the open question.

        `arrives`: the question is shown in full, not as a reminder; `ends`: nothing is asked again.
        """

        async def say(outcome: Outcome, context: TurnContext) -> tuple[Reply, ...]:
            said = (Sentence(outcome.subject or ""), *more)
            texts = tuple(self._screens.fill(sentence, context) for sentence in said)
            if ends or context.case is None:
                return (Reply("", texts, extras=self._screens.start_buttons(context)),)
            return (Reply("", texts), *self._screens.place(context, brief=not arrives))

        return say

    async def _welcome(self, _outcome: Outcome, context: TurnContext) -> tuple[Reply, ...]:
        whose = Sentence.WELKOM_LID if context.member else Sentence.WELKOM_ONBEKEND
        title, *texts = (self._screens.fill(s, context) for s in (Sentence.NAAM, Sentence.WELKOM, whose))
        if context.case is None:
            return (Reply(title, tuple(texts), extras=self._screens.start_buttons(context)),)
        return (Reply(title, tuple(texts)), *self._screens.place(context))

    async def _misread(self, outcome: Outcome, context: TurnContext) -> tuple[Reply, ...]:
        """After something that was not meant: what it may have meant instead, and the open question."""
        said = self._screens.fill(Sentence(outcome.subject or ""), context)
        others = self._asking_again.candidates(context, context.read_before)
        if context.case is None:
            return (Reply("", (said,), extras=(*others, *self._screens.start_buttons(context))),)
        return (Reply("", (said,), extras=others), *self._screens.place(context, brief=False))

    async def _after_card(self, _outcome: Outcome, context: TurnContext) -> tuple[Reply, ...]:
        """What comes after a safety card while no case is open: is somebody there, and then the plan."""
        on = self._screens.command("nieuw_dossier", Sentence.KNOP_VERDER_PLAN)
        ways = (on,) if context.member else self._screens.start_buttons(context)
        return (Reply("", (self._screens.fill(Sentence.NA_KAART, context),), extras=ways),)

    async def _cares(self, _outcome: Outcome, context: TurnContext) -> tuple[Reply, ...]:
        """For who cannot cope: a word, and somebody to talk to."""
        said = self._screens.fill(Sentence.ACT_NOOD, context)
        lines = self._screens.command("hulplijnen", Sentence.KNOP_HULPLIJNEN)
        return (Reply("", (said,), extras=(lines,)), *self._screens.place(context))

    async def _parents(self, _outcome: Outcome, context: TurnContext) -> tuple[Reply, ...]:
        return (self._screens.parents(context.case),)


_OF_SCREENS = frozenset({"command", "practice", "refusal"})
