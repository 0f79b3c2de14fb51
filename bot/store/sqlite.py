"""Connections to SQLite that end whenever they are told to, and leave the thread of the event loop only to wait."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterable
from typing import Any

import aiosqlite
from aiosqlite.context import Result

_ROWS_AT_ONCE = 100
_MAY_WAIT = ("BEGIN", "COMMIT", "PRAGMA", "VACUUM")
"""Statements that wait for others, or for the disk."""


class NearCursor(aiosqlite.Cursor):
    """A cursor whose statements run where they are asked for, unless they may wait.

    aiosqlite hands each call to the connection's thread: to make a cursor, to run, to read and to close it. Inside a
    transaction nothing is waited for, as it has the database to itself, and a statement takes microseconds; to hand it
    over takes ten times as long, and a turn has some fifteen.
    """

    _cursor: sqlite3.Cursor | None  # type: ignore[assignment]

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._conn = connection
        self._cursor = None

    @property
    def _near(self) -> sqlite3.Connection:
        return self._conn._conn  # noqa: SLF001 - aiosqlite's own cursors do so too

    async def execute(self, sql: str, parameters: Iterable[Any] | None = None) -> NearCursor:
        """Run a statement."""
        values: Any = parameters or ()
        if sql.startswith(_MAY_WAIT):
            self._cursor = await self._conn._execute(self._near.execute, sql, values)  # type: ignore[no-untyped-call]  # noqa: SLF001 - as above
        else:
            self._cursor = self._near.execute(sql, values)
        return self

    async def executemany(self, sql: str, parameters: Iterable[Iterable[Any]]) -> NearCursor:
        """Run a statement for each of many rows."""
        rows: Any = parameters
        self._cursor = self._near.executemany(sql, rows)
        return self

    async def fetchone(self) -> Any:
        """The next row, or None."""
        return self._cursor.fetchone() if self._cursor else None

    async def fetchmany(self, size: int | None = None) -> list[Any]:
        """The next rows."""
        return self._cursor.fetchmany(self.arraysize if size is None else size) if self._cursor else []

    async def fetchall(self) -> list[Any]:
        """All rows that are left."""
        return self._cursor.fetchall() if self._cursor else []

    async def close(self) -> None:
        """Let go of what was not read."""
        if self._cursor is not None:
            self._cursor.close()


class StoppedOnce(aiosqlite.Connection):
    """A connection that may be stopped while it is being closed.

    When a turn is cancelled, SQLAlchemy closes its connection and stops it at the same time. aiosqlite's thread ends at
    the first of the two, and whoever asked second would wait for it for good: the process then could not end.
    """

    _stopped: asyncio.Future[Any] | None = None

    def stop(self) -> asyncio.Future[Any] | None:
        """Stop the thread; asked again, what the first time gave."""
        if self._stopped is None:
            self._stopped = super().stop()
        return self._stopped

    def cursor(self) -> Result[aiosqlite.Cursor]:
        """A cursor."""
        return Result(self._near_cursor())

    async def _near_cursor(self) -> aiosqlite.Cursor:
        return NearCursor(self)


def connect(database: str, **options: Any) -> aiosqlite.Connection:
    """A connection to be awaited, with the options of `sqlite3.connect`."""
    # Never two threads at once: one that waits for a statement asks nothing else of its connection.
    shared = options | {"check_same_thread": False}
    connection = StoppedOnce(lambda: sqlite3.connect(database, **shared), _ROWS_AT_ONCE)
    # As SQLAlchemy does with those it makes itself: a forgotten connection does not keep the process.
    connection._thread.daemon = True  # noqa: SLF001 - aiosqlite has no other way to say so
    return connection
