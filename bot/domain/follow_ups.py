"""What is to be followed up, and when: pure functions from a follow-up and an answer to the next one (F14).

A case has one clock per kind: what runs for the bullied pupil does not stop because the parents were called.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.clock import local_day
from bot.domain.teams import Member
from dialogues.steps import FollowUpKind

_A_WEEK = timedelta(days=7)


class FollowUpState(StrEnum):
    """Whether a follow-up still runs, and how it ended."""

    OPEN = "open"
    DONE = "gedaan"
    WAIVED = "niet_nodig"
    REPLACED = "vervangen"
    """The case moved on, and another follow-up took its place."""


class WaiveReason(StrEnum):
    """Why a follow-up is not needed."""

    PUPIL_ASKS = "leerling_vraagt"
    NOT_NEEDED = "nu_niet_nodig"
    CARE_TEAM_DECIDES = "zorgteam_beslist"
    CLOSED = "bij_sluiten"


class Found(StrEnum):
    """What was found when somebody followed up."""

    BETTER = "beter"
    SAME = "hetzelfde"
    WORSE = "erger"
    TAKEN = "opgenomen"
    """A consultation: somebody of the care team takes it up."""


@dataclass(frozen=True)
class NewFollowUp:
    """One thing to follow up in a case, before it is stored. It is open, and its first reminder is due with it."""

    case_id: int
    kind: FollowUpKind
    due_at: datetime
    """Aware; the start of the school's day on the day that was agreed."""


@dataclass(frozen=True)
class FollowUp:
    """One thing to follow up in a case. Nothing about persons."""

    id: int
    case_id: int
    kind: FollowUpKind
    due_at: datetime
    """Aware; the start of the school's day on the day that was agreed."""
    first_due_at: datetime
    """What was agreed first: putting off does not change it."""
    state: FollowUpState = FollowUpState.OPEN
    reason: str | None = None
    """A `WaiveReason` or a `Found`, once it ended."""
    level: int = 0
    """The last level of the escalation policy that was told; 0 before the first."""
    next_at: datetime | None = None
    """When it is looked at next: a level is due, or a reminder should have arrived. None once it ended."""
    revision: int = 0
    """Goes up with every answer; a button made for another revision is late."""
    ended_at: datetime | None = None
    ended_by: str | None = None
    """The role that answered it."""

    @property
    def is_open(self) -> bool:
        """Whether it still runs."""
        return self.state is FollowUpState.OPEN


def agree(follow_up: FollowUp, due_at: datetime) -> FollowUp:
    """The same follow-up on a newly agreed day: the escalation begins again."""
    return _changed(follow_up, due_at=due_at, first_due_at=due_at, next_at=due_at, level=0)


def put_off(follow_up: FollowUp, until: datetime) -> FollowUp:
    """The follow-up later; what was agreed first stays known. The escalation begins again."""
    return _changed(follow_up, due_at=until, next_at=until, level=0)


def done(follow_up: FollowUp, found: Found, role: str, now: datetime) -> FollowUp:
    """The follow-up answered."""
    return end(follow_up, FollowUpState.DONE, found, role, now)


def waive(follow_up: FollowUp, reason: WaiveReason, role: str, now: datetime) -> FollowUp:
    """The follow-up no longer needed."""
    return end(follow_up, FollowUpState.WAIVED, reason, role, now)


def replace(follow_up: FollowUp, role: str, now: datetime) -> FollowUp:
    """The follow-up overtaken by the case itself."""
    return end(follow_up, FollowUpState.REPLACED, None, role, now)


def open_of(follow_ups: Iterable[FollowUp], kind: FollowUpKind) -> FollowUp | None:
    """The open follow-up of a kind."""
    return next((f for f in follow_ups if f.is_open and f.kind is kind), None)


def end(follow_up: FollowUp, state: FollowUpState, reason: str | None, role: str, now: datetime) -> FollowUp:
    """The follow-up ended in any other state."""
    return _changed(follow_up, state=state, reason=reason, next_at=None, ended_at=now, ended_by=role)


def _changed(follow_up: FollowUp, **changes: object) -> FollowUp:
    return dataclasses.replace(follow_up, revision=follow_up.revision + 1, **changes)  # type: ignore[arg-type]


@dataclass(frozen=True)
class CaseInfo:
    """Of a case only what reminders need."""

    id: int
    code: str
    team_id: int
    step: str
    closed: bool
    owner: Member | None
    clb: bool
    """Handed over to the CLB."""
    paused_until: date | None


@dataclass(frozen=True)
class DueFollowUp:
    """A follow-up with its case."""

    follow_up: FollowUp
    case: CaseInfo


class Urgency(StrEnum):
    """When something is due, the most urgent first."""

    LATE = "laat"
    TODAY = "vandaag"
    WEEK = "week"
    LATER = "later"


def urgency_of(due_at: datetime, now: datetime) -> Urgency:
    """How urgent something is that is due at a moment; days count, in Belgium, not hours."""
    day, today = local_day(due_at), local_day(now)
    if day < today:
        return Urgency.LATE
    if day == today:
        return Urgency.TODAY
    return Urgency.WEEK if day <= today + _A_WEEK else Urgency.LATER


class StaleFollowUpError(Exception):
    """The follow-up was answered since it was read; nothing was written."""
