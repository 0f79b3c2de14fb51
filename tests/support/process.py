"""The bot as a process of its own, beside the test: `python -m bot …`."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
PATIENCE = 30
"""Seconds before a test gives up waiting for a process."""
_LOOK_AGAIN = 0.02


@dataclass
class Process:
    """A running command, with what it printed so far."""

    process: asyncio.subprocess.Process
    out: list[str] = field(default_factory=list)
    err: list[str] = field(default_factory=list)
    _readers: list[asyncio.Task[None]] = field(default_factory=list)

    @classmethod
    async def start(cls, *arguments: str, **settings: str) -> Process:
        """Run `ehbc` with these arguments; `telegram_token="…"` sets `EHBC_TELEGRAM_TOKEN`."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("EHBC_")}
        chosen = {f"EHBC_{name.upper()}": value for name, value in settings.items()}
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", *arguments),
            cwd=ROOT,
            env={**inherited, "PYTHONUNBUFFERED": "1", **chosen},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        started = cls(process)
        for stream, lines in ((process.stdout, started.out), (process.stderr, started.err)):
            assert stream is not None
            started._readers.append(asyncio.create_task(_read(stream, lines)))
        return started

    async def says(self, words: str) -> str:
        """The first line on stderr with these words, once it is there."""
        async with asyncio.timeout(PATIENCE):
            while not (found := [line for line in self.err if words in line]):  # noqa: ASYNC110 - lines come one by one
                await asyncio.sleep(_LOOK_AGAIN)
        return found[0]

    async def ended(self) -> int:
        """Wait for its end; the exit status."""
        async with asyncio.timeout(PATIENCE):
            await asyncio.gather(*self._readers)
            return await self.process.wait()

    async def kill(self) -> None:
        """End it as a power cut would."""
        if self.process.returncode is None:
            self.process.send_signal(signal.SIGKILL)
        await self.ended()


async def run(*arguments: str, **settings: str) -> tuple[int, list[str], list[str]]:
    """Run a command to its end: exit status, lines on stdout, lines on stderr."""
    process = await Process.start(*arguments, **settings)
    return await process.ended(), process.out, process.err


async def _read(stream: asyncio.StreamReader, lines: list[str]) -> None:
    async for line in stream:
        lines.append(line.decode().rstrip("\n"))  # noqa: PERF401 - read while they come
