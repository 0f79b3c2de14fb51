"""What the store gives and takes, free of SQLAlchemy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.messages import Address


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


@dataclass(frozen=True)
class Outcome:
    """What a message led to, in words of the vocabulary: enough to say it again after a crash."""

    turn: str
    """`move`, `guide`, `safety`, `command`, `ask_again` or `practice`."""
    subject: str | None = None
    page: int = 1


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

    team_name: str
    role: Role
    expires_at: datetime
    uses_left: int


class StoreError(Exception):
    """The store cannot be used; the message names what and where, for the operator."""


class StoreBusyError(StoreError):
    """Locked, read-only or full just now: nothing was changed, and it may work later."""


class StaleCaseError(Exception):
    """The case changed since it was read; nothing was written."""
