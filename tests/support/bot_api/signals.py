"""Waiting for a change of state."""

from __future__ import annotations

import asyncio


class Signal:
    """Wakes everybody who waits, each time something changed."""

    def __init__(self) -> None:
        """Nobody waits yet."""
        self._waiters: set[asyncio.Future[None]] = set()

    def notify(self) -> None:
        """Wake all who wait now; later waiters wait for the next change."""
        waiters, self._waiters = self._waiters, set()
        for waiter in waiters:
            if not waiter.done():
                waiter.set_result(None)

    async def wait(self) -> None:
        """Return after the next `notify`."""
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiters.add(waiter)
        try:
            await waiter
        finally:
            self._waiters.discard(waiter)
