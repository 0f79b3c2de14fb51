"""What is shown about follow-ups: questions with days to choose from, confirmations, and what is due."""

from __future__ import annotations

import dataclasses
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date, datetime, timedelta

from bot.calendar.hours import ReminderHours
from bot.clock import day_in_words, hour_in_words, local_day
from bot.conversation.context import TurnContext
from bot.conversation.screens.steps import StepScreens
from bot.domain.button_ids import FollowUpAction, day_argument, follow_up_id
from bot.domain.follow_up_planning import hours_of, proposed_day
from bot.domain.follow_ups import DueFollowUp, FollowUp, Found, Urgency, WaiveReason, urgency_of
from bot.domain.messages import Button, Reply
from bot.domain.outcomes import Outcome
from bot.texts.notice_sentences import about
from bot.texts.sentences import Sentence

_MOST_DUE = 10
_WEEK = 7
_FOUND = (
    (Found.BETTER, Sentence.KNOP_BETER),
    (Found.SAME, Sentence.KNOP_HETZELFDE),
    (Found.WORSE, Sentence.KNOP_ERGER),
)
_REASONS = (
    (WaiveReason.NOT_NEEDED, Sentence.KNOP_REDEN_NU_NIET),
    (WaiveReason.PUPIL_ASKS, Sentence.KNOP_REDEN_LEERLING),
    (WaiveReason.CARE_TEAM_DECIDES, Sentence.KNOP_REDEN_ZORGTEAM),
)
HEADINGS: Mapping[Urgency, Sentence] = {
    Urgency.LATE: Sentence.VANDAAG_LAAT,
    Urgency.TODAY: Sentence.VANDAAG_NU,
    Urgency.WEEK: Sentence.VANDAAG_WEEK,
    Urgency.LATER: Sentence.VANDAAG_LATER,
}


async def _no_buttons(_follow_up: FollowUp) -> tuple[Button, ...]:
    return ()


class FollowUpScreens:
    """Makes replies about follow-ups. Changes nothing."""

    def __init__(self, screens: StepScreens) -> None:
        self._screens = screens
        self._say = screens.say

    async def confirms(self, outcome: Outcome, context: TurnContext) -> tuple[Reply, ...]:
        """What became of one follow-up."""
        return await self._about(outcome, context, _no_buttons)

    async def plans(self, outcome: Outcome, context: TurnContext) -> tuple[Reply, ...]:
        """The day one follow-up is planned for, with a button for another."""
        return await self._about(outcome, context, self._another_day)

    async def asks_found(self, outcome: Outcome, context: TurnContext) -> tuple[Reply, ...]:
        """Asks what was found when somebody followed up."""
        return await self._about(outcome, context, self._findings)

    async def asks_why(self, outcome: Outcome, context: TurnContext) -> tuple[Reply, ...]:
        """Asks why a follow-up is not needed."""
        return await self._about(outcome, context, self._reasons)

    async def asks_day(self, outcome: Outcome, context: TurnContext) -> tuple[Reply, ...]:
        """Asks on which day to follow up."""

        async def days(follow_up: FollowUp) -> tuple[Button, ...]:
            return await self._days(follow_up, context, putting_off=outcome.putting_off)

        return await self._about(outcome, context, days)

    async def _about(
        self, outcome: Outcome, context: TurnContext, buttons: Callable[[FollowUp], Awaitable[tuple[Button, ...]]]
    ) -> tuple[Reply, ...]:
        """What is said about one follow-up, with buttons while it is open; a word when it is gone."""
        follow_up = await context.unit.follow_up(outcome.about) if outcome.about is not None else None
        case = await context.unit.case(follow_up.case_id, context.member) if follow_up and context.member else None
        if follow_up is None or case is None:
            return (Reply("", (self._say(Sentence.OPV_VERANDERD),)),)
        text = self._say(
            Sentence(outcome.subject or ""),
            dossier=case.code,
            waarover=self._say(about(follow_up.kind)),
            eerst=day_in_words(follow_up.first_due_at),
            dag=self.moment(follow_up.due_at),
        )
        return (Reply("", (text,), extras=await buttons(follow_up) if follow_up.is_open else ()),)

    def moment(self, moment: datetime) -> str:
        """A day with its hour, in words."""
        return self._say(Sentence.UUR, dag=day_in_words(moment), uur=hour_in_words(moment))

    async def _another_day(self, follow_up: FollowUp) -> tuple[Button, ...]:
        return (self._button(FollowUpAction.AGREE, follow_up, Sentence.KNOP_ANDERE_DAG),)

    async def _findings(self, follow_up: FollowUp) -> tuple[Button, ...]:
        return tuple(self._button(FollowUpAction.FOUND, follow_up, label, found) for found, label in _FOUND)

    async def _reasons(self, follow_up: FollowUp) -> tuple[Button, ...]:
        return tuple(self._button(FollowUpAction.WAIVE, follow_up, label, why) for why, label in _REASONS)

    def _button(self, action: FollowUpAction, follow_up: FollowUp, label: Sentence, argument: str = "") -> Button:
        identifier = follow_up_id(action, follow_up.id, argument)
        return Button(identifier, self._say(label), revision=follow_up.revision)

    async def _days(self, follow_up: FollowUp, context: TurnContext, *, putting_off: bool) -> tuple[Button, ...]:
        """Days to choose from, each with the day it stands for, and the way out."""
        hours = hours_of(await context.team())
        today = local_day(context.now)
        offered = {
            hours.calendar.add_school_days(today, 1): Sentence.KNOP_MORGEN,
            hours.calendar.add_school_days(today, 3): Sentence.KNOP_DRIE_DAGEN,
            hours.calendar.next_school_day(today + timedelta(days=_WEEK)): Sentence.KNOP_WEEK,
        }
        if not putting_off:
            days = self._screens.flowchart.positions[context.case.step].follow_up_days if context.case else None
            if days:
                offered[proposed_day(hours, context.now, days)] = Sentence.KNOP_VOORSTEL
        action = FollowUpAction.PUT_OFF if putting_off else FollowUpAction.AGREE
        buttons = [self._day_button(action, follow_up, day, label, hours) for day, label in sorted(offered.items())]
        none = self._button(FollowUpAction.WAIVE, follow_up, Sentence.KNOP_GEEN_OPVOLGING)
        return (*buttons, none)

    def _day_button(
        self, action: FollowUpAction, follow_up: FollowUp, day: date, label: Sentence, hours: ReminderHours
    ) -> Button:
        words = self.moment(hours.at(day, hours.start))
        tomorrow = label is Sentence.KNOP_MORGEN
        text = self._say(label, dag=words) if not tomorrow else self._tomorrow(day, words)
        return Button(follow_up_id(action, follow_up.id, day_argument(day)), text, revision=follow_up.revision)

    def _tomorrow(self, day: date, words: str) -> str:
        # On a Friday the next school day is no "tomorrow".
        return words[:1].upper() + words[1:] if day.weekday() == 0 else self._say(Sentence.KNOP_MORGEN, dag=words)

    async def next_in_words(self, context: TurnContext) -> tuple[str, ...]:
        """When the open case is followed up: planned for a real one, proposed in practice."""
        return self._next_in_words(await context.follow_up_of_step(), context)

    def _next_in_words(self, follow_up: FollowUp | None, context: TurnContext) -> tuple[str, ...]:
        if follow_up is not None:
            return (self._say(Sentence.OPVOLGING_VOORSTEL, dag=day_in_words(follow_up.due_at)),)
        proposal = self._screens.follow_up(context.case) if context.case is not None and context.practising else ""
        return (proposal,) if proposal else ()

    async def step(self, context: TurnContext, *, with_day: bool = False) -> tuple[Reply, ...]:
        """The open question in full; `with_day`: with when the step is followed up. Nothing without a case."""
        if context.case is None:
            return ()
        reply = self._screens.position(context.case, context.log)
        if with_day and context.case.side is None:
            reply = await self._proposed(reply, context)
        return (reply,)

    async def here(self, _outcome: Outcome, context: TurnContext) -> tuple[Reply, ...]:
        """The open question in full."""
        return await self.step(context)

    async def _proposed(self, reply: Reply, context: TurnContext) -> Reply:
        """A step's reply with when it is followed up, and in a real case a button for another day."""
        follow_up = await context.follow_up_of_step()
        texts = self._next_in_words(follow_up, context)
        reply = dataclasses.replace(reply, paragraphs=(*reply.paragraphs, *texts))
        if follow_up is None:
            return reply
        other = self._button(FollowUpAction.AGREE, follow_up, Sentence.KNOP_ANDERE_DAG)
        return dataclasses.replace(reply, extras=(other, *reply.extras))

    async def today(self, _outcome: Outcome, context: TurnContext) -> tuple[Reply, ...]:
        """What is late, due today and due within a week, each with a button that says it is done."""
        if context.member is None:
            return (Reply("", (self._say(Sentence.LID_NODIG),)),)
        until = context.now + timedelta(days=_WEEK)
        due, number = await context.unit.agenda(context.member, until, _MOST_DUE)
        title = self._say(Sentence.VANDAAG_TITEL)
        if not due:
            return (Reply(title, (self._say(Sentence.VANDAAG_NIETS),)),)
        groups: dict[Sentence, list[DueFollowUp]] = {}
        for one in due:
            groups.setdefault(HEADINGS[urgency_of(one.follow_up.due_at, context.now)], []).append(one)
        paragraphs = [self._group(heading, group) for heading, group in groups.items()]
        if number > len(due):
            paragraphs.append(self._say(Sentence.VANDAAG_MEER, aantal=number - len(due)))
        buttons = tuple(
            Button(
                follow_up_id(FollowUpAction.DONE, one.follow_up.id),
                f"✓ {one.case.code}: {self._say(about(one.follow_up.kind))}",
                revision=one.follow_up.revision,
            )
            for one in due
        )
        return (Reply(title, tuple(paragraphs), extras=buttons),)

    def _group(self, heading: Sentence, group: Sequence[DueFollowUp]) -> str:
        lines = (
            self._say(
                Sentence.VANDAAG_REGEL,
                dossier=one.case.code,
                waarover=self._say(about(one.follow_up.kind)),
                dag=day_in_words(one.follow_up.due_at),
            )
            for one in group
        )
        return "\n".join((f"{self._say(heading)}:", *(f"• {line}" for line in lines)))
