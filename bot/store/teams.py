"""Teams, members and invitations."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, Row, bindparam, delete, insert, select, update

from bot.domain.codes import hashed
from bot.domain.messages import Address
from bot.domain.permissions import Permission, roles_with
from bot.domain.teams import Invitation, Member, Role, Team
from bot.store.mappers import select_members, to_member
from bot.store.repository import Repository, key_of
from bot.store.schema import cases as schema
from bot.store.unlinking import drop_unsent

_DAY, _I, _M, _N, _T = schema.day_off, schema.invitation, schema.member, schema.notice, schema.team
_ADDRESSED = select_members().where(_M.c.channel == bindparam("channel"), _M.c.address == bindparam("key"))
_TEAM = select(_T).where(_T.c.id == bindparam("team"))
_DAYS_OFF = select(_DAY.c.day).where(_DAY.c.team_id == bindparam("team"))
_MINUTES = 60


class Teams(Repository):
    """See `bot.ports.teams.Teams`."""

    async def team_id(self, name: str) -> int | None:
        """The team with this name."""
        query = select(_T.c.id).where(_T.c.name == name)
        return (await self._connection.execute(query)).scalar_one_or_none()

    async def team_names(self) -> list[str]:
        """All teams, by name."""
        query = select(_T.c.name).order_by(_T.c.name)
        return list((await self._connection.execute(query)).scalars())

    async def add_team(self, name: str, now: datetime) -> int:
        """A new team; its id."""
        result = await self._connection.execute(insert(_T).values(name=name, created_at=now))
        return key_of(result.inserted_primary_key)

    async def team(self, team_id: int) -> Team:
        """A team with its settings and days off. Raises `LookupError` for an unknown one."""
        row = (await self._connection.execute(_TEAM, {"team": team_id})).one_or_none()
        if row is None:
            raise LookupError(f"there is no team {team_id}")
        days = (await self._connection.execute(_DAYS_OFF, {"team": team_id})).scalars()
        return _team(row, frozenset(days))

    async def teams(self) -> list[Team]:
        """All teams with their settings and days off, by id."""
        return await self._teams()

    async def team_of_group(self, address: Address) -> Team | None:
        """The team whose care team's group this is."""
        found = await self._teams((_T.c.group_channel == address.channel) & (_T.c.group_address == address.key))
        return found[0] if found else None

    async def _teams(self, *conditions: ColumnElement[bool]) -> list[Team]:
        rows = (await self._connection.execute(select(_T).where(*conditions).order_by(_T.c.id))).all()
        days = select(_DAY)
        if conditions:
            days = days.where(_DAY.c.team_id.in_([row.id for row in rows]))
        days_off: dict[int, set[date]] = defaultdict(set)
        for row in (await self._connection.execute(days)).all():
            days_off[row.team_id].add(row.day)
        return [_team(row, frozenset(days_off[row.id])) for row in rows]

    async def save_team(self, team: Team) -> None:
        """Store a team's settings and days off."""
        values = {
            "group_channel": team.group.channel if team.group else None,
            "group_address": team.group.key if team.group else None,
            "day_start": _minutes(team.day_start),
            "day_end": _minutes(team.day_end),
            "group_too": team.group_too,
        }
        await self._connection.execute(update(_T).where(_T.c.id == team.id).values(**values))
        await self._connection.execute(delete(_DAY).where(_DAY.c.team_id == team.id))
        if team.days_off:
            rows = [{"team_id": team.id, "day": day} for day in sorted(team.days_off)]
            await self._connection.execute(insert(_DAY), rows)

    async def member(self, address: Address) -> Member | None:
        """Who writes from this address, or None for somebody unknown."""
        where = {"channel": address.channel, "key": address.key}
        row = (await self._connection.execute(_ADDRESSED, where)).one_or_none()
        return to_member(row) if row else None

    async def members(self, team_id: int, *permissions: Permission) -> list[Member]:
        """The members of a team who have any of these rights, all without one, by id."""
        query = select_members().where(_M.c.team_id == team_id).order_by(_M.c.id)
        if permissions:
            query = query.where(_M.c.role.in_([role.value for role in roles_with(permissions)]))
        return [to_member(row) for row in (await self._connection.execute(query)).all()]

    async def add_member(self, team_id: int, address: Address, role: Role) -> None:
        """Somebody joins; an address that was in another team, or had another role, moves and loses its cases."""
        before = await self.member(address)
        if before is not None:
            await self.remove_member(before.id)
        values = {"team_id": team_id, "channel": address.channel, "address": address.key, "role": role.value}
        await self._connection.execute(insert(_M).values(**values))

    async def save_member(self, member: Member) -> None:
        """Store whether a member wants the summary and can be reached."""
        values = {"summary": member.summary, "reachable": member.reachable}
        await self._connection.execute(update(_M).where(_M.c.id == member.id).values(**values))

    async def change_role(self, member: Member, role: Role) -> None:
        """Another role in the same team; cases stay."""
        await self._connection.execute(update(_M).where(_M.c.id == member.id).values(role=role.value))

    async def remove_member(self, member_id: int) -> None:
        """Somebody leaves: no access from now on, and no notice still under way to them."""
        gone = delete(_M).where(_M.c.id == member_id).returning(_M.c.channel, _M.c.address, _M.c.team_id)
        row = (await self._connection.execute(gone)).one_or_none()
        if row is not None:
            theirs = (_N.c.channel == row.channel) & (_N.c.address == row.address) & (_N.c.team_id == row.team_id)
            await drop_unsent(self._connection, theirs)

    async def add_invitation(self, team_id: int, role: Role, code: str, expires_at: datetime, uses: int) -> None:
        """An invitation, of which only a hash of the code is kept."""
        values = {"team_id": team_id, "role": role.value, "expires_at": expires_at, "uses_left": uses}
        await self._connection.execute(insert(_I).values(code_hash=hashed(code), **values))

    async def invitation(self, code: str) -> tuple[int, Role] | None:
        """The team and role of an invitation, also of one that is used up or expired; None for an unknown code."""
        query = select(_I.c.team_id, _I.c.role).where(_I.c.code_hash == hashed(code))
        row = (await self._connection.execute(query)).one_or_none()
        return (row.team_id, Role(row.role)) if row else None

    async def invitations(self, now: datetime) -> list[Invitation]:
        """The invitations that can still be used, by id."""
        query = (
            select(_I.c.id, _I.c.team_id, _T.c.name, _I.c.role, _I.c.expires_at, _I.c.uses_left)
            .join_from(_I, _T, _T.c.id == _I.c.team_id)
            .where(_I.c.expires_at > now, _I.c.uses_left > 0)
            .order_by(_I.c.id)
        )
        rows = (await self._connection.execute(query)).all()
        return [Invitation(r.id, r.team_id, r.name, Role(r.role), r.expires_at, r.uses_left) for r in rows]

    async def withdraw_invitation(self, invitation_id: int) -> bool:
        """Take an invitation back; whether there was one."""
        return (await self._connection.execute(delete(_I).where(_I.c.id == invitation_id))).rowcount == 1

    async def use_invitation(self, code: str, now: datetime) -> tuple[int, Role] | None:
        """Take one use of an invitation: team and role; None when it is unknown, used up or expired."""
        valid = (_I.c.code_hash == hashed(code)) & (_I.c.expires_at > now) & (_I.c.uses_left > 0)
        change = update(_I).where(valid).values(uses_left=_I.c.uses_left - 1).returning(_I.c.team_id, _I.c.role)
        row = (await self._connection.execute(change)).one_or_none()
        return (row.team_id, Role(row.role)) if row else None


def _team(row: Row[Any], days_off: frozenset[date]) -> Team:
    group = Address(row.group_channel, row.group_address) if row.group_channel is not None else None
    return Team(row.id, row.name, group, _time(row.day_start), _time(row.day_end), row.group_too, days_off)


def _minutes(moment: time) -> int:
    return moment.hour * _MINUTES + moment.minute


def _time(minutes: int) -> time:
    return time(*divmod(minutes, _MINUTES))
