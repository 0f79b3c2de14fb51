"""Connections to SQLite that end, whenever they are told to."""

from __future__ import annotations

import asyncio
import sqlite3
from typing import Any

import aiosqlite

_ROWS_AT_ONCE = 64


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


def connect(database: str, **options: Any) -> aiosqlite.Connection:
    """A connection to be awaited, with the options of `sqlite3.connect`."""
    connection = StoppedOnce(lambda: sqlite3.connect(database, **options), _ROWS_AT_ONCE)
    # As SQLAlchemy does with those it makes itself: a forgotten connection does not keep the process.
    connection._thread.daemon = True  # noqa: SLF001 - aiosqlite has no other way to say so
    return connection
