"""A store in trouble: nothing is lost, nobody is lied to, and the operator reads what is wrong and where."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from bot.content import BotContent
from bot.domain.cases import StoredCase, open_case
from bot.domain.messages import Message
from bot.domain.teams import Member
from bot.ports.unit_of_work import StoreBusyError, StoreError
from bot.store import Store
from bot.texts.sentences import Sentence
from dialogues.training import ROOT
from tests.support.school_store import TEACHER, TEAM, names, rows
from tests.support.stores import impatient
from tests.support.talk import MONDAY, Talk

store = impatient

CODE = "BLAUWE-OTTER-7"
KILLED = """
import asyncio, os, sys
from datetime import UTC, datetime
from bot.store import Store
async def main():
    store = Store(sys.argv[1])
    await store.open([])
    async with store.unit() as unit:
        await unit.add_team("School Y", datetime.now(UTC))
    async with store.unit() as unit:
        await unit.add_team("School Z", datetime.now(UTC))
        os._exit(9)
asyncio.run(main())
"""


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Another process writes, and does not end."""
    with closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


@contextmanager
def with_pragma(store: Store, pragma: str, path: Path) -> Iterator[None]:
    """Every connection of the store is made under a condition; `{pages}` is how many pages the file has now."""
    with closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        pages = other.execute("PRAGMA page_count").fetchone()[0]

    def on(connection: Any, _record: object) -> None:
        connection.execute(f"PRAGMA {pragma.format(pages=pages)}").fetchall()

    engine = store._engine.sync_engine
    event.listen(engine, "connect", on)
    engine.pool.dispose()
    try:
        yield
    finally:
        event.remove(engine, "connect", on)
        engine.pool.dispose()


async def test_cancelled_while_it_waits(store: Store, path: Path) -> None:
    """Whoever is stopped while waiting for the database leaves nothing that would keep the process from ending."""

    async def work() -> None:
        async with store.unit():
            pytest.fail("somebody else has the database")

    await names(store)
    before = asyncio.all_tasks()
    with locked(path):
        working = asyncio.create_task(work())
        await asyncio.sleep(0.02)
        # Once as the bot stops, and again by what waits for it no longer.
        for _ in range(2):
            working.cancel()
            await asyncio.sleep(0.01)
    with pytest.raises(asyncio.CancelledError):
        await working
    left = asyncio.all_tasks() - before
    if left:
        await asyncio.wait(left, timeout=10)
    assert [task for task in left if not task.done()] == []
    assert await names(store) == []


async def test_only_the_owner_reads_the_file(store: Store, path: Path) -> None:
    """A new database, its log and its index are for their owner only."""
    await names(store)
    modes = {found.name: stat.S_IMODE(found.stat().st_mode) for found in path.parent.iterdir()}
    assert modes == dict.fromkeys(["ehbc.sqlite", "ehbc.sqlite-wal", "ehbc.sqlite-shm"], 0o600)


async def test_a_file_everybody_could_read_is_closed(tmp_path: Path) -> None:
    """A database that others could read is for its owner only from the next start on."""
    path = tmp_path / "open.sqlite"
    path.touch(0o644)
    store = Store(f"sqlite:///{path}")
    await store.open([])
    await store.close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


async def test_a_connection_is_safe(store: Store) -> None:
    """Every connection writes ahead, waits for the disk, keeps the links whole and overwrites what is deleted."""
    safe = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}
    assert {pragma: await rows(store, f"PRAGMA {pragma}") for pragma in safe} == {p: [(v,)] for p, v in safe.items()}


@pytest.mark.parametrize("trouble", ["locked", "query_only = ON", "max_page_count = {pages}"])
async def test_a_message_in_trouble(trouble: str, store: Store, path: Path, talk: Talk) -> None:
    """Locked, read-only or full: the answer is kind, nothing changes, and the same message works afterwards."""
    case = (await talk.types("/nieuw")).case
    message = Message("77", TEACHER, text="een leerling komt het zelf vertellen")
    with locked(path) if trouble == "locked" else with_pragma(store, trouble, path):
        refused = await talk.sends(message)
        if trouble.startswith("max"):
            for number in range(78, 178):
                if refused.turn == "refusal":
                    break
                refused = await talk.sends(
                    Message(str(number), TEACHER, text="/terug" if number % 2 else "van de mama")
                )
        assert refused.turn == "refusal"
        assert refused.replies[0].text == talk.conversation._say(Sentence.OPSLAG_BEZET)
        assert not refused.stored
        await talk.conversation.sent(message)
    after = await talk.types("/verder")
    assert after.case == case
    if not trouble.startswith("max"):
        assert after.step == "melding"
        answer = await talk.sends(message)
        assert (answer.arrow, answer.step) == ("melding/meldt_slachtoffer_zelf", "is_cyberpesten")


@pytest.mark.parametrize("trouble", ["locked", "query_only = ON", "max_page_count = {pages}"])
async def test_a_unit_in_trouble(trouble: str, store: Store, path: Path) -> None:
    """Locked, read-only or full is an error that may pass, that names the database, and that changes nothing."""
    with locked(path) if trouble == "locked" else with_pragma(store, trouble, path):  # noqa: SIM117 - read outside in
        with pytest.raises(StoreBusyError, match=path.name):  # noqa: PT012 - refused at the latest at the end of the block
            async with store.unit() as unit:
                for number in range(2_000):
                    await unit.add_team(f"{number:0100}", MONDAY)
    assert await names(store) == []
    async with store.unit() as unit:
        await unit.add_team(TEAM, MONDAY)
    assert await names(store) == [TEAM]


async def test_what_was_confirmed_survives_a_kill(store: Store, path: Path) -> None:
    """A process that is killed in a transaction leaves all that was confirmed before, and nothing of the rest."""
    command = [sys.executable, "-c", KILLED, f"sqlite:///{path}"]
    assert (await asyncio.to_thread(subprocess.run, command, cwd=ROOT, check=False)).returncode == 9
    assert await names(store) == ["School Y"]


async def test_a_deleted_case_is_in_no_file(store: Store, path: Path, member: Member, bot_content: BotContent) -> None:
    """Of a deleted case not a byte is left, in the database or beside it, once the store is closed."""
    change = open_case(bot_content.flowchart, CODE, "leerkracht", MONDAY)
    async with store.unit() as unit:
        case = await unit.add_case(change.case, change.events, member)
    assert any(CODE.encode() in file.read_bytes() for file in path.parent.iterdir())
    async with store.unit() as unit:
        await unit.delete_case(case.id)
    await store.close()
    assert not any(CODE.encode() in file.read_bytes() for file in path.parent.iterdir())


async def test_a_closed_case_names_nobody(store: Store, path: Path, member: Member, bot_content: BotContent) -> None:
    """After closing, no row links the case to an address."""
    change = open_case(bot_content.flowchart, CODE, "leerkracht", MONDAY)
    async with store.unit() as unit:
        case = await unit.add_case(change.case, change.events, member)
        found = await unit.case(case.id, member)
        assert found is not None
        await unit.save_case(_closed(found), change.events)
    with closing(sqlite3.connect(path)) as other:
        assert other.execute("SELECT count(*) FROM participant").fetchone() == (0,)
        assert other.execute("SELECT count(current_case_id) FROM member").fetchone() == (0,)


def _closed(case: StoredCase) -> StoredCase:
    return StoredCase(case.code, "afgesloten", MONDAY, MONDAY, id=case.id, revision=case.revision + 1, closed_at=MONDAY)


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("garbage", "file is not a database"),
        ("folder", "Is a directory"),
        ("garbage/below.sqlite", "File exists"),
        ("/proc/ehbc.sqlite", "No such file or directory"),
        ("foreign", "table team already exists"),
    ],
)
async def test_a_file_that_cannot_be_used(where: str, said: str, tmp_path: Path) -> None:
    """What is no database, or cannot be made, is refused with its name and the reason, and left as it was."""
    (tmp_path / "garbage").write_bytes(b"this is no database " * 500)
    (tmp_path / "folder").mkdir()
    with closing(sqlite3.connect(tmp_path / "foreign")) as other:
        other.execute("CREATE TABLE team (x)")
    store = Store(f"sqlite:///{tmp_path / where}")
    with pytest.raises(StoreError, match=said) as refused:
        await store.open([])
    await store.close()
    assert where in str(refused.value)
    assert (tmp_path / "garbage").read_bytes() == b"this is no database " * 500


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere; a folder in place of the file is tested above")
async def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    """A folder the program may not write in is named."""
    (tmp_path / "shut").mkdir(0o500)
    with pytest.raises(StoreError, match=r"shut.*Permission denied"):
        await Store(f"sqlite:///{tmp_path / 'shut' / 'ehbc.sqlite'}").open([])
