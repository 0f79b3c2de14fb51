"""Answers left unsent, with several instances on one PostgreSQL: each is sent once, also when an instance dies."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
import pytest

from bot.channels.telegram import dispatcher
from bot.content import BotContent
from bot.conversation.conversation import Conversation
from bot.conversation.screens.steps import StepScreens
from bot.domain.messages import Address, Message
from bot.settings import Settings
from bot.store import Store
from dialogues.brain import Brain
from tests.support.bot_api import ApiFault, BotApiDouble
from tests.support.clock import SimulatedClock
from tests.support.school_store import enrol, opened_store
from tests.support.talk import MONDAY
from tests.support.telegram.phone import ServedBot, nothing_more, read, until

PERSON = Address("telegram", "101")
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
ASKED = ("/privacy", "/hulplijnen", "/gids", "/vandaag", "/help")


@dataclass
class Instances:
    """Two bots on one database and one Telegram, not yet started, and what one that died left behind."""

    bots: list[ServedBot]
    died: Conversation
    clock: SimulatedClock

    async def leave(self, *texts: str) -> None:
        """An instance answers, and dies before it sends anything."""
        for number, text in enumerate(texts):
            answer = await self.died.answer(Message(str(10**9 + number), PERSON, text=text))
            assert answer.stored

    async def post(self, bot: ServedBot, number: int, text: str) -> None:
        """Telegram delivers an update to one of them."""
        person = {"id": 101, "is_bot": False, "first_name": "An"}
        chat = {"id": 101, "type": "private", "first_name": "An"}
        message: dict[str, Any] = {
            "message_id": number,
            "from": person,
            "chat": chat,
            "date": 1_790_000_000,
            "text": text,
        }
        headers = {SECRET_HEADER: bot.settings.webhook_secret.get_secret_value()}
        async with httpx.AsyncClient() as telegram:
            update = {"update_id": number, "message": message}
            assert (await telegram.post(bot.settings.webhook_url, json=update, headers=headers)).status_code == 200


async def listens(bot: ServedBot) -> None:
    """The bot takes updates."""
    bot.start()
    await until(lambda: bot.lines)


@pytest.fixture
async def instances(  # noqa: PLR0917 - fixtures
    api: BotApiDouble,
    postgres_url: str,
    webhook_settings: Settings,
    brain: Brain,
    bot_content: BotContent,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Instances]:
    """A school of one teacher; instances that look for what was left unsent many times a second."""
    monkeypatch.setattr(dispatcher, "LOOK_SECONDS", 0.05)
    clock = SimulatedClock(MONDAY)
    with socket.create_server(("127.0.0.1", 0)) as probe:
        other = f"127.0.0.1:{probe.getsockname()[1]}"
    async with AsyncExitStack() as open_stores:
        stores: list[Store] = [
            await open_stores.enter_async_context(opened_store(postgres_url, bot_content)) for _ in range(3)
        ]
        async with stores[0].unit() as unit:
            team_id = await unit.add_team("School", MONDAY)
        await enrol(stores[0], team_id, int(PERSON.key))
        bots = []
        for store, listen in zip(stores, (webhook_settings.webhook_listen, other), strict=False):
            values = webhook_settings.model_dump() | {"webhook_url": f"http://{listen}/hook", "webhook_listen": listen}
            bots.append(ServedBot(api, Settings(_env_file=None, **values), store, brain, bot_content, clock))
        died = Conversation(
            stores[2],
            brain,
            StepScreens(bot_content.flowchart, bot_content.content, bot_content.texts, bot_content.facts),
            clock,
        )
        yield Instances(bots, died, clock)
        for bot in bots:
            await bot.crash()


async def test_two_that_start_at_once(api: BotApiDouble, instances: Instances) -> None:
    """What a dead instance left comes once, whichever of two that start at the same moment sends it."""
    phone = api.phone(101)
    await instances.leave(*ASKED)
    instances.clock.now += timedelta(minutes=2)
    await asyncio.gather(*(listens(bot) for bot in instances.bots))
    await instances.bots[0].noted(len(ASKED), unsent=0)
    shown = [message.text for message in await read(phone, len(ASKED))]
    assert len(set(shown)) == len(shown)
    await nothing_more(phone)


async def test_what_is_left_while_others_run(api: BotApiDouble, instances: Instances) -> None:
    """What an instance was sending when it died is left to it for a minute, and then sent by one that runs on."""
    for bot in instances.bots:
        await listens(bot)
    await instances.leave("/privacy")
    phone = api.phone(101)
    instances.clock.now += timedelta(seconds=59)
    await asyncio.sleep(0.3)
    assert api.calls_to("sendMessage") == []
    instances.clock.now += timedelta(seconds=1)
    (answer,) = await read(phone)
    assert answer.text.startswith("Ik bewaar geen namen")
    await instances.bots[0].noted(1, unsent=0)
    await nothing_more(phone)


async def test_an_outage_longer_than_a_claim(api: BotApiDouble, instances: Instances) -> None:
    """Who waits for Telegram goes on saying so: when it is back, nobody else sends the same."""
    for bot in instances.bots:
        await listens(bot)
    phone = api.phone(101)
    api.inject(ApiFault("sendMessage", "500", times=1000))
    await instances.post(instances.bots[0], 7, "/privacy")
    for _ in range(10):
        instances.clock.now += timedelta(seconds=30)
        await asyncio.sleep(0.15)
    api.clear_faults()
    (answer,) = await read(phone)
    assert answer.text.startswith("Ik bewaar geen namen")
    await instances.bots[0].noted(1, unsent=0)
    await nothing_more(phone)


async def test_delivered_to_two(api: BotApiDouble, instances: Instances) -> None:
    """An update that Telegram delivers again, to another instance, while the first still sends is answered once."""
    for bot in instances.bots:
        await listens(bot)
    phone = api.phone(101)
    api.inject(ApiFault("sendMessage", "slow", seconds=0.3))
    for bot in instances.bots:
        await instances.post(bot, 7, "/privacy")
    await read(phone)
    # The slow one comes last.
    await asyncio.sleep(0.5)
    await instances.bots[0].noted(1, unsent=0)
    await nothing_more(phone)


async def test_delivered_again_after_a_death(api: BotApiDouble, instances: Instances) -> None:
    """What a dead instance answered is sent when its update comes again, as soon as it is left to nobody."""
    await listens(instances.bots[0])
    await instances.post(instances.bots[0], 7, "/nieuw")
    phone = api.phone(101)
    await read(phone, 2)
    await instances.bots[0].noted(1, unsent=0)
    await instances.bots[0].crash()
    answer = await instances.died.answer(Message("8", PERSON, text="/privacy"))
    again = await instances.died.answer(Message("8", PERSON, text="/privacy"))
    instances.clock.now += timedelta(minutes=1)
    later = await instances.died.answer(Message("8", PERSON, text="/privacy"))
    assert (answer.held, again.held, later.held) == (False, True, False)
    assert answer.replies == again.replies == later.replies
