"""Fixtures: an empty database, once on SQLite and once on PostgreSQL."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.content import BotContent
from bot.store import Store
from bot.wiring import vocabulary
from tests.support.postgres import Postgres, PostgresMissingError, running_postgres

MIGRATED = "migrated"
_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def postgres(bot_content: BotContent) -> Iterator[Postgres]:
    """A PostgreSQL of this run's own, with one database that the migrations were run on."""
    try:
        with running_postgres() as server:
            server.run(f"CREATE DATABASE {MIGRATED}")
            asyncio.run(_open(server.url(MIGRATED), bot_content))
            yield server
    except PostgresMissingError as error:
        pytest.skip(str(error))


async def _open(url: str, bot_content: BotContent) -> None:
    store = Store(url)
    try:
        await store.open(vocabulary(bot_content))
    finally:
        await store.close()


@pytest.fixture
def postgres_url(postgres: Postgres) -> Iterator[str]:
    """A database on PostgreSQL with tables and no rows: a copy, because migrating takes longer."""
    with _database(postgres, f"TEMPLATE {MIGRATED} STRATEGY FILE_COPY") as url:
        yield url


@pytest.fixture
def empty_postgres_url(postgres: Postgres) -> Iterator[str]:
    """A database on PostgreSQL without tables."""
    with _database(postgres, "STRATEGY FILE_COPY") as url:
        yield url


@contextmanager
def _database(postgres: Postgres, options: str) -> Iterator[str]:
    """A database of one test's own; dropped at once, since hundreds of them are slow to delete at the end."""
    name = f"ehbc_{next(_numbers)}"
    postgres.run(f"CREATE DATABASE {name} {options}")
    yield postgres.url(name)
    postgres.run(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database of each kind without cases."""
    return _url_of(request, tmp_path, "postgres_url")


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database of each kind without tables."""
    return _url_of(request, tmp_path, "empty_postgres_url")


def _url_of(request: pytest.FixtureRequest, tmp_path: Path, on_postgres: str) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'ehbc.sqlite'}"
    url: str = request.getfixturevalue(on_postgres)
    return url
