"""A store that fails when told to."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.ports.unit_of_work import Store, StoreBusyError, UnitOfWork


class FailingStore(Store):
    """A store whose transactions fail when told to; over another, that is open."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.fails = False

    @asynccontextmanager
    async def unit(self) -> AsyncIterator[UnitOfWork]:
        """A transaction of the store, if it works."""
        if self.fails:
            raise StoreBusyError("the database is locked")
        async with self._store.unit() as unit:
            yield unit

    async def tidy(self) -> None:
        """What the store does."""
        await self._store.tidy()
