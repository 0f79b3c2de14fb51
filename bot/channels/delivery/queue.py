"""Deliveries: in order within a chat, chats side by side, tried again until they arrive or cannot."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable

from telegram.error import TelegramError

from bot.channels.telegram.client import Waits, pause_after
from bot.channels.telegram.sender import REFUSED
from bot.logs import log_fault

_log = logging.getLogger(__name__)

Step = Callable[[], Awaitable[object]]
"""One thing to do on Telegram."""
MayGo = Callable[[], Awaitable[bool]]
"""Whether a job is still this instance's to make."""


class Job:
    """Several steps in order. A retry goes on where it stopped and repeats nothing that succeeded."""

    def __init__(self, *steps: Step, last: Step | None = None, may_go: MayGo | None = None) -> None:
        """Take what is to be done, what is done when there is no more to do, and what is asked before each step."""
        self._left = deque(steps)
        self._last = last
        self._may_go = may_go

    async def run(self) -> None:
        """Do what is still to be done."""
        while self._left:
            if self._may_go is not None and not await self._may_go():
                # Another makes it: to that one it is also to say that it was made.
                self._left.clear()
                self._last = None
                return
            await self._left[0]()
            self._left.popleft()

    async def end(self) -> None:
        """It was made, or cannot be: what would fail again each time is not tried again and again."""
        if self._last is not None:
            await self._last()


class DeliveryQueue:
    """Runs the deliveries of every chat."""

    def __init__(self) -> None:
        self._waiting: dict[int, deque[Job]] = {}
        self._runs: set[asyncio.Task[None]] = set()

    def deliver(self, chat: int, *steps: Step, last: Step | None = None, may_go: MayGo | None = None) -> None:
        """Queue a job behind those of the same chat; see `Job`."""
        job = Job(*steps, last=last, may_go=may_go)
        if chat in self._waiting:
            self._waiting[chat].append(job)
            return
        self._waiting[chat] = deque([job])
        run = asyncio.create_task(self._run(chat))
        self._runs.add(run)
        run.add_done_callback(self._runs.discard)

    async def _run(self, chat: int) -> None:
        queue = self._waiting[chat]
        try:
            while queue:
                await _until_done(queue.popleft())
        finally:
            del self._waiting[chat]

    async def finish(self, seconds: float) -> None:
        """Wait for what is under way, at most so long, then stop. What was not sent is on record as unsent."""
        if self._runs:
            await asyncio.wait(set(self._runs), timeout=seconds)
        for run in set(self._runs):
            run.cancel()
        await asyncio.gather(*self._runs, return_exceptions=True)


async def _until_done(job: Job) -> None:
    waits = Waits()
    while True:
        try:
            await job.run()
        except REFUSED as error:
            # Blocked, deleted or refused for good: trying again would not change it, and would hold up the rest.
            _log.warning("a job was refused: %s", error.message)
        except TelegramError as error:
            wait = pause_after(error, next(waits))
            _log.warning("a job failed (%s); again in %.0f s", type(error).__name__, wait)
            await asyncio.sleep(wait)
            continue
        # A fault of ours in one answer must not cost this chat the answers that wait behind it.
        except Exception as error:  # noqa: BLE001 - see above
            log_fault(_log, error)
        break
    try:
        await job.end()
    except Exception as error:  # noqa: BLE001 - as above
        log_fault(_log, error)
