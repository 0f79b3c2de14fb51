"""Who can be told something, read from the store."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from bot.calendar.hours import ReminderHours
from bot.domain.follow_up_planning import hours_of
from bot.domain.teams import Role, Team
from bot.ports.unit_of_work import UnitOfWork
from bot.reminders.escalation_policy import Staff


@dataclass(frozen=True)
class School:
    """A team's staff and hours."""

    staff: Staff
    hours: ReminderHours


class Schools:
    """The schools a transaction has to do with."""

    def __init__(self, unit: UnitOfWork, channels: Collection[str], read: dict[int, School] | None = None) -> None:
        """`read`: what was read before, in transactions of the same minute."""
        self._unit = unit
        self._channels = frozenset(channels)
        self._read = {} if read is None else read

    async def school(self, team_id: int) -> School:
        """A team's staff and hours. Raises `LookupError` for an unknown team."""
        if team_id not in self._read:
            self._read[team_id] = await self.of(await self._unit.team(team_id))
        return self._read[team_id]

    async def of(self, team: Team) -> School:
        """The staff and hours of a team that was read."""
        members = await self._unit.members(team.id, (Role.CARE_TEAM, Role.ADMIN))
        reached = [m for m in members if m.reachable and m.address.channel in self._channels]
        care_team = tuple(member for member in reached if member.role is Role.CARE_TEAM)
        coordinators = tuple(member for member in reached if member.role is Role.ADMIN)
        return School(Staff(team, care_team, coordinators, self._channels), hours_of(team))
