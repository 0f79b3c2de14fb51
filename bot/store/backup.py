"""Backups: one SQLite file with every row, of whichever kind the database is, and the way back into either kind.

A backup is an ordinary SQLite database (any `sqlite3` opens it) with the tables of `bot.store.schema`, marked by its
`application_id`. It holds no freed pages, so nothing that was deleted before.
"""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select, text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.audit import first_broken
from bot.ports.unit_of_work import StoreBusyError, StoreError
from bot.store.backup_file import BackupFileError, check_replaceable, open_backup, write_backup
from bot.store.database import HEAD, Store, UnitOfWork
from bot.store.row_copy import copy_rows, emptied, last_numbers, number_on
from bot.store.schema import cases as schema

__all__ = ["BackupFileError", "Restored", "back_up", "restore"]

_ONE_MOMENT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"


@dataclass(frozen=True)
class Restored:
    """What was put back."""

    rows: Mapping[str, int]
    """How many, by table."""
    broken: tuple[str, ...]
    """What is wrong with the audit, team by team; mostly nothing."""


async def back_up(url: str, file: Path) -> None:
    """Write all that a database holds at one moment to a file of mode 0600, while others read and write on.

    A file that is there is replaced only when it is a backup too, and only by a whole one.

    Raises:
        BackupFileError: there is another file of that name.
        StoreError: the database or the file cannot be used.
        OSError: the file cannot be written.
    """
    await asyncio.to_thread(check_replaceable, file)
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        await asyncio.to_thread(write_backup, Path(parsed.database or ""), file)
        return
    with tempfile.TemporaryDirectory(prefix="ehbc-backup-") as folder:
        dumped = Path(folder) / "dump.sqlite"
        await _dump(Store(url), Store(f"sqlite:///{dumped}"))
        await asyncio.to_thread(write_backup, dumped, file)


async def _dump(store: Store, dump: Store) -> None:
    """Copy the rows of one moment to an empty SQLite database."""
    try:
        await dump.open(())
        async with store.transaction() as source, dump.transaction() as target:
            await source.execute(text(_ONE_MOMENT))
            await _check_version(source, store.where)
            await copy_rows(source, target)
            await number_on(target, await last_numbers(source))
    finally:
        await store.close()
        await dump.close()


async def _check_version(connection: AsyncConnection, where: str) -> None:
    known = (await connection.execute(text("SELECT to_regclass('alembic_version')"))).scalar_one()
    version = await connection.scalar(text("SELECT version_num FROM alembic_version")) if known else "none"
    if version != HEAD:
        raise StoreError(f"{where}: its tables are of version {version}, this program's of {HEAD}; start the bot once")


async def restore(url: str, file: Path, *, force: bool = False) -> Restored:
    """Put a backup in the place of all that a database holds, in one transaction. One of an older version is migrated.

    Args:
        url: the database; it may be empty, or not be there yet.
        file: the backup.
        force: also when the database holds teams or cases, and when the audit in the backup is broken.

    Raises:
        BackupFileError: the file is no backup, is damaged, or is of a newer program.
        StoreError: the database is in use otherwise, or holds something and `force` was not said.
    """
    with tempfile.TemporaryDirectory(prefix="ehbc-restore-") as folder:
        copy = Path(folder) / "backup.sqlite"
        await asyncio.to_thread(shutil.copyfile, file, copy)
        await asyncio.to_thread(open_backup, copy, file)
        backup, store = Store(f"sqlite:///{copy}"), Store(url)
        try:
            try:
                await backup.open(())
            except StoreError as error:
                reason = str(error).partition(": ")[2]
                raise BackupFileError(
                    f"{file}: made by a newer program than this one, or damaged ({reason})"
                ) from error
            await store.open(())
            async with backup.transaction() as source:
                broken = await _broken_chains(source)
                if broken and not force:
                    raise BackupFileError(f"{file}: {'; '.join(broken)} (--force restores it all the same)")
                async with store.transaction() as target:
                    rows = await _replace(source, target, force=force)
            await _tidy(store)
        finally:
            await backup.close()
            await store.close()
    return Restored(rows, broken)


async def _replace(source: AsyncConnection, target: AsyncConnection, *, force: bool) -> Mapping[str, int]:
    if not force:
        await _check_empty(target)
    async with emptied(target):
        rows = await copy_rows(source, target)
    await number_on(target, await last_numbers(source))
    return rows


async def _check_empty(connection: AsyncConnection) -> None:
    for table in (schema.case, schema.team, schema.audit):
        if (await connection.execute(select(table).limit(1))).first() is not None:
            raise StoreError(
                f"the database holds a {table.name} already; to lose all it holds, say --force (back it up first)"
            )


async def _broken_chains(connection: AsyncConnection) -> tuple[str, ...]:
    unit = UnitOfWork(connection)
    names = {team.id: team.name for team in await unit.teams()}
    ids = select(schema.audit.c.team_id).distinct().order_by(schema.audit.c.team_id)
    found = []
    for team_id in (await connection.execute(ids)).scalars().all():
        name = names.get(team_id, f"team {team_id}")
        line = first_broken(await unit.audit_lines(team_id))
        if line is not None:
            found.append(f"the audit of {name} is broken at line {line.number}")
    return tuple(found)


async def _tidy(store: Store) -> None:
    """Overwrite what the database held before; the bot does it at night when somebody uses it now."""
    try:
        await store.tidy()
    except StoreBusyError:
        return
