"""One at a time to the store, in the order of asking."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from bot.ports.unit_of_work import Store, UnitOfWork


class StoreTurns:
    """Whose turn at the store it is; one at a time.

    SQLite has one writer, and whoever waits for it there tries now and then, without an order: of hundreds at once some
    would wait until they give up. Here each has its turn, which is a matter of milliseconds.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = asyncio.Lock()

    def one_at_a_time(self) -> AbstractAsyncContextManager[None]:
        """Nobody else is at the store while the block runs: for the conversation, which opens its own transactions."""
        return self._lock

    @asynccontextmanager
    async def unit(self) -> AsyncIterator[UnitOfWork]:
        """A transaction, as the store gives it. Not inside `one_at_a_time` or another one."""
        async with self._lock, self._store.unit() as unit:
            yield unit
