"""What was answered, so that nothing is lost or done twice."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, bindparam, delete, insert, or_, select, text, update

from bot.domain.messages import Address
from bot.domain.outcomes import AnswerRecord, Outcome
from bot.ports.answers import LEASE
from bot.store.mappers import outcome_values, to_outcome
from bot.store.repository import Repository
from bot.store.schema import cases as schema

_A, _C, _F = schema.answered, schema.case, schema.follow_up
_SAME = (_A.c.channel == bindparam("on")) & (_A.c.message_id == bindparam("message"))
_ANSWERED = select(_A).where(_SAME)
_STILL_OPEN = select(_C.c.id).where(_C.c.id == _A.c.case_id, _C.c.closed_at.is_(None)).scalar_subquery()
_STILL_ABOUT = (
    select(_F.c.id)
    .join_from(_F, _C, _C.c.id == _F.c.case_id)
    .where(_F.c.id == _A.c.about, _C.c.closed_at.is_(None))
    .scalar_subquery()
)
_SENT = update(_A).where(_SAME).values(sent=True, case_id=_STILL_OPEN, about=_STILL_ABOUT)


class AnswerLog(Repository):
    """See `bot.ports.answers.AnswerLog`."""

    async def answered(self, address: Address, message_key: str) -> AnswerRecord | None:
        """What was answered to this message before, or None."""
        return await self._one(_ANSWERED, {"on": address.channel, "message": message_key})

    async def last_answer(self, address: Address) -> AnswerRecord | None:
        """The latest answer on record for an address."""
        mine = (_A.c.channel == address.channel) & (_A.c.address == address.key)
        return await self._one(select(_A).where(mine).order_by(_A.c.id.desc()).limit(1))

    async def _one(self, query: Select[Any], values: Mapping[str, object] | None = None) -> AnswerRecord | None:
        row = (await self._connection.execute(query, values)).one_or_none()
        return _answered(row) if row else None

    async def note_answer(
        self, address: Address, message_key: str, outcome: Outcome, case_id: int | None, now: datetime
    ) -> None:
        """Put an answer on record, to be sent."""
        values = {
            "channel": address.channel,
            "message_id": message_key,
            "address": address.key,
            "at": now,
            **outcome_values(outcome),
            "case_id": case_id,
            "sent": False,
            "claimed_until": now + LEASE,
        }
        await self._connection.execute(insert(_A), values)

    async def note_sent(self, channel: str, message_key: str) -> None:
        """The answer to this message has reached the channel; a closed case is no longer linked to it."""
        await self._connection.execute(_SENT, {"on": channel, "message": message_key})

    async def unsent(self, channel: str, now: datetime | None = None, *, at_start: bool = False) -> list[AnswerRecord]:
        """Answers on record that never reached the channel, oldest first; see `bot.ports.answers.AnswerLog`."""
        which = _unsent(channel)
        query = select(_A).where(which).order_by(_A.c.id)
        if now is None:
            return [_answered(row) for row in (await self._connection.execute(query)).all()]
        if not (at_start and self._connection.dialect.name == "sqlite"):
            query = query.where(_left_to_nobody(now))
        rows = (await self._connection.execute(query.with_for_update(skip_locked=True))).all()
        if not rows:
            return []
        taken = which & _A.c.id.in_([row.id for row in rows])
        await self._connection.execute(update(_A).where(taken).values(claimed_until=now + LEASE))
        return [_answered(row) for row in rows]

    async def claim_answer(self, channel: str, message_key: str, now: datetime) -> bool:
        """Take up one answer that was not sent and is left to nobody; whether there was one."""
        which = _unsent(channel) & (_A.c.message_id == message_key) & _left_to_nobody(now)
        claim = update(_A).where(which).values(claimed_until=now + LEASE)
        return (await self._connection.execute(claim)).rowcount == 1

    async def keep_answers(self, channel: str, message_keys: Collection[str], now: datetime) -> None:
        """These are still being sent by whom they are left to: leave them to them for another `LEASE`."""
        which = _unsent(channel) & _A.c.message_id.in_(message_keys)
        await self._connection.execute(update(_A).where(which).values(claimed_until=now + LEASE))

    async def forget_answers(self, before: datetime) -> None:
        """Delete the records of answers from before a moment."""
        await self._connection.execute(delete(_A).where(_A.c.at < before))


def _unsent(channel: str) -> ColumnElement[bool]:
    return (_A.c.channel == channel) & text("NOT answered.sent")


def _left_to_nobody(now: datetime) -> ColumnElement[bool]:
    # A claim that ends much later than any made now is from a clock that ran wrong. A little later it may well end: no
    # two machines have quite the same time.
    wrong = _A.c.claimed_until > now + 2 * LEASE
    return or_(_A.c.claimed_until.is_(None), _A.c.claimed_until <= now, wrong)


def _answered(row: Row[Any]) -> AnswerRecord:
    return AnswerRecord(row.message_id, Address(row.channel, row.address), to_outcome(row), row.case_id, row.sent)
