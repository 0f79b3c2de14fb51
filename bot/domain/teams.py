"""What the store gives and takes, free of SQLAlchemy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from bot.domain.follow_ups import FollowUp
from bot.domain.messages import Address


class Role(StrEnum):
    """What somebody is in a team."""

    TEACHER = "leerkracht"
    CARE_TEAM = "zorgteam"
    CLB = "clb"
    ADMIN = "beheerder"


@dataclass(frozen=True)
class Member:
    """Somebody of a team, known by a channel address only."""

    id: int
    team_id: int
    team_name: str
    address: Address
    role: Role
    current_case_id: int | None = None
    summary: bool = False
    """Wants the summary of the day."""
    reachable: bool = True
    """False once the channel said that nothing arrives any more; True again when they write."""


@dataclass(frozen=True)
class Team:
    """A school, and how its reminders are set."""

    id: int
    name: str
    group: Address | None = None
    """The care team's group."""
    day_start: time = time(8)
    """Reminders from this hour on, Belgian time."""
    day_end: time = time(17)
    """And before this hour."""
    group_too: bool = False
    """Whether the first reminders go to the care team's group as well."""
    days_off: frozenset[date] = frozenset()
    """Local days off, besides holidays and weekends."""


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


@dataclass(frozen=True)
class Counted:
    """How many cases of a school year were alike; nothing below five is ever shown."""

    school_year: int
    """In which it began."""
    month: int
    """Of opening, 1..12."""
    step: str
    """Where the case was when it was closed, or is now."""
    approach: str
    """`confronterend`, `niet_confronterend` or `geen`."""
    outcome: str
    """`gestopt`, `niet_gestopt`, `onbekend` or `open`."""
    days: int
    """From opening to closing, in weeks of seven days (7, 14 …); 0 for open cases."""
    cases: int


@dataclass(frozen=True)
class Outcome:
    """What a message led to, in words of the vocabulary: enough to say it again after a crash."""

    turn: str
    """`move`, `guide`, `safety`, `command`, `ask_again` or `practice`."""
    subject: str | None = None
    page: int = 1


def said(sentence: str, page: int = 1) -> Outcome:
    """The outcome of a command that says a sentence, or puts a screen under its name."""
    return Outcome("command", sentence, page)


@dataclass(frozen=True)
class Answered:
    """A message that was answered before."""

    message_id: int
    address: Address
    outcome: Outcome
    case_id: int | None
    sent: bool


@dataclass(frozen=True)
class Invitation:
    """An open invitation; the code itself is not kept."""

    id: int
    team_id: int
    team_name: str
    role: Role
    expires_at: datetime
    uses_left: int


class StoreError(Exception):
    """The store cannot be used; the message names what and where, for the operator."""


class StoreBusyError(StoreError):
    """Locked, read-only or full just now: nothing was changed, and it may work later."""


class StaleFollowUpError(Exception):
    """The follow-up was answered since it was read; nothing was written."""


class StaleCaseError(Exception):
    """The case changed since it was read; nothing was written."""
