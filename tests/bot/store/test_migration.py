"""A database of an earlier version is brought up to date, by one instance or by several at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from bot.content import BotContent
from bot.domain.cases import Case
from bot.domain.messages import Address
from bot.domain.teams import Member, Role, Team
from bot.store import Store
from bot.store import database as store_module
from bot.wiring import vocabulary
from tests.support.school_store import followed, opened_store, rows
from tests.support.talk import MONDAY

AT = "'2026-11-23 08:15:00.000000'"


def first_version(connection: Connection) -> None:
    """Make the tables of version 0001."""
    config = Config()
    config.set_main_option("script_location", str(Path(store_module.__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, "0001")


@pytest.fixture
async def old_url(empty_database_url: str, bot_content: BotContent) -> str:
    """A database of version 0001 with a school, two teachers, two cases of which one is closed, and an answer."""
    store = Store(empty_database_url)
    async with store._engine.begin() as connection:
        await connection.run_sync(first_version)
        insert = text("INSERT INTO vocabulary VALUES (:term)")
        await connection.execute(insert, [{"term": term} for term in sorted(set(vocabulary(bot_content)))])
        for statement in _rows_of_0001():
            await connection.execute(text(statement))
    await store.close()
    return empty_database_url


def _rows_of_0001() -> list[str]:
    case = 'INSERT INTO "case" (id, code, team_id, step, revision, aanpak, opened_at, changed_at, closed_at) VALUES'
    member = "INSERT INTO member (id, team_id, channel, address, role, current_case_id) VALUES"
    return [
        f"INSERT INTO team (id, name, created_at) VALUES (1, 'School A', {AT})",
        f"{case} (1, 'BLAUWE-OTTER-7', 1, 'vorm', 5, 'confronterend', {AT}, {AT}, NULL)",
        f"{case} (2, 'BLAUWE-OTTER-8', 1, 'afgesloten', 9, NULL, {AT}, {AT}, {AT})",
        f"{member} (1, 1, 'terminal', 1, 'leerkracht', 1)",
        f"{member} (2, 1, 'terminal', 2, 'zorgteam', 1)",
        "INSERT INTO participant VALUES (2, 1)",
        "INSERT INTO participant VALUES (1, 1)",
        f"INSERT INTO case_event VALUES (1, 1, {AT}, 'leerkracht', 'geopend', NULL, 'melding', NULL)",
        f"INSERT INTO answered VALUES ('terminal', 7, 1, {AT}, 'move', NULL, 1, 1, FALSE)",
    ]


@pytest.fixture
async def store(old_url: str, bot_content: BotContent) -> AsyncIterator[Store]:
    """The old database, opened by this program."""
    async with opened_store(old_url, bot_content) as store:
        yield store


async def test_nothing_is_lost(store: Store) -> None:
    """What an earlier version kept is there, and what it did not know has its usual value."""
    teacher = Member(1, 1, "School A", Address("terminal", 1), Role.TEACHER, 1)
    care = Member(2, 1, "School A", Address("terminal", 2), Role.CARE_TEAM, 1)
    case = Case("BLAUWE-OTTER-7", "vorm", MONDAY, MONDAY, 1, revision=5, memory={"aanpak": "confronterend"})
    async with store.unit() as unit:
        assert await unit.team(1) == Team(1, "School A")
        assert await unit.members(1) == [teacher, care]
        assert await unit.cases(teacher) == await unit.cases(care) == [case]
        assert await unit.closed_case(care, code="BLAUWE-OTTER-8") is not None
        assert len(await unit.events(1)) == 1
        assert [seen.message_id for seen in await unit.unsent("terminal", MONDAY)] == [7]
        info = await unit.case_info(1)
        assert (info.owner, info.clb, info.paused_until) == (teacher, False, None)
    assert await rows(store, "SELECT case_id, owner FROM participant ORDER BY member_id") == [(1, True), (1, False)]


async def test_the_new_works_on_the_old(store: Store) -> None:
    """A case of an earlier version is followed up like a new one."""
    async with store.unit() as unit:
        (member, _) = await unit.members(1)
        (case,) = await unit.cases(member)
        follow_up = await followed(unit, case)
        assert [due.follow_up for due in await unit.claim_due(MONDAY, 9)] == [follow_up]
        assert [due.follow_up for due in (await unit.agenda(member, MONDAY.replace(year=2027), 9))[0]] == [follow_up]


async def test_instances_that_start_at_once(empty_database_url: str, bot_content: BotContent) -> None:
    """Several instances that start at once on an empty database all find it up to date."""
    await start_at_once(empty_database_url, bot_content)


async def test_instances_that_update_at_once(old_url: str, bot_content: BotContent) -> None:
    """Several instances that start at once on a database of an earlier version all find it up to date."""
    await start_at_once(old_url, bot_content)


async def start_at_once(url: str, bot_content: BotContent) -> None:
    """Four instances that start together, and what they find."""
    stores = [Store(url) for _ in range(4)]
    await asyncio.gather(*(store.open(vocabulary(bot_content)) for store in stores))
    for store in stores:
        assert await rows(store, "SELECT version_num FROM alembic_version") == [(store_module.HEAD,)]
        await store.close()
