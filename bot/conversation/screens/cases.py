"""What is shown about cases as a whole: the overview, questions before something that matters, opening, closing."""

from __future__ import annotations

from bot.conversation.context import TurnContext
from bot.conversation.screens.case_lines import MOST_CASES, CaseLines
from bot.conversation.screens.follow_ups import FollowUpScreens
from bot.conversation.screens.heard import HeardScreens
from bot.conversation.screens.steps import StepScreens
from bot.conversation.screens.teamwork import TeamworkScreens
from bot.domain.messages import Button, Reply
from bot.domain.outcomes import Outcome
from bot.texts.sentences import Sentence


class CaseScreens:
    """Makes replies about cases as a whole. Changes nothing."""

    def __init__(
        self, screens: StepScreens, follow_ups: FollowUpScreens, teamwork: TeamworkScreens, heard: HeardScreens
    ) -> None:
        self._screens = screens
        self._say = screens.say
        self._flowchart = screens.flowchart
        self._lines = CaseLines(screens)
        self._follow_ups = follow_ups
        self._teamwork = teamwork
        self._heard = heard

    async def overview(self, _outcome: Outcome, context: TurnContext) -> tuple[Reply, ...]:
        """The open cases, each one tap away, and how far the one that is open is."""
        if context.practising and context.case:
            step = self._flowchart.positions[context.case.step]
            here = self._say(Sentence.JE_BENT_HIER, stap=step.title)
            texts = (self._say(Sentence.OEFEN_GEEN_DOSSIER), here, self._lines.progress(context.case))
            return (Reply("", texts), *self._screens.place(context))
        cases = await context.unit.cases(context.member) if context.member else []
        if not cases:
            return (Reply("", (self._say(Sentence.DOSSIER_GEEN),), extras=self._screens.start_buttons(context)),)
        shown = cases[:MOST_CASES]
        planned = await self._lines.planned(shown, context)
        lines = "\n".join(f"• {self._lines.line(case, planned.get(case.id), context.now)}" for case in shown)
        more = (self._say(Sentence.DOSSIERS_MEER, aantal=len(cases) - MOST_CASES),) if len(cases) > MOST_CASES else ()
        here_now = context.case is not None and context.case.closed_at is None
        progress = (self._lines.progress(context.case),) if context.case and here_now else ()
        extras = (
            *(self._lines.resume_button(case) for case in shown),
            self._screens.command("nieuw_dossier", Sentence.KNOP_NIEUW),
            self._screens.command("schema", Sentence.KNOP_SCHEMA),
        )
        return (Reply(self._say(Sentence.DOSSIERS_TITEL), (lines, *more, *progress), (), extras),)

    async def pick(self, outcome: Outcome, context: TurnContext) -> tuple[Reply, ...]:
        """A question which of the open cases is meant."""
        cases = await context.unit.cases(context.member) if context.member else []
        buttons = tuple(self._lines.resume_button(case) for case in cases[:MOST_CASES])
        return (Reply("", (self._say(Sentence(outcome.subject or "")),), extras=buttons),)

    async def ask_for_new_case(self, outcome: Outcome, context: TurnContext) -> tuple[Reply, ...]:
        """Asks whether a new case is wanted beside the open one."""
        code = context.case.code if context.case else ""
        yes = self._screens.command("nieuw_toch", Sentence.KNOP_NIEUW_JA)
        return self._question(
            outcome, context, yes, self._screens.command("verder", Sentence.KNOP_NIEUW_NEE, dossier=code)
        )

    async def ask_to_close(self, outcome: Outcome, context: TurnContext) -> tuple[Reply, ...]:
        """Asks before the case is closed."""
        return self._bound_question(outcome, context, ("sluit_ja", Sentence.KNOP_JA_SLUITEN), "sluit_niet")

    async def ask_to_delete(self, outcome: Outcome, context: TurnContext) -> tuple[Reply, ...]:
        """Asks before the case is deleted."""
        return self._bound_question(outcome, context, ("wis_ja", Sentence.KNOP_JA_WISSEN), "wis_niet")

    async def ask_to_reopen(self, outcome: Outcome, context: TurnContext) -> tuple[Reply, ...]:
        """Asks before a closed case is opened again."""
        return self._bound_question(outcome, context, ("heropen", Sentence.KNOP_HEROPEN), "heropen_niet")

    def _bound_question(
        self, outcome: Outcome, context: TurnContext, yes: tuple[str, Sentence], no: str
    ) -> tuple[Reply, ...]:
        """A question whose yes (command, label) holds for this revision of the case only."""
        buttons = (self._screens.bound(context.case, *yes),) if context.case else ()
        return self._question(outcome, context, *buttons, self._screens.command(no, Sentence.KNOP_NEE))

    def _question(self, outcome: Outcome, context: TurnContext, *buttons: Button) -> tuple[Reply, ...]:
        text = self._screens.fill(Sentence(outcome.subject or ""), context)
        return (Reply("", (text,), extras=buttons if context.case else self._screens.start_buttons(context)),)

    async def confirm(self, outcome: Outcome, context: TurnContext) -> tuple[Reply, ...]:
        """Asks whether a choice is meant, with a button that takes it."""
        _, choice = self._screens.arrow(outcome)
        if context.case is None:
            return (Reply("", (self._say(Sentence.DOSSIER_GEEN),), extras=self._screens.start_buttons(context)),)
        yes = self._screens.choice(context.case, choice, self._say(Sentence.KNOP_BEVESTIG_JA))
        no = self._screens.command("bevestig_niet", Sentence.KNOP_BEVESTIG_NEE)
        closes = choice.target == self._flowchart.end
        asked = Sentence.BEVESTIG_SLUIT if closes else Sentence.BEVESTIG
        return (Reply("", (self._say(asked, keuze=choice.label),), extras=(yes, no)),)

    async def opened(self, _outcome: Outcome, context: TurnContext) -> tuple[Reply, ...]:
        """A new case at its first question, or at the next when the message that opened it answered the first."""
        said = self._heard.along(context)
        opened = Reply("", (self._screens.fill(Sentence.DOSSIER_OPEN, context),))
        return (opened, *said, *await self._follow_ups.step(context, with_day=bool(said)))

    async def closed(self, _outcome: Outcome, context: TurnContext) -> tuple[Reply, ...]:
        """The end of the way: what was closed, and what still ran then."""
        case = context.case
        if case is None:
            return (Reply("", (self._say(Sentence.GESLOTEN_KORT),), extras=self._screens.start_buttons(context)),)
        if context.practising or context.stored_case is None:
            return (Reply("", (self._say(Sentence.OEFEN_KLAAR),), extras=self._screens.start_buttons(context)),)
        return (
            Reply("", (self._say(Sentence.GESLOTEN, dossier=case.code),)),
            self._screens.position(case, context.log),
            *await self._teamwork.left_running(context),
        )

    async def drawing(self, _outcome: Outcome, context: TurnContext) -> tuple[Reply, ...]:
        """The plan as a picture, with where the case is."""
        if context.case is None:
            extras = self._screens.start_buttons(context)
            return (Reply("", (self._say(Sentence.SCHEMA),), extras=extras, picture=""),)
        step = self._flowchart.positions[context.case.step]
        text = self._say(Sentence.SCHEMA_HIER, stap=step.title)
        return (Reply("", (text,), picture=step.id), *self._screens.place(context))

    async def paused(self, _outcome: Outcome, context: TurnContext) -> tuple[Reply, ...]:
        """The talk ends here for now: which case waits, and when it is followed up."""
        texts = (self._screens.fill(Sentence.PAUZE, context), *await self._follow_ups.next_in_words(context))
        return (Reply("", texts, extras=self._screens.start_buttons(context)),)

    async def stays(self, _outcome: Outcome, context: TurnContext) -> tuple[Reply, ...]:
        """Nothing happened yet: when the case is followed up, and where it is."""
        texts = (self._screens.fill(Sentence.NOG_NIET, context), *await self._follow_ups.next_in_words(context))
        if context.case is None:
            return (Reply("", texts, extras=self._screens.start_buttons(context)),)
        return (Reply("", texts), *self._screens.place(context))

    async def practice_ended(self, _outcome: Outcome, context: TurnContext) -> tuple[Reply, ...]:
        """After a practice: the case that was open before it, if there was one."""
        text = self._screens.fill(Sentence.PAUZE_OEFENING, context)
        if context.case is None:
            return (Reply("", (text,), extras=self._screens.start_buttons(context)),)
        texts = (text, self._screens.fill(Sentence.DOSSIER_VERDER, context))
        return (Reply("", texts), *self._screens.place(context, brief=False))
