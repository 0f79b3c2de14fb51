"""The Bot API double: messages that are changed and deleted, pictures and files."""

from __future__ import annotations

import struct
import zlib

import httpx
import pytest
from telegram import Bot
from telegram.error import BadRequest, TelegramError

from tests.support.bot_api import BotApiDouble
from tests.support.bot_api.calls import AN, GROUP, keyboard, refused


def png(width: int = 8, height: int = 6) -> bytes:
    """A grey picture."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = zlib.compress((b"\0" + b"\x80" * width) * height)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


async def test_edits_show_on_the_screen(double: BotApiDouble, client: Bot) -> None:
    phone = double.phone(AN)
    sent = await client.send_message(AN, "<b>een</b>", parse_mode="HTML", reply_markup=keyboard("ja", "nee"))
    await client.edit_message_text("twee", AN, sent.message_id, reply_markup=keyboard("ok"))
    assert [(m.text, m.labels, m.edited, m.from_bot) for m in phone.screen()] == [("twee", ("ok",), True, True)]
    await client.edit_message_text("drie", AN, sent.message_id)
    await client.edit_message_reply_markup(AN, sent.message_id, reply_markup=keyboard("x"))
    await client.edit_message_reply_markup(AN, sent.message_id)
    seen = await phone.next()
    assert (seen.text, seen.labels) == ("drie", ())
    await client.delete_message(AN, sent.message_id)
    assert phone.screen() == []
    await phone.quiet(0.05)
    assert double.refusals == []


async def test_impossible_edits_are_refused(double: BotApiDouble, client: Bot, http: httpx.AsyncClient) -> None:
    theirs = await double.phone(AN).send("hallo")
    sent = await client.send_message(AN, "<b>een</b>", parse_mode="HTML", reply_markup=keyboard("ja"))
    markup = keyboard("ja").to_dict()
    own = {"chat_id": AN, "message_id": sent.message_id, "reply_markup": markup}
    same = await refused(http, "editMessageText", **own, text=" <b>een</b>", parse_mode="HTML")
    assert same == (
        "message is not modified: specified new message content and reply markup are exactly the same "
        "as a current content and reply markup of the message"
    )
    assert await refused(http, "editMessageReplyMarkup", **own) == same
    gone = {"chat_id": AN, "message_id": 99}
    assert await refused(http, "editMessageText", **gone, text="x") == "message to edit not found"
    assert await refused(http, "editMessageReplyMarkup", **gone) == "message to edit not found"
    assert await refused(http, "deleteMessage", **gone) == "message to delete not found"
    foreign = {"chat_id": AN, "message_id": theirs}
    assert await refused(http, "editMessageText", **foreign, text="x") == "message can't be edited"
    assert await client.delete_message(AN, theirs)
    assert await refused(http, "deleteMessage", **foreign) == "message to delete not found"


async def test_in_a_group_the_bot_deletes_only_its_own(
    double: BotApiDouble, client: Bot, http: httpx.AsyncClient
) -> None:
    group = double.group(GROUP, bot_inside=True)
    theirs = await group.member(5).send("hallo")
    sent = await client.send_message(GROUP, "dag")
    assert await client.delete_message(GROUP, sent.message_id)
    foreign = {"chat_id": GROUP, "message_id": theirs}
    assert await refused(http, "deleteMessage", **foreign) == "message can't be deleted"
    group.bot_is_admin = True
    assert await client.delete_message(GROUP, theirs)


async def test_a_photo_is_uploaded_and_kept(double: BotApiDouble, client: Bot, http: httpx.AsyncClient) -> None:
    phone = double.phone(AN)
    sent = await client.send_photo(AN, png(), caption="<b>plan</b>", parse_mode="HTML", reply_markup=keyboard("ja"))
    assert (sent.photo[-1].width, sent.photo[-1].height) == (8, 6)
    seen = await phone.next()
    assert (seen.photo, seen.text, seen.html, seen.labels) == (True, "plan", "<b>plan</b>", ("ja",))
    await client.send_photo(AN, sent.photo[-1].file_id)
    assert [photo.data for photo in double.photos] == [png(), png()]
    with pytest.raises(BadRequest, match="caption is too long"):
        await client.send_photo(AN, png(), caption="x" * 1025)
    with pytest.raises(BadRequest, match="Image_process_failed"):
        await client.send_photo(AN, b"no picture")
    with pytest.raises(BadRequest, match="Photo_invalid_dimensions"):
        await client.send_photo(AN, png(210, 10))
    edit = {"chat_id": AN, "message_id": sent.message_id, "text": "x"}
    assert await refused(http, "editMessageText", **edit) == "there is no text in the message to edit"


async def test_asking_for_a_file_is_a_violation(double: BotApiDouble, client: Bot) -> None:
    await double.phone(AN).send_photo()
    (update,) = await client.get_updates()
    assert update.message is not None
    file = await update.message.photo[-1].get_file()
    with pytest.raises(TelegramError):
        await file.download_as_bytearray()
    assert [v.method for v in double.violations] == ["getFile", "download"]
