"""Open stores that a module of tests takes in the place of the one on SQLite: `store = on_either_database`."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.content import BotContent
from bot.store import Store
from tests.support.school_store import opened_store


@pytest.fixture
async def on_either_database(database_url: str, bot_content: BotContent) -> AsyncIterator[Store]:
    """An open store on either database."""
    async with opened_store(database_url, bot_content) as store:
        yield store


@pytest.fixture
async def impatient(path: Path, bot_content: BotContent, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Store]:
    """A store that waits for a lock no longer than a test can."""
    monkeypatch.setattr("bot.store.database._BUSY_SECONDS", 0.1)
    async with opened_store(f"sqlite:///{path}", bot_content) as store:
        yield store
