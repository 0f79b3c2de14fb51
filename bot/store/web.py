"""Signing in on the web page, and what the board shows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import delete, func, insert, select, text, update

from bot.domain.codes import hashed
from bot.domain.follow_ups import FollowUp
from bot.domain.teams import Member
from bot.domain.web_access import PERSONAL_HOLDS, SESSION_LASTS, SESSION_SLIDES, BoardCase, WebSession
from bot.store.case_access import followed_by, open_to
from bot.store.mappers import select_infos, select_members, to_case, to_follow_up, to_info, to_member
from bot.store.repository import COUNTED_AT_MOST, Repository
from bot.store.schema import cases as schema

_A, _C, _F, _L, _M, _S = (
    schema.audit,
    schema.case,
    schema.follow_up,
    schema.web_login,
    schema.member,
    schema.web_session,
)

_WORTH_WRITING = timedelta(minutes=5)
"""A session that would last on by less is left as it is: not every look at a page is a write."""


class Web(Repository):
    """See `bot.ports.web`."""

    async def add_web_login(self, code: str, member_id: int, expires_at: datetime, *, personal: bool) -> None:
        """A code to sign in with, in place of the member's earlier one of the same sort."""
        earlier = (_L.c.member_id == member_id) & (_L.c.personal.is_(personal))
        await self._connection.execute(delete(_L).where(earlier))
        values = {"member_id": member_id, "expires_at": expires_at, "personal": personal}
        await self._connection.execute(insert(_L).values(code_hash=hashed(code), **values))

    async def use_web_login(self, code: str, now: datetime) -> Member | None:
        """Whose code this is; None when it is unknown, used or expired. A personal one holds on from now."""
        valid = (_L.c.code_hash == hashed(code)) & (_L.c.expires_at > now)
        longer = update(_L).where(valid, _L.c.personal).values(expires_at=now + PERSONAL_HOLDS)
        for using in (longer.returning(_L.c.member_id), delete(_L).where(valid).returning(_L.c.member_id)):
            member_id = (await self._connection.execute(using)).scalar_one_or_none()
            if member_id is not None:
                row = (await self._connection.execute(select_members().where(_M.c.id == member_id))).one()
                return to_member(row)
        return None

    async def add_web_session(self, token_hash: bytes, member_id: int, now: datetime) -> None:
        """Somebody signed in; what expired is forgotten."""
        await self.forget_expired_sign_ins(now)
        values = {"member_id": member_id, "created_at": now, "expires_at": now + SESSION_SLIDES}
        await self._connection.execute(insert(_S).values(token_hash=token_hash, **values))

    async def web_session(self, token_hash: bytes, now: datetime, *, used: bool = True) -> WebSession | None:
        """The session with this token, which lasts on from now when used; None when there is none (any more)."""
        query = (
            select_members()
            .join(_S, _S.c.member_id == _M.c.id)
            .add_columns(_S.c.created_at, _S.c.expires_at)
            .where(_S.c.token_hash == token_hash, _S.c.expires_at > now)
        )
        row = (await self._connection.execute(query)).one_or_none()
        if row is None:
            return None
        until = min(now + SESSION_SLIDES, row.created_at + SESSION_LASTS) if used else row.expires_at
        if until - row.expires_at >= _WORTH_WRITING:
            longer = update(_S).where(_S.c.token_hash == token_hash).values(expires_at=until)
            await self._connection.execute(longer)
        return WebSession(token_hash, to_member(row), row.created_at, max(until, row.expires_at))

    async def live_web_sessions(self, token_hashes: Collection[bytes], now: datetime) -> set[bytes]:
        """Which of these sessions still hold."""
        query = select(_S.c.token_hash).where(_S.c.token_hash.in_(list(token_hashes)), _S.c.expires_at > now)
        return set((await self._connection.execute(query)).scalars())

    async def forget_expired_sign_ins(self, now: datetime) -> None:
        """Delete the codes and sessions that expired."""
        for table in (_L, _S):
            await self._connection.execute(delete(table).where(table.c.expires_at <= now))

    async def end_web_session(self, token_hash: bytes) -> None:
        """Somebody signed out."""
        await self._connection.execute(delete(_S).where(_S.c.token_hash == token_hash))

    async def board(self, member: Member, limit: int) -> tuple[list[BoardCase], int]:
        """The open cases this member may open, longest untouched first, and how many there are."""
        which = open_to(member)
        shown = select(_C).where(which).order_by(_C.c.changed_at, _C.c.id).limit(limit)
        cases = [to_case(row) for row in (await self._connection.execute(shown)).all()]
        infos = {
            row.id: to_info(row)
            for row in (await self._connection.execute(select_infos().where(_C.c.id.in_([c.id for c in cases])))).all()
        }
        running = select(_F).where(text("follow_up.state = 'open'"), followed_by(member)).order_by(_F.c.due_at, _F.c.id)
        due: dict[int, list[FollowUp]] = defaultdict(list)
        for row in (await self._connection.execute(running.limit(COUNTED_AT_MOST))).all():
            due[row.case_id].append(to_follow_up(row))
        found = [
            BoardCase(case, info.owner, info.clb, info.paused_until, tuple(due[info.id]))
            for case in cases
            if (info := infos[case.id])
        ]
        some = select(_C.c.id).where(which).limit(COUNTED_AT_MOST).subquery()
        return found, (await self._connection.execute(select(func.count()).select_from(some))).scalar_one()

    async def change_marker(self, team_id: int) -> int:
        """A number that goes up with whatever happens to the team's cases: the last line of its audit."""
        # Not the highest of all, which would be read line by line: the index of the chain gives the last.
        last = select(_A.c.number).where(_A.c.team_id == team_id).order_by(_A.c.number.desc()).limit(1)
        return (await self._connection.execute(last)).scalar_one_or_none() or 0
