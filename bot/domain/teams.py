"""A school's staff: teams, members, roles and invitations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

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
class Invitation:
    """An open invitation; the code itself is not kept."""

    id: int
    team_id: int
    team_name: str
    role: Role
    expires_at: datetime
    uses_left: int
