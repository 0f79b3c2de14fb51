"""What is sent: in order within a chat, chats side by side, tried again until it arrives or cannot."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Hashable

from bot.logs import log_fault
from bot.ports.notifier import Refused, TryLater

_log = logging.getLogger(__name__)

_FIRST_WAIT, _LONGEST_WAIT = 1.0, 60.0

Call = Callable[[], Awaitable[object]]
"""One thing that is asked of the channel."""
MayGo = Callable[[], Awaitable[bool]]
"""Whether a job is still this instance's to do."""
SortError = Callable[[Exception], Refused | TryLater | None]
"""What an error means for what was being sent: refused for good, to be tried later, or None: not the channel's."""


class Waits:
    """Seconds to wait after each failure in a row: 1, 2, 4 … at most 60."""

    def __init__(self) -> None:
        self._next = _FIRST_WAIT

    def __next__(self) -> float:
        wait, self._next = self._next, min(self._next * 2, _LONGEST_WAIT)
        return wait

    def reset(self) -> None:
        """Begin again after a success."""
        self._next = _FIRST_WAIT


class Job:
    """Several calls in order. A retry goes on where it stopped and repeats nothing that succeeded."""

    def __init__(self, *calls: Call, last: Call | None = None, may_go: MayGo | None = None) -> None:
        """Take what is to be done, what is done when there is no more to do, and what is asked before each call."""
        self._left = deque(calls)
        self._last = last
        self._may_go = may_go

    async def run(self) -> None:
        """Do what is still to be done."""
        while self._left:
            if self._may_go is not None and not await self._may_go():
                # Another instance does it: that one also notes that it was done.
                self._left.clear()
                self._last = None
                return
            await self._left[0]()
            self._left.popleft()

    async def end(self) -> None:
        """It was done, or cannot be: what would fail again each time is not tried again and again."""
        if self._last is not None:
            await self._last()


class DeliveryQueue:
    """Runs the jobs of every chat of a channel."""

    def __init__(self, sort_error: SortError) -> None:
        """Take what tells the channel's errors apart."""
        self._sort_error = sort_error
        self._waiting: dict[Hashable, deque[Job]] = {}
        self._runs: set[asyncio.Task[None]] = set()

    def deliver(self, chat: Hashable, *calls: Call, last: Call | None = None, may_go: MayGo | None = None) -> None:
        """Queue a job behind those of the same chat; see `Job`."""
        job = Job(*calls, last=last, may_go=may_go)
        if chat in self._waiting:
            self._waiting[chat].append(job)
            return
        self._waiting[chat] = deque([job])
        run = asyncio.create_task(self._run(chat))
        self._runs.add(run)
        run.add_done_callback(self._runs.discard)

    async def finish(self, seconds: float) -> None:
        """Wait for what is under way, at most so long, then stop. What was not sent is on record as unsent."""
        if self._runs:
            await asyncio.wait(set(self._runs), timeout=seconds)
        for run in set(self._runs):
            run.cancel()
        await asyncio.gather(*self._runs, return_exceptions=True)

    async def _run(self, chat: Hashable) -> None:
        waiting = self._waiting[chat]
        try:
            while waiting:
                await self._until_done(waiting.popleft())
        finally:
            del self._waiting[chat]

    async def _until_done(self, job: Job) -> None:
        waits = Waits()
        while True:
            again = await self._tried(job, next(waits))
            if again is None:
                break
            await asyncio.sleep(again)
        try:
            await job.end()
        # A fault of ours in one answer must not cost this chat the answers that wait behind it.
        except Exception as error:  # noqa: BLE001 - see above
            log_fault(_log, error)

    async def _tried(self, job: Job, wait: float) -> float | None:
        """Run a job; seconds until it is to be tried again, None when there is no more to try."""
        try:
            await job.run()
        # Whatever it is: the sorter knows the channel's errors, all others are faults of ours.
        except Exception as error:  # noqa: BLE001 - see above
            match self._sort_error(error):
                case Refused():
                    # Trying again would not change it, and would hold up the rest.
                    _log.warning("a job was refused: %s", error)
                case TryLater(seconds):
                    wait = wait if seconds is None else seconds
                    _log.warning("a job failed (%s); again in %.0f s", type(error).__name__, wait)
                    return wait
                case None:
                    log_fault(_log, error)
        return None
