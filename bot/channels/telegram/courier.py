"""Deliveries: in order within a chat, chats side by side, tried again until they arrive or cannot."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable

from telegram.error import BadRequest, Forbidden, TelegramError

from bot.channels.telegram.connection import Waits, pause_after

_log = logging.getLogger(__name__)

Delivery = Callable[[], Awaitable[None]]
"""Sends one answer; called again from where it stopped when Telegram could not be reached."""


class Courier:
    """Runs the deliveries of every chat."""

    def __init__(self) -> None:
        self._waiting: dict[int, deque[Delivery]] = {}
        self._runs: set[asyncio.Task[None]] = set()

    def deliver(self, chat: int, delivery: Delivery) -> None:
        """Queue a delivery behind those of the same chat."""
        if chat in self._waiting:
            self._waiting[chat].append(delivery)
            return
        self._waiting[chat] = deque([delivery])
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


async def _until_done(delivery: Delivery) -> None:
    waits = Waits()
    while True:
        try:
            await delivery()
        except (Forbidden, BadRequest) as error:
            # Blocked, deleted or refused for good: trying again would not change it, and would hold up the rest.
            _log.warning("a delivery was refused: %s", error.message)
        except TelegramError as error:
            wait = pause_after(error, next(waits))
            _log.warning("a delivery failed (%s); again in %.0f s", type(error).__name__, wait)
            await asyncio.sleep(wait)
            continue
        return
