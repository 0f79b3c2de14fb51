"""What the bot says of its own accord."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, func, or_, select, update

from bot.domain.messages import Address
from bot.domain.notices import NewNotice, Notice, NoticeKind, NoticeState
from bot.store.repository import Repository, insert_unless_there
from bot.store.schema import cases as schema
from bot.store.unlinking import READY, SENT, TO_CHANGE, drop_unsent

_F, _N, _T = schema.follow_up, schema.notice, schema.team

LONGEST_CLAIM = timedelta(minutes=10)


class Notices(Repository):
    """See `bot.ports.notices.Notices`."""

    async def add_notice(self, notice: NewNotice) -> bool:
        """Store one to be sent; False when the same address was or will be told the same already."""
        # Always there for a follow-up: what ends with a case is found by it.
        of_follow_up = select(_F.c.case_id).where(_F.c.id == notice.follow_up_id).scalar_subquery()
        case_id = of_follow_up if notice.case_id is None else notice.case_id
        values = {
            "channel": notice.address.channel,
            "address": notice.address.key,
            "kind": notice.kind.value,
            "team_id": notice.team_id,
            "case_id": case_id,
            "follow_up_id": notice.follow_up_id,
            "round": notice.round,
            "level": notice.level,
            "cases": notice.cases,
            "day": notice.day,
            "state": READY,
            "attempts": 0,
            "next_at": notice.next_at,
        }
        added = insert_unless_there(self._connection, _N).values(**values).on_conflict_do_nothing()
        return (await self._connection.execute(added)).rowcount == 1

    async def claim_notices(
        self, channel: str, kinds: Collection[NoticeKind], now: datetime, until: datetime, limit: int
    ) -> list[Notice]:
        """Notices to be sent or changed now, earliest first, claimed until a moment: nobody else gets them before."""
        wrong = _N.c.claimed_until > now + LONGEST_CLAIM
        query = (
            select(_N.c.id)
            .where(_N.c.next_at <= now, _N.c.channel == channel, _N.c.kind.in_([kind.value for kind in kinds]))
            .where(or_(_N.c.claimed_until.is_(None), _N.c.claimed_until <= now, wrong))
            .order_by(_N.c.next_at, _N.c.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        ids = list((await self._connection.execute(query)).scalars())
        if not ids:
            return []
        # Whoever changes it now reads it as it is now.
        values = {"claimed_until": until, "attempts": _N.c.attempts + 1, "overtaken": False}
        await self._connection.execute(update(_N).where(_N.c.id.in_(ids)).values(**values))
        return await self._notices(_N.c.id.in_(ids), _N.c.next_at, _N.c.id)

    async def note_delivery(
        self, notice_id: int, state: NoticeState, *, message_key: str | None = None, now: datetime
    ) -> None:
        """A notice was delivered, changed or refused for good."""
        query = select(_N.c.overtaken).where(_N.c.id == notice_id).with_for_update()
        overtaken = (await self._connection.execute(query)).scalar_one_or_none()
        values: dict[str, object] = {"state": state.value, "next_at": None, "overtaken": False}
        if state is NoticeState.SENT:
            values |= {"message_id": message_key, "sent_at": now}
        stands = state is NoticeState.CHANGED or message_key is not None
        if overtaken and stands and state is not NoticeState.REFUSED:
            values |= {"state": TO_CHANGE, "next_at": now, "attempts": 0, "claimed_until": None}
        await self._connection.execute(update(_N).where(_N.c.id == notice_id).values(**values))

    async def retry_notice(self, notice_id: int, at: datetime) -> None:
        """A notice could not be sent now; try again then."""
        same = _N.c.id == notice_id
        await self._connection.execute(delete(_N).where(same, _N.c.state == READY, _N.c.overtaken))
        values = {"next_at": at, "claimed_until": None, "overtaken": False}
        await self._connection.execute(update(_N).where(same).values(**values))

    async def redirect_notices(self, old: Address, new: Address) -> None:
        """A chat got another address (a group became a supergroup): everything for it goes there from now on."""
        at_old = (_N.c.channel == old.channel) & (_N.c.address == old.key)
        waiting = at_old & (_N.c.state == READY)
        twin = _N.alias("twin")
        same_follow_up = (twin.c.follow_up_id == _N.c.follow_up_id) & (twin.c.round == _N.c.round)
        same_day = (twin.c.day == _N.c.day) & (twin.c.team_id == _N.c.team_id)
        of_day = same_day & twin.c.case_id.is_(None) & _N.c.case_id.is_(None)
        there = (
            select(twin.c.id)
            .where(twin.c.channel == new.channel, twin.c.address == new.key, twin.c.kind == _N.c.kind)
            .where(or_(same_follow_up & (twin.c.level == _N.c.level), of_day))
        )
        await self._connection.execute(delete(_N).where(waiting, there.exists()))
        moved = {"channel": new.channel, "address": new.key}
        await self._connection.execute(update(_N).where(waiting).values(**moved))
        # Messages of the old chat cannot be changed any more, and their numbers mean others in the new one.
        lost = at_old & _N.c.state.in_([SENT, TO_CHANGE])
        gone = {"state": NoticeState.REFUSED.value, "next_at": None}
        await self._connection.execute(update(_N).where(lost).values(**gone))
        group = (_T.c.group_channel == old.channel) & (_T.c.group_address == old.key)
        there_now = {"group_channel": new.channel, "group_address": new.key}
        await self._connection.execute(update(_T).where(group).values(**there_now))

    async def drop_notices(self, address: Address, team_id: int) -> None:
        """Delete what still waits to be sent to an address."""
        theirs = (_N.c.channel == address.channel) & (_N.c.address == address.key) & (_N.c.team_id == team_id)
        await drop_unsent(self._connection, theirs)

    async def forget_notices(self, before: datetime) -> None:
        """Delete the notices about no case that were dealt with before a moment."""
        done = _N.c.case_id.is_(None) & _N.c.follow_up_id.is_(None) & _N.c.next_at.is_(None)
        last = func.coalesce(_N.c.sent_at, _N.c.claimed_until)
        await self._connection.execute(delete(_N).where(done, last < before))

    async def notices_of(self, follow_up_id: int) -> list[Notice]:
        """All notices of a follow-up, by id."""
        return await self._notices(_N.c.follow_up_id == follow_up_id, _N.c.id)

    async def notice_by_message(self, address: Address, message_key: str) -> list[Notice]:
        """The notices that were sent as one message."""
        there = (_N.c.channel == address.channel) & (_N.c.address == address.key)
        return await self._notices(there & (_N.c.message_id == message_key), _N.c.id)

    async def undelivered(self, follow_up_id: int) -> int:
        """How many notices of a follow-up still wait to be sent."""
        waiting = (_N.c.follow_up_id == follow_up_id) & (_N.c.state == READY) & _N.c.next_at.is_not(None)
        query = select(func.count()).select_from(_N).where(waiting)
        return (await self._connection.execute(query)).scalar_one()

    async def _notices(self, which: ColumnElement[bool], *order: ColumnElement[Any]) -> list[Notice]:
        rows = (await self._connection.execute(select(_N).where(which).order_by(*order))).all()
        return [_notice(row) for row in rows]


def _notice(row: Row[Any]) -> Notice:
    return Notice(
        address=Address(row.channel, row.address),
        kind=NoticeKind(row.kind),
        team_id=row.team_id,
        case_id=row.case_id,
        follow_up_id=row.follow_up_id,
        round=row.round,
        level=row.level,
        cases=row.cases,
        day=row.day,
        state=NoticeState(row.state),
        attempts=row.attempts,
        next_at=row.next_at,
        message_key=row.message_id,
        sent_at=row.sent_at,
        id=row.id,
    )
