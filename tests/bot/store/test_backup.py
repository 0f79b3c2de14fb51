"""Backups are whole and consistent, whatever goes on meanwhile, and go back into either kind of database."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.content import BotContent
from bot.conversation.conversation import Conversation
from bot.domain.audit import Action, first_broken
from bot.domain.messages import Address
from bot.domain.teams import Member, Role
from bot.ports.unit_of_work import StoreError
from bot.store import Store, backup
from bot.store.backup import back_up, restore
from bot.store.backup_file import write_backup
from tests.bot.store.full_database import assert_guarded, content, everything, fill, mode, statement
from tests.support.earlier_databases import EARLIER, filled
from tests.support.school_store import CODES, joined, opened_case, opened_store, rows
from tests.support.talk import MONDAY, Talk


async def test_there_and_back(database_url: str, empty_database_url: str, file: Path, bot_content: BotContent) -> None:
    """What is backed up stands in an empty database of either kind afterwards, row by row."""
    if database_url == empty_database_url:
        empty_database_url = database_url.replace("ehbc.sqlite", "other.sqlite")
    await fill(database_url, bot_content)
    before = await everything(database_url)
    assert [name for name, found in before.items() if not found] == []
    await back_up(database_url, file)
    restored = await restore(empty_database_url, file)
    assert await everything(empty_database_url) == before
    assert restored.rows == {name: len(found) for name, found in before.items()}
    assert restored.broken == ()


async def test_numbers_go_on(database_url: str, empty_database_url: str, file: Path, bot_content: BotContent) -> None:
    """A new row gets no number that one had before, not even that of a deleted case, whose buttons are still there."""
    if database_url == empty_database_url:
        empty_database_url = database_url.replace("ehbc.sqlite", "other.sqlite")
    await fill(database_url, bot_content)
    await back_up(database_url, file)
    await restore(empty_database_url, file)
    async with opened_store(empty_database_url, bot_content) as store, store.unit() as unit:
        teacher = await unit.member(Address("terminal", "1"))
        assert teacher is not None
        assert (await opened_case(unit, bot_content, teacher, CODES[5])).id == 5
        assert (await joined(unit, teacher.team_id, 3, Role.CLB)).id == 3


async def test_the_file_is_private_and_whole(database_url: str, file: Path, bot_content: BotContent) -> None:
    """Only its owner reads it; it is one file without a log, and any SQLite opens it."""
    await fill(database_url, bot_content)
    await back_up(database_url, file)
    assert mode(file) == 0o600
    with closing(sqlite3.connect(f"file:{file}?immutable=1", uri=True)) as found:
        assert found.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert found.execute("PRAGMA freelist_count").fetchone() == (0,)
        assert found.execute("SELECT name FROM team").fetchall() == [("School A",)]


async def test_while_messages_are_answered(
    conversation: Conversation, store: Store, member: Member, tmp_path: Path, file: Path
) -> None:
    """Each backup made meanwhile holds turns as a whole: a case with its log, its owner, its audit and its answer."""
    talk, done = Talk(conversation, member.address), False

    async def backups() -> list[Path]:
        made: list[Path] = []
        while not done or len(made) < 3:
            made.append(file.with_name(f"{len(made)}.backup"))
            await back_up(f"sqlite:///{tmp_path / 'ehbc.sqlite'}", made[-1])
        return made

    making = asyncio.create_task(backups())
    for _ in range(25):
        assert (await talk.types("/nieuw")).case
        await talk.types("/pauze")
    done = True
    counts = []
    for made in await making:
        with closing(sqlite3.connect(made)) as found:
            (cases,) = found.execute('SELECT count(*) FROM "case"').fetchone()
            assert cases == found.execute("SELECT count(*) FROM case_event").fetchone()[0]
            assert cases == found.execute("SELECT count(*) FROM participant WHERE owner").fetchone()[0]
            assert cases == found.execute("SELECT count(*) FROM audit").fetchone()[0]
            opened = "SELECT count(*) FROM answered WHERE subject = 'dossier_open'"
            assert cases == found.execute(opened).fetchone()[0]
            counts.append(cases)
    assert counts == sorted(counts)
    assert len(set(counts)) > 2


async def test_what_was_purged_is_not_in_a_later_backup(database_url: str, file: Path, bot_content: BotContent) -> None:
    """A deleted case stands in the backup before it, and nowhere in the bytes of the one after it."""
    async with opened_store(database_url, bot_content) as store:
        async with store.unit() as unit:
            teacher = await joined(unit, await unit.add_team("School A", MONDAY), 1, Role.TEACHER)
            cases = [await opened_case(unit, bot_content, teacher, code) for code in CODES]
        for name, expected in (("before", True), ("after", False)):
            made = file.with_name(f"{name}.backup")
            await back_up(database_url, made)
            assert (CODES[50].encode() in content(made)) is expected
            async with store.unit() as unit:
                await unit.delete_case(cases[50].id)


async def test_a_database_in_use_is_overwritten_only_by_force(
    database_url: str, file: Path, bot_content: BotContent
) -> None:
    """Teams or cases that are there are lost only when that is said; then nothing of them is left."""
    await fill(database_url, bot_content)
    before = await everything(database_url)
    await back_up(database_url, file)
    async with opened_store(database_url, bot_content) as store:
        async with store.unit() as unit:
            teacher = await joined(unit, await unit.add_team("School B", MONDAY), 9, Role.TEACHER)
            await opened_case(unit, bot_content, teacher, CODES[9])
            await unit.add_audit(1, "clb", Action.LOOKED, 1, MONDAY)
        with pytest.raises(StoreError, match=r"holds a case already.*--force"):
            await restore(database_url, file)
        assert len(await rows(store, "SELECT * FROM team")) == 2
    await restore(database_url, file, force=True)
    assert await everything(database_url) == before


async def test_a_restore_that_fails_changes_nothing(
    database_url: str, file: Path, bot_content: BotContent, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is one transaction: when it breaks off at its very end all is as before, also what guards the audit."""
    await fill(database_url, bot_content)
    await back_up(database_url, file)
    async with opened_store(database_url, bot_content) as store, store.unit() as unit:
        await unit.add_team("School B", MONDAY)
    before = await everything(database_url)

    async def broken(*_: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(backup, "number_on", broken)
    with pytest.raises(StoreError, match="no space left"):
        await restore(database_url, file, force=True)
    assert await everything(database_url) == before
    await assert_guarded(database_url)


async def test_the_audit_goes_on(database_url: str, file: Path, bot_content: BotContent) -> None:
    """After a restore the chain holds, grows on, and is as guarded as before."""
    await fill(database_url, bot_content)
    await back_up(database_url, file)
    await restore(database_url, file, force=True)
    async with opened_store(database_url, bot_content) as store, store.unit() as unit:
        await unit.add_audit(1, "zorgteam", Action.LOOKED, None, MONDAY)
        lines = await unit.audit_lines(1)
        assert len(lines) > 1
        assert first_broken(lines) is None
    await assert_guarded(database_url)


async def test_a_broken_audit_is_restored_by_force(tmp_path: Path, file: Path, bot_content: BotContent) -> None:
    """Better a case with a doubtful audit than none, when that is said; what is wrong is told."""
    url = f"sqlite:///{tmp_path / 'ehbc.sqlite'}"
    await fill(url, bot_content)
    await back_up(url, file)
    statement("DROP TRIGGER audit_no_update", "UPDATE audit SET role = 'clb'")(file)
    restored = await restore(url, file, force=True)
    assert restored.broken == ("the audit of School A is broken at line 1",)
    await assert_guarded(url)


@pytest.mark.parametrize("revision", EARLIER)
async def test_a_backup_of_an_earlier_version(
    empty_database_url: str, tmp_path: Path, file: Path, bot_content: BotContent, revision: str
) -> None:
    """Every row of it is brought up to date on its way; the file itself stays as it was."""
    filled_then = await filled(f"sqlite:///{tmp_path / 'old.sqlite'}", bot_content, revision)
    write_backup(tmp_path / "old.sqlite", file)
    before = content(file)
    restored = await restore(empty_database_url, file)
    assert content(file) == before
    assert {table: restored.rows[table] for table in filled_then} == filled_then
    async with opened_store(empty_database_url, bot_content) as found, found.unit() as unit:
        team = await unit.team(1)
        assert (team.name, team.day_start.hour) == ("School A", 8)
        assert len(await unit.members(1)) == 2
