"""What the tests of the Telegram channel share: a double that refused nothing, and the bot serving on it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.clock import Clock
from bot.content import BotContent
from bot.settings import Settings
from bot.store import Store
from dialogues.brain import Brain
from tests.support.bot_api import BotApiDouble
from tests.support.telegram.phone import TOKEN, ServedBot
from tests.support.telegram.scripted import ScriptedBot


@pytest.fixture
async def api() -> AsyncIterator[BotApiDouble]:
    """Telegram. At the end nothing was downloaded, and no request was wrong unless the test took note of it."""
    async with BotApiDouble(TOKEN) as double:
        yield double
    assert double.violations == []
    assert double.refusals == []


@pytest.fixture
def settings(api: BotApiDouble) -> Settings:
    """Settings that know the token and this Telegram."""
    return Settings(_env_file=None, telegram_token=TOKEN, telegram_api_url=api.base_url)


@pytest.fixture
async def bot(  # noqa: PLR0917 - fixtures
    api: BotApiDouble, settings: Settings, store: Store, brain: Brain, bot_content: BotContent, clock: Clock
) -> AsyncIterator[ServedBot]:
    """The bot, not yet started; a test that needs no other settings starts it with `serving`."""
    served = ServedBot(api, settings, store, brain, bot_content, clock)
    yield served
    await served.crash()


@pytest.fixture
async def serving(bot: ServedBot) -> ServedBot:
    """The bot, serving by long polling."""
    bot.start()
    return bot


@pytest.fixture
async def scripted(settings: Settings, bot_content: BotContent) -> AsyncIterator[ScriptedBot]:
    """The bot with answers of the test's own, not yet started."""
    served = ScriptedBot(settings, bot_content)
    yield served
    await served.stop()


@pytest.fixture
def webhook_settings(settings: Settings, free_port: int) -> Settings:
    """Settings with a webhook on this machine."""
    listen = f"127.0.0.1:{free_port}"
    changes = {"webhook_url": f"http://{listen}/hook", "webhook_listen": listen}
    values = settings.model_dump() | changes | {"webhook_secret": "een-geheim-van-24-tekens"}
    return Settings(_env_file=None, **values)
