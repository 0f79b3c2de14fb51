"""A process that starts the bot again and again without loading the model again: it loads once, then forks.

`python -m tests.crash.supervisor` reads a JSON line per life on stdin, `{"settings": {…}, "later": seconds}`, and
answers `{"pid": …}` when the bot of that life begins, `{"status": …}` when it has ended. Everything after the fork is
the command `ehbc telegram`: it reads its settings, opens the database, connects to Telegram. Of what is done before the
fork nothing is written anywhere, and a fork shares no connection: a kill finds what it would find in a process of its
own.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import sys
from datetime import UTC, datetime, timedelta
from tempfile import TemporaryDirectory

import bot.clock

_later = timedelta()
"""How much later than the machine's clock it is in this life: as if the bot had been down for a while."""
_MONDAY = datetime(2026, 11, 23, 8, 5, tzinfo=UTC)
_offset = _MONDAY - datetime.now(UTC)


def _school_clock() -> datetime:
    return datetime.now(UTC) + _offset + _later


# Before anything else takes it: whenever the test runs, for the bot it is a Monday morning in November.
bot.clock.system_clock = _school_clock

# What the command would import after the fork, each time anew.
import aiosqlite  # noqa: E402, F401 - see above
import anyio._backends._asyncio  # noqa: E402, F401 - see above
import asyncpg  # noqa: E402, F401 - see above
import httpcore  # noqa: E402, F401 - see above
import httpx  # noqa: E402 - see above
import sqlalchemy.dialects.postgresql.asyncpg  # noqa: E402 - see above
import sqlalchemy.dialects.sqlite.aiosqlite  # noqa: E402, F401 - see above

import bot.channels.telegram.serve  # noqa: E402 - see above
import bot.conversation.conversation  # noqa: E402 - see above
import bot.reminders.scheduler  # noqa: E402 - see above
import dialogues.drawing  # noqa: E402, F401 - see above
from bot import wiring  # noqa: E402 - see above
from bot.channels.terminal.terminal import join_practice_team  # noqa: E402 - see above
from bot.cli import main as cli  # noqa: E402 - see above
from bot.content import load_bot_content  # noqa: E402 - see above
from bot.domain.messages import Address, Message  # noqa: E402 - see above
from bot.settings import Settings  # noqa: E402 - see above


def main() -> None:
    """Live as often as told."""
    global _later  # noqa: PLW0603 - set anew for each life
    bot_content = load_bot_content()
    brain = wiring.load_brain(Settings(_env_file=None), bot_content)
    # Certificates, a thirtieth of a second of every life, have nothing to do with dying.
    tls = httpx.create_ssl_context()
    vars(wiring).update(load_bot_content=lambda: bot_content, load_brain=lambda *_: brain)
    vars(httpx).update(create_ssl_context=lambda: tls)
    with TemporaryDirectory() as folder:
        asyncio.run(_warm_up(Settings(_env_file=None, database_url=f"sqlite:///{folder}/ehbc.sqlite")))
    gc.freeze()
    for line in sys.stdin:
        life = json.loads(line)
        _later = timedelta(seconds=life["later"])
        pid = os.fork()
        if pid == 0:
            os.environ.update(life["settings"])
            os._exit(_live())
        _say(pid=pid)
        _, status = os.waitpid(pid, 0)
        _say(status=os.waitstatus_to_exitcode(status))


async def _warm_up(settings: Settings) -> None:
    """Talk a little, in a database that is then deleted: the first turns of a process take longest."""
    async with wiring.running_conversation(settings) as (conversation, store, _):
        address = Address("telegram", "1")
        await join_practice_team(store, "Oefenteam", address, _school_clock())
        words = ("/nieuw", "iemand anders heeft het gemeld", "1", "/vandaag", "tips om te praten", "/gids", "2")
        for number, text in enumerate(words):
            await conversation.answer(Message(str(number), address, text))


def _live() -> int:
    try:
        return cli.main(["telegram"])
    except BaseException as error:  # noqa: BLE001 - a fork must not go on as its parent
        print(f"the bot fell: {error!r}", file=sys.stderr, flush=True)
        return 70


def _say(**what: int) -> None:
    print(json.dumps(what), flush=True)


if __name__ == "__main__":
    main()
