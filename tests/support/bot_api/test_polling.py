"""The Bot API double: updates by long polling, in order until they are confirmed."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from telegram import Bot
from telegram.error import Conflict

from tests.support.bot_api import BotApiDouble
from tests.support.bot_api.calls import AN, keyboard


async def test_offset_confirms_and_limit_cuts(double: BotApiDouble, client: Bot) -> None:
    phone = double.phone(AN)
    ids = [await phone.send(text) for text in ("een", "/twee drie", "vier")]
    assert ids == [1, 2, 3]
    first, second, third = await client.get_updates()
    assert [first.update_id + 1, first.update_id + 2] == [second.update_id, third.update_id]
    assert first.message is not None
    assert first.message.from_user is not None
    assert (first.message.text, first.message.from_user.language_code) == ("een", "nl")
    assert second.message is not None
    assert [(e.type, e.offset, e.length) for e in second.message.entities] == [("bot_command", 0, 5)]
    assert await client.get_updates(offset=second.update_id, limit=1) == (second,)
    assert await client.get_updates() == (second, third)
    assert await client.get_updates(offset=third.update_id + 1) == ()
    assert double.pending_update_count == 0


async def test_a_long_poll_waits_for_an_update_or_its_timeout(double: BotApiDouble, client: Bot) -> None:
    assert await client.get_updates(timeout=1) == ()
    poll = asyncio.create_task(client.get_updates(timeout=30))
    await asyncio.sleep(0.05)
    assert not poll.done()
    await double.phone(AN).send("hallo")
    (update,) = await asyncio.wait_for(poll, 2)
    assert update.effective_message is not None
    assert update.effective_message.text == "hallo"


async def test_a_second_poll_ends_the_first(double: BotApiDouble, client: Bot) -> None:
    first = asyncio.create_task(client.get_updates(timeout=30))
    await asyncio.sleep(0.05)
    async with Bot(double.token, base_url=double.base_url) as other:
        second = asyncio.create_task(other.get_updates(timeout=30))
        with pytest.raises(Conflict, match="terminated by other getUpdates request"):
            await first
        await double.phone(AN).send("hallo")
        assert len(await second) == 1
    assert [d.error_code for d in double.denials] == [409]
    assert double.refusals == []


async def test_a_client_that_hangs_up_takes_no_update_along(
    double: BotApiDouble, http: httpx.AsyncClient, client: Bot
) -> None:
    with pytest.raises(httpx.ReadTimeout):
        await http.get("getUpdates", params={"timeout": "30"}, timeout=0.1)
    await asyncio.sleep(0.05)
    await double.phone(AN).send("hallo")
    assert len(await client.get_updates()) == 1
    assert double.denials == []


async def test_only_allowed_kinds_are_queued(double: BotApiDouble, client: Bot) -> None:
    phone = double.phone(AN)
    await client.get_updates(allowed_updates=["callback_query"])
    sent = await client.send_message(AN, "kies", reply_markup=keyboard("ja"))
    await phone.send("hallo")
    await phone.tap(await phone.next(), "ja")
    (update,) = await client.get_updates()
    assert update.callback_query is not None
    assert update.callback_query.data == "c:ja"
    assert update.callback_query.message == sent


async def test_a_confirmed_update_can_come_again(double: BotApiDouble, client: Bot) -> None:
    await double.phone(AN).send("hallo")
    (update,) = await client.get_updates()
    offset = update.update_id + 1
    assert await client.get_updates(offset=offset) == ()
    double.redeliver(update.update_id)
    assert await client.get_updates(offset=offset) == (update,)
    assert await client.get_updates(offset=offset) == ()
    with pytest.raises(KeyError):
        double.redeliver(1)
