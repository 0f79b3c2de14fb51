"""The drivers of both kinds of database: installed with the bot, and loaded only for the database that is used."""

from __future__ import annotations

import re
import subprocess
import sys

from bot.store.database import _DRIVERS
from dialogues.training import ROOT

ON_SQLITE = """
import asyncio, sys
from bot.settings import Settings
from bot.wiring import running_store
from bot.content import load_bot_content
async def run():
    async with running_store(Settings(_env_file=None, database_url="sqlite://"), load_bot_content()) as store:
        async with store.unit() as unit:
            await unit.team_names()
asyncio.run(run())
assert "aiosqlite" in sys.modules and "asyncpg" not in sys.modules
"""


def test_what_runs_the_bot_has_the_driver_of_every_database() -> None:
    """Whichever database an operator names, the environment made from the lock for running it can open."""
    locked = re.findall(r"^([\w-]+)==", (ROOT / "requirements.lock").read_text(encoding="utf-8"), re.MULTILINE)
    assert {name.partition("+")[2] for name in _DRIVERS.values()} <= set(locked)


def test_on_sqlite_the_other_driver_is_not_loaded() -> None:
    """Whoever uses SQLite does not wait for PostgreSQL's driver at every start."""
    done = subprocess.run([sys.executable, "-c", ON_SQLITE], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
