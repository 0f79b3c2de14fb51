"""A store that fails when told to."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.ports.unit_of_work import StoreBusyError
from bot.store import Store


class FailingStore(Store):
    """A store on the same connections as an open one, whose transactions fail when told to."""

    def __init__(self, store: Store) -> None:
        vars(self).update(vars(store))
        self.fails = False

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection]:
        """A transaction of the store, if it works."""
        if self.fails:
            raise StoreBusyError("the database is locked")
        async with super().transaction() as connection:
            yield connection
