"""The audit: a chain per school that cannot be changed, and shows it when it was."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.content import BotContent
from bot.domain.audit import FIRST, SYSTEM, Action, AuditLine, first_broken, line_hash
from bot.ports.unit_of_work import StoreError
from bot.store import Store
from tests.support.school_store import opened_store, rows, run
from tests.support.stores import on_either_database
from tests.support.talk import MONDAY

store = on_either_database


@pytest.fixture
async def chain(store: Store, team_id: int) -> int:
    """A school with 20 lines, all different, between the lines of another school."""
    async with store.unit() as unit:
        await unit.add_team("School B", MONDAY)
    await write(store, 20, team_id, team_id + 1)
    return team_id


async def write(store: Store, lines: int, *teams: int) -> None:
    """So many lines in the chain of each school, in turn."""
    actions = list(Action)
    async with store.unit() as unit:
        for number in range(lines):
            at = MONDAY + timedelta(seconds=47 * number)
            for team in teams:
                await unit.add_audit(team, "zorgteam", actions[number % len(actions)], number % 7 or None, at)


async def lines_of(store: Store, team_id: int) -> list[AuditLine]:
    """The chain of a school."""
    async with store.unit() as unit:
        return await unit.audit_lines(team_id)


async def open_the_lock(store: Store) -> None:
    """Do what only somebody with the database's own tools can: take the triggers away."""
    if "sqlite" in store.where:
        await run(store, "DROP TRIGGER audit_no_update")
        await run(store, "DROP TRIGGER audit_no_delete")
    else:
        await run(store, "DROP TRIGGER audit_append_only ON audit")


async def test_a_line_comes_back_as_it_was(store: Store, team_id: int) -> None:
    """A line keeps the minute, not the second, and follows from nothing when it is the first."""
    async with store.unit() as unit:
        await unit.add_audit(team_id, SYSTEM, Action.PURGED, 7, MONDAY + timedelta(seconds=59, microseconds=5))
    (line,) = await lines_of(store, team_id)
    assert (line.number, line.previous, line.at) == (1, FIRST, MONDAY.replace(second=0, microsecond=0))
    assert (line.team_id, line.role, line.action, line.case_id) == (team_id, SYSTEM, Action.PURGED, 7)
    assert line.hash == line_hash(line)


async def test_the_chain_is_whole(store: Store, chain: int) -> None:
    """After 200 lines the chain of each school is whole and without gaps, and no other school has one."""
    await write(store, 180, chain)
    lines = await lines_of(store, chain)
    assert [line.number for line in lines] == list(range(1, 201))
    assert first_broken(lines) is None
    assert first_broken(await lines_of(store, chain + 1)) is None
    assert await lines_of(store, chain + 2) == []


@pytest.mark.parametrize(
    ("tampering", "broken"),
    [
        ("UPDATE audit SET role = 'clb' WHERE number = 10 AND team_id = {team}", 10),
        ("UPDATE audit SET case_id = 99 WHERE number = 1 AND team_id = {team}", 1),
        ("UPDATE audit SET case_id = 99 WHERE number = 20 AND team_id = {team}", 20),
        ("DELETE FROM audit WHERE number = 10 AND team_id = {team}", 11),
        ("DELETE FROM audit WHERE number = 1 AND team_id = {team}", 2),
        ("UPDATE audit SET number = 1000 WHERE number = 10 AND team_id = {team}", 11),
    ],
)
async def test_tampering_shows(store: Store, chain: int, tampering: str, broken: int) -> None:
    """A changed, deleted or moved line is found, in the chain of its own school only."""
    await open_the_lock(store)
    await run(store, tampering.format(team=chain))
    found = first_broken(await lines_of(store, chain))
    assert found is not None
    assert found.number == broken
    assert first_broken(await lines_of(store, chain + 1)) is None


@pytest.mark.parametrize("statement", ["UPDATE audit SET case_id = 99", "DELETE FROM audit"])
async def test_no_line_can_be_changed(store: Store, team_id: int, statement: str) -> None:
    """The database itself refuses to change or delete a line."""
    async with store.unit() as unit:
        await unit.add_audit(team_id, SYSTEM, Action.OPENED, 1, MONDAY)
    with pytest.raises(StoreError, match="append-only"):
        await run(store, statement)
    assert len(await lines_of(store, team_id)) == 1


async def test_a_line_outlives_its_school(store: Store, team_id: int) -> None:
    """Deleting a team or a case leaves the lines about it."""
    async with store.unit() as unit:
        await unit.add_audit(team_id, SYSTEM, Action.OPENED, 1, MONDAY)
    await run(store, "DELETE FROM team")
    assert len(await lines_of(store, team_id)) == 1


async def test_two_instances_write_one_chain(
    store: Store, team_id: int, database_url: str, bot_content: BotContent
) -> None:
    """Lines that two instances write at once follow one another, none lost and none twice."""
    async with opened_store(database_url, bot_content) as second:

        async def look(one: Store, case_id: int) -> None:
            async with one.unit() as unit:
                await unit.add_audit(team_id, SYSTEM, Action.LOOKED, case_id, MONDAY)

        await asyncio.gather(*(look(one, number) for number in range(10) for one in (store, second)))
    lines = await lines_of(store, team_id)
    assert first_broken(lines) is None
    assert sorted(line.case_id or 0 for line in lines) == sorted([*range(10), *range(10)])
    assert await rows(store, "SELECT max(number) FROM audit") == [(20,)]
