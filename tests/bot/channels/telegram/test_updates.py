"""Updates that python-telegram-bot cannot read: logged without content and passed by, and the next is answered."""

from __future__ import annotations

import logging

import pytest

from bot.domain.messages import Reply
from bot.settings import Settings
from tests.support.bot_api import BotApiDouble
from tests.support.telegram.phone import ask, read, until
from tests.support.telegram.scripted import ScriptedBot

ODD: dict[str, tuple[str, object]] = {
    "a message that is a word": ("message", "Zwartehond"),
    "a message without a chat": ("message", {"message_id": 1, "date": 1, "text": "Zwartehond"}),
    "a message of no chat": ("message", {"message_id": 1, "date": 1, "chat": "Zwartehond", "text": "x"}),
    "a date beyond all": (
        "message",
        {"message_id": 1, "date": 10**30, "chat": {"id": 1, "type": "private"}, "text": "Zwartehond"},
    ),
    "a tap of nobody": ("callback_query", {"id": "1", "data": "Zwartehond"}),
    "a list": ("message", ["Zwartehond"]),
    "members of no status": ("my_chat_member", {"chat": {"id": 1, "type": "group"}, "from": "Zwartehond"}),
}


@pytest.fixture
async def telling(scripted: ScriptedBot) -> ScriptedBot:
    scripted.says("ping", Reply("", ("pong",)))
    return scripted


@pytest.mark.parametrize(("kind", "body"), ODD.values(), ids=ODD.keys())
async def test_polling_goes_on(
    api: BotApiDouble, telling: ScriptedBot, kind: str, body: object, caplog: pytest.LogCaptureFixture
) -> None:
    """What came with it in one batch is answered, before and after it, and it is confirmed."""
    caplog.set_level(logging.WARNING)
    phone = api.phone(900)
    await phone.send("ping")
    api.deliver(kind, body)
    await phone.send("ping")
    await telling.start()
    assert [m.text for m in await read(phone, 2)] == ["pong", "pong"]
    await until(lambda: not api.pending_update_count)
    (record,) = [record for record in caplog.records if record.name.startswith("bot.")]
    assert record.getMessage().startswith("update 100002 cannot be read (")
    assert "zwartehond" not in caplog.text.lower()
    assert telling.lines == ["ehbc: @ehbc_test_bot is running (long polling). Stop with Ctrl-C."]
    assert not telling.task.done()


@pytest.mark.parametrize(("kind", "body"), ODD.values(), ids=ODD.keys())
async def test_a_webhook_goes_on(
    api: BotApiDouble, telling: ScriptedBot, webhook_settings: Settings, kind: str, body: object
) -> None:
    """Telegram need not send it again: the update after it gets its turn."""
    telling.settings = webhook_settings
    await telling.start()
    api.deliver(kind, body)
    assert (await ask(api.phone(900), "ping"))[0].text == "pong"
    assert api.webhook_attempts == 2


async def test_kinds_nobody_knows(api: BotApiDouble, telling: ScriptedBot) -> None:
    """A kind of update that does not exist yet calls for nothing."""
    await telling.start()
    await ask(api.phone(900), "ping")
    api._state.queue.allow(["message", "hologram"])
    api.deliver("hologram", {"id": 1})
    assert (await ask(api.phone(900), "ping"))[0].text == "pong"
    assert not api.refusals
