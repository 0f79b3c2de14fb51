"""Answers on their way: noted as sent when the store is back, and when a fault of ours shows in one."""

from __future__ import annotations

import asyncio

import pytest

from bot.channels.telegram import dispatcher
from bot.clock import Clock
from bot.content import BotContent
from bot.domain.messages import Reply
from bot.ports.answers import LEASE
from bot.settings import Settings
from bot.store import Store
from dialogues.brain import Brain
from tests.support.bot_api import ApiFault, BotApiDouble
from tests.support.failing_store import FailingStore
from tests.support.telegram.phone import ServedBot, nothing_more, read, until
from tests.support.telegram.scripted import ScriptedBot


@pytest.mark.usefixtures("teacher")
async def test_noted_when_the_store_is_back(  # noqa: PLR0917 - fixtures
    api: BotApiDouble,
    settings: Settings,
    store: Store,
    brain: Brain,
    bot_content: BotContent,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What arrived while the store was out of order is noted afterwards, and not sent again."""
    monkeypatch.setattr(dispatcher, "LOOK_SECONDS", 0.05)
    failing, now = FailingStore(store), [clock()]
    bot = ServedBot(api, settings, failing, brain, bot_content, lambda: now[0])
    bot.start()
    try:
        phone = api.phone(101)
        api.inject(ApiFault("sendMessage", "slow", seconds=0.3))
        await phone.send("/privacy")
        await bot.noted(1)
        failing.fails = True
        await read(phone)
        now[0] += 3 * LEASE
        await asyncio.sleep(0.2)
        failing.fails = False
        await bot.noted(1, unsent=0)
        await nothing_more(phone)
    finally:
        await bot.crash()


async def test_what_cannot_be_made_is_not_tried_for_ever(api: BotApiDouble, scripted: ScriptedBot) -> None:
    """An answer in which a fault of ours shows is noted as dealt with: what of it arrived does not come again."""

    def broken(_step: str | None) -> bytes:
        raise ZeroDivisionError

    scripted.draw = broken
    await scripted.start()
    scripted.says("plan", Reply("", ("Eerst dit.",)), Reply("", ("En dan.",), picture=""), stored=True)
    phone = api.phone(900)
    await phone.send("plan")
    await read(phone)
    heard = scripted.conversation.heard
    await until(lambda: ("sent", heard[0].key) in scripted.conversation.noted)
