"""Rows to records, and the selects they come from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Row, Select, select, text

from bot.domain.cases import MEMORY, StoredCase
from bot.domain.follow_ups import CaseInfo, DueFollowUp, FollowUp, FollowUpState
from bot.domain.messages import Address
from bot.domain.outcomes import Outcome
from bot.domain.teams import Member, Role
from bot.store.schema import cases as schema
from dialogues.steps import FollowUpKind

_C, _F, _M, _P, _T = schema.case, schema.follow_up, schema.member, schema.participant, schema.team
_FACT = schema.case_fact

_PERSON = (
    _M.c.id.label("member_id"),
    _M.c.team_id.label("member_team_id"),
    _T.c.name.label("team_name"),
    _M.c.channel,
    _M.c.address,
    _M.c.role,
    _M.c.current_case_id,
    _M.c.summary,
    _M.c.reachable,
)
_BETWEEN = "__"
"""Stands between the position and the choice of a move, in the one word that is stored of it."""
_INFO = (_C.c.id, _C.c.code, _C.c.team_id, _C.c.step, _C.c.closed_at, _C.c.clb, _C.c.paused_until)
_OWNS = (_P.c.case_id == _C.c.id) & text("participant.owner")


def select_members() -> Select[Any]:
    """Members with the name of their team, for `to_member`."""
    return select(*_PERSON).join_from(_M, _T, _T.c.id == _M.c.team_id)


def select_infos() -> Select[Any]:
    """Cases with their owner, for `to_info`."""
    return (
        select(*_INFO, *_PERSON)
        .join_from(_C, _T, _T.c.id == _C.c.team_id)
        .outerjoin(_P, _OWNS)
        .outerjoin(_M, _M.c.id == _P.c.member_id)
    )


def select_due() -> Select[Any]:
    """Follow-ups with their case and its owner, for `to_due`."""
    follow_up = (column.label(f"follow_up_{column.name}") for column in _F.c)
    return (
        select(*follow_up, *_INFO, *_PERSON)
        .join_from(_F, _C, _C.c.id == _F.c.case_id)
        .join(_T, _T.c.id == _C.c.team_id)
        .outerjoin(_P, _OWNS)
        .outerjoin(_M, _M.c.id == _P.c.member_id)
    )


def to_member(row: Row[Any]) -> Member:
    """A member of a row of `select_members`."""
    return Member(
        row.member_id,
        row.member_team_id,
        row.team_name,
        Address(row.channel, row.address),
        Role(row.role),
        row.current_case_id,
        row.summary,
        row.reachable,
    )


def to_info(row: Row[Any]) -> CaseInfo:
    """What reminders need of the case of a row of `select_infos`."""
    owner = to_member(row) if row.member_id is not None else None
    closed = row.closed_at is not None
    return CaseInfo(row.id, row.code, row.team_id, row.step, closed, owner, row.clb, row.paused_until)


def to_due(row: Row[Any]) -> DueFollowUp:
    """A follow-up with its case, of a row of `select_due`."""
    return DueFollowUp(to_follow_up(row, "follow_up_"), to_info(row))


def to_follow_up(row: Row[Any], prefix: str = "") -> FollowUp:
    """A follow-up of a row of its table; `prefix` stands before the names of its columns."""
    values = row._mapping  # noqa: SLF001 - a public attribute that SQLAlchemy spells so
    return FollowUp(
        case_id=values[f"{prefix}case_id"],
        kind=FollowUpKind(values[f"{prefix}kind"]),
        due_at=values[f"{prefix}due_at"],
        first_due_at=values[f"{prefix}first_due_at"],
        state=FollowUpState(values[f"{prefix}state"]),
        reason=values[f"{prefix}reason"],
        level=values[f"{prefix}rung"],
        next_at=values[f"{prefix}next_at"],
        revision=values[f"{prefix}revision"],
        ended_at=values[f"{prefix}ended_at"],
        ended_by=values[f"{prefix}ended_by"],
        id=values[f"{prefix}id"],
    )


def select_with_facts() -> Select[Any]:
    """Cases with a row for each of their facts, or one without, for `to_case_with_facts`."""
    return select(_C, _FACT.c.fact, _FACT.c.value, _FACT.c.heard).outerjoin_from(_C, _FACT, _FACT.c.case_id == _C.c.id)


def to_case_with_facts(rows: Sequence[Row[Any]]) -> StoredCase:
    """A case of all its rows of `select_with_facts`."""
    told = sorted((row.fact, row.value, row.heard) for row in rows if row.fact is not None)
    facts = {fact: value for fact, value, _ in told}
    return replace(to_case(rows[0]), facts=facts, heard=frozenset(fact for fact, _, heard in told if heard))


def to_case(row: Row[Any]) -> StoredCase:
    """A case of a row of its table, without its facts."""
    values = row._mapping  # noqa: SLF001 - a public attribute that SQLAlchemy spells so
    return StoredCase(
        code=row.code,
        step=row.step,
        opened_at=row.opened_at,
        changed_at=row.changed_at,
        id=row.id,
        side=row.side,
        revision=row.revision,
        closed_at=row.closed_at,
        memory={key: values[key] for key in MEMORY if values[key] is not None},
    )


def to_outcome(row: Row[Any]) -> Outcome:
    """What a message led to, of a row of the answers."""
    position, _, choice = (row.subject or "").partition(_BETWEEN) if row.turn in ("move", "confirm") else ("", "", "")
    return Outcome(
        turn=row.turn,
        subject=None if row.turn in ("move", "confirm") else row.subject,
        page=row.page,
        about=row.about,
        day=row.day,
        putting_off=row.putting_off,
        position=position or None,
        choice=choice or None,
    )


def outcome_values(outcome: Outcome) -> dict[str, object]:
    """The columns of the answers that keep what a message led to."""
    moved = outcome.position is not None and outcome.choice is not None
    return {
        "turn": outcome.turn,
        "subject": move_word(outcome.position or "", outcome.choice or "") if moved else outcome.subject,
        "page": outcome.page,
        "about": outcome.about,
        "day": outcome.day,
        "putting_off": outcome.putting_off,
    }


def move_word(position: str, choice: str) -> str:
    """The word of the vocabulary that stands for a move."""
    return f"{position}{_BETWEEN}{choice}"
