"""What every part of a transaction works with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Row, Table
from sqlalchemy.ext.asyncio import AsyncConnection

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql, sqlite

COUNTED_AT_MOST = 1000
"""Lists say how long they are up to here: counting on would take longer with every case there is."""


class Repository:
    """A part of a transaction.

    What every turn asks is a constant with parameters: SQLAlchemy would else build and key the statement each time.
    """

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection


def insert_unless_there(connection: AsyncConnection, table: Table) -> sqlite.Insert | postgresql.Insert:
    """An insert to which `on_conflict_…` can be said; each database has a class of its own for it."""
    if connection.dialect.name == "sqlite":
        from sqlalchemy.dialects.sqlite import insert as sqlite_insert

        return sqlite_insert(table)
    from sqlalchemy.dialects.postgresql import insert as postgresql_insert

    return postgresql_insert(table)


def key_of(primary_key: Row[tuple[object, ...]] | None) -> int:
    """The number a new row got."""
    if primary_key is None:
        raise RuntimeError("the database gave no key for a new row")
    return int(primary_key[0])  # type: ignore[call-overload, no-any-return]
