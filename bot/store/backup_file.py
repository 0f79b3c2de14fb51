"""The file of a backup: written whole or not at all, and looked at before anything in it is believed."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from bot.ports.unit_of_work import StoreBusyError, StoreError

APPLICATION = int.from_bytes(b"EHBC")
"""The `application_id` of a backup; the database itself has none."""
FORMAT = 1
"""The `user_version` of a backup."""
_MAGIC = b"SQLite format 3\0"


class BackupFileError(StoreError):
    """A file is no backup, is damaged, or is in the way; the message names it."""


def check_replaceable(file: Path) -> None:
    """Raise `BackupFileError` when something else than a backup stands there."""
    if file.exists() and not _is_marked(file):
        raise BackupFileError(f"{file}: this file is there and is no backup; choose another name")


def write_backup(database: Path, file: Path) -> None:
    """Copy a SQLite database as it is at this moment, while others write, and put the whole copy in place.

    Raises:
        StoreError: the database cannot be read, or the copy is not sound.
        OSError: the file cannot be written.
    """
    if not database.is_file():
        raise StoreError(f"there is no database at {database}")
    number, name = tempfile.mkstemp(prefix=f".{file.name}.", suffix=".part", dir=file.parent)
    part = Path(name)
    os.close(number)
    try:
        with _told_of(database):
            _copy(database, part)
            _seal(part, database)
        _flush(part)
        part.replace(file)
        _flush(file.parent)
    finally:
        for ending in ("", "-wal", "-shm", "-journal"):
            Path(f"{part}{ending}").unlink(missing_ok=True)


def _copy(database: Path, part: Path) -> None:
    # Not mode=ro: to read the log of the database, its index must be made when nobody else has it open.
    with closing(sqlite3.connect(_uri(database, "rw"), uri=True)) as live, closing(sqlite3.connect(part)) as copy:
        # In one go: in between the bot would have to begin it again with every write.
        live.backup(copy)


def _seal(part: Path, database: Path) -> None:
    with closing(sqlite3.connect(part, isolation_level=None)) as copy:
        if not copy.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone():
            raise StoreError(f"{database}: no database of this program")
        # Without a log beside it, and without pages that hold nothing.
        for statement in ("PRAGMA journal_mode = DELETE", "PRAGMA journal_mode = OFF", "VACUUM"):
            copy.execute(statement).fetchall()
        copy.execute(f"PRAGMA application_id = {APPLICATION}")
        copy.execute(f"PRAGMA user_version = {FORMAT}")
        _check_sound(copy, part)


def open_backup(copy: Path, file: Path) -> None:
    """Raise `BackupFileError` unless the copy of a file is a sound backup that this program can read."""
    with copy.open("rb") as start:
        if start.read(len(_MAGIC)) != _MAGIC:
            raise BackupFileError(f"{file}: no backup of this program")
    try:
        with closing(sqlite3.connect(_uri(copy, "rw"), uri=True)) as backup:
            (application,), (version,) = (
                backup.execute(f"PRAGMA {of}").fetchone() for of in ("application_id", "user_version")
            )
            if application != APPLICATION:
                raise BackupFileError(f"{file}: a SQLite database, but no backup made with ehbc backup")
            if version > FORMAT:
                raise BackupFileError(f"{file}: made by a newer program (format {version}, this one knows {FORMAT})")
            _check_sound(backup, file)
    except sqlite3.Error as error:
        raise BackupFileError(f"{file}: damaged or cut off ({error})") from error


def _check_sound(connection: sqlite3.Connection, file: Path) -> None:
    (answer,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    if answer != "ok":
        raise BackupFileError(f"{file}: damaged or cut off ({answer})")
    astray = connection.execute("PRAGMA foreign_key_check").fetchone()
    if astray is not None:
        raise BackupFileError(f"{file}: damaged (a row of '{astray[0]}' refers to nothing)")


def _is_marked(file: Path) -> bool:
    """Whether a file has the mark of a backup, sound or not."""
    with file.open("rb") as start:
        head = start.read(72)
    return head.startswith(_MAGIC) and head[68:72] == APPLICATION.to_bytes(4)


@contextmanager
def _told_of(database: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        raise StoreBusyError(f"{database}: {error}") from error
    except sqlite3.Error as error:
        raise StoreError(f"{database}: {error}") from error


def _uri(path: Path, mode: str) -> str:
    return f"file:{quote(str(path.absolute()))}?mode={mode}"


def _flush(path: Path) -> None:
    """What was written survives a power cut."""
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
