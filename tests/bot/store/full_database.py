"""What the tests of backups share: a full database, all that is in it, and a file changed by SQL."""

from __future__ import annotations

import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.content import BotContent
from bot.domain.audit import Action
from bot.domain.codes import hashed
from bot.domain.messages import Address
from bot.domain.outcomes import Outcome
from bot.domain.teams import Role
from bot.ports.unit_of_work import StoreError
from bot.store import Store
from bot.store.schema import cases as schema
from dialogues.steps import DANGER
from tests.support.school_store import (
    CODES,
    FACTS,
    closed_case,
    followed,
    joined,
    opened_case,
    opened_store,
    reminder,
    run,
)
from tests.support.talk import MONDAY

Everything = dict[str, list[tuple[Any, ...]]]


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Path]:
    """Where a backup goes; at the end there is nothing beside the backups that were made."""
    file = tmp_path / "backups" / "monday.backup"
    file.parent.mkdir()
    yield file
    assert [path.name for path in file.parent.iterdir() if path.suffix != ".backup"] == []


def content(file: Path) -> bytes:
    """The bytes of a file."""
    return file.read_bytes()


def mode(file: Path) -> int:
    """Who may do what with a file."""
    return stat.S_IMODE(file.stat().st_mode)


def statement(*words: str) -> Callable[[Path], None]:
    """What changes a file by SQL."""

    def damage(file: Path) -> None:
        with closing(sqlite3.connect(file, isolation_level=None)) as found:
            for word in words:
                found.execute(word)

    return damage


async def everything(url: str) -> Everything:
    """All rows of a database."""
    store = Store(url)
    try:
        async with store.transaction() as connection:
            return {
                table.name: sorted(map(tuple, await connection.execute(select(table))), key=repr)
                for table in schema.metadata.sorted_tables
            }
    finally:
        await store.close()


async def fill(url: str, bot_content: BotContent) -> None:
    """A row at least in every table; the case with the highest number is deleted."""
    async with opened_store(url, bot_content) as store, store.unit() as unit:
        team = await unit.team(await unit.add_team("School A", MONDAY))
        await unit.save_team(replace(team, group=Address("telegram", "-100"), days_off=frozenset({MONDAY.date()})))
        teacher = await joined(unit, team.id, 1, Role.TEACHER)
        await joined(unit, team.id, 2, Role.CARE_TEAM)
        await unit.add_invitation(team.id, Role.CLB, "ABCD", MONDAY, 3)
        told: dict[str, Any] = {"facts": FACTS, "heard": frozenset(list(FACTS)[:1]), "memory": {DANGER: "acuut_geweld"}}
        cases = [await opened_case(unit, bot_content, teacher, code, **told) for code in CODES[:4]]
        await unit.add_notice(reminder(teacher, await followed(unit, cases[0])))
        await unit.add_share(cases[0].id, "EFGH", MONDAY)
        await unit.add_web_login("JKLM", teacher.id, MONDAY + timedelta(hours=1), personal=False)
        await unit.add_web_session(hashed("NPQR"), teacher.id, MONDAY)
        await unit.note_warned([(await closed_case(unit, bot_content, cases[1])).id], MONDAY)
        await unit.purge(MONDAY + timedelta(days=1), 9, MONDAY, {})
        await unit.add_audit(team.id, "leerkracht", Action.OPENED, cases[0].id, MONDAY)
        await unit.note_answer(teacher.address, "1", Outcome("command"), cases[0].id, MONDAY)
        await unit.delete_case(cases[3].id)


async def assert_guarded(url: str) -> None:
    """No line of the audit can be changed or deleted."""
    store = Store(url)
    for attempt in ("UPDATE audit SET role = 'clb'", "DELETE FROM audit"):
        with pytest.raises(StoreError, match="append-only"):
            await run(store, attempt)
    await store.close()
