"""Databases that are not there, are none, or throw everybody out: named without the password, and back later."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.ports.unit_of_work import StoreBusyError, StoreError
from bot.store import Store
from tests.support.postgres import Postgres
from tests.support.school_store import TEAM, names, rows
from tests.support.talk import MONDAY


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("ehbc.sqlite", "'ehbc.sqlite' is no database URL"),
        ("postgresql://ehbc:geheim@localhost:poort/ehbc", "'localhost:poort/ehbc' is no database URL"),
        ("mysql://localhost/ehbc", "'mysql' is no database this program knows"),
        ("", "is no database URL"),
    ],
)
def test_a_url_that_is_none(url: str, said: str) -> None:
    """What is no URL of a database this program knows is refused at once, without saying the password."""
    with pytest.raises(StoreError, match=said) as refused:
        Store(url)
    assert "geheim" not in str(refused.value)


@pytest.mark.parametrize("host", ["/nowhere", "127.0.0.1:1"])
async def test_a_server_that_is_not_there(host: str) -> None:
    """A server that does not answer is named, without the password."""
    place = f"ehbc:geheim@/ehbc?host={host}" if host.startswith("/") else f"ehbc:geheim@{host}/ehbc"
    store = Store(f"postgresql://{place}")
    with pytest.raises(StoreError, match=r"ehbc:\*\*\*@") as refused:
        await store.open([])
    assert "geheim" not in str(refused.value)


async def test_a_database_that_is_not_there(postgres: Postgres) -> None:
    """A database the server does not have is named."""
    with pytest.raises(StoreError, match='database "nergens" does not exist'):
        await Store(postgres.url("nergens")).open([])


async def test_a_lost_connection_comes_back(postgres: Postgres, postgres_url: str) -> None:
    """After the server has thrown everybody out, the next transaction works."""
    store = Store(postgres_url)
    await store.open([])
    async with store.unit() as unit:
        await unit.add_team(TEAM, MONDAY)
    throw_out = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname LIKE 'ehbc%'"
    await asyncio.to_thread(postgres.run, throw_out)
    assert await names(store) == [TEAM]
    await store.close()


async def test_a_connection_lost_halfway(postgres: Postgres, postgres_url: str) -> None:
    """A transaction whose connection breaks is undone, and may work later."""
    store = Store(postgres_url)
    await store.open([])
    with pytest.raises(StoreBusyError):  # noqa: PT012 - refused at the latest at the end of the block
        async with store.unit() as unit:
            await unit.add_team(TEAM, MONDAY)
            throw_out = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname LIKE 'ehbc%'"
            await asyncio.to_thread(postgres.run, throw_out)
            await unit.team_names()
    assert await names(store) == []
    await store.close()


async def test_somebody_else_makes_the_same_file(tmp_path: Path) -> None:
    """A new file that another is writing to is waited for, also before it keeps a log."""
    file = tmp_path / "ehbc.sqlite"
    store = Store(f"sqlite:///{file}")
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("CREATE TABLE iets (id INTEGER)")
        opening = asyncio.create_task(store.open([]))
        await asyncio.sleep(0.3)
        assert not opening.done()
        other.execute("COMMIT")
        await opening
    assert await names(store) == []
    assert await rows(store, "PRAGMA journal_mode") == [("wal",)]
    await store.close()


async def test_somebody_else_keeps_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that stays in use is named, and may work later."""
    monkeypatch.setattr("bot.store.database._BUSY_SECONDS", 0.1)
    file = tmp_path / "ehbc.sqlite"
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreBusyError, match=r"ehbc\.sqlite: database is locked"):
            await Store(f"sqlite:///{file}").open([])
