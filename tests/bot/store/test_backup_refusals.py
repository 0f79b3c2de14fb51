"""A file that is no sound backup is refused with a clear word, and no other file is written over."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from bot.content import BotContent
from bot.ports.unit_of_work import StoreError
from bot.store.backup import BackupFileError, back_up, restore
from tests.bot.store.full_database import content, everything, fill, statement
from tests.support.school_store import opened_store, run
from tests.support.talk import MONDAY


def cut(share: float) -> Callable[[Path], None]:
    """What cuts a file off."""

    def damage(file: Path) -> None:
        file.write_bytes(file.read_bytes()[: int(file.stat().st_size * share)])

    return damage


def other_database(file: Path) -> None:
    file.unlink()
    with closing(sqlite3.connect(file)) as made:
        made.execute("CREATE TABLE alembic_version (version_num)")


def torn(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[8192:12288] = bytes(4096)
    file.write_bytes(content)


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda file: file.write_bytes(b""), "no backup of this program"),
        (lambda file: file.write_text("Beste, hier is de backup."), "no backup of this program"),
        (other_database, "but no backup made with ehbc backup"),
        (cut(0.001), "damaged or cut off"),
        (cut(0.3), "damaged or cut off"),
        (cut(0.999), "damaged or cut off"),
        (torn, "damaged"),
        (statement("PRAGMA user_version = 2"), "made by a newer program (format 2"),
        (statement("UPDATE alembic_version SET version_num = '9999'"), "made by a newer program than this one"),
        (statement("DELETE FROM vocabulary WHERE term = 'leerkracht'"), "damaged (a row of"),
        (statement("DROP TRIGGER audit_no_update", "UPDATE audit SET role = 'clb'"), "School A is broken at line 1"),
        (statement("DROP TRIGGER audit_no_update", "UPDATE audit SET action = 'clb'"), "School A is broken at line 1"),
    ],
)
async def test_a_file_that_is_refused(
    tmp_path: Path, file: Path, bot_content: BotContent, damage: Callable[[Path], None], said: str
) -> None:
    """It is named with what is wrong, and nothing of it is in the database, which is as it was."""
    url = f"sqlite:///{tmp_path / 'ehbc.sqlite'}"
    await fill(url, bot_content)
    before = await everything(url)
    await back_up(url, file)
    damage(file)
    with pytest.raises(BackupFileError) as refusal:
        await restore(url, file)
    assert str(refusal.value).startswith(f"{file}: ")
    assert said in str(refusal.value)
    assert await everything(url) == before


async def test_the_database_itself_is_no_backup(tmp_path: Path, file: Path, bot_content: BotContent) -> None:
    """A copy made with `cp` is refused: it may lack what still stands in the log."""
    url = f"sqlite:///{tmp_path / 'ehbc.sqlite'}"
    await fill(url, bot_content)
    shutil.copy(tmp_path / "ehbc.sqlite", file)
    with pytest.raises(BackupFileError, match="no backup made with"):
        await restore(f"sqlite:///{tmp_path / 'other.sqlite'}", file)


async def test_other_files_are_not_overwritten(tmp_path: Path, file: Path, bot_content: BotContent) -> None:
    """A backup takes the place of an earlier one, never of another file: neither of a letter nor of the database."""
    url = f"sqlite:///{tmp_path / 'ehbc.sqlite'}"
    await fill(url, bot_content)
    await back_up(url, file)
    first = content(file)
    async with opened_store(url, bot_content) as store, store.unit() as unit:
        await unit.add_team("School B", MONDAY)
    await back_up(url, file)
    assert b"School B" in content(file)
    assert content(file) != first
    letter = tmp_path / "brief.txt"
    letter.write_text("Beste")
    for taken in (letter, tmp_path / "ehbc.sqlite"):
        before = content(taken)
        with pytest.raises(BackupFileError, match="no backup; choose another name"):
            await back_up(url, taken)
        assert content(taken) == before


async def test_no_database_to_back_up(tmp_path: Path, file: Path) -> None:
    """A database that is not there is named and not made; one of another program is no better."""
    missing, foreign = tmp_path / "nergens.sqlite", tmp_path / "foto.sqlite"
    with pytest.raises(StoreError, match=r"there is no database at .*nergens\.sqlite"):
        await back_up(f"sqlite:///{missing}", file)
    assert not missing.exists()
    with closing(sqlite3.connect(foreign)) as made:
        made.execute("CREATE TABLE foto (id)")
    with pytest.raises(StoreError, match="no database of this program"):
        await back_up(f"sqlite:///{foreign}", file)
    foreign.write_text("geen databank")
    with pytest.raises(StoreError, match="not a database"):
        await back_up(f"sqlite:///{foreign}", file)
    assert list(file.parent.iterdir()) == []


async def test_tables_of_another_version(postgres_url: str, file: Path, bot_content: BotContent) -> None:
    """On PostgreSQL, rows of tables that this program does not know are not backed up in half."""
    async with opened_store(postgres_url, bot_content) as store:
        await run(store, "UPDATE alembic_version SET version_num = '0001'")
    with pytest.raises(StoreError, match="of version 0001, this program's of"):
        await back_up(postgres_url, file)
