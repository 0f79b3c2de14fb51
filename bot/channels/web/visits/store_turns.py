"""One at a time to the store, in the order of asking."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from bot.ports.unit_of_work import Store, UnitOfWork


class Gate:
    """Lets one through at a time.

    SQLite has one writer, and whoever waits for it there tries now and then, without an order: of hundreds at once some
    would wait until they give up. Here each has its turn, which is a matter of milliseconds.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = asyncio.Lock()

    def turn(self) -> AbstractAsyncContextManager[None]:
        """A turn of the conversation, which opens a transaction of its own."""
        return self._lock

    @asynccontextmanager
    async def unit(self) -> AsyncIterator[UnitOfWork]:
        """A transaction, as the store gives it. Not inside a turn or another one."""
        async with self._lock, self._store.unit() as unit:
            yield unit
