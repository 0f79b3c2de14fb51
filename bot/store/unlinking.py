"""What ends with a case, a follow-up or a membership: links to people, and messages that wait or stand in a chat."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.follow_ups import FollowUpState, WaiveReason
from bot.domain.notices import NoticeKind, NoticeState
from bot.store.schema import cases as schema

_A, _C, _F, _M, _N = schema.answered, schema.case, schema.follow_up, schema.member, schema.notice
_P, _S = schema.participant, schema.share

READY, SENT, TO_CHANGE = NoticeState.READY.value, NoticeState.SENT.value, NoticeState.TO_CHANGE.value


async def drop_unsent(connection: AsyncConnection, which: ColumnElement[bool]) -> None:
    """Delete notices that wait to be sent. One that is on its way at this moment is not sent a second time."""
    waiting = which & (_N.c.state == READY)
    await connection.execute(delete(_N).where(waiting, _N.c.claimed_until.is_(None)))
    await connection.execute(update(_N).where(waiting).values(overtaken=True, next_at=None))


async def overtake(connection: AsyncConnection, which: ColumnElement[bool]) -> None:
    """What notices say is no longer so: those that wait are dropped, those that were sent are to be changed at once."""
    # Mostly nobody was told anything yet.
    if (await connection.execute(select(_N.c.id).where(which).limit(1))).first() is None:
        return
    await drop_unsent(connection, which)
    being_changed = which & (_N.c.state == TO_CHANGE) & _N.c.claimed_until.is_not(None)
    await connection.execute(update(_N).where(being_changed).values(overtaken=True))
    # Due since it was sent: that is past, whatever the present moment.
    values = {"state": TO_CHANGE, "next_at": _N.c.sent_at, "attempts": 0, "claimed_until": None}
    shown = which & (_N.c.state == SENT) & _N.c.message_id.is_not(None)
    await connection.execute(update(_N).where(shown).values(**values))


async def end_follow_ups(connection: AsyncConnection, case_id: int, role: str | None, now: datetime) -> None:
    """The open follow-ups of a case that is closed are no longer needed."""
    values = {
        "state": FollowUpState.WAIVED.value,
        "reason": WaiveReason.CLOSED.value,
        "revision": _F.c.revision + 1,
        "next_at": None,
        "ended_at": now,
        "ended_by": role,
    }
    is_open = (_F.c.case_id == case_id) & (_F.c.state == FollowUpState.OPEN.value)
    await connection.execute(update(_F).where(is_open).values(**values))


async def unlink(connection: AsyncConnection, case_id: int) -> None:
    """Cut every link between a case and people; messages about it in their chats are to be changed."""
    await connection.execute(update(_A).where(_A.c.case_id == case_id).values(case_id=None, about=None))
    await connection.execute(delete(_P).where(_P.c.case_id == case_id))
    await connection.execute(delete(_S).where(_S.c.case_id == case_id))
    await connection.execute(update(_M).where(_M.c.current_case_id == case_id).values(current_case_id=None))
    of_case = _N.c.case_id == case_id
    await overtake(connection, of_case)
    await connection.execute(delete(_N).where(of_case, _N.c.state.not_in([READY, TO_CHANGE])))
    # Without a day, of which there may be one only to an address.
    values = {"kind": NoticeKind.ENDED.value, "case_id": None, "follow_up_id": None, "day": None}
    await connection.execute(update(_N).where(of_case).values(**values))


async def delete_case(connection: AsyncConnection, case_id: int) -> None:
    """Delete a case with its log, follow-ups and links."""
    await unlink(connection, case_id)
    await connection.execute(delete(_C).where(_C.c.id == case_id))
