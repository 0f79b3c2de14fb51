"""Where a reply goes: in the place of what was tapped, to a private chat, with a link to start the bot."""

from __future__ import annotations

import pytest

from bot.domain.messages import Address, Answer, Button, Message, Reply
from tests.support.bot_api import ApiFault, BotApiDouble
from tests.support.telegram.phone import PATIENCE, ask, now_on, read, until
from tests.support.telegram.scripted import ScriptedBot

GROUP = -4_001
QUESTION = Reply("Opvolging", ("Is het gedaan?",), extras=(Button("opv.gedaan.1", "Gedaan", 1, 0),))
DONE = Reply("", ("Genoteerd <b>&</b>.",), extras=(Button("opv.toon.1", "Toon de stap", 1, 0),))
MORE = Reply("", ("En dit nog.",))


@pytest.fixture(autouse=True)
async def _started(scripted: ScriptedBot) -> None:
    scripted.says("vraag", QUESTION)
    await scripted.start()


async def test_a_reply_in_place(api: BotApiDouble, scripted: ScriptedBot) -> None:
    """Text and buttons of the tapped message are replaced, and only what comes after is a new message."""
    scripted.says("opv.gedaan.1", DONE, MORE, in_place=True, notice="Genoteerd", stored=True)
    phone = api.phone(900)
    (question,) = await ask(phone, "vraag")
    tap = await phone.tap(question, "Gedaan")
    assert (await tap.answered(PATIENCE)).text == "Genoteerd"
    (more,) = await read(phone)
    assert more.text == "En dit nog."
    changed = now_on(phone, question)
    assert (changed.text, changed.labels, changed.edited) == ("Genoteerd <b>&</b>.", ("Toon de stap",), True)
    assert len(phone.screen()) == 3
    await until(lambda: scripted.conversation.noted)


async def test_in_place_where_telegram_does_not_allow_it(api: BotApiDouble, scripted: ScriptedBot) -> None:
    """The reply comes as a new message, also where the tapped one was deleted."""
    scripted.says("opv.gedaan.1", DONE, in_place=True)
    phone = api.phone(900)
    (question,) = await ask(phone, "vraag")
    api.inject(ApiFault("editMessageText", "400"))
    await phone.tap(question, "Gedaan")
    (done,) = await read(phone)
    await phone.delete(question)
    await phone.tap_data(question.message_id, "opv.gedaan.1|1|0")
    (again,) = await read(phone)
    assert done.text == again.text == "Genoteerd <b>&</b>."
    assert {refusal.description for refusal in api.refusals} == {"Bad Request: message to edit not found"}
    api.refusals.clear()


async def test_in_place_without_a_message(api: BotApiDouble, scripted: ScriptedBot) -> None:
    """A typed answer, and a tap of which Telegram does not tell the message, are answered with a new message."""
    scripted.says("opv.gedaan.1", DONE, in_place=True)
    scripted.says("ik heb het gedaan", DONE, in_place=True)
    phone = api.phone(900)
    tapped = phone._state.callbacks.start("opv.gedaan.1|1|0")
    body = {"id": tapped.query_id, "from": phone.person.as_json(), "chat_instance": "1", "data": tapped.data}
    api.deliver("callback_query", body)
    assert (await read(phone))[0].text == "Genoteerd <b>&</b>."
    assert (await ask(phone, "ik heb het gedaan"))[0].text == "Genoteerd <b>&</b>."


async def test_in_place_through_an_outage(api: BotApiDouble, scripted: ScriptedBot) -> None:
    """An edit that arrived although its answer was lost is not sent as a message as well."""
    scripted.says("opv.gedaan.1", DONE, MORE, in_place=True)
    phone = api.phone(900)
    (question,) = await ask(phone, "vraag")
    api.inject(ApiFault("editMessageText", "drop_after"))
    await phone.tap(question, "Gedaan")
    assert (await read(phone))[0].text == "En dit nog."
    assert len(phone.screen()) == 3
    assert {refusal.description.partition(":")[2][:24] for refusal in api.refusals} == {" message is not modified"}
    api.refusals.clear()


async def test_in_place_in_a_group(api: BotApiDouble, scripted: ScriptedBot) -> None:
    """What was tapped in a group is changed there."""
    scripted.says("/vandaag", QUESTION)
    scripted.says("opv.gedaan.1", DONE, in_place=True)
    group = api.group(GROUP, bot_inside=True)
    seat = group.member(900)
    await seat.send("/vandaag")
    question = await seat.next(PATIENCE)
    await (await seat.tap(question, "Gedaan")).answered(PATIENCE)
    await seat.until(lambda screen: screen[-1].edited, PATIENCE)
    assert [m.text for m in group.screen() if m.from_bot] == ["Genoteerd <b>&</b>."]


async def test_looking_at_a_step_leaves_the_buttons(api: BotApiDouble, scripted: ScriptedBot) -> None:
    """Who looks at the step of a follow-up can still answer the follow-up."""
    scripted.says("opv.toon.1", MORE)
    phone = api.phone(900)
    (question,) = await ask(phone, "vraag")
    await phone.tap_data(question, "opv.toon.1|1|0")
    assert (await read(phone))[0].text == "En dit nog."
    assert now_on(phone, question) == question


async def test_a_private_reply_to_a_tap_in_a_group(api: BotApiDouble, scripted: ScriptedBot) -> None:
    """It goes to who tapped, the rest to the group; the answer counts as sent when both arrived."""
    scripted.says("/vandaag", QUESTION)
    secret = Reply("", ("De stap van het dossier.",), private=True)
    scripted.says("opv.toon.1", secret, MORE, stored=True)
    group, phone = api.group(GROUP, bot_inside=True), api.phone(900)
    seat = group.member(900)
    await seat.send("/vandaag")
    question = await seat.next(PATIENCE)
    api.inject(ApiFault("sendMessage", "429", chat_id=900, retry_after=1))
    tap = await seat.tap_data(question, "opv.toon.1|1|0")
    assert (await tap.answered(PATIENCE)).text == ""
    assert (await seat.next(PATIENCE)).text == "En dit nog."
    assert scripted.conversation.noted == []
    assert [m.text for m in await read(phone)] == ["De stap van het dossier."]
    await until(lambda: scripted.conversation.noted)
    assert "De stap van het dossier." not in [m.text for m in group.screen()]


async def test_a_private_reply_in_a_private_chat(api: BotApiDouble, scripted: ScriptedBot) -> None:
    """There it is a reply like any other, in its turn."""
    scripted.says("toon", Reply("", ("Eerst.",), private=True), MORE)
    assert [m.text for m in await ask(api.phone(900), "toon", 2)] == ["Eerst.", "En dit nog."]


@pytest.mark.parametrize("how", ["stranger", "blocked"])
async def test_a_private_reply_that_cannot_arrive(api: BotApiDouble, scripted: ScriptedBot, how: str) -> None:
    """Who never started the bot, or blocked it, gets the short answer; the group goes on."""
    scripted.says("/vandaag", QUESTION)
    scripted.says("opv.toon.1", Reply("", ("Geheim.",), private=True), notice="Kijk in je chat met mij.", stored=True)
    seat = api.group(GROUP, bot_inside=True).member(900)
    if how == "blocked":
        await api.phone(900).block()
    await seat.send("/vandaag")
    question = await seat.next(PATIENCE)
    tap = await seat.tap_data(question, "opv.toon.1|1|0")
    assert (await tap.answered(PATIENCE)).text == "Kijk in je chat met mij."
    await until(lambda: ("sent", scripted.conversation.heard[-1].key) in scripted.conversation.noted)
    assert [denial.error_code for denial in api.denials] == [403]
    await seat.send("/vandaag")
    assert (await seat.next(PATIENCE)).labels == ("Gedaan",)


async def test_a_link_to_start_the_bot(api: BotApiDouble, scripted: ScriptedBot) -> None:
    """A reply with a code ends with a link that starts the bot with it, without a picture of the bot under it."""
    scripted.says("deel", Reply("Delen", ("Voor een collega.",), start="AB&D-<1>"))
    (reply,) = await ask(api.phone(900), "deel")
    assert reply.text == "Delen\n\nVoor een collega.\n\nhttps://t.me/ehbc_test_bot?start=AB%26D-%3C1%3E"
    (call,) = api.calls_to("sendMessage")
    assert call.params["link_preview_options"] == '{"is_disabled": true}'


async def test_what_was_left_unsent_in_a_group(api: BotApiDouble, scripted: ScriptedBot) -> None:
    """After a crash an answer goes to the group it was for."""
    await scripted.stop()
    message = Message("7", Address("telegram", "900"), group=Address("telegram", str(GROUP)))
    scripted.conversation.left_unsent.append((message, Answer("command", (MORE,), stored=True)))
    seat = api.group(GROUP, bot_inside=True).member(900)
    await scripted.start()
    assert (await seat.next(PATIENCE)).text == "En dit nog."
    await until(lambda: scripted.conversation.noted == [("sent", "7")])
