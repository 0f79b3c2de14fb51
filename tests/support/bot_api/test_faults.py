"""The Bot API double: faults that are ordered, outages and flood limits."""

from __future__ import annotations

import asyncio

import pytest
from telegram import Bot
from telegram.error import Forbidden, NetworkError, RetryAfter, TelegramError

from tests.support.bot_api import ApiFault, BotApiDouble
from tests.support.bot_api.calls import AN


@pytest.mark.parametrize(
    ("fault", "error", "executed"),
    [
        (ApiFault("sendMessage", "429", retry_after=7), RetryAfter, 0),
        (ApiFault("sendMessage", "403"), Forbidden, 0),
        (ApiFault("sendMessage", "500"), NetworkError, 0),
        (ApiFault("sendMessage", "502"), NetworkError, 0),
        (ApiFault("*", "drop"), NetworkError, 0),
        (ApiFault("sendMessage", "drop_after"), NetworkError, 1),
    ],
)
async def test_faults_happen_as_often_as_ordered(
    double: BotApiDouble, client: Bot, fault: ApiFault, error: type[TelegramError], executed: int
) -> None:
    phone = double.phone(AN)
    double.inject(fault)
    with pytest.raises(error) as caught:
        await client.send_message(AN, "een")
    if isinstance(caught.value, RetryAfter):
        assert caught.value.retry_after == 7
    assert len(phone.screen()) == executed
    await client.send_message(AN, "twee")
    assert phone.screen()[-1].text == "twee"
    assert double.refusals == []


async def test_faults_for_one_chat_twice_slow_and_hanging(double: BotApiDouble, client: Bot) -> None:
    double.phone(AN)
    double.phone(202)
    double.inject(ApiFault("sendMessage", "drop", times=2, chat_id=AN))
    await client.send_message(202, "x")
    for _ in range(2):
        with pytest.raises(NetworkError):
            await client.send_message(AN, "x")
    double.inject(ApiFault("sendMessage", "slow", seconds=0.05))
    double.inject(ApiFault("sendMessage", "hang"))
    await client.send_message(AN, "x")
    with pytest.raises(NetworkError, match="Timed out"):
        await client.send_message(AN, "y", read_timeout=0.1)
    assert [m.text for m in double.phone(AN).screen()] == ["x"]


async def test_an_outage_keeps_everything(double: BotApiDouble, client: Bot) -> None:
    phone = double.phone(AN)
    url = double.base_url
    poll = asyncio.create_task(client.get_updates(timeout=30))
    await asyncio.sleep(0.05)
    await double.stop_listening()
    with pytest.raises(NetworkError):
        await poll
    with pytest.raises(NetworkError):
        await client.send_message(AN, "x")
    await phone.send("hallo")
    await double.start_listening()
    assert double.base_url == url
    assert len(await client.get_updates()) == 1
    await client.send_message(AN, "terug")
    assert (await phone.next()).text == "terug"


async def test_flood_limits_when_set(double: BotApiDouble, client: Bot) -> None:
    double.phone(AN)
    double.flood.per_chat_per_second = 1
    await client.send_message(AN, "x")
    with pytest.raises(RetryAfter):
        await client.send_message(AN, "y")
    await client.get_me()
