"""Health and metrics of a process that serves Telegram, and reminders beside the updates."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest

from bot.channels.monitoring.health import RemindersEndedError
from bot.channels.telegram.serve import Parts, run_telegram
from bot.clock import system_clock
from bot.content import BotContent
from bot.domain.messages import Address, Answer, Reply
from bot.ports.notifier import Delivered, DeliveryResult, Notifier
from bot.reminders.scheduler import Scheduler
from bot.settings import Settings
from bot.store import Store
from tests.support.bot_api import ApiFault, BotApiDouble
from tests.support.monitoring import Monitor, Monitored
from tests.support.telegram.phone import ask, read, until
from tests.support.telegram.scripted import ScriptedBot

ALL_WELL = {"telegram": "ok", "reminders": "ok"}


class OneReminder(Scheduler):
    """Sends one reminder, then waits, or ends as a test wants."""

    def __init__(self, store: Store, content: BotContent, notifier: Notifier) -> None:
        super().__init__(
            store,
            {"telegram": notifier},
            content.texts,
            content.flowchart,
            channels=("telegram",),
            clock=system_clock,
            monotonic=lambda: 0.0,
        )
        self.notifier = notifier
        self.result: DeliveryResult | None = None
        self.end: Exception | None = None
        self.over = asyncio.Event()
        self.cancelled = False

    async def run(self) -> None:
        try:
            self.result = await self.notifier.deliver(Address("telegram", "900"), Reply("", ("Herinnering",)))
            self._ticked_at = system_clock()
            await self.over.wait()
        except asyncio.CancelledError:
            self.cancelled = True
            raise
        if self.end is not None:
            raise self.end


@dataclass
class Watched:
    """The bot with reminders of the test's own, and somebody who watches it."""

    scripted: ScriptedBot
    monitored: Monitored
    monitor: Monitor
    store: Store
    reminders: list[OneReminder] = field(default_factory=list)

    def make(self, notifier: Notifier) -> OneReminder:
        self.reminders.append(OneReminder(self.store, self.scripted.bot_content, notifier))
        return self.reminders[-1]

    async def start(self) -> None:
        await self.scripted.start(
            make_reminders=self.make, health=self.monitored.health, metrics=self.monitored.metrics
        )

    async def ticked(self) -> OneReminder:
        """The reminders, once they looked for the first time."""
        await until(lambda: self.reminders and self.reminders[0].ticked_at)
        return self.reminders[0]


@pytest.fixture
async def watched(scripted: ScriptedBot, store: Store, api: BotApiDouble) -> AsyncIterator[Watched]:
    api.phone(900)
    scripted.says("ping", Reply("", ("pong",)))
    monitored = Monitored()
    async with monitored.served() as monitor:
        yield Watched(scripted, monitored, monitor, store)


async def test_all_well(watched: Watched, api: BotApiDouble) -> None:
    """200 while updates are taken and reminders run."""
    await watched.start()
    assert (await ask(api.phone(900), "ping", 2))[1].text == "pong"
    assert await watched.monitor.health() == (200, "ok", ALL_WELL)


async def test_no_telegram(watched: Watched, api: BotApiDouble) -> None:
    """503 that names it, from the very start of the process and whenever it goes; 200 when it comes back."""
    await api.stop_listening()
    await watched.start()
    assert await watched.monitor.health() == (503, "telegram", {"telegram": "down", "reminders": "down"})
    await api.start_listening()
    await read(api.phone(900))
    await until(lambda: api.calls_to("deleteWebhook"))
    await ask(api.phone(900), "ping")
    assert await watched.monitor.health() == (200, "ok", ALL_WELL)
    await api.stop_listening()
    await until(lambda: len(watched.scripted.lines) > 3)
    assert (await watched.monitor.health())[:2] == (503, "telegram")


async def test_a_webhook_is_well(watched: Watched, webhook_settings: Settings) -> None:
    """With a webhook all is well once Telegram knows its address."""
    watched.scripted.settings = webhook_settings
    await watched.start()
    await watched.ticked()
    assert await watched.monitor.health() == (200, "ok", ALL_WELL)


async def test_no_reminders(watched: Watched, api: BotApiDouble) -> None:
    """Where nobody is reminded there is nothing to say of it."""
    await watched.scripted.start(health=watched.monitored.health)
    await ask(api.phone(900), "ping")
    assert await watched.monitor.health() == (200, "ok", {"telegram": "ok"})


async def test_metrics(watched: Watched, api: BotApiDouble) -> None:
    """Turns, refusals, notices, times and the last tick are told; no id and nothing of what was said."""
    phone = api.phone(900)
    watched.scripted.conversation.answers["raak"] = Answer("move", (Reply("", ("Zwartehond",)),))
    await watched.start()
    await ask(phone, "ping", 2)
    for _ in range(3):
        await ask(phone, "raak")
    api.inject(ApiFault("sendMessage", "403"))
    await phone.send("ping")
    await until(lambda: len(watched.scripted.conversation.heard) == 5)
    await ask(phone, "ping")
    samples = await watched.monitor.samples()
    assert samples["ehbc_turns_total", "command"] == 3
    assert samples["ehbc_turns_total", "move"] == 3
    assert samples["ehbc_refusals_total",] == 1
    assert samples["ehbc_notices_total", "verstuurd"] == 1
    assert samples["ehbc_turn_seconds_count",] == samples["ehbc_turn_seconds_bucket", "+Inf"] == 6
    assert 0 < samples["ehbc_turn_seconds_sum",] < 1
    assert abs(samples["ehbc_last_tick_timestamp",] - system_clock().timestamp()) < 60
    assert {word for key in samples for word in key[1:] if word.isalpha()} == {"command", "move", "verstuurd"}
    assert "zwartehond" not in (await watched.monitor.client.get("/metrics")).text.lower()


async def test_reminders_get_a_notifier_and_are_stopped(watched: Watched, api: BotApiDouble) -> None:
    """They run beside the updates, send over Telegram, and are cancelled when the bot stops."""
    await watched.start()
    assert (await read(api.phone(900)))[0].text == "Herinnering"
    reminders = await watched.ticked()
    assert isinstance(reminders.result, Delivered)
    await watched.scripted.stop()
    assert reminders.cancelled
    assert await watched.monitor.health() == (503, "telegram", {"telegram": "down", "reminders": "down"})


@pytest.mark.parametrize("end", [RuntimeError("Zwartehond"), None])
async def test_no_bot_without_reminders(watched: Watched, end: Exception | None) -> None:
    """When the reminders end, by a fault or not, serving ends with an error."""
    await watched.start()
    reminders = await watched.ticked()
    reminders.end = end
    reminders.over.set()
    assert watched.scripted.task is not None
    with pytest.raises(RemindersEndedError):
        await watched.scripted.task


async def test_the_exit_status_without_reminders(watched: Watched) -> None:
    """The process says so and ends with status 1."""

    def make(notifier: Notifier) -> OneReminder:
        reminders = watched.make(notifier)
        reminders.end = RuntimeError("stuk")
        reminders.over.set()
        return reminders

    lines, bot = watched.scripted.lines, watched.scripted
    parts = Parts(bot.settings, bot.conversation, bot.bot_content.texts, bot.draw, lines.append, make_reminders=make)
    assert await run_telegram(parts) == 1
    assert lines[-1].startswith("ehbc: the reminders stopped by a fault")
