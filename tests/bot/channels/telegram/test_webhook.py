"""The webhook: who may post, what counts as received, and a conversation over it."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from bot.domain.teams import Member
from bot.settings import Settings
from bot.store import Store
from tests.support.bot_api import ApiFault, BotApiDouble, FaultKind
from tests.support.telegram.phone import ServedBot, ask, case_of, choose, new_case, nothing_more, now_on, read, until

pytestmark = pytest.mark.usefixtures("teacher")

HEADER = "X-Telegram-Bot-Api-Secret-Token"
PEOPLE = {"id": 101, "is_bot": False, "first_name": "An"}


def update(update_id: int, text: str) -> dict[str, Any]:
    """What Telegram posts when somebody writes."""
    chat = {"id": 101, "type": "private", "first_name": "An"}
    message = {"message_id": update_id, "from": PEOPLE, "chat": chat, "date": 1_790_000_000, "text": text}
    return {"update_id": update_id, "message": message}


@pytest.fixture
async def served(bot: ServedBot, webhook_settings: Settings) -> ServedBot:
    """The bot, listening."""
    bot.settings = webhook_settings
    bot.start()
    await until(lambda: bot.lines)
    return bot


@pytest.fixture
async def hook(served: ServedBot) -> AsyncIterator[httpx.AsyncClient]:
    """A client that knows the address and the secret."""
    secret = served.settings.webhook_secret.get_secret_value()
    async with httpx.AsyncClient(base_url=served.settings.webhook_url, headers={HEADER: secret}) as client:
        yield client


@pytest.mark.usefixtures("served")
async def test_a_conversation_over_a_webhook(
    api: BotApiDouble, served: ServedBot, store: Store, teacher: Member
) -> None:
    """Telegram delivers by posting; texts and taps are answered as with polling, and getUpdates is never called."""
    phone = api.phone(101)
    first = await new_case(phone)
    second = await choose(phone, first, "Van iemand anders")
    assert second.text.startswith("Iemand anders meldt het")
    assert now_on(phone, first).labels == ()
    assert await case_of(store, teacher) == ("melding_door_derde", 1)
    assert api.calls_to("getUpdates") == []
    assert served.lines[0].startswith("ehbc: @ehbc_test_bot listens on port ")
    (call,) = api.calls_to("setWebhook")
    assert "callback_query" in call.params["allowed_updates"]


@pytest.mark.parametrize("secret", ["", "een-geheim-van-24-teken", "een-geheim-van-24-tekens-en-meer", "é"])
async def test_a_wrong_secret(hook: httpx.AsyncClient, api: BotApiDouble, secret: str) -> None:
    """A post with another secret is refused with 403, and what it asks for is not done."""
    answer = await hook.post("", json=update(1, "/privacy"), headers=[(HEADER.encode(), secret.encode())])
    assert answer.status_code == 403
    assert api.calls_to("sendMessage") == []


async def test_no_secret(hook: httpx.AsyncClient, api: BotApiDouble) -> None:
    """A post without a secret is refused with 403."""
    async with httpx.AsyncClient() as stranger:
        answer = await stranger.post(str(hook.base_url), json=update(1, "/privacy"))
    assert answer.status_code == 403
    assert api.calls_to("sendMessage") == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"null",
        b"[]",
        b'"x"',
        b"{}",
        b'{"update_id": "1"}',
        b'{"update_id": true}',
        b'{"update_id": 1.5}',
        b"[" * 100_000,
        b"9" * 10_000,
    ],
)
async def test_bad_json(hook: httpx.AsyncClient, body: bytes, caplog: pytest.LogCaptureFixture) -> None:
    """What has no update's number is refused with 400, without an error in the log."""
    assert (await hook.post("", content=body)).status_code == 400
    assert caplog.text == ""


async def test_a_post_that_is_too_big(hook: httpx.AsyncClient) -> None:
    """More than a million bytes are refused unread."""
    try:
        status = (await hook.post("", content=b" " * 1_500_000)).status_code
    except httpx.TransportError:
        # The connection is closed before all was sent: refused as well.
        return
    assert status == 400


async def test_received_means_committed(
    hook: httpx.AsyncClient, api: BotApiDouble, served: ServedBot, store: Store, teacher: Member
) -> None:
    """The answer 200 comes only after the case is in the database, however long that takes."""
    api.phone(101)
    file = str(store.where).partition("///")[2]
    blocker = sqlite3.connect(file, isolation_level=None)
    blocker.execute("BEGIN IMMEDIATE")
    post = asyncio.create_task(hook.post("", json=update(7, "/nieuw")))
    await asyncio.wait({post}, timeout=0.5)
    assert not post.done()
    blocker.execute("ROLLBACK")
    blocker.close()
    assert (await post).status_code == 200
    assert await case_of(store, teacher) == ("melding", 0)
    assert not served.task.done()


async def test_the_same_post_twice(hook: httpx.AsyncClient, api: BotApiDouble, store: Store, teacher: Member) -> None:
    """An update that is posted twice at the same time opens one case and is answered once."""
    phone = api.phone(101)
    answers = await asyncio.gather(*(hook.post("", json=update(7, "/nieuw")) for _ in range(2)))
    assert [answer.status_code for answer in answers] == [200, 200]
    await read(phone, 2)
    await nothing_more(phone)
    assert await case_of(store, teacher) == ("melding", 0)


async def test_a_crash_loses_nothing(served: ServedBot, api: BotApiDouble, store: Store, teacher: Member) -> None:
    """What is written while the bot is away is posted again until it is back, and answered once."""
    phone = api.phone(101)
    first = await new_case(phone)
    await served.noted(answers=1, unsent=0)
    await served.crash()
    await phone.tap(first, "Van iemand anders")
    await api.webhook_attempted(api.webhook_attempts + 2)
    served.start()
    assert (await read(phone))[0].text.startswith("Iemand anders meldt het")
    await nothing_more(phone)
    assert await case_of(store, teacher) == ("melding_door_derde", 1)


@pytest.mark.parametrize("kind", ["drop", "502", "429"])
async def test_a_start_while_telegram_fails(
    bot: ServedBot, api: BotApiDouble, webhook_settings: Settings, kind: FaultKind
) -> None:
    """When Telegram cannot be told the address at first, it is told again, after one line to the operator."""
    api.inject(ApiFault("setWebhook", kind))
    bot.settings = webhook_settings
    bot.start()
    await ask(api.phone(101), "/privacy")
    assert len(bot.lines) == 3


async def test_back_to_polling(served: ServedBot, api: BotApiDouble, settings: Settings) -> None:
    """A bot that is started without a webhook again takes it away and polls."""
    await served.stop()
    await api.phone(101).send("/privacy")
    served.settings = settings
    served.start()
    (reply,) = await read(api.phone(101))
    assert reply.text.startswith("Ik bewaar geen namen")
