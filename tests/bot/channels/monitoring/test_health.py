"""Health, metrics, reminders beside the updates, and logs as JSON."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from pydantic import ValidationError

from bot.channels.monitoring.health import Health
from bot.channels.telegram import serve as run
from bot.channels.telegram.serve import Parts, RemindersEndedError, run_telegram
from bot.clock import system_clock
from bot.domain.messages import Address, Answer, Reply
from bot.logs import JsonLines
from bot.ports.notifier import Delivered, Notifier
from bot.settings import Settings
from tests.support.bot_api import BotApiDouble, Fault
from tests.support.telegram.phone import ask, read, until
from tests.support.telegram.scripted import ScriptedBot


class Scheduler:
    """Sends one reminder, then waits, or ends as a test wants."""

    def __init__(self, notifier: Notifier) -> None:
        self.notifier = notifier
        self.ticked_at: datetime | None = None
        self.end: Exception | None = None
        self.over = asyncio.Event()
        self.cancelled = False

    async def run(self) -> None:
        try:
            self.delivery = await self.notifier.deliver(Address("telegram", 900), Reply("", ("Herinnering",)))
            self.ticked_at = system_clock()
            await self.over.wait()
        except asyncio.CancelledError:
            self.cancelled = True
            raise
        if self.end is not None:
            raise self.end


class Watched:
    """The bot with reminders and a store of the test's own, and somebody who watches it."""

    def __init__(self, scripted: ScriptedBot, client: httpx.AsyncClient) -> None:
        self.scripted = scripted
        self.client = client
        self.reminders: list[Scheduler] = []
        self.store_seconds = 0.0
        self.store_error: Exception | None = None

    def make(self, notifier: Notifier) -> Scheduler:
        self.reminders.append(Scheduler(notifier))
        return self.reminders[-1]

    async def ask_store(self) -> None:
        await asyncio.sleep(self.store_seconds)
        if self.store_error:
            raise self.store_error

    async def start(self) -> None:
        await self.scripted.start(make_reminders=self.make, ask_store=self.ask_store)

    async def health(self) -> tuple[int, str, dict[str, str]]:
        answer = await self.client.get("/health")
        return answer.status_code, answer.reason_phrase, answer.json()


@pytest.fixture
async def watched(
    scripted: ScriptedBot, settings: Settings, free_port: int, api: BotApiDouble
) -> AsyncIterator[Watched]:
    api.phone(900)
    listen = f"127.0.0.1:{free_port}"
    scripted.settings = settings.model_copy(update={"health_listen": listen})
    scripted.says("ping", Reply("", ("pong",)))
    async with httpx.AsyncClient(base_url=f"http://{listen}", timeout=10) as client:
        yield Watched(scripted, client)


ALL_WELL = {"store": "ok", "telegram": "ok", "reminders": "ok"}


async def test_all_well(watched: Watched, api: BotApiDouble) -> None:
    """200 while updates are taken, reminders run and the store answers."""
    await watched.start()
    assert (await ask(api.phone(900), "ping", 2))[1].text == "pong"
    assert await watched.health() == (200, "ok", ALL_WELL)


async def test_no_telegram(watched: Watched, api: BotApiDouble) -> None:
    """503 that names it, from the very start of the process and whenever it goes; 200 when it comes back."""
    await api.stop_listening()
    await watched.start()
    assert await watched.health() == (503, "telegram", {"store": "ok", "telegram": "down", "reminders": "down"})
    await api.start_listening()
    await read(api.phone(900))
    await until(lambda: api.calls_to("deleteWebhook"))
    await ask(api.phone(900), "ping")
    assert await watched.health() == (200, "ok", ALL_WELL)
    await api.stop_listening()
    await until(lambda: len(watched.scripted.lines) > 3)
    assert (await watched.health())[:2] == (503, "telegram")


@pytest.mark.parametrize("how", ["slow", "broken"])
async def test_a_store_that_does_not_answer(watched: Watched, api: BotApiDouble, how: str) -> None:
    """503 that names it, after two seconds at most."""
    await watched.start()
    await ask(api.phone(900), "ping", 2)
    watched.store_seconds = 60 if how == "slow" else 0
    watched.store_error = OSError("disk full: Zwartehond")
    assert await watched.health() == (503, "store", {**ALL_WELL, "store": "down"})


@pytest.mark.parametrize(("minutes", "told"), [(14, "ok"), (16, "down")])
@pytest.mark.parametrize("since", ["tick", "start"])
async def test_reminders_that_are_stuck(minutes: int, told: str, since: str) -> None:
    """They are down when they did not look for a quarter of an hour; after a start they get that long."""
    long_ago = system_clock() - timedelta(minutes=minutes)
    stuck = Scheduler(None)
    stuck.ticked_at = long_ago if since == "tick" else system_clock() - timedelta(days=3)
    began = long_ago if since == "start" else system_clock() - timedelta(days=1)
    health = Health(takes_updates=True, reminders=stuck, running_since=began)
    assert await health.look() == {"telegram": "ok", "reminders": told}


async def test_a_webhook_is_well(watched: Watched, webhook_settings: Settings) -> None:
    """With a webhook all is well once Telegram knows its address."""
    listen = watched.scripted.settings.health_listen
    port = int(webhook_settings.webhook_listen.rpartition(":")[2])
    assert port == int(listen.rpartition(":")[2]), "the fixtures share the port"
    watched.scripted.settings = webhook_settings.model_copy(
        update={"health_listen": listen, "webhook_listen": "127.0.0.1:0"}
    )
    await watched.start()
    await until(lambda: watched.reminders and watched.reminders[0].ticked_at)
    assert await watched.health() == (200, "ok", ALL_WELL)


async def test_nothing_listens_without_the_setting(watched: Watched, api: BotApiDouble, settings: Settings) -> None:
    """By default there is no such server."""
    watched.scripted.settings = settings
    await watched.start()
    with pytest.raises(httpx.ConnectError):
        await watched.health()


async def test_metrics(watched: Watched, api: BotApiDouble) -> None:
    """Prometheus reads them: turns, refusals, notices, times, the last tick; no id and nothing of what was said."""
    phone = api.phone(900)
    watched.scripted.conversation.answers["raak"] = Answer("move", (Reply("", ("Zwartehond",)),))
    await watched.start()
    await ask(phone, "ping", 2)
    for _ in range(3):
        await ask(phone, "raak")
    api.inject(Fault("sendMessage", "403"))
    await phone.send("ping")
    await until(lambda: len(watched.scripted.conversation.heard) == 5)
    await ask(phone, "ping")
    answer = await watched.client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    families = {family.name: family for family in text_string_to_metric_families(answer.text)}
    samples = {
        (sample.name, *sample.labels.values()): sample.value
        for family in families.values()
        for sample in family.samples
    }
    assert samples["ehbc_turns_total", "command"] == 3
    assert samples["ehbc_turns_total", "move"] == 3
    assert samples["ehbc_refusals_total",] == 1
    assert samples["ehbc_notices_total", "verstuurd"] == 1
    assert samples["ehbc_turn_seconds_count",] == samples["ehbc_turn_seconds_bucket", "+Inf"] == 6
    assert 0 < samples["ehbc_turn_seconds_sum",] < 1
    assert families["ehbc_turn_seconds"].type == "histogram"
    assert abs(samples["ehbc_last_tick_timestamp",] - system_clock().timestamp()) < 60
    words = {value for family in families.values() for sample in family.samples for value in sample.labels.values()}
    assert {word for word in words if word.isalpha()} == {"command", "move", "verstuurd"}
    assert "zwartehond" not in answer.text.lower()


async def test_reminders_get_a_postman_and_are_stopped(watched: Watched, api: BotApiDouble) -> None:
    """They run beside the updates, send over Telegram, and are cancelled when the bot stops."""
    await watched.start()
    assert (await read(api.phone(900)))[0].text == "Herinnering"
    (reminders,) = watched.reminders
    await until(lambda: reminders.ticked_at)
    assert isinstance(reminders.delivery, Delivered)
    await watched.scripted.stop()
    assert reminders.cancelled


@pytest.mark.parametrize("end", [RuntimeError("Zwartehond"), None])
async def test_no_bot_without_reminders(
    watched: Watched, end: Exception | None, caplog: pytest.LogCaptureFixture
) -> None:
    """When the reminders end, by a fault or not, serving ends with an error; the log tells where, not what."""
    await watched.start()
    await until(lambda: watched.reminders and watched.reminders[0].ticked_at)
    watched.reminders[0].end = end
    watched.reminders[0].over.set()
    with pytest.raises(RemindersEndedError):
        await watched.scripted.task
    assert ("RuntimeError at " in caplog.text) == (end is not None)
    assert "Zwartehond" not in caplog.text


async def test_the_exit_status_without_reminders(watched: Watched) -> None:
    """The process says so and ends with status 1."""

    def make(notifier: Notifier) -> Scheduler:
        reminders = watched.make(notifier)
        reminders.end = RuntimeError("stuk")
        reminders.over.set()
        return reminders

    lines = watched.scripted.lines
    bot = watched.scripted
    status = await run_telegram(
        Parts(
            bot.settings,
            bot.conversation,
            bot.bot_content.texts,
            bot.draw,
            lines.append,
            make_reminders=make,
        )
    )
    assert status == 1
    assert lines[-1].startswith("ehbc: the reminders stopped by a fault")


@pytest.mark.parametrize(
    "wrong", ["8080", "host", "host:", "host:x", "host:99999", ":8080", "http://host:80", "a b:80"]
)
def test_a_wrong_address(wrong: str) -> None:
    """Something that is no HOST:PORT is refused with a line that says what would be right."""
    with pytest.raises(ValidationError, match="must be HOST:PORT, for example"):
        Settings(_env_file=None, health_listen=wrong)


@pytest.mark.parametrize("right", ["", "127.0.0.1:8080", "localhost:0", "[::1]:8080"])
def test_a_right_address(right: str) -> None:
    """Names, addresses, and nothing at all are taken."""
    assert Settings(_env_file=None, health_listen=right).health_listen == right


def test_json_lines() -> None:
    """One object per line with time, level, logger and event; of an exception only its kind."""
    info = (ValueError, ValueError("Zwartehond"), None)
    record = logging.LogRecord("bot.x", logging.WARNING, __file__, 1, "a\n%s é", ("b",), info)
    line = JsonLines().format(record)
    assert "\n" not in line
    told = json.loads(line)
    assert datetime.fromisoformat(told.pop("time")).tzinfo is not None
    assert told == {"level": "warning", "logger": "bot.x", "event": "a\nb é (ValueError)"}


def test_a_wrong_log_format() -> None:
    """Only the two there are."""
    with pytest.raises(ValidationError, match="'text' or 'json'"):
        Settings(_env_file=None, log_format="xml")
    assert run.LogFormat.JSON == "json"
