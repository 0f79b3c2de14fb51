"""One transaction on the store: all a message reads and writes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Row, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.cases import MEMORY, Case, CaseEvent, EventKind
from bot.codes import hashed, new_case_code
from bot.messages import Address
from bot.records import Answered, Member, Outcome, Role, StaleCaseError
from bot.store import schema

_CASE = schema.case
_EVENT = schema.case_event
_CODE_TRIES = 50


class Unit:
    """Reads and writes of one transaction; committed when its block ends without an exception."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def member(self, address: Address) -> Member | None:
        """Who writes from this address, or None for somebody unknown."""
        m, t = schema.member, schema.team
        query = (
            select(m.c.id, m.c.team_id, t.c.name, m.c.role, m.c.current_case_id)
            .join_from(m, t, m.c.team_id == t.c.id)
            .where(m.c.channel == address.channel, m.c.address == address.number)
        )
        row = (await self._connection.execute(query)).one_or_none()
        return Member(row.id, row.team_id, row.name, address, Role(row.role), row.current_case_id) if row else None

    async def team_id(self, name: str) -> int | None:
        """The team with this name."""
        query = select(schema.team.c.id).where(schema.team.c.name == name)
        return (await self._connection.execute(query)).scalar_one_or_none()

    async def team_names(self) -> list[str]:
        """All teams, by name."""
        query = select(schema.team.c.name).order_by(schema.team.c.name)
        return list((await self._connection.execute(query)).scalars())

    async def add_team(self, name: str, now: datetime) -> int:
        """A new team; its id."""
        result = await self._connection.execute(insert(schema.team).values(name=name, created_at=now))
        return _key(result.inserted_primary_key)

    async def add_member(self, team_id: int, address: Address, role: Role) -> None:
        """Somebody joins; an address that was in another team, or had another role, moves and loses its cases."""
        m = schema.member
        same = (m.c.channel == address.channel) & (m.c.address == address.number)
        await self._connection.execute(delete(m).where(same))
        values = {"team_id": team_id, "channel": address.channel, "address": address.number, "role": role.value}
        await self._connection.execute(insert(m).values(**values))

    async def add_invitation(self, team_id: int, role: Role, code: str, expires_at: datetime, uses: int) -> None:
        """An invitation, of which only a hash of the code is kept."""
        values = {"team_id": team_id, "role": role.value, "expires_at": expires_at, "uses_left": uses}
        await self._connection.execute(insert(schema.invitation).values(code_hash=hashed(code), **values))

    async def invitation(self, code: str) -> tuple[int, Role] | None:
        """The team and role of an invitation, also of one that is used up or expired; None for an unknown code."""
        i = schema.invitation
        query = select(i.c.team_id, i.c.role).where(i.c.code_hash == hashed(code))
        row = (await self._connection.execute(query)).one_or_none()
        return (row.team_id, Role(row.role)) if row else None

    async def change_role(self, member: Member, role: Role) -> None:
        """Another role in the same team; cases stay."""
        m = schema.member
        await self._connection.execute(update(m).where(m.c.id == member.id).values(role=role.value))

    async def positions(self) -> list[str]:
        """Where open cases stand: their steps and open side questions."""
        where_open = _CASE.c.closed_at.is_(None)
        steps = select(_CASE.c.step).where(where_open).distinct()
        sides = select(_CASE.c.side).where(where_open, _CASE.c.side.is_not(None)).distinct()
        return sorted(
            {*(await self._connection.execute(steps)).scalars(), *(await self._connection.execute(sides)).scalars()}
        )

    async def use_invitation(self, code: str, now: datetime) -> tuple[int, Role] | None:
        """Take one use of an invitation: team and role; None when it is unknown, used up or expired."""
        i = schema.invitation
        valid = (i.c.code_hash == hashed(code)) & (i.c.expires_at > now) & (i.c.uses_left > 0)
        change = update(i).where(valid).values(uses_left=i.c.uses_left - 1).returning(i.c.team_id, i.c.role)
        row = (await self._connection.execute(change)).one_or_none()
        return (row.team_id, Role(row.role)) if row else None

    async def case(self, case_id: int, member: Member) -> Case | None:
        """A case this member may open: they take part in it."""
        p = schema.participant
        query = (
            select(_CASE).join(p, p.c.case_id == _CASE.c.id).where(_CASE.c.id == case_id, p.c.member_id == member.id)
        )
        row = (await self._connection.execute(query)).one_or_none()
        return _case(row) if row else None

    async def closed_case(self, member: Member, *, case_id: int | None = None, code: str | None = None) -> Case | None:
        """A closed case of the member's team, by id or code: nobody is linked to it any more."""
        which = _CASE.c.id == case_id if case_id is not None else _CASE.c.code == code
        query = select(_CASE).where(which, _CASE.c.team_id == member.team_id, _CASE.c.closed_at.is_not(None))
        row = (await self._connection.execute(query)).one_or_none()
        return _case(row) if row else None

    async def cases(self, member: Member) -> list[Case]:
        """The open cases this member takes part in, the one touched last first."""
        p = schema.participant
        query = (
            select(_CASE)
            .join(p, p.c.case_id == _CASE.c.id)
            .where(p.c.member_id == member.id, _CASE.c.closed_at.is_(None))
            .order_by(_CASE.c.changed_at.desc(), _CASE.c.id.desc())
        )
        return [_case(row) for row in (await self._connection.execute(query)).all()]

    async def events(self, case_id: int) -> list[CaseEvent]:
        """The log of a case, oldest first."""
        query = select(_EVENT).where(_EVENT.c.case_id == case_id).order_by(_EVENT.c.id)
        rows = (await self._connection.execute(query)).all()
        return [CaseEvent(r.at, r.role, EventKind(r.kind), r.origin, r.target, r.choice) for r in rows]

    async def free_code(self) -> str:
        """A case code that no case has. Raises `RuntimeError` when none is found."""
        for _ in range(_CODE_TRIES):
            code = new_case_code()
            taken = select(func.count()).select_from(_CASE).where(_CASE.c.code == code)
            if not (await self._connection.execute(taken)).scalar_one():
                return code
        raise RuntimeError(f"no free case code in {_CODE_TRIES} tries")

    async def add_case(self, case: Case, events: Sequence[CaseEvent], member: Member) -> int:
        """Store a new case with its log; the member takes part in it and has it open."""
        result = await self._connection.execute(insert(_CASE).values(team_id=member.team_id, **_columns(case)))
        case_id = _key(result.inserted_primary_key)
        await self._add_events(case_id, events)
        await self.join_case(case_id, member)
        return case_id

    async def join_case(self, case_id: int, member: Member) -> None:
        """Let a member take part in a case and have it open."""
        values = {"member_id": member.id, "case_id": case_id}
        p = schema.participant
        known = select(p.c.case_id).where(p.c.member_id == member.id, p.c.case_id == case_id)
        if (await self._connection.execute(known)).first() is None:
            await self._connection.execute(insert(p).values(**values))
        await self.set_current(member, case_id)

    async def save_case(self, case: Case, events: Sequence[CaseEvent]) -> None:
        """Store a changed case with its log. A closed case loses its links to people.

        Raises:
            StaleCaseError: the stored case is not the revision before this one.
        """
        guard = (_CASE.c.id == case.id) & (_CASE.c.revision == case.revision - 1)
        result = await self._connection.execute(update(_CASE).where(guard).values(**_columns(case)))
        if result.rowcount != 1 or case.id is None:
            raise StaleCaseError(case.code)
        await self._add_events(case.id, events)
        if case.closed_at is not None:
            await self._unlink(case.id)

    async def _unlink(self, case_id: int) -> None:
        m, a = schema.member, schema.answered
        await self._connection.execute(update(a).where(a.c.case_id == case_id).values(case_id=None))
        await self._connection.execute(delete(schema.participant).where(schema.participant.c.case_id == case_id))
        await self._connection.execute(update(m).where(m.c.current_case_id == case_id).values(current_case_id=None))

    async def delete_case(self, case_id: int) -> None:
        """Delete a case with its log and links, for real."""
        await self._unlink(case_id)
        await self._connection.execute(delete(_CASE).where(_CASE.c.id == case_id))

    async def set_current(self, member: Member, case_id: int | None) -> None:
        """Which case a member has open in the chat."""
        m = schema.member
        await self._connection.execute(update(m).where(m.c.id == member.id).values(current_case_id=case_id))

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
        await self._connection.execute(insert(_EVENT), rows)

    async def answered(self, address: Address, message_id: int) -> Answered | None:
        """What was answered to this message before, or None."""
        a = schema.answered
        query = select(a).where(a.c.channel == address.channel, a.c.message_id == message_id)
        row = (await self._connection.execute(query)).one_or_none()
        return _answered(row) if row else None

    async def note_answer(
        self, address: Address, message_id: int, outcome: Outcome, case_id: int | None, now: datetime
    ) -> None:
        """Put an answer on record, to be sent."""
        values = {"turn": outcome.turn, "subject": outcome.subject, "page": outcome.page, "case_id": case_id}
        where = {"channel": address.channel, "message_id": message_id, "address": address.number}
        await self._connection.execute(insert(schema.answered).values(at=now, sent=False, **values, **where))

    async def last_answer(self, address: Address) -> Answered | None:
        """The latest answer on record for an address."""
        a = schema.answered
        mine = (a.c.channel == address.channel) & (a.c.address == address.number)
        query = select(a).where(mine).order_by(a.c.message_id.desc()).limit(1)
        row = (await self._connection.execute(query)).one_or_none()
        return _answered(row) if row else None

    async def note_sent(self, channel: str, message_id: int) -> None:
        """The answer to this message has reached the channel; a closed case is no longer linked to it."""
        a = schema.answered
        same = (a.c.channel == channel) & (a.c.message_id == message_id)
        still_open = select(_CASE.c.id).where(_CASE.c.id == a.c.case_id, _CASE.c.closed_at.is_(None)).scalar_subquery()
        await self._connection.execute(update(a).where(same).values(sent=True, case_id=still_open))

    async def unsent(self, channel: str) -> list[Answered]:
        """Answers on record that never reached the channel, oldest first."""
        a = schema.answered
        query = select(a).where(a.c.channel == channel, a.c.sent.is_(False)).order_by(a.c.message_id)
        return [_answered(row) for row in (await self._connection.execute(query)).all()]

    async def forget_answers(self, before: datetime) -> None:
        """Delete the records of answers from before a moment."""
        await self._connection.execute(delete(schema.answered).where(schema.answered.c.at < before))


def _columns(case: Case) -> dict[str, object]:
    return {
        "code": case.code,
        "step": case.step,
        "side": case.side,
        "revision": case.revision,
        "opened_at": case.opened_at,
        "changed_at": case.changed_at,
        "closed_at": case.closed_at,
        **{key: case.memory.get(key) for key in MEMORY},
    }


def _case(row: Row[tuple[object, ...]]) -> Case:
    values = row._mapping  # noqa: SLF001 - a public attribute that SQLAlchemy spells so
    return Case(
        code=values["code"],
        step=values["step"],
        opened_at=values["opened_at"],
        changed_at=values["changed_at"],
        id=values["id"],
        side=values["side"],
        revision=values["revision"],
        closed_at=values["closed_at"],
        memory={key: values[key] for key in MEMORY if values[key] is not None},
    )


def _answered(row: Row[tuple[object, ...]]) -> Answered:
    values = row._mapping  # noqa: SLF001 - a public attribute that SQLAlchemy spells so
    outcome = Outcome(values["turn"], values["subject"], values["page"])
    address = Address(values["channel"], values["address"])
    return Answered(values["message_id"], address, outcome, values["case_id"], values["sent"])


def _key(primary_key: Row[tuple[object, ...]] | None) -> int:
    if primary_key is None:
        raise RuntimeError("the database gave no key for a new row")
    return int(primary_key[0])  # type: ignore[call-overload, no-any-return]
