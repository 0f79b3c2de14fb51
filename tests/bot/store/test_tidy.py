"""What was deleted is gone from the disk, while the program runs on."""

from __future__ import annotations

import sqlite3
import stat
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from bot.content import BotContent
from bot.domain.teams import Member
from bot.ports.unit_of_work import StoreBusyError, StoreError
from bot.store import Store
from tests.support.school_store import CODES, closed_case, followed, opened_case, reminder, rows
from tests.support.stores import impatient
from tests.support.talk import MONDAY

store = impatient

CODE = "ZWARTE-ZWALUW-93"
LATER = MONDAY + timedelta(days=93)


def files_with(path: Path, secret: str) -> list[str]:
    """The files of the database in which something stands."""
    return [file.name for file in path.parent.iterdir() if secret.encode() in file.read_bytes()]


def sizes(path: Path) -> dict[str, int]:
    """The sizes of the database's files."""
    return {file.name: file.stat().st_size for file in path.parent.iterdir()}


@pytest.mark.parametrize("how", ["delete", "purge"])
async def test_no_byte_is_left(store: Store, path: Path, member: Member, bot_content: BotContent, how: str) -> None:
    """Of a deleted or purged case the code stands in no byte of the database or its log, while the store is open."""
    async with store.unit() as unit:
        for code in CODES[:50]:
            await opened_case(unit, bot_content, member, code)
        case = await opened_case(unit, bot_content, member, CODE)
        await unit.add_notice(reminder(member, await followed(unit, case)))
    assert files_with(path, CODE)
    async with store.unit() as unit:
        if how == "purge":
            await closed_case(unit, bot_content, case)
            await unit.note_warned([case.id], MONDAY)
            assert await unit.purge(LATER, 9, LATER, {}) == 1
        else:
            await unit.delete_case(case.id)
    await store.tidy()
    assert files_with(path, CODE) == []
    assert files_with(path, CODES[7])
    assert await rows(store, 'SELECT count(*) FROM "case"') == [(50,)]


async def test_the_space_comes_back(store: Store, path: Path, member: Member, bot_content: BotContent) -> None:
    """Afterwards the file is smaller, its log empty, and all files are still for their owner only."""
    async with store.unit() as unit:
        made = [await opened_case(unit, bot_content, member, code) for code in CODES]
    await store.tidy()
    before = sizes(path)
    async with store.unit() as unit:
        for case in made:
            await unit.delete_case(case.id)
    await store.tidy()
    assert sizes(path)["ehbc.sqlite"] < before["ehbc.sqlite"]
    assert sizes(path)["ehbc.sqlite-wal"] == 0
    assert {stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()} == {0o600}


@pytest.mark.parametrize("begin", ["BEGIN IMMEDIATE", "BEGIN"])
async def test_somebody_else_uses_it(store: Store, path: Path, begin: str) -> None:
    """While another writes, or still reads what was, tidying says so; afterwards it works."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute(begin)
        other.execute("SELECT * FROM team").fetchall()
        with pytest.raises(StoreBusyError, match=r"ehbc\.sqlite"):
            await store.tidy()
    await store.tidy()


def spoil(path: Path) -> None:
    """Write something else over the database."""
    path.write_bytes(b"this is no database " * 500)


async def test_a_file_that_is_no_database(store: Store, path: Path) -> None:
    """A database that was spoilt meanwhile is named, and is not said to be merely busy."""
    await store.close()
    spoil(path)
    with pytest.raises(StoreError, match=r"ehbc\.sqlite.*not a database") as refused:
        await store.tidy()
    assert not isinstance(refused.value, StoreBusyError)


async def test_transactions_go_on(store: Store, member: Member) -> None:
    """After tidying a transaction is still undone as a whole."""
    await store.tidy()
    with pytest.raises(ZeroDivisionError):  # noqa: PT012 - refused at the latest at the end of the block
        async with store.unit() as unit:
            await unit.remove_member(member.id)
            raise ZeroDivisionError
    async with store.unit() as unit:
        assert await unit.members(member.team_id) == [member]
