"""A transaction of the store, whichever keeps it, and how it fails."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from typing import Protocol

from bot.ports.answers import AnswerLog
from bot.ports.cases import Cases
from bot.ports.follow_ups import FollowUps
from bot.ports.notices import Notices
from bot.ports.retention import Upkeep
from bot.ports.teams import Teams
from bot.ports.web import Boards, WebAccess


class UnitOfWork(Teams, Cases, FollowUps, Notices, Upkeep, AnswerLog, WebAccess, Boards, Protocol):
    """Reads and writes of one transaction."""


class Store(Protocol):
    """Hands out transactions."""

    def unit(self) -> AbstractAsyncContextManager[UnitOfWork]:
        """A transaction: committed at the end of the block, rolled back when an exception leaves it.

        Raises:
            StoreBusyError: locked, read-only or full; nothing was changed.
            StoreError: any other failure of the database.
        """
        ...

    async def tidy(self) -> None:
        """Give the space of deleted rows back and overwrite it, outside any transaction.

        Raises:
            StoreBusyError: somebody else uses the database; what was deleted may still stand in SQLite's log.
            StoreError: any other failure of the database.
        """
        ...


class StoreError(Exception):
    """The store cannot be used; the message names what and where, for the operator."""


class StoreBusyError(StoreError):
    """Locked, read-only or full just now: nothing was changed, and it may work later."""
