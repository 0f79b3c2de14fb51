"""A school on a store: people of every role, cases, and what stands in the tables."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text

from bot.content import BotContent
from bot.domain import cases
from bot.domain.case_log import CaseEvent, EventKind
from bot.domain.cases import StoredCase
from bot.domain.follow_ups import FollowUp, NewFollowUp
from bot.domain.messages import Address
from bot.domain.notices import NewNotice, Notice, NoticeKind, NoticeState
from bot.domain.teams import Member, Role
from bot.ports.unit_of_work import UnitOfWork
from bot.store import Store
from bot.wiring import vocabulary
from dialogues.steps import FollowUpKind
from tests.support.talk import MONDAY

CODES = [f"BLAUWE-OTTER-{number}" for number in range(1, 100)]
SOON = MONDAY + timedelta(minutes=1)
WEEK = timedelta(days=7)
TEACHER = Address("terminal", "1")
TEAM = "Basisschool De Wegwijzer"
FACTS = {"al_lang": "ja", "via_game": "nee", "via_groepschat": "ja", "vorm": "allebei"}
"""What may be told of a case."""
FACT_WORDS = sorted({*FACTS, *FACTS.values(), "via_livestream"})


@asynccontextmanager
async def opened_store(url: str, bot_content: BotContent) -> AsyncIterator[Store]:
    """A store with the words of the content."""
    store = Store(url)
    await store.open((*vocabulary(bot_content), *FACT_WORDS))
    try:
        yield store
    finally:
        await store.close()


async def rows(store: Store, statement: str) -> list[tuple[Any, ...]]:
    """What a statement gives."""
    async with store.transaction() as connection:
        return [tuple(row) for row in await connection.execute(text(statement))]


async def run(store: Store, statement: str) -> None:
    """Run a statement that gives nothing."""
    async with store.transaction() as connection:
        await connection.execute(text(statement))


async def names(store: Store) -> list[str]:
    """The teams there are."""
    async with store.unit() as unit:
        return await unit.team_names()


async def joined(unit: UnitOfWork, team_id: int, number: int, role: Role, channel: str = "terminal") -> Member:
    """Somebody who joins a team, from address `number` of a channel."""
    await unit.add_member(team_id, Address(channel, str(number)), role)
    found = await unit.member(Address(channel, str(number)))
    assert found is not None
    return found


async def enrol(store: Store, team_id: int, number: int, role: Role = Role.TEACHER) -> Member:
    """Somebody joins the school on Telegram."""
    async with store.unit() as unit:
        return await joined(unit, team_id, number, role, "telegram")


async def opened_case(
    unit: UnitOfWork,
    bot_content: BotContent,
    member: Member,
    code: str = CODES[6],
    now: datetime = MONDAY,
    **changes: Any,
) -> StoredCase:
    """A case that a member opens, with changes of their own."""
    change = cases.open_case(bot_content.flowchart, code, member.role, now)
    case = replace(change.case, **changes)
    return await unit.add_case(case, change.events, member)


def chosen(origin: str, target: str, choice: str, at: datetime = MONDAY) -> CaseEvent:
    """A line of the log."""
    return CaseEvent(at, "leerkracht", EventKind.CHOSE, origin, target, choice)


async def closed_case(
    unit: UnitOfWork, bot_content: BotContent, case: StoredCase, now: datetime = MONDAY
) -> StoredCase:
    """The case, closed by a teacher from where it stands."""
    change = cases.close(bot_content.flowchart, case, "leerkracht", now)
    await unit.save_case(change.case, change.events)
    return change.case


async def followed(
    unit: UnitOfWork, case: StoredCase, due_at: datetime = MONDAY, kind: FollowUpKind = FollowUpKind.BULLIED
) -> FollowUp:
    """A follow-up of a case."""
    return await unit.add_follow_up(NewFollowUp(case.id, kind, due_at))


def reminder(member: Member, follow_up: FollowUp, level: int = 1, **changes: Any) -> NewNotice:
    """A reminder of a follow-up to a member, to be sent on Monday."""
    notice = NewNotice(
        member.address,
        NoticeKind.REMINDER,
        member.team_id,
        follow_up.case_id,
        follow_up.id,
        follow_up.revision,
        level,
        next_at=MONDAY,
    )
    return replace(notice, **changes)


async def claimed(unit: UnitOfWork, now: datetime = MONDAY, limit: int = 10) -> list[Notice]:
    """Notices of any kind to the terminal, claimed for five minutes."""
    return await unit.claim_notices("terminal", list(NoticeKind), now, now + timedelta(minutes=5), limit)


async def sent(unit: UnitOfWork, message_key: str, now: datetime = MONDAY) -> Notice:
    """The one notice that is to be sent, delivered as this message."""
    (notice,) = await claimed(unit, now)
    await unit.note_delivery(notice.id, NoticeState.SENT, message_key=message_key, now=now)
    return notice
