"""The postman: every outcome of a delivery, told as a value."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from telegram.ext import ExtBot

from bot.channels.monitoring.metrics import Tally
from bot.channels.telegram.client import make_bot
from bot.channels.telegram.notifier import TelegramPostman
from bot.domain.messages import Address, Button, Reply
from bot.ports.notifier import Delivered, Moved, Postman, Refused, TryLater
from bot.settings import Settings
from tests.support.bot_api import BotApiDouble, Fault

SMALL, LARGE = -4_001, -1_001_000_000_001
REMINDER = Reply("Opvolging", ("Dossier <BLAUWE-OTTER-7>",), extras=(Button("opv.gedaan.1", "Gedaan", 1, 0),))
ANSWERED = Reply("", ("Opgevolgd.",))


@pytest.fixture
async def client(settings: Settings) -> AsyncIterator[ExtBot[int]]:
    """The client as the bot makes it."""
    async with make_bot(settings) as made:
        yield made


@pytest.fixture
def tally() -> Tally:
    """Nothing counted yet."""
    return Tally()


@pytest.fixture
def postman(client: ExtBot[int], tally: Tally) -> Postman:
    """The postman."""
    return TelegramPostman(client, tally)


def to(chat: int) -> Address:
    """A chat's address."""
    return Address("telegram", chat)


async def test_delivered_and_changed(api: BotApiDouble, postman: Postman, tally: Tally) -> None:
    """It arrives with its buttons, in private and in a group; what changes it takes its place, also twice."""
    screens = {101: api.phone(101).screen, SMALL: api.group(SMALL, bot_inside=True).screen}
    for chat, screen in screens.items():
        delivery = await postman.deliver(to(chat), REMINDER)
        (message,) = screen()
        assert delivery == Delivered(message.message_id)
        assert (message.text, message.labels) == ("Opvolging\n\nDossier <BLAUWE-OTTER-7>", ("Gedaan",))
        for _ in range(2):
            assert await postman.change(to(chat), message.message_id, ANSWERED) == delivery
        (changed,) = screen()
        assert (changed.text, changed.labels) == ("Opgevolgd.", ())
    assert tally.notices == {"verstuurd": 2, "gewijzigd": 4}
    assert tally.refusals == 0
    assert {refusal.description.partition(":")[2][:24] for refusal in api.refusals} == {" message is not modified"}
    api.refusals.clear()


async def test_nobody_there_any_more(api: BotApiDouble, postman: Postman, tally: Tally) -> None:
    """Blocked, deleted, never met, unknown, thrown out: that address is lost, for sending and for changing."""
    blocked, gone = api.phone(101), api.phone(102)
    group = api.group(SMALL, bot_inside=True)
    sent = {chat: await postman.deliver(to(chat), REMINDER) for chat in (101, 102, SMALL)}
    await blocked.block()
    await gone.delete_account()
    await group.remove_bot()
    api.phone(103, started=False)
    for chat in (101, 102, SMALL, 103, 104, LARGE):
        assert await postman.deliver(to(chat), REMINDER) == Refused(lost=True), chat
    for chat, delivery in sent.items():
        assert isinstance(delivery, Delivered)
        assert await postman.change(to(chat), delivery.message_id, ANSWERED) == Refused(lost=True), chat
    assert tally.notices["geweigerd"] == tally.refusals == 9
    assert {refusal.description for refusal in api.refusals} == {"Bad Request: chat not found"}
    api.refusals.clear()


async def test_only_this_message_is_refused(api: BotApiDouble, postman: Postman) -> None:
    """A message that Telegram does not take, and one to change that is gone or not the bot's, cost no address."""
    phone = api.phone(101)
    theirs = await phone.send("hallo")
    delivery = await postman.deliver(to(101), REMINDER)
    assert isinstance(delivery, Delivered)
    await phone.delete(delivery.message_id)
    assert await postman.deliver(to(101), Reply("", ("x" * 5000,))) == Refused(lost=False)
    assert await postman.change(to(101), delivery.message_id, ANSWERED) == Refused(lost=False)
    assert await postman.change(to(101), theirs, ANSWERED) == Refused(lost=False)
    group = api.group(SMALL, bot_inside=True)
    await group.silence_bot()
    assert await postman.deliver(to(SMALL), REMINDER) == Refused(lost=False)
    assert [refusal.description.partition(": ")[2] for refusal in api.refusals] == [
        "message is too long",
        "message to edit not found",
        "message can't be edited",
        "not enough rights to send text messages to the chat",
    ]
    api.refusals.clear()


async def test_a_group_that_grew(api: BotApiDouble, postman: Postman) -> None:
    """The new address is told."""
    old = api.group(SMALL, bot_inside=True)
    delivery = await postman.deliver(to(SMALL), REMINDER)
    assert isinstance(delivery, Delivered)
    await old.upgrade(api.group(LARGE))
    assert await postman.deliver(to(SMALL), REMINDER) == Moved(to(LARGE))
    assert await postman.change(to(SMALL), delivery.message_id, ANSWERED) == Moved(to(LARGE))
    assert isinstance(await postman.deliver(to(LARGE), REMINDER), Delivered)
    api.refusals.clear()


@pytest.mark.parametrize("kind", ["500", "502", "504", "drop", "drop_after", "409"])
async def test_an_outage(api: BotApiDouble, postman: Postman, tally: Tally, kind: str) -> None:
    """Telegram or the network is down: later, without a time."""
    api.phone(101)
    for method in ("sendMessage", "editMessageText"):
        api.inject(Fault(method, kind))  # type: ignore[arg-type]
    assert await postman.deliver(to(101), REMINDER) == TryLater(None)
    assert await postman.change(to(101), 1, ANSWERED) == TryLater(None)
    assert tally.notices == {"klaar": 1, "te_wijzigen": 1}
    api.refusals.clear()


async def test_nobody_listens(api: BotApiDouble, postman: Postman) -> None:
    """The same when there is nobody to connect to."""
    await api.stop_listening()
    assert await postman.deliver(to(101), REMINDER) == TryLater(None)


async def test_too_fast(api: BotApiDouble, postman: Postman) -> None:
    """Telegram's own time is told, and the next chat is not held up."""
    api.phone(101)
    api.phone(102)
    api.inject(Fault("sendMessage", "429", retry_after=17, chat_id=101))
    assert await postman.deliver(to(101), REMINDER) == TryLater(17)
    assert isinstance(await postman.deliver(to(102), REMINDER), Delivered)


async def test_the_time_telegram_asks_for(api: BotApiDouble, postman: Postman) -> None:
    """Also where the library gives it as a time span, as it will."""
    from telegram.error import RetryAfter

    from bot.channels.telegram.client import pause_after

    assert pause_after(RetryAfter(timedelta(seconds=3)), 0) == 3
