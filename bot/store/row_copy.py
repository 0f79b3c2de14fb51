"""All rows of a database as they are, table by table, from one database to another of either kind."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from sqlalchemy import Table, delete, func, insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.schema.cases import audit, metadata

_BATCH = 500
_TABLES = metadata.sorted_tables
"""Those that others refer to come first."""
_NUMBERED = [table for table in _TABLES if "id" in table.c]


async def copy_rows(source: AsyncConnection, target: AsyncConnection) -> Mapping[str, int]:
    """Copy every row; how many, by table."""
    counts = {}
    for table in _TABLES:
        counts[table.name] = 0
        result = await source.stream(select(table))
        async for rows in result.mappings().partitions(_BATCH):
            await target.execute(insert(table), [dict(row) for row in rows])
            counts[table.name] += len(rows)
    return counts


@asynccontextmanager
async def emptied(connection: AsyncConnection) -> AsyncIterator[None]:
    """All tables without rows; until the block ends also the audit takes what comes. All in the open transaction."""
    if _is_sqlite(connection):
        guards = text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table")
        triggers = (await connection.execute(guards, {"table": audit.name})).all()
        for trigger in triggers:
            await connection.exec_driver_sql(f'DROP TRIGGER "{trigger.name}"')
        for table in reversed(_TABLES):
            await connection.execute(delete(table))
        yield
        for trigger in triggers:
            await connection.exec_driver_sql(trigger.sql)
    else:
        await connection.exec_driver_sql(f"ALTER TABLE {audit.name} DISABLE TRIGGER USER")
        await connection.exec_driver_sql(f"TRUNCATE {', '.join(map(_quoted, _TABLES))} RESTART IDENTITY")
        yield
        await connection.exec_driver_sql(f"ALTER TABLE {audit.name} ENABLE TRIGGER USER")


async def last_numbers(connection: AsyncConnection) -> Mapping[str, int]:
    """The highest number ever given to a row, by table: a button made for a deleted case must not fit a later one."""
    numbers = {table.name: await connection.scalar(select(func.max(table.c.id))) or 0 for table in _NUMBERED}
    if _is_sqlite(connection):
        given = {row.name: row.seq for row in (await connection.execute(text("SELECT * FROM sqlite_sequence"))).all()}
    else:
        given = {table.name: await _given(connection, table) for table in _NUMBERED}
    return {name: max(number, given.get(name, 0)) for name, number in numbers.items()}


async def _given(connection: AsyncConnection, table: Table) -> int:
    found = text("SELECT pg_get_serial_sequence(:table, 'id')")
    sequence = (await connection.execute(found, {"table": _quoted(table)})).scalar_one()
    state = f"SELECT last_value, is_called FROM {sequence}"  # noqa: S608 - a name that PostgreSQL gave
    row = (await connection.exec_driver_sql(state)).one()
    return int(row.last_value) if row.is_called else 0


async def number_on(connection: AsyncConnection, numbers: Mapping[str, int]) -> None:
    """Let the next row of each table get a number after these."""
    for table in _NUMBERED:
        values = {"table": table.name, "number": numbers[table.name]}
        if not _is_sqlite(connection):
            if numbers[table.name]:
                following = text("SELECT setval(pg_get_serial_sequence(:table, 'id'), :number)")
                await connection.execute(following, values | {"table": _quoted(table)})
        elif table.dialect_options["sqlite"]["autoincrement"]:
            await connection.execute(text("DELETE FROM sqlite_sequence WHERE name = :table"), values)
            await connection.execute(text("INSERT INTO sqlite_sequence (name, seq) VALUES (:table, :number)"), values)


def _is_sqlite(connection: AsyncConnection) -> bool:
    return connection.dialect.name == "sqlite"


def _quoted(table: Table) -> str:
    return f'"{table.name}"'
