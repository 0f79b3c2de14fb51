"""Cases, their log and their links to people."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, bindparam, delete, func, insert, select, update

from bot.domain.case_log import CaseEvent, EventKind
from bot.domain.cases import MEMORY, Case, StaleCaseError, StoredCase, stored
from bot.domain.codes import hashed, new_case_code
from bot.domain.follow_ups import CaseInfo
from bot.domain.permissions import Permission, may
from bot.domain.teams import Member
from bot.store.case_access import open_to
from bot.store.facts import add_facts, count_facts, forget_facts
from bot.store.mappers import select_infos, select_with_facts, to_case, to_case_with_facts, to_info
from bot.store.repository import COUNTED_AT_MOST, Repository, insert_unless_there, key_of
from bot.store.schema import cases as schema
from bot.store.unlinking import delete_case, end_follow_ups, unlink
from dialogues.steps import DANGER

_C, _E, _M, _P, _S = schema.case, schema.case_event, schema.member, schema.participant, schema.share
_LOG = select(_E).where(_E.c.case_id == bindparam("case")).order_by(_E.c.id)
_SAVE = update(_C).where(_C.c.id == bindparam("case"), _C.c.revision == bindparam("before"))
_WITH_FACTS = select_with_facts()
_CODE_TRIES = 50


class Cases(Repository):
    """See `bot.ports.cases.Cases`."""

    async def positions(self) -> list[str]:
        """Where open cases stand: their steps and open side questions."""
        where_open = _C.c.closed_at.is_(None)
        steps = select(_C.c.step).where(where_open).distinct()
        sides = select(_C.c.side).where(where_open, _C.c.side.is_not(None)).distinct()
        return sorted(
            {*(await self._connection.execute(steps)).scalars(), *(await self._connection.execute(sides)).scalars()}
        )

    async def case(self, case_id: int, member: Member) -> StoredCase | None:
        """An open case this member may open (see `bot.domain.permissions`)."""
        return await self._open_case((_C.c.id == case_id) & open_to(member))

    async def reachable_case(self, code: str, member: Member) -> StoredCase | None:
        """An open case this member may open, by code."""
        return await self._open_case((_C.c.code == code) & open_to(member))

    async def closed_case(
        self, member: Member, *, case_id: int | None = None, code: str | None = None
    ) -> StoredCase | None:
        """A closed case of the member's team, by id or code: nobody is linked to it any more."""
        which = _C.c.id == case_id if case_id is not None else _C.c.code == code
        which &= (_C.c.team_id == member.team_id) & _C.c.closed_at.is_not(None)
        row = (await self._connection.execute(select(_C).where(which))).one_or_none()
        return to_case(row) if row else None

    async def _open_case(self, which: ColumnElement[bool]) -> StoredCase | None:
        rows = (await self._connection.execute(_WITH_FACTS.where(which))).all()
        return to_case_with_facts(rows) if rows else None

    async def cases(self, member: Member) -> list[StoredCase]:
        """The open cases this member takes part in and may see, the one touched last first."""
        if not may(member, Permission.SEE_OWN):
            return []
        query = (
            select(_C)
            .join(_P, _P.c.case_id == _C.c.id)
            .where(_P.c.member_id == member.id, _C.c.closed_at.is_(None))
            .order_by(_C.c.changed_at.desc(), _C.c.id.desc())
        )
        return [to_case(row) for row in (await self._connection.execute(query)).all()]

    async def open_cases(
        self, member: Member, *, limit: int, steps: Collection[str] = ()
    ) -> tuple[list[StoredCase], int]:
        """The open cases this member may open, longest untouched first, and how many there are."""
        which = open_to(member)
        if steps:
            which &= _C.c.step.in_(list(steps))
        query = select(_C).where(which).order_by(_C.c.changed_at, _C.c.id).limit(limit)
        found = [to_case(row) for row in (await self._connection.execute(query)).all()]
        # In an order, so that the count walks the same index as the list, past no closed case.
        some = select(_C.c.id).where(which).order_by(_C.c.changed_at).limit(COUNTED_AT_MOST).subquery()
        count = (await self._connection.execute(select(func.count()).select_from(some))).scalar_one()
        return found, count

    async def case_info(self, case_id: int) -> CaseInfo:
        """Team, owner and hand-over of a case. Raises `LookupError` for an unknown one."""
        row = (await self._connection.execute(select_infos().where(_C.c.id == case_id))).one_or_none()
        if row is None:
            raise LookupError(f"there is no case {case_id}")
        return to_info(row)

    async def events(self, case_id: int) -> list[CaseEvent]:
        """The log of a case, oldest first."""
        rows = (await self._connection.execute(_LOG, {"case": case_id})).all()
        return [CaseEvent(r.at, r.role, EventKind(r.kind), r.origin, r.target, r.choice) for r in rows]

    async def free_code(self) -> str:
        """A case code that no case has. Raises `RuntimeError` when none is found."""
        for _ in range(_CODE_TRIES):
            code = new_case_code()
            taken = select(func.count()).select_from(_C).where(_C.c.code == code)
            if not (await self._connection.execute(taken)).scalar_one():
                return code
        raise RuntimeError(f"no free case code in {_CODE_TRIES} tries")

    async def add_case(self, case: Case, events: Sequence[CaseEvent], member: Member) -> StoredCase:
        """Store a new case with its log and facts; the member owns it and has it open."""
        values = {"team_id": member.team_id, DANGER: case.memory.get(DANGER), **_columns(case)}
        result = await self._connection.execute(insert(_C).values(values))
        case_id = key_of(result.inserted_primary_key)
        await add_facts(self._connection, case_id, case.facts, case.heard)
        await self._add_events(case_id, events)
        await self._connection.execute(insert(_P).values(member_id=member.id, case_id=case_id, owner=True))
        await self.set_current(member, case_id)
        return stored(case, case_id)

    async def join_case(self, case_id: int, member: Member) -> None:
        """Let a member take part in a case and have it open; the owner stays who it was."""
        joined = insert_unless_there(self._connection, _P).values(member_id=member.id, case_id=case_id)
        await self._connection.execute(joined.on_conflict_do_nothing())
        await self.set_current(member, case_id)

    async def set_owner(self, case_id: int, member: Member) -> None:
        """Make a member the owner, and a participant; there is one owner at most."""
        await self._connection.execute(update(_P).where(_P.c.case_id == case_id).values(owner=False))
        owned = insert_unless_there(self._connection, _P).values(member_id=member.id, case_id=case_id, owner=True)
        key = [_P.c.member_id, _P.c.case_id]
        await self._connection.execute(owned.on_conflict_do_update(index_elements=key, set_={"owner": True}))

    async def save_case(self, case: StoredCase, events: Sequence[CaseEvent]) -> None:
        """Store a changed case with its log. A closed case loses its links to people, and its follow-ups end.

        Of its facts only counts remain. As long as it is open, neither they nor the kind of danger change here.

        Raises:
            StaleCaseError: the stored case is not the revision before this one.
        """
        guard = {"case": case.id, "before": case.revision - 1}
        # Touched again: a warning or a question about it as it was counts no more.
        values = {**_columns(case), "warned_at": None, "asked_to_close_at": None}
        if case.closed_at is not None:
            values[DANGER] = None
        result = await self._connection.execute(_SAVE, values | guard)
        if result.rowcount != 1:
            raise StaleCaseError(case.code)
        await self._add_events(case.id, events)
        if case.closed_at is not None:
            await count_facts(self._connection, case.id, case.opened_at)
            await end_follow_ups(self._connection, case.id, events[-1].role if events else None, case.closed_at)
            await unlink(self._connection, case.id)

    async def save_facts(self, case_id: int, facts: Mapping[str, str], heard: Collection[str]) -> None:
        """Let the facts of an open case be exactly these. Raises `StaleCaseError` when it is closed or deleted."""
        if facts:
            # Whoever closes the case, or saves other facts of it, waits for this or is waited for.
            still_open = select(_C.c.code).where(_C.c.id == case_id, _C.c.closed_at.is_(None))
            if (await self._connection.execute(still_open.with_for_update(key_share=True))).first() is None:
                raise StaleCaseError(str(case_id))
        await forget_facts(self._connection, case_id)
        await add_facts(self._connection, case_id, facts, heard)

    async def note_danger(self, case_id: int, kind: str | None) -> None:
        """Remember of an open case what danger was told; None: none any more."""
        still_open = (_C.c.id == case_id) & _C.c.closed_at.is_(None)
        await self._connection.execute(update(_C).where(still_open).values({DANGER: kind}))

    async def delete_case(self, case_id: int) -> None:
        """Delete a case with its log, facts and links, for real."""
        await delete_case(self._connection, case_id)

    async def set_current(self, member: Member, case_id: int | None) -> None:
        """Which case a member has open in the chat."""
        await self._connection.execute(update(_M).where(_M.c.id == member.id).values(current_case_id=case_id))

    async def hand_to_clb(self, case_id: int) -> None:
        """Let the CLB members of its team open the case."""
        await self._connection.execute(update(_C).where(_C.c.id == case_id).values(clb=True))

    async def pause_case(self, case_id: int, until: date | None) -> None:
        """No reminders for the case before this day; None: again from now on."""
        await self._connection.execute(update(_C).where(_C.c.id == case_id).values(paused_until=until))

    async def add_share(self, case_id: int, code: str, expires_at: datetime) -> None:
        """An invitation of a colleague to one case; only a hash of the code is kept."""
        values = {"case_id": case_id, "code_hash": hashed(code), "expires_at": expires_at}
        await self._connection.execute(insert(_S).values(**values))

    async def use_share(self, code: str, member: Member, now: datetime) -> StoredCase | None:
        """The open case of the member's team that a code shares, taken once; None when unknown, used or expired."""
        shared = select(_C.c.id).where(_C.c.team_id == member.team_id, _C.c.closed_at.is_(None))
        valid = (_S.c.code_hash == hashed(code)) & (_S.c.expires_at > now) & _S.c.case_id.in_(shared)
        used = await self._connection.execute(delete(_S).where(valid).returning(_S.c.case_id))
        case_id = used.scalar_one_or_none()
        return await self._open_case(_C.c.id == case_id) if case_id is not None else None

    async def _add_events(self, case_id: int, events: Sequence[CaseEvent]) -> None:
        rows = [
            {
                "case_id": case_id,
                "at": e.at,
                "role": e.role,
                "kind": e.kind.value,
                "origin": e.origin,
                "target": e.target,
                "choice": e.choice,
            }
            for e in events
        ]
        if rows:
            await self._connection.execute(insert(_E), rows)


def _columns(case: Case) -> dict[str, object]:
    """What a change of a case writes: danger may be noted, and facts saved, between two changes."""
    return {
        "code": case.code,
        "step": case.step,
        "side": case.side,
        "revision": case.revision,
        "opened_at": case.opened_at,
        "changed_at": case.changed_at,
        "closed_at": case.closed_at,
        **{key: case.memory.get(key) for key in MEMORY if key != DANGER},
    }
