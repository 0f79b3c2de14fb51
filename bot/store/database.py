"""The database: opened, migrated, and handed out one transaction at a time."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sqlite3
import time
from collections.abc import AsyncIterator, Iterable, Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event, func, insert, inspect, select, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.ports.unit_of_work import StoreBusyError, StoreError
from bot.store.answer_log import AnswerLog
from bot.store.cases import Cases
from bot.store.follow_ups import FollowUps
from bot.store.notices import Notices
from bot.store.retention import Upkeep
from bot.store.schema import cases as schema
from bot.store.sqlite import connect
from bot.store.teams import Teams
from bot.store.web import Web

HEAD = "0007"
"""The newest migration; a test holds it to the scripts. Knowing it spares a current database loading Alembic."""

_DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg", "postgres": "postgresql+asyncpg"}
_BUSY_SECONDS = 5
_AGAIN_SECONDS = 0.02
_OWNER_ONLY = 0o600
_MIGRATING = 2602_1995
"""The lock of whoever migrates a PostgreSQL database; any number no other program takes."""
_TIDIED = ('"case"', "case_event", "case_fact", "participant", "share", "follow_up", "notice", "answered")
_MAY_PASS = ("25006", "40", "53", "55P03", "57P")
"""How PostgreSQL's error codes begin: read-only, deadlock, out of resources, lock not available, shut down."""


class UnitOfWork(Teams, Cases, FollowUps, Notices, Upkeep, AnswerLog, Web):
    """Reads and writes of one transaction; committed when its block ends without an exception."""


class Store:
    """A database of cases. `open()` before use, `close()` after."""

    def __init__(self, url: str) -> None:
        """Take a URL, `sqlite:///FILE` or `postgresql://…`. Raises `StoreError` for another one."""
        self._url = _async_url(url)
        self._engine = _engine(self._url)

    @property
    def where(self) -> str:
        """The database, for messages to the operator: without a password."""
        return self._url.render_as_string(hide_password=True)

    async def open(self, terms: Iterable[str]) -> None:
        """Bring the tables up to date and add the words the content uses to the vocabulary.

        Raises:
            StoreError: the database cannot be opened, is no database, or is newer than this program.
        """
        with _as_store_errors(self.where):
            _create_private(self._url)
            if self._is_sqlite:
                await asyncio.to_thread(_write_ahead, self._url.database or "")
            async with self._migrating() as connection:
                if not self._is_sqlite:
                    # Two instances may start at once; on SQLite the transaction itself keeps the other out.
                    await connection.execute(select(func.pg_advisory_xact_lock(_MIGRATING)))
                await connection.run_sync(_migrate)
                known = set((await connection.execute(select(schema.vocabulary.c.term))).scalars())
                new = [{"term": term} for term in sorted(set(terms) - known)]
                if new:
                    await connection.execute(insert(schema.vocabulary), new)

    @contextlib.asynccontextmanager
    async def _migrating(self) -> AsyncIterator[AsyncConnection]:
        """A transaction in which a table may be made anew.

        SQLite does so by dropping the old one, and would delete what refers to its rows. It can be told not to, but
        only between transactions; what refers to nothing afterwards is looked for instead.
        """
        async with self._engine.connect() as connection:
            await self._check_keys(connection, checks=False)
            try:
                async with connection.begin():
                    yield connection
            finally:
                await self._check_keys(connection, checks=True)

    async def _check_keys(self, connection: AsyncConnection, *, checks: bool) -> None:
        if self._is_sqlite:
            driver = (await connection.get_raw_connection()).driver_connection
            if driver is None:
                raise StoreError(f"{self.where}: the connection was lost")
            await driver.execute(f"PRAGMA foreign_keys = {'ON' if checks else 'OFF'}")

    @property
    def _is_sqlite(self) -> bool:
        return self._url.get_backend_name() == "sqlite"

    async def close(self) -> None:
        """Let go of all connections."""
        await self._engine.dispose()

    async def tidy(self) -> None:
        """Give the space of deleted rows back and overwrite it, outside any transaction.

        Raises:
            StoreBusyError: somebody else uses the database; what was deleted may still stand in SQLite's log.
            StoreError: any other failure of the database.
        """
        with _as_store_errors(self.where):
            if self._is_sqlite:
                await asyncio.to_thread(_tidy_sqlite, self._url.database or "")
            else:
                async with self._engine.connect() as connection:
                    await connection.execution_options(isolation_level="AUTOCOMMIT")
                    await connection.exec_driver_sql(f"VACUUM {', '.join(_TIDIED)}")

    @contextlib.asynccontextmanager
    async def unit(self) -> AsyncIterator[UnitOfWork]:
        """A transaction: committed at the end of the block, rolled back when an exception leaves it.

        Raises:
            StoreBusyError: locked, read-only or full; nothing was changed.
            StoreError: any other failure of the database.
        """
        async with self.transaction() as connection:
            yield UnitOfWork(connection)

    @contextlib.asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection]:
        """What `unit()` gives, for this room itself: rows as they are, not as records."""
        with _as_store_errors(self.where):
            async with self._engine.begin() as connection:
                yield connection


def _async_url(url: str) -> URL:
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:  # ValueError: a port that is no number
        shown = url.rpartition("@")[2]  # before the @ stands the password
        raise StoreError(f"'{shown}' is no database URL; use sqlite:///FILE or postgresql://USER@HOST/NAME") from error
    backend = parsed.drivername.partition("+")[0]
    if backend not in _DRIVERS:
        raise StoreError(f"'{backend}' is no database this program knows; use sqlite:///FILE or postgresql://…")
    return parsed.set(drivername=_DRIVERS[backend])


def _engine(url: URL) -> AsyncEngine:
    try:
        if url.get_backend_name() != "sqlite":
            return create_async_engine(url, pool_pre_ping=True)
        engine = create_async_engine(url, connect_args={"timeout": _BUSY_SECONDS, "async_creator_fn": connect})
    except (ModuleNotFoundError, NoSuchModuleError) as error:
        raise StoreError(f"the driver for {url.get_backend_name()} is not installed: {error}") from error
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_immediate)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # The driver must not begin transactions of its own: see _begin_immediate.
    connection.isolation_level = None
    cursor = connection.cursor()
    # FULL: what was confirmed to a person survives a power cut, not only a crash of this process.
    for pragma in ("synchronous = FULL", "foreign_keys = ON", "secure_delete = ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_immediate(connection: Connection) -> None:
    # A transaction that reads first and writes later would fail when another writes in between.
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _create_private(url: URL) -> None:
    if url.get_backend_name() == "sqlite" and url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
        # SQLite gives its -wal and -shm files the mode of the database.
        os.close(os.open(url.database, os.O_RDWR | os.O_CREAT, _OWNER_ONLY))
        file = Path(url.database)
        if file.stat().st_uid == os.getuid():
            file.chmod(_OWNER_ONLY)


def _write_ahead(file: str) -> None:
    # Once, as the file remembers it. Of all that is asked of SQLite only this does not wait for others by itself.
    given_up = time.monotonic() + _BUSY_SECONDS
    with contextlib.closing(sqlite3.connect(file, timeout=_BUSY_SECONDS, isolation_level=None)) as connection:
        while True:
            try:
                connection.execute("PRAGMA journal_mode = WAL")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > given_up:
                    raise
                time.sleep(_AGAIN_SECONDS)
            else:
                return


def _tidy_sqlite(file: str) -> None:
    # On a connection of its own, since those of the engine begin a transaction first.
    connection = sqlite3.connect(file, timeout=_BUSY_SECONDS, isolation_level=None)
    with contextlib.closing(connection):
        connection.execute("VACUUM")
        # Last: a vacuum writes the whole database to the log, which also still holds what was deleted before.
        busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        raise StoreBusyError(f"{file}: the log is in use and could not be emptied")


def _migrate(connection: Connection) -> None:
    if inspect(connection).has_table("alembic_version"):
        current = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
        if current == HEAD:
            return
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise StoreError(f"the database is of another version than this program: {error}") from error
    if connection.dialect.name == "sqlite":
        astray = connection.execute(text("PRAGMA foreign_key_check")).first()
        if astray is not None:
            raise StoreError(f"a row of '{astray.table}' refers to nothing; the database is left as it was")


@contextlib.contextmanager
def _as_store_errors(where: str) -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        reason = str(error.orig)
        kind = StoreBusyError if error.connection_invalidated or _may_pass(error.orig) else StoreError
        raise kind(f"{where}: {reason}") from error
    except SQLAlchemyError as error:
        raise StoreError(f"{where}: {error}") from error
    except sqlite3.Error as error:
        raise (StoreBusyError if _may_pass(error) else StoreError)(f"{where}: {error}") from error
    except OSError as error:
        raise StoreError(f"{where}: {error.strerror or error}") from error


def _may_pass(error: BaseException | None) -> bool:
    """Whether it is about the state of the machine (locked, full, read-only, connection lost), not about the data."""
    if isinstance(error, sqlite3.OperationalError) or "Connection" in type(error).__name__:
        return True
    return str(getattr(error, "sqlstate", "")).startswith(_MAY_PASS)
