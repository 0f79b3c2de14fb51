"""The notifier: every outcome of a delivery, told as a value."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from telegram.ext import ExtBot

from bot.channels.monitoring.metrics import Metrics
from bot.channels.telegram.client import make_bot
from bot.channels.telegram.notifier import TelegramNotifier
from bot.domain.messages import Address, Button, Reply
from bot.ports.notifier import Delivered, Moved, Notifier, Refused, TryLater
from bot.settings import Settings
from tests.support.bot_api import ApiFault, BotApiDouble, FaultKind

SMALL, LARGE = -4_001, -1_001_000_000_001
REMINDER = Reply("Opvolging", ("Dossier <BLAUWE-OTTER-7>",), extras=(Button("opv.gedaan.1", "Gedaan", 1, 0),))
ANSWERED = Reply("", ("Opgevolgd.",))


@pytest.fixture
async def client(settings: Settings) -> AsyncIterator[ExtBot[int]]:
    """The client as the bot makes it."""
    async with make_bot(settings) as made:
        yield made


@pytest.fixture
def metrics() -> Metrics:
    """Nothing counted yet."""
    return Metrics()


@pytest.fixture
def notifier(client: ExtBot[int], metrics: Metrics) -> Notifier:
    """The notifier."""
    return TelegramNotifier(client, metrics)


def to(chat: int) -> Address:
    """A chat's address."""
    return Address("telegram", str(chat))


async def test_delivered_and_changed(api: BotApiDouble, notifier: Notifier, metrics: Metrics) -> None:
    """It arrives with its buttons, in private and in a group; what changes it takes its place, also twice."""
    screens = {101: api.phone(101).screen, SMALL: api.group(SMALL, bot_inside=True).screen}
    for chat, screen in screens.items():
        delivery = await notifier.deliver(to(chat), REMINDER)
        (message,) = screen()
        assert delivery == Delivered(str(message.message_id))
        assert (message.text, message.labels) == ("Opvolging\n\nDossier <BLAUWE-OTTER-7>", ("Gedaan",))
        for _ in range(2):
            assert await notifier.change(to(chat), str(message.message_id), ANSWERED) == delivery
        (changed,) = screen()
        assert (changed.text, changed.labels) == ("Opgevolgd.", ())
    assert metrics.notices == {"verstuurd": 2, "gewijzigd": 4}
    assert metrics.refusals == 0
    assert {refusal.description.partition(":")[2][:24] for refusal in api.refusals} == {" message is not modified"}
    api.refusals.clear()


async def test_nobody_there_any_more(api: BotApiDouble, notifier: Notifier, metrics: Metrics) -> None:
    """Blocked, deleted, never met, unknown, thrown out: that address is lost, for sending and for changing."""
    blocked, gone = api.phone(101), api.phone(102)
    group = api.group(SMALL, bot_inside=True)
    sent = {chat: await notifier.deliver(to(chat), REMINDER) for chat in (101, 102, SMALL)}
    await blocked.block()
    await gone.delete_account()
    await group.remove_bot()
    api.phone(103, started=False)
    for chat in (101, 102, SMALL, 103, 104, LARGE):
        assert await notifier.deliver(to(chat), REMINDER) == Refused(lost=True), chat
    for chat, delivery in sent.items():
        assert isinstance(delivery, Delivered)
        assert await notifier.change(to(chat), delivery.message_key, ANSWERED) == Refused(lost=True), chat
    assert metrics.notices["geweigerd"] == metrics.refusals == 9
    assert {refusal.description for refusal in api.refusals} == {"Bad Request: chat not found"}
    api.refusals.clear()


async def test_only_this_message_is_refused(api: BotApiDouble, notifier: Notifier) -> None:
    """A message that Telegram does not take, and one to change that is gone or not the bot's, cost no address."""
    phone = api.phone(101)
    theirs = await phone.send("hallo")
    delivery = await notifier.deliver(to(101), REMINDER)
    assert isinstance(delivery, Delivered)
    await phone.delete(int(delivery.message_key))
    assert await notifier.deliver(to(101), Reply("", ("x" * 5000,))) == Refused(lost=False)
    assert await notifier.change(to(101), delivery.message_key, ANSWERED) == Refused(lost=False)
    assert await notifier.change(to(101), str(theirs), ANSWERED) == Refused(lost=False)
    group = api.group(SMALL, bot_inside=True)
    await group.silence_bot()
    assert await notifier.deliver(to(SMALL), REMINDER) == Refused(lost=False)
    assert [refusal.description.partition(": ")[2] for refusal in api.refusals] == [
        "message is too long",
        "message to edit not found",
        "message can't be edited",
        "not enough rights to send text messages to the chat",
    ]
    api.refusals.clear()


async def test_a_group_that_grew(api: BotApiDouble, notifier: Notifier) -> None:
    """The new address is told."""
    old = api.group(SMALL, bot_inside=True)
    delivery = await notifier.deliver(to(SMALL), REMINDER)
    assert isinstance(delivery, Delivered)
    await old.upgrade(api.group(LARGE))
    assert await notifier.deliver(to(SMALL), REMINDER) == Moved(to(LARGE))
    assert await notifier.change(to(SMALL), delivery.message_key, ANSWERED) == Moved(to(LARGE))
    assert isinstance(await notifier.deliver(to(LARGE), REMINDER), Delivered)
    api.refusals.clear()


@pytest.mark.parametrize("kind", ["500", "502", "504", "drop", "drop_after", "409"])
async def test_an_outage(api: BotApiDouble, notifier: Notifier, metrics: Metrics, kind: FaultKind) -> None:
    """Telegram or the network is down: later, without a time."""
    api.phone(101)
    for method in ("sendMessage", "editMessageText"):
        api.inject(ApiFault(method, kind))
    assert await notifier.deliver(to(101), REMINDER) == TryLater(None)
    assert await notifier.change(to(101), "1", ANSWERED) == TryLater(None)
    assert metrics.notices == {"klaar": 1, "te_wijzigen": 1}
    api.refusals.clear()


async def test_nobody_listens(api: BotApiDouble, notifier: Notifier) -> None:
    """The same when there is nobody to connect to."""
    await api.stop_listening()
    assert await notifier.deliver(to(101), REMINDER) == TryLater(None)


async def test_too_fast(api: BotApiDouble, notifier: Notifier) -> None:
    """Telegram's own time is told, and the next chat is not held up."""
    api.phone(101)
    api.phone(102)
    api.inject(ApiFault("sendMessage", "429", retry_after=17, chat_id=101))
    assert await notifier.deliver(to(101), REMINDER) == TryLater(17)
    assert isinstance(await notifier.deliver(to(102), REMINDER), Delivered)


async def test_the_time_telegram_asks_for(api: BotApiDouble, notifier: Notifier) -> None:
    """Also where the library gives it as a time span, as it will."""
    from telegram.error import RetryAfter

    from bot.channels.telegram.client import pause_after

    assert pause_after(RetryAfter(timedelta(seconds=3)), 0) == 3
