"""What the tests of the Bot API double share: the double, and two ways to talk to it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest
from telegram import Bot

from tests.support.bot_api import BotApiDouble


@pytest.fixture
async def double() -> AsyncIterator[BotApiDouble]:
    """Telegram; nobody is there yet."""
    async with BotApiDouble() as double:
        yield double


@pytest.fixture
async def client(double: BotApiDouble) -> AsyncIterator[Bot]:
    """The library's own client, as the bot uses it."""
    async with Bot(double.token, base_url=double.base_url, base_file_url=double.file_url) as client:
        yield client


@pytest.fixture
async def http(double: BotApiDouble) -> AsyncIterator[httpx.AsyncClient]:
    """Plain HTTP, for what the library would never send."""
    async with httpx.AsyncClient(base_url=f"{double.base_url}{double.token}/") as client:
        yield client
