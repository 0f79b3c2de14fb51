"""What the tests that kill the bot share."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.content import BotContent
from dialogues.brain import Brain
from tests.crash.lives import Lives
from tests.crash.trial import Trial
from tests.support.bot_api import BotApiDouble
from tests.support.reminders import notifier, school, sim
from tests.support.school_store import opened_store

__all__ = ["notifier", "school", "sim"]


@pytest.fixture
async def trial(database_url: str, bot_content: BotContent, brain: Brain) -> AsyncIterator[Trial]:
    """A trial on a database; the model is trained, so that the bot finds it."""
    assert brain
    async with opened_store(database_url, bot_content) as store, BotApiDouble("123456:TEST") as api:
        lives = await Lives.supervised(api, database_url)
        yield Trial(lives, store, bot_content)
        await lives.close()
