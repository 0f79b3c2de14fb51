"""The bot in a group: asked in, made administrator, upgraded, thrown out; and what it reads there."""

from __future__ import annotations

import pytest

from bot.domain.messages import Address, Answer, Button, Reply
from bot.texts.sentences import Sentence
from tests.support.bot_api import BotApiDouble, Group
from tests.support.telegram.phone import PATIENCE, ask, until
from tests.support.telegram.scripted import ScriptedBot

SMALL, LARGE, CHANNEL = -4_001, -1_001_000_000_001, -1_001_000_000_002
HELLO = Answer("command", (Reply("", ("Dag! Typ /koppel.",)),))
BYE = Answer("refusal", (Reply("", ("Ik ga weer weg.",)),))


@pytest.fixture(autouse=True)
async def _started(scripted: ScriptedBot) -> None:
    for name in ("/koppel", "/ontkoppel", "/vandaag"):
        scripted.says(name, Reply("", (f"Antwoord op {name}",)))
    scripted.says("ping", Reply("", ("pong",)))
    await scripted.start()


def here(chat: int) -> Address:
    """A chat as the conversation knows it."""
    return Address("telegram", str(chat))


def said(group: Group) -> list[str]:
    """What the bot said in a group."""
    return [m.text for m in group.screen() if m.from_bot]


async def all_taken(api: BotApiDouble, scripted: ScriptedBot) -> None:
    """Wait until everything that was sent before is dealt with."""
    await ask(api.phone(900), "ping")
    scripted.conversation.heard = [m for m in scripted.conversation.heard if m.text != "ping"]


@pytest.mark.parametrize("chat", [SMALL, LARGE])
async def test_asked_in_by_who_may(api: BotApiDouble, scripted: ScriptedBot, chat: int) -> None:
    """It says hello and stays; who asked it in and where is told to the conversation."""
    scripted.conversation.entering = HELLO
    group = api.group(chat)
    await group.add_bot(by=101)
    assert (await group.member(101).next(PATIENCE)).text == "Dag! Typ /koppel."
    assert scripted.conversation.noted == [("invited", here(101), here(chat))]
    await group.member(101).send("/koppel")
    assert (await group.member(101).next(PATIENCE)).text == "Antwoord op /koppel"
    assert api.calls_to("leaveChat") == []


async def test_asked_in_by_who_may_not(api: BotApiDouble, scripted: ScriptedBot) -> None:
    """It says why, and leaves."""
    scripted.conversation.entering = BYE
    group = api.group(SMALL)
    await group.add_bot(by=900)
    await until(lambda: api.calls_to("leaveChat"))
    assert said(group) == ["Ik ga weer weg."]


async def test_asked_into_a_channel(api: BotApiDouble, scripted: ScriptedBot) -> None:
    """A channel is no place for it, whoever asks."""
    scripted.conversation.entering = HELLO
    channel = api.channel(CHANNEL)
    await channel.add_bot(by=101)
    await until(lambda: api.calls_to("leaveChat"))
    assert said(channel)[0].startswith("Ik werk alleen in een privégesprek.")


async def test_a_tap_in_a_channel(api: BotApiDouble, scripted: ScriptedBot) -> None:
    """A button in a channel does nothing but say so."""
    channel = api.channel(CHANNEL)
    tap = await channel.member(101).tap_data(5, "opv.gedaan.1|1|0")
    assert (await tap.answered(PATIENCE)).text == scripted.bot_content.texts(Sentence.DOSSIER_ANDER)
    assert scripted.conversation.heard == []


@pytest.mark.parametrize(
    "written", ["/koppel", "/koppel@ehbc_test_bot", "/KOPPEL@EHBC_Test_Bot", "/koppel Lotte van 4B"]
)
async def test_a_command_in_a_group(api: BotApiDouble, scripted: ScriptedBot, written: str) -> None:
    """The command is passed on with the group, and what stands behind it is not."""
    group = api.group(SMALL, bot_inside=True)
    group.bot_is_admin = True
    await group.member(101).send(written)
    assert (await group.member(101).next(PATIENCE)).text == "Antwoord op /koppel"
    (message,) = scripted.conversation.heard
    assert (message.text, message.sender, message.group) == ("/koppel", here(101), here(SMALL))


async def test_what_is_not_read_in_a_group(api: BotApiDouble, scripted: ScriptedBot) -> None:
    """Talk, pictures, forwards, changes, other commands and those of other bots are not read."""
    group = api.group(SMALL, bot_inside=True)
    group.bot_is_admin = True
    seat = group.member(101)
    for text in ("Lotte wordt gepest", "/koppel@ander_bot", "/wis", "/start ABCDEFGH", "zeg /koppel", "/koppelen", "/"):
        await seat.send(text)
    await seat.edit(await seat.send("hallo"), "/koppel")
    await seat.send_photo("/koppel")
    await seat.forward("/koppel")
    await all_taken(api, scripted)
    assert scripted.conversation.heard == []
    assert said(group) == []
    assert api.calls_to("deleteMessage") == []


async def test_a_tap_in_a_group(api: BotApiDouble, scripted: ScriptedBot) -> None:
    """It is passed on with who tapped and where; the toast goes to who tapped."""
    scripted.says("/vandaag", Reply("", ("Te doen",), extras=(Button("opv.gedaan.1", "Gedaan", 1, 0),)))
    scripted.says("opv.gedaan.1", notice="Dit is niet voor jou.")
    group = api.group(LARGE, bot_inside=True)
    await group.member(101).send("/vandaag")
    message = await group.member(101).next(PATIENCE)
    tap = await group.member(900).tap(message, "Gedaan")
    assert (await tap.answered(PATIENCE)).text == "Dit is niet voor jou."
    heard = scripted.conversation.heard[-1]
    assert (heard.sender, heard.group, heard.tap) == (here(900), here(LARGE), Button("opv.gedaan.1", "", 1, 0))
    assert group.screen()[-1].labels == ("Gedaan",)


async def test_a_tap_on_an_old_message_in_a_group(api: BotApiDouble, scripted: ScriptedBot) -> None:
    """A message that Telegram no longer tells is changed all the same, in the group."""
    scripted.says("/vandaag", Reply("", ("Te doen",), extras=(Button("opv.gedaan.1", "Gedaan", 1, 0),)))
    scripted.says("opv.gedaan.1", Reply("", ("Gedaan.",)), in_place=True)
    group = api.group(SMALL, bot_inside=True)
    seat = group.member(101)
    await seat.send("/vandaag")
    message = await seat.next(PATIENCE)
    stored = seat._chat.messages.pop(message.message_id)
    await seat.tap_data(message.message_id, "opv.gedaan.1|1|0")
    seat._chat.messages[message.message_id] = stored
    await seat.until(lambda screen: screen[-1].text == "Gedaan.", PATIENCE)
    assert len(said(group)) == 1


async def test_promoted_and_demoted(api: BotApiDouble, scripted: ScriptedBot) -> None:
    """Becoming administrator is no invitation, and being one no longer is no goodbye."""
    group = api.group(SMALL, bot_inside=True)
    await group.promote_bot()
    await group.promote_bot(admin=False)
    await all_taken(api, scripted)
    assert scripted.conversation.noted == []


async def test_thrown_out(api: BotApiDouble, scripted: ScriptedBot) -> None:
    """The conversation is told, and goes on when the store is out of order."""
    scripted.conversation.broken = True
    await api.group(SMALL, bot_inside=True).remove_bot()
    await all_taken(api, scripted)
    assert scripted.conversation.noted == [("lost", here(SMALL))]


async def test_blocked_and_unblocked(api: BotApiDouble, scripted: ScriptedBot) -> None:
    """A block is told to the conversation; that it ended calls for nothing."""
    phone = api.phone(101)
    await phone.block()
    await phone.unblock()
    await all_taken(api, scripted)
    assert scripted.conversation.noted == [("blocked", here(101))]


@pytest.mark.parametrize("join_first", [False, True])
async def test_a_group_that_grows(api: BotApiDouble, scripted: ScriptedBot, join_first: bool) -> None:
    """The new number is told; joining the supergroup is no invitation, whichever Telegram tells first."""
    scripted.conversation.entering = BYE
    old, new = api.group(SMALL, bot_inside=True), api.group(LARGE)
    await old.upgrade(new, by=900, join_first=join_first)
    await all_taken(api, scripted)
    await new.member(101).send("/vandaag")
    assert (await new.member(101).next(PATIENCE)).text == "Antwoord op /vandaag"
    assert scripted.conversation.noted == [("moved", here(SMALL), here(LARGE))] * 2
    assert api.calls_to("leaveChat") == []
    assert said(old) == []


async def test_an_answer_to_a_group_that_grew(api: BotApiDouble, scripted: ScriptedBot) -> None:
    """What was asked just before the group grew is answered in the supergroup."""
    await scripted.stop()
    old, new = api.group(SMALL, bot_inside=True), api.group(LARGE)
    await old.member(101).send("/vandaag")
    await old.upgrade(new)
    await scripted.start()
    assert (await new.member(101).next(PATIENCE)).text == "Antwoord op /vandaag"
    assert {refusal.description for refusal in api.refusals} == {
        "Bad Request: group chat was upgraded to a supergroup chat"
    }
    api.refusals.clear()


async def test_a_group_where_it_may_not_write(api: BotApiDouble, scripted: ScriptedBot) -> None:
    """What cannot be said there holds nothing up."""
    group = api.group(SMALL, bot_inside=True)
    await group.silence_bot()
    await group.member(101).send("/vandaag")
    await until(lambda: api.refusals)
    assert api.refusals[0].description == "Bad Request: not enough rights to send text messages to the chat"
    await all_taken(api, scripted)
    api.refusals.clear()
