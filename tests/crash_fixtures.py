"""What the rooms of the crash test share."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.wiring import House
from dialogues.brain import Brain
from tests.bot_api import BotApiDouble
from tests.crash_lives import Lives
from tests.crash_trial import Trial
from tests.store_world import opened_store


@pytest.fixture
async def trial(database_url: str, house: House, brain: Brain) -> AsyncIterator[Trial]:
    """A trial on a database; the model is trained, so that the bot finds it."""
    assert brain
    async with opened_store(database_url, house) as store, BotApiDouble("123456:TEST") as api:
        lives = await Lives.supervised(api, database_url)
        yield Trial(lives, store, house)
        await lives.close()
