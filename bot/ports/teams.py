"""What is asked of a store about teams, members and invitations."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from bot.domain.messages import Address
from bot.domain.permissions import Permission
from bot.domain.teams import Invitation, Member, Role, Team


class Teams(Protocol):
    """Teams, members and invitations."""

    async def team_id(self, name: str) -> int | None:
        """The team with this name."""
        ...

    async def team_names(self) -> list[str]:
        """All teams, by name."""
        ...

    async def add_team(self, name: str, now: datetime) -> int:
        """A new team; its id."""
        ...

    async def team(self, team_id: int) -> Team:
        """A team with its settings and days off. Raises `LookupError` for an unknown one."""
        ...

    async def teams(self) -> list[Team]:
        """All teams with their settings and days off, by id."""
        ...

    async def save_team(self, team: Team) -> None:
        """Store a team's settings and days off."""
        ...

    async def team_of_group(self, address: Address) -> Team | None:
        """The team whose care team's group this is."""
        ...

    async def members(self, team_id: int, *permissions: Permission) -> list[Member]:
        """The members of a team who have any of these rights, all without one, by id."""
        ...

    async def save_member(self, member: Member) -> None:
        """Store whether a member wants the summary and can be reached."""
        ...

    async def remove_member(self, member_id: int) -> None:
        """Somebody leaves: no access from now on, and no notice still under way to them."""
        ...

    async def invitations(self, now: datetime) -> list[Invitation]:
        """The invitations that can still be used, by id."""
        ...

    async def withdraw_invitation(self, invitation_id: int) -> bool:
        """Take an invitation back; whether there was one."""
        ...

    async def member(self, address: Address) -> Member | None:
        """Who writes from this address, or None for somebody unknown."""
        ...

    async def add_member(self, team_id: int, address: Address, role: Role) -> None:
        """Somebody joins; an address that was in another team, or had another role, moves and loses its cases."""
        ...

    async def change_role(self, member: Member, role: Role) -> None:
        """Another role in the same team; cases stay."""
        ...

    async def add_invitation(self, team_id: int, role: Role, code: str, expires_at: datetime, uses: int) -> None:
        """An invitation, of which only a hash of the code is kept."""
        ...

    async def invitation(self, code: str) -> tuple[int, Role] | None:
        """The team and role of an invitation, also of one that is used up or expired; None for an unknown code."""
        ...

    async def use_invitation(self, code: str, now: datetime) -> tuple[int, Role] | None:
        """Take one use of an invitation: team and role; None when it is unknown, used up or expired."""
        ...
