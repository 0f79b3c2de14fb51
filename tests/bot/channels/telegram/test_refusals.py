"""What the bot does not read: attachments, forwards, edits, groups, and what people type at their worst."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

import pytest

from tests.support.bot_api import ApiFault, BotApiDouble, FaultKind, Phone
from tests.support.telegram.phone import (
    PATIENCE,
    TOKEN,
    ServedBot,
    ask,
    choose,
    new_case,
    nothing_more,
    read,
    toast,
    until,
)

pytestmark = pytest.mark.usefixtures("serving", "teacher")

GROUP = -100_123
SENT: dict[str, Callable[[Phone], Awaitable[object]]] = {
    "photo": lambda phone: phone.send_photo("Kijk wat Lotte schreef"),
    "video": lambda phone: phone.send_video(),
    "voice": lambda phone: phone.send_voice(),
    "file": lambda phone: phone.send_document(),
    "contact": lambda phone: phone.send_contact(),
    "location": lambda phone: phone.send_location(),
    "sticker": lambda phone: phone.send_sticker(),
    "forward": lambda phone: phone.forward("Je bent lelijk"),
}
REFUSAL = "Ik heb je bericht niet geopend."
DELETED = "Ik heb het bericht uit deze chat verwijderd."
ODD_TEXTS = {
    "4096 characters": "ze pesten " * 409 + "online",
    "4096 code units of emoji": "😢" * 2048,
    "control characters": "\x00\x01\x1b[31m\x7f\u200b",
    "emoji only": "😢",
    "a thumb": "👍🏽",
    "right to left": "يتعرض للتنمر عبر الإنترنت",
    "right to left override": "\u202edlefnekno\u202c",
    "html": "<b>Lotte</b> & <script>alert(1)</script> </b>",
    "markdown": "*Lotte* _zegt_ [x](http://x) `y`",
    "braces": "{dossier} {0} %s %(x)s",
    "a slash": "/",
    "an unknown command": "/geheim Lotte",
    "a command of another bot": "/start@ander_bot",
    "a very long start": "/start " + "A" * 4000,
    "numbers": "9" * 500,
    "a zero-width joiner": "\u200d",
    "combining marks": "e" + "\u0301" * 500,
}


@pytest.mark.parametrize("send", SENT.values(), ids=SENT.keys())
async def test_an_attachment_is_refused(api: BotApiDouble, send: Callable[[Phone], Awaitable[object]]) -> None:
    """It gets a kind word, is taken out of the chat, and is never downloaded."""
    phone = api.phone(900)
    await send(phone)
    (reply,) = await read(phone)
    assert REFUSAL in reply.text
    assert reply.text.endswith(DELETED)
    assert [m.from_bot for m in phone.screen()] == [True]
    assert api.calls_to("getFile") == []
    await nothing_more(phone)


async def test_an_album_is_refused_once(api: BotApiDouble) -> None:
    """Five pictures sent together get one word, and all five are taken out of the chat."""
    phone = api.phone(900)
    await phone.send_album(5, "Dit stuurde Lotte")
    (reply,) = await read(phone)
    assert REFUSAL in reply.text
    await nothing_more(phone)
    assert [m.sender_id for m in phone.screen() if not m.from_bot] == [900], "only the question that came after"


async def test_a_refusal_survives_an_outage(api: BotApiDouble) -> None:
    """An album whose refusal could not be sent is refused once when it can be, and told that it was removed."""
    phone = api.phone(900)
    api.inject(ApiFault("sendMessage", "500"))
    await phone.send_album(2)
    (reply,) = await read(phone)
    assert reply.text.endswith(DELETED)
    await nothing_more(phone)


async def test_where_telegram_does_not_let_it_delete(api: BotApiDouble) -> None:
    """A picture that Telegram does not let the bot remove is refused without a word about removing it."""
    phone = api.phone(900)
    api.inject(ApiFault("deleteMessage", "400"))
    await phone.send_photo()
    (reply,) = await read(phone)
    assert REFUSAL in reply.text
    assert DELETED not in reply.text


async def test_an_attachment_keeps_the_place(api: BotApiDouble) -> None:
    """After a refusal the step's buttons still hold."""
    phone = api.phone(101)
    first = await new_case(phone)
    await phone.send_photo()
    await read(phone)
    assert (await choose(phone, first, "Van iemand anders")).text.startswith("Iemand anders meldt het")


async def test_an_edited_message_is_not_read(api: BotApiDouble) -> None:
    """A message that is changed gets a word, and changes nothing."""
    phone = api.phone(101)
    await new_case(phone)
    message = phone.screen()[0].message_id
    await phone.edit(message, "iemand anders heeft het gemeld")
    (reply,) = await read(phone)
    assert reply.text.startswith("Een bericht dat je verandert, lees ik niet opnieuw.")
    await nothing_more(phone)


async def test_a_group_it_was_put_in(api: BotApiDouble) -> None:
    """It says a word and leaves."""
    group = api.group(GROUP)
    await group.add_bot()
    await until(lambda: api.calls_to("leaveChat"))
    (word,) = [m for m in group.screen() if m.from_bot]
    assert word.text.startswith("Ik werk alleen in een privégesprek.")
    assert word.labels == ()


async def test_a_group_where_it_may_not_write(api: BotApiDouble) -> None:
    """It leaves without a word."""
    api.inject(ApiFault("sendMessage", "400", chat_id=GROUP))
    await api.group(GROUP).add_bot()
    await until(lambda: api.calls_to("leaveChat"))


async def test_a_group_left_during_an_outage(api: BotApiDouble) -> None:
    """When leaving fails at first, the word before it is not said twice."""
    api.inject(ApiFault("leaveChat", "502"))
    group = api.group(GROUP)
    await group.add_bot()
    await until(lambda: api.calls_to("leaveChat"))
    assert len([m for m in group.screen() if m.from_bot]) == 1


async def test_a_tap_in_a_group(api: BotApiDouble) -> None:
    """A tap in a group gets a short answer, and no case is touched or shown there."""
    phone = api.phone(101)
    first = await new_case(phone)
    data = next(b.data for row in first.buttons for b in row)
    group = api.group(GROUP, bot_inside=True)
    seat = group.member(101)
    asked = await seat.send("/start")
    assert (await (await seat.tap_data(asked, str(data))).answered(30)).text.endswith("Er is niets veranderd.")
    assert [m for m in group.screen() if m.from_bot] == []
    await nothing_more(phone)


async def test_talk_in_a_group_is_not_answered(api: BotApiDouble) -> None:
    """What people say in a group is nobody's business."""
    group = api.group(GROUP, bot_inside=True)
    await group.member(900).send("/hulplijnen")
    await nothing_more(api.phone(900))
    assert [m for m in group.screen() if m.from_bot] == []


async def test_somebody_who_blocked_the_bot(api: BotApiDouble, caplog: pytest.LogCaptureFixture) -> None:
    """An answer to somebody who blocks the bot is let go; others go on, and so does that person after unblocking."""
    phone, other = api.phone(101), api.phone(900)
    first = await new_case(phone)
    data = next(str(b.data) for row in first.buttons for b in row if b.label == "Van iemand anders")
    await phone.block()
    assert (await toast(phone, first, data)).text == ""
    await until(lambda: len(api.denials) >= 2)
    await nothing_more(other)
    await phone.unblock()
    assert "melding_door_derde" not in (await ask(phone, "/dossiers"))[0].text
    assert "Iemand anders meldt het" in phone.screen()[-1].text
    assert "blocked" in caplog.text


@pytest.mark.parametrize("text", ODD_TEXTS.values(), ids=ODD_TEXTS.keys())
async def test_any_text_is_answered(api: BotApiDouble, text: str, caplog: pytest.LogCaptureFixture) -> None:
    """Whatever somebody types, with a case and without, gets an answer that does not repeat it."""
    await new_case(api.phone(101))
    for phone in (api.phone(101), api.phone(900)):
        (reply, *_) = await ask(phone, text)
        assert reply.text
        assert "iets mis bij mij" not in reply.text
        assert "script" not in reply.text
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]


async def test_nothing_said_stands_in_a_log(
    api: BotApiDouble, bot: ServedBot, caplog: pytest.LogCaptureFixture
) -> None:
    """With everything logged, and with Telegram failing, no log and no line to the operator holds what was written."""
    caplog.set_level(logging.DEBUG)
    phone = api.phone(101, "Geertrui")
    first = await new_case(phone)
    kinds: tuple[FaultKind, ...] = ("500", "400", "403")
    for kind in kinds:
        api.inject(ApiFault("sendMessage", kind))
    api.inject(ApiFault("getUpdates", "502"))
    for text in ("Zwartehond wordt gepest", "/Zwartehond", "/start Zwartehond", "zwarte zwartehond 1", "🐕 Zwartehond"):
        await phone.send(text)
    await phone.edit(first.message_id - 2, "Zwartehond")
    await phone.send_photo("Zwartehond")
    await phone.forward("Zwartehond")
    await toast(phone, first, "Zwartehond|1|0")
    await phone.until(lambda screen: "verwijderd" in screen[-1].text, PATIENCE)
    told = caplog.text + "".join(bot.lines)
    assert "zwartehond" not in told.lower()
    assert "Geertrui" not in told
    assert TOKEN.partition(":")[2] not in told
