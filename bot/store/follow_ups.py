"""What is to be followed up."""

from __future__ import annotations

from datetime import datetime, time

from sqlalchemy import bindparam, func, insert, or_, select, text, update
from sqlalchemy import case as when

from bot.clock import BRUSSELS, local_day
from bot.domain.follow_ups import DueFollowUp, FollowUp, FollowUpState, NewFollowUp, StaleFollowUpError
from bot.domain.notices import NoticeKind
from bot.domain.teams import Member
from bot.store.case_access import followed_by
from bot.store.mappers import select_due, to_due, to_follow_up
from bot.store.repository import COUNTED_AT_MOST, Repository
from bot.store.schema import cases as schema
from bot.store.unlinking import overtake

_C, _F, _N = schema.case, schema.follow_up, schema.notice
_IS_OPEN = text("follow_up.state = 'open'")
_OF_CASE = select(_F).where(_F.c.case_id == bindparam("case")).order_by(_F.c.id)
_SAVE = update(_F).where(_F.c.id == bindparam("same"), _F.c.revision == bindparam("before"))
_TO_ASKER = (NoticeKind.TAKEN.value, NoticeKind.LATER_TODAY.value)
"""They tell of an answer, and stay true after it."""


class FollowUps(Repository):
    """See `bot.ports.follow_ups.FollowUps`."""

    async def follow_ups(self, case_id: int) -> list[FollowUp]:
        """All follow-ups of a case, by id."""
        rows = (await self._connection.execute(_OF_CASE, {"case": case_id})).all()
        return [to_follow_up(row) for row in rows]

    async def follow_up(self, follow_up_id: int) -> FollowUp | None:
        """One follow-up."""
        row = (await self._connection.execute(select(_F).where(_F.c.id == follow_up_id))).one_or_none()
        return to_follow_up(row) if row else None

    async def add_follow_up(self, new: NewFollowUp) -> FollowUp:
        """Store a new one. The database refuses a second open one of a kind in a case."""
        team_id = select(_C.c.team_id).where(_C.c.id == new.case_id).scalar_subquery()
        values = {
            "case_id": new.case_id,
            "team_id": team_id,
            "kind": new.kind.value,
            "due_at": new.due_at,
            "first_due_at": new.due_at,
            "state": FollowUpState.OPEN.value,
            "revision": 0,
            "rung": 0,
            "next_at": new.due_at,
        }
        added = insert(_F).values(**values).returning(_F)
        return to_follow_up((await self._connection.execute(added)).one())

    async def save_follow_up(self, follow_up: FollowUp) -> None:
        """Store an answered one; notices of it that were sent are to be changed, those not yet sent are dropped.

        Raises:
            StaleFollowUpError: it is not the revision before this one.
        """
        guard = {"same": follow_up.id, "before": follow_up.revision - 1}
        result = await self._connection.execute(_SAVE, _columns(follow_up) | guard)
        if result.rowcount != 1:
            raise StaleFollowUpError(f"follow-up {follow_up.id}")
        await overtake(self._connection, (_N.c.follow_up_id == follow_up.id) & _N.c.kind.not_in(_TO_ASKER))

    async def note_escalation(self, follow_up_id: int, level: int, next_at: datetime | None) -> None:
        """Note how far the escalation is; no revision, since no person changed anything."""
        still_open = (_F.c.id == follow_up_id) & _IS_OPEN
        await self._connection.execute(update(_F).where(still_open).values(rung=level, next_at=next_at))

    async def claim_due(self, now: datetime, limit: int) -> list[DueFollowUp]:
        """Open follow-ups whose next level is due, earliest first, locked until the transaction ends."""
        today = local_day(now)
        query = (
            select_due()
            .where(_F.c.next_at <= now, _C.c.closed_at.is_(None))
            .where(or_(_C.c.paused_until.is_(None), _C.c.paused_until <= today))
            .order_by(_F.c.next_at, _F.c.id)
            .limit(limit)
            .with_for_update(of=_F, skip_locked=True)
        )
        return [to_due(row) for row in (await self._connection.execute(query)).all()]

    async def agenda(self, member: Member, until: datetime, limit: int) -> tuple[list[DueFollowUp], int]:
        """The open follow-ups due before a moment in the cases this member may open, earliest first, and how many."""
        which = (_F.c.due_at < until) & _IS_OPEN & followed_by(member)
        query = select_due().where(which).order_by(_F.c.due_at, _F.c.id).limit(limit)
        found = [to_due(row) for row in (await self._connection.execute(query)).all()]
        some = select(_F.c.id).where(which).order_by(_F.c.due_at).limit(COUNTED_AT_MOST).subquery()
        count = (await self._connection.execute(select(func.count()).select_from(some))).scalar_one()
        return found, count

    async def next_due(self) -> datetime | None:
        """When the next level of any follow-up, or the next notice, is due; what is paused or claimed, after that."""
        running = (
            select(_F.c.next_at)
            .join_from(_F, _C, _C.c.id == _F.c.case_id)
            .where(_F.c.next_at.is_not(None), _C.c.paused_until.is_(None))
            .order_by(_F.c.next_at)
            .limit(1)
        )
        earliest = select(func.min(_F.c.next_at)).where(_F.c.case_id == _C.c.id).scalar_subquery()
        cases = select(_C.c.paused_until, earliest.label("next_at")).where(_C.c.paused_until.is_not(None)).subquery()
        paused = select(cases.c.paused_until, func.min(cases.c.next_at).label("next_at")).group_by(cases.c.paused_until)
        unclaimed = when((_N.c.claimed_until > _N.c.next_at, _N.c.claimed_until), else_=_N.c.next_at)
        notice = select(func.min(unclaimed)).where(_N.c.next_at.is_not(None))
        moments = [*(await self._connection.execute(running)).scalars(), await self._connection.scalar(notice)]
        for row in (await self._connection.execute(paused)).all():
            resumed = datetime.combine(row.paused_until, time(), BRUSSELS)
            moments.append(max(row.next_at, resumed) if row.next_at else None)
        return min((moment for moment in moments if moment), default=None)


def _columns(follow_up: FollowUp) -> dict[str, object]:
    return {
        "kind": follow_up.kind.value,
        "due_at": follow_up.due_at,
        "first_due_at": follow_up.first_due_at,
        "state": follow_up.state.value,
        "reason": follow_up.reason,
        "revision": follow_up.revision,
        "rung": follow_up.level,
        "next_at": follow_up.next_at,
        "ended_at": follow_up.ended_at,
        "ended_by": follow_up.ended_by,
    }
