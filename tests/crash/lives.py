"""The bot's lives: begun by a supervisor, ended by SIGKILL."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.bot_api import BotApiDouble

_ROOT = Path(__file__).parents[2]
_PATIENCE = 60


@dataclass
class Lives:
    """One life of the bot after another, on one Telegram and one database."""

    api: BotApiDouble
    database: str
    process: asyncio.subprocess.Process
    told: list[str] = field(default_factory=list)
    """What the bot said on stderr in all its lives."""
    later: float = 0.0
    """Seconds that the clock of the next life is ahead of the machine's."""
    _pid: int = 0
    _reader: asyncio.Task[None] | None = None

    @classmethod
    async def supervised(cls, api: BotApiDouble, database: str) -> Lives:
        """Start the supervisor."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.crash.supervisor"),
            cwd=_ROOT,
            env={name: value for name, value in os.environ.items() if not name.startswith("EHBC_")},
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        lives = cls(api, database, process)
        lives._reader = asyncio.create_task(lives._listen())
        return lives

    async def begin(self) -> None:
        """The next life begins."""
        settings = {
            "EHBC_TELEGRAM_TOKEN": self.api.token,
            "EHBC_TELEGRAM_API_URL": self.api.base_url,
            "EHBC_DATABASE_URL": self.database,
        }
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({"settings": settings, "later": self.later}).encode() + b"\n")
        self._pid = (await self._answer())["pid"]

    async def takes_updates(self, after: int) -> None:
        """Wait until the bot has asked for updates more often than so many times."""
        async with asyncio.timeout(_PATIENCE):
            while self.api.polls <= after:  # noqa: ASYNC110 - as below
                await asyncio.sleep(0.002)

    async def makes_requests(self, number: int, seconds: float) -> None:
        """Wait until Telegram answered so many more requests, at most so long."""
        enough = len(self.api.calls) + number
        end = asyncio.get_running_loop().time() + seconds
        # Looked at again and again: a kill must not depend on who else is woken.
        while len(self.api.calls) < enough and asyncio.get_running_loop().time() < end:  # noqa: ASYNC110 - see above
            await asyncio.sleep(0.002)

    async def kill(self) -> None:
        """End this life as a power cut would."""
        os.kill(self._pid, signal.SIGKILL)
        status = (await self._answer())["status"]
        assert status == -signal.SIGKILL, (status, self.told[-5:])
        # What was on its way to Telegram or the database when it died arrives there now.
        await asyncio.sleep(0.02)

    async def stop(self) -> int:
        """End this life as an operator would; the exit status."""
        os.kill(self._pid, signal.SIGTERM)
        return (await self._answer())["status"]

    async def close(self) -> None:
        """End the supervisor, and a life that still goes on."""
        if self.process.returncode is None:
            if self._pid:
                os.kill(self._pid, signal.SIGKILL)
            self.process.kill()
        await self.process.wait()
        if self._reader is not None:
            await self._reader

    async def _answer(self) -> dict[str, int]:
        assert self.process.stdout is not None
        async with asyncio.timeout(_PATIENCE):
            line = await self.process.stdout.readline()
        assert line, self.told[-20:]
        answer: dict[str, int] = json.loads(line)
        if "status" in answer:
            self._pid = 0
        return answer

    async def _listen(self) -> None:
        assert self.process.stderr is not None
        async for line in self.process.stderr:
            self.told.append(line.decode().rstrip("\n"))
