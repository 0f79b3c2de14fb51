"""Which follow-ups a change of a case calls for: every step proposes one (F14), on a clock of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.calendar.hours import ReminderHours
from bot.calendar.school_days import SchoolCalendar
from bot.clock import BRUSSELS
from bot.domain.case_log import EventKind
from bot.domain.cases import Case, Change, StoredCase
from bot.domain.follow_ups import FollowUp, FollowUpState, NewFollowUp, WaiveReason, agree, end, replace, waive
from bot.domain.teams import Team
from dialogues.flowchart import Flowchart
from dialogues.steps import PARENT_GROUPS, REASON, FollowUpKind, ParentReason, ParentState

_ARRIVALS = (EventKind.OPENED, EventKind.CHOSE, EventKind.TOLD, EventKind.WENT_BACK, EventKind.REOPENED)
_REASONS: Mapping[str, WaiveReason] = {
    ParentReason.PUPIL_ASKS: WaiveReason.PUPIL_ASKS,
    ParentReason.NOT_NEEDED: WaiveReason.NOT_NEEDED,
    ParentReason.CARE_TEAM_DECIDES: WaiveReason.CARE_TEAM_DECIDES,
}
PARENTS_DAYS = 7
"""Calendar days after which contact with parents that is still to do is followed up."""


@dataclass(frozen=True)
class Planned:
    """Follow-ups to store."""

    added: tuple[NewFollowUp, ...] = ()
    changed: tuple[FollowUp, ...] = ()


def hours_of(team: Team) -> ReminderHours:
    """When a team may be reminded."""
    return ReminderHours(team.day_start, team.day_end, SchoolCalendar(team.days_off))


def proposed_day(hours: ReminderHours, now: datetime, days: int) -> date:
    """The school day that lies that many calendar days ahead, or the next one."""
    return hours.calendar.next_school_day((now.astimezone(BRUSSELS) + timedelta(days=days)).date())


def replan(
    flowchart: Flowchart,
    before: Case | None,
    change: Change[StoredCase],
    running: Iterable[FollowUp],
    *,
    team: Team,
    now: datetime,
) -> Planned:
    """The follow-ups that a change adds, moves or ends. A closed case ends all of them; that is the store's.

    Args:
        flowchart: the plan.
        before: the case as it was; None for a new one.
        change: the case as it is, with the lines of its log.
        running: the follow-ups of the case.
        team: whose hours and days off count.
        now: the moment of the change, aware.
    """
    case, event = change.case, change.events[0]
    if case.closed_at is not None:
        return Planned()
    drafts = _Drafts(case.id, {f.kind: f for f in running if f.is_open}, hours_of(team), now, event.role)
    for group in PARENT_GROUPS:
        state = case.memory.get(group)
        if state != (before.memory.get(group) if before else None):
            drafts.parents(group, state, case.memory.get(f"{REASON}_{group}"))
    step = flowchart.positions[case.step]
    if any(one.kind in _ARRIVALS for one in change.events) and step.follow_up_days is not None:
        drafts.arrive(step.followed, step.follow_up_days)
    return Planned(tuple(drafts.added), tuple(drafts.changed.values()))


class _Drafts:
    """Collects what is to be stored."""

    def __init__(
        self, case_id: int, running: dict[FollowUpKind, FollowUp], hours: ReminderHours, now: datetime, role: str
    ) -> None:
        self._case_id = case_id
        self._running = running
        self._hours = hours
        self._now = now
        self._role = role
        self.added: list[NewFollowUp] = []
        self.changed: dict[FollowUpKind, FollowUp] = {}

    def arrive(self, kind: FollowUpKind, days: int) -> None:
        """The case came to a step that proposes this follow-up."""
        due = self._hours.at(proposed_day(self._hours, self._now, days), self._hours.start)
        settled = kind in self.changed and not self.changed[kind].is_open
        if kind in self._running and not settled:
            self.changed[kind] = agree(self._running[kind], due)
        elif not settled:
            self.added.append(NewFollowUp(self._case_id, kind, due))
        if kind is not FollowUpKind.CASE and FollowUpKind.CASE in self._running:
            whole = self._running[FollowUpKind.CASE]
            self.changed[FollowUpKind.CASE] = replace(whole, self._role, self._now)

    def parents(self, kind: FollowUpKind, state: str | None, reason: str | None) -> None:
        """The contact with a group of parents got another state."""
        running = self._running.get(kind)
        if state == ParentState.TO_DO and running is None:
            due = self._hours.at(proposed_day(self._hours, self._now, PARENTS_DAYS), self._hours.start)
            self.added.append(NewFollowUp(self._case_id, kind, due))
        elif state == ParentState.DONE and running is not None:
            self.changed[kind] = end(running, FollowUpState.DONE, None, self._role, self._now)
        elif state == ParentState.NOT and running is not None:
            why = _REASONS.get(reason or "", WaiveReason.NOT_NEEDED)
            self.changed[kind] = waive(running, why, self._role, self._now)
