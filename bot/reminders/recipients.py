"""Who of a team can be told something, and at what hours."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from bot.calendar.hours import ReminderHours
from bot.domain.follow_up_planning import hours_of
from bot.domain.messages import Address
from bot.domain.permissions import Permission, may
from bot.domain.teams import Member, Team
from bot.ports.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class TeamRecipients:
    """Who of a team can be told something, and at what hours; members who cannot be reached are left out."""

    team: Team
    hours: ReminderHours
    care_team: tuple[Member, ...]
    """Who is asked first, by right."""
    coordinators: tuple[Member, ...]
    """Who is asked last, by right."""
    channels: Collection[str]
    """By which notices can be sent."""

    def can_reach(self, member: Member | None) -> bool:
        """Whether something can be delivered to somebody."""
        return member is not None and member.reachable and member.address.channel in self.channels

    @property
    def group(self) -> Address | None:
        """The care team's group, when it can be reached."""
        return self.team.group if self.team.group and self.team.group.channel in self.channels else None

    def owner(self, member: Member | None) -> tuple[Address, ...]:
        """The owner of a case, if there is one to reach."""
        return (member.address,) if member is not None and self.can_reach(member) else ()

    def caring(self) -> tuple[Address, ...]:
        """The care team: its group, or each of its members."""
        return (self.group,) if self.group else tuple(member.address for member in self.care_team)

    def coordinating(self) -> tuple[Address, ...]:
        """Each coordinator."""
        return tuple(member.address for member in self.coordinators)

    def responsible(self, owner: Member | None) -> tuple[Address, ...]:
        """Who has a case: its owner, or else the care team, or else the coordinators."""
        return self.owner(owner) or self.caring() or self.coordinating()


class Recipients:
    """Reads who can be told something in the teams that a transaction has to do with."""

    def __init__(
        self, unit: UnitOfWork, channels: Collection[str], read: dict[int, TeamRecipients] | None = None
    ) -> None:
        """Take the means.

        Args:
            unit: the transaction.
            channels: by which notices can be sent; who is elsewhere counts as not there.
            read: by team, what was read before in transactions of the same minute; what is read now is added.
        """
        self._unit = unit
        self._channels = frozenset(channels)
        self._read = {} if read is None else read

    async def of_team(self, team_id: int) -> TeamRecipients:
        """Those of a team. Raises `LookupError` for an unknown team."""
        if team_id not in self._read:
            self._read[team_id] = await self.of(await self._unit.team(team_id))
        return self._read[team_id]

    async def of(self, team: Team) -> TeamRecipients:
        """Those of a team that was read."""
        members = await self._unit.members(team.id, Permission.ASKED_FIRST, Permission.ASKED_LAST)
        reached = [m for m in members if m.reachable and m.address.channel in self._channels]
        care_team = tuple(member for member in reached if may(member, Permission.ASKED_FIRST))
        coordinators = tuple(member for member in reached if may(member, Permission.ASKED_LAST))
        return TeamRecipients(team, hours_of(team), care_team, coordinators, self._channels)
