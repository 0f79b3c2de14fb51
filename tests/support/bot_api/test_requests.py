"""The Bot API double: who is there, how a request may come, and what the bot says of itself."""

from __future__ import annotations

import json

import httpx
import pytest
from telegram import Bot, BotCommand
from telegram.error import InvalidToken

from tests.support.bot_api import BotApiDouble
from tests.support.bot_api.calls import AN, keyboard, refused


async def test_a_bot_introduces_itself_and_a_wrong_token_does_not(double: BotApiDouble, client: Bot) -> None:
    assert client.id == 123456
    assert client.username == "ehbc_test_bot"
    with pytest.raises(InvalidToken):
        await Bot.__aenter__(Bot("123456:OTHER", base_url=double.base_url))
    assert [r.error_code for r in double.refusals] == [401]


async def test_unknown_methods_and_paths_answer_404(http: httpx.AsyncClient, double: BotApiDouble) -> None:
    expected = {"ok": False, "error_code": 404, "description": "Not Found"}
    for path in ("sendPigeon", f"http://127.0.0.1:{httpx.URL(double.base_url).port}/elsewhere"):
        answer = await http.get(path)
        assert (answer.status_code, answer.json()) == (404, expected)


async def test_parameters_may_come_as_query_form_multipart_or_json(
    http: httpx.AsyncClient, double: BotApiDouble
) -> None:
    phone = double.phone(AN)
    params = {"chat_id": str(AN), "text": "hallo", "reply_markup": json.dumps(keyboard("ja").to_dict())}
    await http.get("sendMessage", params=params)
    await http.post("sendMessage", data=params)
    await http.post("sendMessage", data=params, files={"unused": b"x"})
    await http.post("SENDMESSAGE", json={**params, "chat_id": AN, "reply_markup": keyboard("ja").to_dict()})
    assert [(m.text, m.labels) for m in phone.screen()] == [("hallo", ("ja",))] * 4


async def test_commands_and_descriptions(double: BotApiDouble, client: Bot, http: httpx.AsyncClient) -> None:
    await client.set_my_commands([BotCommand("start", "Begin"), BotCommand("wis", "Wis")], language_code="nl")
    assert [c.command for c in await client.get_my_commands(language_code="nl")] == ["start", "wis"]
    assert await client.get_my_commands() == ()
    await client.delete_my_commands(language_code="nl")
    assert await client.get_my_commands(language_code="nl") == ()
    await client.set_my_description("Eerste hulp")
    await client.set_my_short_description("EHBC")
    assert (double.profile.descriptions, double.profile.short_descriptions) == ({"": "Eerste hulp"}, {"": "EHBC"})
    for command, description in (("Start", "x"), ("a" * 33, "x"), ("a-b", "x"), ("ok", ""), ("ok", "x" * 257)):
        reason = await refused(http, "setMyCommands", commands=[{"command": command, "description": description}])
        assert reason.startswith("BOT_COMMAND_")
    too_many = [{"command": f"c{i}", "description": "x"} for i in range(101)]
    assert await refused(http, "setMyCommands", commands=too_many) == "BOT_COMMANDS_TOO_MUCH"
    assert await refused(http, "sendChatAction", chat_id=AN, action="dance") == "wrong parameter action in request"
