"""What is shown for working together: a shared case, a consultation, the school's cases, groups, holidays, closing."""

from __future__ import annotations

from datetime import datetime, time

from bot.clock import BRUSSELS, day_in_words, hour_in_words, local_day
from bot.conversation.context import TurnContext
from bot.conversation.screens.case_lines import MOST_CASES, CaseLines
from bot.conversation.screens.follow_ups import FollowUpScreens
from bot.conversation.screens.steps import StepScreens
from bot.domain.follow_up_planning import hours_of
from bot.domain.follow_ups import FollowUpState, WaiveReason
from bot.domain.messages import Button, Reply
from bot.domain.outcomes import Outcome
from bot.texts.notice_sentences import about
from bot.texts.sentences import Sentence
from dialogues.steps import FollowUpKind


class TeamworkScreens:
    """Makes replies about working together. Changes nothing."""

    def __init__(self, screens: StepScreens, follow_ups: FollowUpScreens) -> None:
        self._screens = screens
        self._say = screens.say
        self._follow_ups = follow_ups
        self._lines = CaseLines(screens)

    async def shared(self, _outcome: Outcome, context: TurnContext) -> tuple[Reply, ...]:
        """A code for a colleague, said once."""
        if context.case is None or not context.share_code:
            # The code itself is nowhere kept: said once, it cannot be said again.
            return (Reply("", (self._say(Sentence.DEEL_OPNIEUW),)),)
        until = day_in_words(context.now, 7)
        text = self._say(Sentence.DEEL_CODE, code=context.share_code, dossier=context.case.code, dag=until)
        return (Reply("", (text,), start=context.share_code),)

    async def propose_consulting(self, _outcome: Outcome, context: TurnContext) -> tuple[Reply, ...]:
        """Asks whether the care team is to look along."""
        if context.case is None:
            return ()
        yes = self._screens.bound(context.case, "overleg", Sentence.KNOP_OVERLEG_JA)
        no = self._screens.command("overleg_niet", Sentence.KNOP_NEE)
        return (Reply("", (self._say(Sentence.OVERLEG_VOORSTEL, dossier=context.case.code),), extras=(yes, no)),)

    async def consulted(self, _outcome: Outcome, context: TurnContext) -> tuple[Reply, ...]:
        """The care team is asked, and when it hears of it."""
        if context.case is None:
            return ()
        when = hours_of(await context.team()).first_moment(context.now)
        moment = self._follow_ups.moment(when)
        later = when > context.now
        words = self._say(Sentence.OVERLEG_STRAKS, dag=moment) if later else self._say(Sentence.OVERLEG_METEEN)
        text = self._say(Sentence.OVERLEG_GEVRAAGD, dossier=context.case.code, wanneer=words)
        return (Reply("", (text,)), self._screens.position(context.case, context.log, brief=True))

    async def school(self, _outcome: Outcome, context: TurnContext) -> tuple[Reply, ...]:
        """All open cases of the school."""
        if context.member is None:
            return ()
        cases, number = await context.unit.open_cases(context.member, limit=MOST_CASES)
        planned = await self._lines.planned(cases, context)
        lines = "\n".join(f"• {self._lines.line(case, planned.get(case.id), context.now)}" for case in cases)
        more = (self._say(Sentence.DOSSIERS_MEER, aantal=number - len(cases)),) if number > len(cases) else ()
        buttons = tuple(self._lines.resume_button(case) for case in cases)
        title = self._say(Sentence.SCHOOL_TITEL, aantal=number)
        return (Reply(title, tuple(filter(None, (lines, *more))), extras=buttons),)

    async def ask_clb(self, _outcome: Outcome, context: TurnContext) -> tuple[Reply, ...]:
        """Asks before a case is handed over to the CLB."""
        if context.case is None:
            return ()
        yes = self._screens.bound(context.case, "clb_ja", Sentence.KNOP_CLB_JA)
        no = self._screens.command("clb_niet", Sentence.KNOP_NEE)
        return (Reply("", (self._say(Sentence.CLB_VRAAG, dossier=context.case.code),), extras=(yes, no)),)

    async def ask_to_leave(self, _outcome: Outcome, context: TurnContext) -> tuple[Reply, ...]:
        """Asks before somebody leaves the team."""
        if context.member is None:
            return ()
        yes = self._screens.command("verlaat_ja", Sentence.KNOP_VERLAAT_JA)
        no = self._screens.command("verlaat_niet", Sentence.KNOP_NEE)
        return (Reply("", (self._say(Sentence.VERLAAT_VRAAG, team=context.member.team_name),), extras=(yes, no)),)

    async def board(self, _outcome: Outcome, context: TurnContext) -> tuple[Reply, ...]:
        """A link or a code to sign in on the page."""
        if not context.login_code:
            return (Reply("", (self._say(Sentence.BORD_OPNIEUW),)),)
        if not context.web_url:
            return (Reply("", (self._say(Sentence.BORD_CODE, code=context.login_code),)),)
        # What stands behind the # is never sent to a server, nor fetched by the preview a chat makes of a link.
        link = f"{context.web_url}/aanmelden#{context.login_code}"
        return (Reply("", (self._say(Sentence.BORD, adres=link),)),)

    async def summary_on(self, _outcome: Outcome, context: TurnContext) -> tuple[Reply, ...]:
        """When the summary of the day comes."""
        hours = hours_of(await context.team())
        start = hours.at(local_day(context.now), hours.start)
        return (Reply("", (self._say(Sentence.DAGOVERZICHT_AAN, uur=hour_in_words(start)),)),)

    async def holiday(self, outcome: Outcome, context: TurnContext) -> tuple[Reply, ...]:
        """What was said about a holiday; the outcome's day is the first school day after it."""
        if context.case is None:
            return ()
        if outcome.day is None:
            raise ValueError(f"{outcome.subject} without the day after the holiday")
        values = {"dossier": context.case.code, "dag": day_in_words(datetime.combine(outcome.day, time(), BRUSSELS))}
        return (Reply("", (self._say(Sentence(outcome.subject or ""), **values),)),)

    async def left_running(self, context: TurnContext) -> tuple[Reply, ...]:
        """After closing: what nobody had answered yet, with the buttons that say how to note it."""
        case = context.stored_case
        if case is None:
            return ()
        last = next((e.origin for e in reversed(context.log) if e.origin in self._screens.flowchart.positions), None)
        step = self._screens.flowchart.positions[last or self._screens.flowchart.start]
        settled = {FollowUpKind.CASE, step.followed}
        left = [
            f
            for f in await context.unit.follow_ups(case.id)
            if f.state is FollowUpState.WAIVED and f.reason == WaiveReason.CLOSED and f.kind not in settled
        ]
        if not left:
            return ()
        text = self._say(Sentence.OPV_SLUIT_LOOPT, lijst=", ".join(self._say(about(f.kind)) for f in left))
        buttons: tuple[Button, ...] = (
            self._screens.bound(case, "opv_klaar", Sentence.KNOP_ALLES_KLAAR),
            self._screens.command("opv_niet", Sentence.KNOP_ALLES_NIET),
        )
        return (Reply("", (text,), extras=buttons, question="liep_nog"),)
