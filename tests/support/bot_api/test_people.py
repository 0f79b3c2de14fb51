"""The Bot API double: people who tap, write, block and join, alone and in a group."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest, Forbidden

from tests.support.bot_api import BotApiDouble, CallbackAnswer
from tests.support.bot_api.calls import AN, GROUP, keyboard, refused


async def test_a_tap_uses_the_button_as_it_is_now(double: BotApiDouble, client: Bot, http: httpx.AsyncClient) -> None:
    phone = double.phone(AN)
    sent = await client.send_message(AN, "kies", reply_markup=keyboard("ja hoor", "ja", "nee"))
    seen = await phone.next()
    with pytest.raises(AssertionError, match="2 buttons fit 'j'"):
        await phone.tap(seen, "j")
    new = InlineKeyboardMarkup([[InlineKeyboardButton("ja", callback_data="nieuw")]])
    await client.edit_message_reply_markup(AN, sent.message_id, reply_markup=new)
    tap = await phone.tap(seen, "j")
    (update,) = await client.get_updates()
    assert update.callback_query is not None
    assert update.callback_query.data == "nieuw"
    await update.callback_query.answer("genoteerd", show_alert=True)
    assert await tap.answered() == await tap.answer == CallbackAnswer("genoteerd", show_alert=True)
    again = await refused(http, "answerCallbackQuery", callback_query_id=tap.query_id)
    assert again == "query is too old and response timeout expired or query ID is invalid"


async def test_forged_and_late_taps(double: BotApiDouble, client: Bot, http: httpx.AsyncClient) -> None:
    await client.send_message(AN if double.phone(AN) else 0, "kies", reply_markup=keyboard("ja"))
    seen = await double.phone(AN).next()
    await client.delete_message(AN, seen.message_id)
    with pytest.raises(AssertionError, match="is gone"):
        await double.phone(AN).tap(seen, "ja")
    tap = await double.phone(202, "Piet").tap_data(seen, "vals")
    (update,) = await client.get_updates()
    query = update.callback_query
    assert query is not None
    assert query.message is not None
    assert (query.from_user.id, query.message.chat.id, query.message.is_accessible) == (202, AN, False)
    assert await refused(http, "answerCallbackQuery", callback_query_id=query.id, text="x" * 201) == "MESSAGE_TOO_LONG"
    double.expire_callbacks()
    with pytest.raises(BadRequest, match="Query is too old"):
        await query.answer()
    with pytest.raises(AssertionError, match="not answered"):
        await tap.answered(timeout=0.05)


async def test_everything_a_person_may_send(double: BotApiDouble, client: Bot) -> None:
    phone = double.phone(AN)
    await phone.send_photo("een foto")
    await phone.send_video()
    await phone.send_voice()
    await phone.send_document()
    await phone.send_contact()
    await phone.send_location()
    await phone.send_sticker()
    await phone.forward("ze zei dat")
    album = await phone.send_album(2, "twee")
    text = await phone.send("fuot", reply_to=album[0])
    await phone.edit(text, "fout")
    updates = await client.get_updates()
    messages = [update.effective_message for update in updates]
    photo, video, voice, document, contact, location, sticker, forward, one, two, reply, edited = messages
    assert photo is not None
    assert photo.caption == "een foto"
    assert photo.photo[-1].width == 1280
    for message, kind in zip(
        (video, voice, document, contact, location, sticker, forward),
        ("video", "voice", "document", "contact", "location", "sticker", "forward_origin"),
        strict=True,
    ):
        assert getattr(message, kind)
    assert one is not None
    assert two is not None
    assert one.media_group_id == two.media_group_id is not None
    assert (one.caption, two.caption) == ("twee", None)
    assert reply is not None
    assert reply.reply_to_message == one
    assert updates[-1].edited_message == edited
    assert edited is not None
    assert edited.edit_date is not None
    assert (edited.text, phone.screen()[-1].text) == ("fout", "fout")


async def test_blocked_unknown_and_unmet_people(double: BotApiDouble, client: Bot) -> None:
    phone = double.phone(AN)
    await phone.block()
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await client.send_message(AN, "x")
    await phone.unblock()
    await client.send_message(AN, "x")
    moves = [u.my_chat_member for u in await client.get_updates()]
    assert [(m.old_chat_member.status, m.new_chat_member.status) for m in moves if m] == [
        ("member", "kicked"),
        ("kicked", "member"),
    ]
    with pytest.raises(BadRequest, match="Chat not found"):
        await client.send_message(999, "x")
    stranger = double.phone(303, started=False)
    with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
        await client.send_message(303, "x")
    await stranger.send("/start")
    await client.send_message(303, "x")
    assert [r.description for r in double.refusals] == ["Bad Request: chat not found"]


async def test_a_group_lets_the_bot_in_and_out(double: BotApiDouble, client: Bot) -> None:
    group = double.group(GROUP, "Zorgteam")
    member = group.member(5)
    with pytest.raises(BadRequest, match="Chat not found"):
        await client.send_message(GROUP, "x")
    await group.add_bot()
    sent = await client.send_message(GROUP, "dag")
    await member.send("onder ons")
    await member.send("/zaken@ehbc_test_bot")
    await member.send("/zaken@other_bot")
    await member.send("ja", reply_to=sent.message_id)
    joined, welcome, command, reply = await client.get_updates()
    assert joined.my_chat_member is not None
    assert joined.my_chat_member.new_chat_member.status == "member"
    assert welcome.message is not None
    assert welcome.message.new_chat_members[0].id == client.id
    assert [u.message.text for u in (command, reply) if u.message] == ["/zaken@ehbc_test_bot", "ja"]
    assert (await member.next()).text == "dag"
    await group.remove_bot()
    with pytest.raises(Forbidden, match="bot was kicked from the group chat"):
        await client.send_message(GROUP, "x")
    await group.add_bot()
    await client.leave_chat(GROUP)
    with pytest.raises(Forbidden, match="bot is not a member of the group chat"):
        await client.send_message(GROUP, "x")


async def test_reading_waits_and_silence_is_checked(double: BotApiDouble, client: Bot) -> None:
    phone = double.phone(AN)
    with pytest.raises(AssertionError, match="no bot message in chat 101"):
        await phone.next(timeout=0.05)
    waiting = asyncio.create_task(phone.next())
    await client.send_message(AN, "een")
    assert (await waiting).text == "een"
    await client.send_message(AN, "twee")
    with pytest.raises(AssertionError, match="expected silence"):
        await phone.quiet(0.05)
    screen = await phone.until(lambda messages: len(messages) == 2)
    assert [m.text for m in screen] == ["een", "twee"]
