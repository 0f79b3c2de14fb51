"""The Bot API double, through python-telegram-bot's own Bot and through plain HTTP."""

from __future__ import annotations

import asyncio
import json
import struct
import zlib
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio
from telegram import Bot, BotCommand, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, RequestHandler

from tests.bot_api import BotApiDouble, Button, CallbackAnswer, Fault

AN = 101
GROUP = -100123


@pytest_asyncio.fixture
async def api() -> AsyncIterator[BotApiDouble]:
    async with BotApiDouble() as double:
        yield double


@pytest_asyncio.fixture
async def bot(api: BotApiDouble) -> AsyncIterator[Bot]:
    async with Bot(api.token, base_url=api.base_url, base_file_url=api.file_url) as client:
        yield client


@pytest_asyncio.fixture
async def http(api: BotApiDouble) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=f"{api.base_url}{api.token}/") as client:
        yield client


def keyboard(*labels: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton(label, callback_data=f"c:{label}")] for label in labels])


def png(width: int = 8, height: int = 6) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = zlib.compress((b"\0" + b"\x80" * width) * height)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


async def refused(http: httpx.AsyncClient, method: str, **params: object) -> str:
    """Call a method that must be refused with 400, and return the reason."""
    answer = await http.post(method, json=params)
    body = answer.json()
    assert (answer.status_code, body["ok"], body["error_code"]) == (400, False, 400), body
    prefix, _, reason = body["description"].partition(": ")
    assert prefix == "Bad Request"
    return str(reason)


# --- who is there -----------------------------------------------------------------------------------------------------


async def test_a_bot_introduces_itself_and_a_wrong_token_does_not(api: BotApiDouble, bot: Bot) -> None:
    assert bot.id == 123456
    assert bot.username == "ehbc_test_bot"
    with pytest.raises(InvalidToken):
        await Bot.__aenter__(Bot("123456:OTHER", base_url=api.base_url))
    assert [r.error_code for r in api.refusals] == [401]


async def test_unknown_methods_and_paths_answer_404(http: httpx.AsyncClient, api: BotApiDouble) -> None:
    expected = {"ok": False, "error_code": 404, "description": "Not Found"}
    for path in ("sendPigeon", f"http://127.0.0.1:{httpx.URL(api.base_url).port}/elsewhere"):
        answer = await http.get(path)
        assert (answer.status_code, answer.json()) == (404, expected)


async def test_parameters_may_come_as_query_form_multipart_or_json(http: httpx.AsyncClient, api: BotApiDouble) -> None:
    phone = api.phone(AN)
    params = {"chat_id": str(AN), "text": "hallo", "reply_markup": json.dumps(keyboard("ja").to_dict())}
    await http.get("sendMessage", params=params)
    await http.post("sendMessage", data=params)
    await http.post("sendMessage", data=params, files={"unused": b"x"})
    await http.post("SENDMESSAGE", json={**params, "chat_id": AN, "reply_markup": keyboard("ja").to_dict()})
    assert [(m.text, m.labels) for m in phone.screen()] == [("hallo", ("ja",))] * 4


# --- updates by long polling ------------------------------------------------------------------------------------------


async def test_offset_confirms_and_limit_cuts(api: BotApiDouble, bot: Bot) -> None:
    phone = api.phone(AN)
    ids = [await phone.send(text) for text in ("een", "/twee drie", "vier")]
    assert ids == [1, 2, 3]
    first, second, third = await bot.get_updates()
    assert [first.update_id + 1, first.update_id + 2] == [second.update_id, third.update_id]
    assert first.message is not None
    assert first.message.from_user is not None
    assert (first.message.text, first.message.from_user.language_code) == ("een", "nl")
    assert second.message is not None
    assert [(e.type, e.offset, e.length) for e in second.message.entities] == [("bot_command", 0, 5)]
    assert await bot.get_updates(offset=second.update_id, limit=1) == (second,)
    assert await bot.get_updates() == (second, third)
    assert await bot.get_updates(offset=third.update_id + 1) == ()
    assert api.pending_update_count == 0


async def test_a_long_poll_waits_for_an_update_or_its_timeout(api: BotApiDouble, bot: Bot) -> None:
    assert await bot.get_updates(timeout=1) == ()
    poll = asyncio.create_task(bot.get_updates(timeout=30))
    await asyncio.sleep(0.05)
    assert not poll.done()
    await api.phone(AN).send("hallo")
    (update,) = await asyncio.wait_for(poll, 2)
    assert update.effective_message is not None
    assert update.effective_message.text == "hallo"


async def test_a_second_poll_ends_the_first(api: BotApiDouble, bot: Bot) -> None:
    first = asyncio.create_task(bot.get_updates(timeout=30))
    await asyncio.sleep(0.05)
    async with Bot(api.token, base_url=api.base_url) as other:
        second = asyncio.create_task(other.get_updates(timeout=30))
        with pytest.raises(Conflict, match="terminated by other getUpdates request"):
            await first
        await api.phone(AN).send("hallo")
        assert len(await second) == 1
    assert [d.error_code for d in api.denials] == [409]
    assert api.refusals == []


async def test_a_client_that_hangs_up_takes_no_update_along(
    api: BotApiDouble, http: httpx.AsyncClient, bot: Bot
) -> None:
    with pytest.raises(httpx.ReadTimeout):
        await http.get("getUpdates", params={"timeout": "30"}, timeout=0.1)
    await asyncio.sleep(0.05)
    await api.phone(AN).send("hallo")
    assert len(await bot.get_updates()) == 1
    assert api.denials == []


async def test_only_allowed_kinds_are_queued(api: BotApiDouble, bot: Bot) -> None:
    phone = api.phone(AN)
    await bot.get_updates(allowed_updates=["callback_query"])
    sent = await bot.send_message(AN, "kies", reply_markup=keyboard("ja"))
    await phone.send("hallo")
    await phone.tap(await phone.next(), "ja")
    (update,) = await bot.get_updates()
    assert update.callback_query is not None
    assert update.callback_query.data == "c:ja"
    assert update.callback_query.message == sent


async def test_a_confirmed_update_can_come_again(api: BotApiDouble, bot: Bot) -> None:
    await api.phone(AN).send("hallo")
    (update,) = await bot.get_updates()
    offset = update.update_id + 1
    assert await bot.get_updates(offset=offset) == ()
    api.redeliver(update.update_id)
    assert await bot.get_updates(offset=offset) == (update,)
    assert await bot.get_updates(offset=offset) == ()
    with pytest.raises(KeyError):
        api.redeliver(1)


# --- updates by webhook -----------------------------------------------------------------------------------------------


class Hook:
    """A webhook that answers with given statuses, then 200."""

    def __init__(self, *statuses: int) -> None:
        self.received: list[tuple[str | None, dict[str, Any]]] = []
        self._queue: asyncio.Queue[tuple[str | None, dict[str, Any]]] = asyncio.Queue()
        left = list(statuses)
        queue = self._queue

        class Handler(RequestHandler):
            def post(self) -> None:
                queue.put_nowait(
                    (self.request.headers.get("X-Telegram-Bot-Api-Secret-Token"), json.loads(self.request.body))
                )
                self.set_status(left.pop(0) if left else 200)

        self._server = HTTPServer(Application([("/hook", Handler)], log_function=lambda handler: None))
        self._sockets = bind_sockets(0, address="127.0.0.1")
        self.url = f"http://127.0.0.1:{self._sockets[0].getsockname()[1]}/hook"

    def listen(self) -> None:
        self._server.add_sockets(self._sockets)

    async def close(self) -> None:
        self._server.stop()
        await self._server.close_all_connections()

    async def until(self, count: int) -> list[tuple[str | None, str]]:
        async with asyncio.timeout(5):
            while len(self.received) < count:
                self.received.append(await self._queue.get())
        return [(secret, update["message"]["text"]) for secret, update in self.received]


async def test_a_webhook_gets_updates_in_order_until_it_takes_them(api: BotApiDouble, bot: Bot) -> None:
    phone = api.phone(AN)
    hook = Hook(500, 403)
    hook.listen()
    await phone.send("een")
    await phone.send("twee")
    await bot.set_webhook(hook.url, secret_token="Geheim_1-2")
    assert await hook.until(4) == [("Geheim_1-2", text) for text in ("een", "een", "een", "twee")]
    with pytest.raises(Conflict, match="webhook is active"):
        await bot.get_updates()
    info = await bot.get_webhook_info()
    assert (info.url, info.pending_update_count, info.max_connections) == (hook.url, 0, 40)
    assert info.last_error_message == "Wrong response from the webhook: 403 Forbidden"
    api.redeliver(hook.received[0][1]["update_id"])
    assert (await hook.until(5))[-1] == ("Geheim_1-2", "een")
    await bot.delete_webhook()
    await hook.close()
    assert await bot.get_updates() == ()


async def test_a_webhook_that_is_down_gets_its_updates_later(api: BotApiDouble, bot: Bot) -> None:
    hook = Hook()
    hook._sockets[0].close()
    port = int(hook.url.split(":")[2].split("/")[0])
    await bot.set_webhook(hook.url, drop_pending_updates=True)
    await api.phone(AN).send("een")
    await api.webhook_attempted(2)
    assert (await bot.get_webhook_info()).last_error_message == "Connection refused"
    hook._sockets = bind_sockets(port, address="127.0.0.1")
    hook.listen()
    assert await hook.until(1) == [(None, "een")]
    await hook.close()


async def test_setting_a_webhook_ends_a_poll_and_checks_the_secret(api: BotApiDouble, bot: Bot) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=30))
    await asyncio.sleep(0.05)
    for secret in ("met spatie", "x" * 257, ""):
        with pytest.raises(BadRequest, match=r"(?i)secret token contains unallowed characters"):
            await bot.set_webhook("http://127.0.0.1:1/", secret_token=secret)
    with pytest.raises(BadRequest, match=r"(?i)https url must be provided"):
        await bot.set_webhook("http://school.example/hook")
    await bot.set_webhook("http://127.0.0.1:1/", secret_token="x" * 256)
    with pytest.raises(Conflict, match="terminated by setWebhook"):
        await poll
    assert len(api.refusals) == 4


# --- texts ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "text", "html"),
    [
        ("<b>vet</b> en <i>schuin</i>", "vet en schuin", None),
        ("a &lt; b &amp;&amp; c &gt; d &quot;e&quot;", 'a < b && c > d "e"', 'a &lt; b &amp;&amp; c &gt; d "e"'),
        ("&#33;&#x1F600;", "!😀", "!😀"),
        ("&nbsp; & Co &euro;", "&nbsp; & Co &euro;", "&amp;nbsp; &amp; Co &amp;euro;"),
        ("<B>😀<u>x</u></>", "😀x", "<b>😀<u>x</u></b>"),
        ('<a href="https://cyberpesten.be/?a=1&amp;b=2">hier</a>', "hier", None),
        ('<pre><code class="language-py">x</code></pre>', "x", None),
        ("<blockquote expandable>lang</blockquote>", "lang", None),
        ('<span class="tg-spoiler">stil</span>', "stil", "<tg-spoiler>stil</tg-spoiler>"),
        ("  <b> x </b>\n\n", "x", "<b>x</b>"),
    ],
)
async def test_html_is_read_as_telegram_reads_it(
    api: BotApiDouble, bot: Bot, source: str, text: str, html: str | None
) -> None:
    await bot.send_message(AN if api.phone(AN) else 0, source, parse_mode="HTML")
    seen = await api.phone(AN).next()
    assert (seen.text, seen.html) == (text, html or source)


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("<h1>x</h1>", 'Unsupported start tag "h1" at byte offset 0'),
        ("één <br/>", 'Unsupported start tag "br/" at byte offset 6'),
        ("1 <2", "Unclosed start tag at byte offset 2"),
        ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b><i>x</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<a href=x/y>z</a>", "Unexpected end of name token at byte offset 8"),
        ('<a href="x>z</a>', "Unclosed start tag at byte offset 0"),
    ],
)
async def test_wrong_html_is_refused(api: BotApiDouble, http: httpx.AsyncClient, source: str, reason: str) -> None:
    api.phone(AN)
    answer = await refused(http, "sendMessage", chat_id=AN, text=source, parse_mode="html")
    assert answer == f"can't parse entities: {reason}"
    assert api.phone(AN).screen() == []
    assert [(r.method, r.params["text"], r.error_code) for r in api.refusals] == [("sendMessage", source, 400)]


async def test_texts_are_counted_in_utf16_after_parsing(api: BotApiDouble, bot: Bot, http: httpx.AsyncClient) -> None:
    api.phone(AN)
    await bot.send_message(AN, f"<b>{'&amp;' * 4094}😀</b>", parse_mode="HTML")
    for text in ("x" * 4097, "😀" * 2048 + "x"):
        assert await refused(http, "sendMessage", chat_id=AN, text=text) == "message is too long"
    for text in ("", " \n ", "<b> </b>"):
        reason = await refused(http, "sendMessage", chat_id=AN, text=text, parse_mode="HTML")
        assert reason == "message text is empty"
    assert await refused(http, "sendMessage", chat_id=AN, text="x", parse_mode="BBCode") == "unsupported parse_mode"


BUTTON = {"text": "x", "callback_data": "y"}


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([[{"text": "x", "callback_data": ""}]], "BUTTON_DATA_INVALID"),
        ([[{"text": "x", "callback_data": "é" * 33}]], "BUTTON_DATA_INVALID"),
        ([[{"text": " ", "callback_data": "y"}]], "inline keyboard button text must be non-empty"),
        ([[{"text": "x"}]], "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"),
        ([[BUTTON | {"url": "https://a.be"}]], "can't parse inline keyboard button: Exactly one optional field"),
        ([[{"text": "x", "url": "ftp://a.be"}]], "inline keyboard button URL 'ftp://a.be' is invalid"),
        ([[BUTTON] * 8] * 13, "reply markup is too long"),
        ([BUTTON], "can't parse inline keyboard button"),
    ],
)
async def test_wrong_buttons_are_refused(
    api: BotApiDouble, http: httpx.AsyncClient, rows: list[Any], reason: str
) -> None:
    api.phone(AN)
    markup = {"inline_keyboard": rows}
    assert (await refused(http, "sendMessage", chat_id=AN, text="x", reply_markup=markup)).startswith(reason)


async def test_the_largest_keyboard_passes(api: BotApiDouble, bot: Bot) -> None:
    phone = api.phone(AN)
    full = [[InlineKeyboardButton(str(10 * r + c), callback_data="é" * 32) for c in range(10)] for r in range(9)]
    full.append([InlineKeyboardButton("site", url="https://www.klasse.be") for _ in range(10)])
    await bot.send_message(AN, "kies", reply_markup=InlineKeyboardMarkup(full))
    seen = await phone.next()
    assert len(seen.labels) == 100
    assert seen.buttons[9][9] == Button("site", url="https://www.klasse.be")


# --- edits and deletions ----------------------------------------------------------------------------------------------


async def test_edits_show_on_the_screen(api: BotApiDouble, bot: Bot) -> None:
    phone = api.phone(AN)
    sent = await bot.send_message(AN, "<b>een</b>", parse_mode="HTML", reply_markup=keyboard("ja", "nee"))
    await bot.edit_message_text("twee", AN, sent.message_id, reply_markup=keyboard("ok"))
    assert [(m.text, m.labels, m.edited, m.from_bot) for m in phone.screen()] == [("twee", ("ok",), True, True)]
    await bot.edit_message_text("drie", AN, sent.message_id)
    await bot.edit_message_reply_markup(AN, sent.message_id, reply_markup=keyboard("x"))
    await bot.edit_message_reply_markup(AN, sent.message_id)
    seen = await phone.next()
    assert (seen.text, seen.labels) == ("drie", ())
    await bot.delete_message(AN, sent.message_id)
    assert phone.screen() == []
    await phone.quiet(0.05)
    assert api.refusals == []


async def test_impossible_edits_are_refused(api: BotApiDouble, bot: Bot, http: httpx.AsyncClient) -> None:
    theirs = await api.phone(AN).send("hallo")
    sent = await bot.send_message(AN, "<b>een</b>", parse_mode="HTML", reply_markup=keyboard("ja"))
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
    assert await bot.delete_message(AN, theirs)
    assert await refused(http, "deleteMessage", **foreign) == "message to delete not found"


async def test_in_a_group_the_bot_deletes_only_its_own(api: BotApiDouble, bot: Bot, http: httpx.AsyncClient) -> None:
    group = api.group(GROUP, bot_inside=True)
    theirs = await group.member(5).send("hallo")
    sent = await bot.send_message(GROUP, "dag")
    assert await bot.delete_message(GROUP, sent.message_id)
    foreign = {"chat_id": GROUP, "message_id": theirs}
    assert await refused(http, "deleteMessage", **foreign) == "message can't be deleted"
    group.bot_is_admin = True
    assert await bot.delete_message(GROUP, theirs)


# --- taps -------------------------------------------------------------------------------------------------------------


async def test_a_tap_uses_the_button_as_it_is_now(api: BotApiDouble, bot: Bot, http: httpx.AsyncClient) -> None:
    phone = api.phone(AN)
    sent = await bot.send_message(AN, "kies", reply_markup=keyboard("ja hoor", "ja", "nee"))
    seen = await phone.next()
    with pytest.raises(AssertionError, match="2 buttons fit 'j'"):
        await phone.tap(seen, "j")
    new = InlineKeyboardMarkup([[InlineKeyboardButton("ja", callback_data="nieuw")]])
    await bot.edit_message_reply_markup(AN, sent.message_id, reply_markup=new)
    tap = await phone.tap(seen, "j")
    (update,) = await bot.get_updates()
    assert update.callback_query is not None
    assert update.callback_query.data == "nieuw"
    await update.callback_query.answer("genoteerd", show_alert=True)
    assert await tap.answered() == await tap.answer == CallbackAnswer("genoteerd", show_alert=True)
    again = await refused(http, "answerCallbackQuery", callback_query_id=tap.query_id)
    assert again == "query is too old and response timeout expired or query ID is invalid"


async def test_forged_and_late_taps(api: BotApiDouble, bot: Bot, http: httpx.AsyncClient) -> None:
    await bot.send_message(AN if api.phone(AN) else 0, "kies", reply_markup=keyboard("ja"))
    seen = await api.phone(AN).next()
    await bot.delete_message(AN, seen.message_id)
    with pytest.raises(AssertionError, match="is gone"):
        await api.phone(AN).tap(seen, "ja")
    tap = await api.phone(202, "Piet").tap_data(seen, "vals")
    (update,) = await bot.get_updates()
    query = update.callback_query
    assert query is not None
    assert query.message is not None
    assert (query.from_user.id, query.message.chat.id, query.message.is_accessible) == (202, AN, False)
    assert await refused(http, "answerCallbackQuery", callback_query_id=query.id, text="x" * 201) == "MESSAGE_TOO_LONG"
    api.expire_callbacks()
    with pytest.raises(BadRequest, match="Query is too old"):
        await query.answer()
    with pytest.raises(AssertionError, match="not answered"):
        await tap.answered(timeout=0.05)


# --- people and groups ------------------------------------------------------------------------------------------------


async def test_everything_a_person_may_send(api: BotApiDouble, bot: Bot) -> None:
    phone = api.phone(AN)
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
    updates = await bot.get_updates()
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


async def test_blocked_unknown_and_unmet_people(api: BotApiDouble, bot: Bot) -> None:
    phone = api.phone(AN)
    await phone.block()
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(AN, "x")
    await phone.unblock()
    await bot.send_message(AN, "x")
    moves = [u.my_chat_member for u in await bot.get_updates()]
    assert [(m.old_chat_member.status, m.new_chat_member.status) for m in moves if m] == [
        ("member", "kicked"),
        ("kicked", "member"),
    ]
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(999, "x")
    stranger = api.phone(303, started=False)
    with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
        await bot.send_message(303, "x")
    await stranger.send("/start")
    await bot.send_message(303, "x")
    assert [r.description for r in api.refusals] == ["Bad Request: chat not found"]


async def test_a_group_lets_the_bot_in_and_out(api: BotApiDouble, bot: Bot) -> None:
    group = api.group(GROUP, "Zorgteam")
    member = group.member(5)
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(GROUP, "x")
    await group.add_bot()
    sent = await bot.send_message(GROUP, "dag")
    await member.send("onder ons")
    await member.send("/zaken@ehbc_test_bot")
    await member.send("/zaken@other_bot")
    await member.send("ja", reply_to=sent.message_id)
    joined, welcome, command, reply = await bot.get_updates()
    assert joined.my_chat_member is not None
    assert joined.my_chat_member.new_chat_member.status == "member"
    assert welcome.message is not None
    assert welcome.message.new_chat_members[0].id == bot.id
    assert [u.message.text for u in (command, reply) if u.message] == ["/zaken@ehbc_test_bot", "ja"]
    assert (await member.next()).text == "dag"
    await group.remove_bot()
    with pytest.raises(Forbidden, match="bot was kicked from the group chat"):
        await bot.send_message(GROUP, "x")
    await group.add_bot()
    await bot.leave_chat(GROUP)
    with pytest.raises(Forbidden, match="bot is not a member of the group chat"):
        await bot.send_message(GROUP, "x")


# --- pictures, files, profile -----------------------------------------------------------------------------------------


async def test_a_photo_is_uploaded_and_kept(api: BotApiDouble, bot: Bot, http: httpx.AsyncClient) -> None:
    phone = api.phone(AN)
    sent = await bot.send_photo(AN, png(), caption="<b>plan</b>", parse_mode="HTML", reply_markup=keyboard("ja"))
    assert (sent.photo[-1].width, sent.photo[-1].height) == (8, 6)
    seen = await phone.next()
    assert (seen.photo, seen.text, seen.html, seen.labels) == (True, "plan", "<b>plan</b>", ("ja",))
    await bot.send_photo(AN, sent.photo[-1].file_id)
    assert [photo.data for photo in api.photos] == [png(), png()]
    with pytest.raises(BadRequest, match="caption is too long"):
        await bot.send_photo(AN, png(), caption="x" * 1025)
    with pytest.raises(BadRequest, match="Image_process_failed"):
        await bot.send_photo(AN, b"no picture")
    with pytest.raises(BadRequest, match="Photo_invalid_dimensions"):
        await bot.send_photo(AN, png(210, 10))
    edit = {"chat_id": AN, "message_id": sent.message_id, "text": "x"}
    assert await refused(http, "editMessageText", **edit) == "there is no text in the message to edit"


async def test_asking_for_a_file_is_a_violation(api: BotApiDouble, bot: Bot) -> None:
    await api.phone(AN).send_photo()
    (update,) = await bot.get_updates()
    assert update.message is not None
    file = await update.message.photo[-1].get_file()
    with pytest.raises(TelegramError):
        await file.download_as_bytearray()
    assert [v.method for v in api.violations] == ["getFile", "download"]


async def test_commands_and_descriptions(api: BotApiDouble, bot: Bot, http: httpx.AsyncClient) -> None:
    await bot.set_my_commands([BotCommand("start", "Begin"), BotCommand("wis", "Wis")], language_code="nl")
    assert [c.command for c in await bot.get_my_commands(language_code="nl")] == ["start", "wis"]
    assert await bot.get_my_commands() == ()
    await bot.delete_my_commands(language_code="nl")
    assert await bot.get_my_commands(language_code="nl") == ()
    await bot.set_my_description("Eerste hulp")
    await bot.set_my_short_description("EHBC")
    assert (api.profile.descriptions, api.profile.short_descriptions) == ({"": "Eerste hulp"}, {"": "EHBC"})
    for command, description in (("Start", "x"), ("a" * 33, "x"), ("a-b", "x"), ("ok", ""), ("ok", "x" * 257)):
        reason = await refused(http, "setMyCommands", commands=[{"command": command, "description": description}])
        assert reason.startswith("BOT_COMMAND_")
    too_many = [{"command": f"c{i}", "description": "x"} for i in range(101)]
    assert await refused(http, "setMyCommands", commands=too_many) == "BOT_COMMANDS_TOO_MUCH"
    assert await refused(http, "sendChatAction", chat_id=AN, action="dance") == "wrong parameter action in request"


# --- faults -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "error", "executed"),
    [
        (Fault("sendMessage", "429", retry_after=7), RetryAfter, 0),
        (Fault("sendMessage", "403"), Forbidden, 0),
        (Fault("sendMessage", "500"), NetworkError, 0),
        (Fault("sendMessage", "502"), NetworkError, 0),
        (Fault("*", "drop"), NetworkError, 0),
        (Fault("sendMessage", "drop_after"), NetworkError, 1),
    ],
)
async def test_faults_happen_as_often_as_ordered(
    api: BotApiDouble, bot: Bot, fault: Fault, error: type[TelegramError], executed: int
) -> None:
    phone = api.phone(AN)
    api.inject(fault)
    with pytest.raises(error) as caught:
        await bot.send_message(AN, "een")
    if isinstance(caught.value, RetryAfter):
        assert caught.value.retry_after == 7
    assert len(phone.screen()) == executed
    await bot.send_message(AN, "twee")
    assert phone.screen()[-1].text == "twee"
    assert api.refusals == []


async def test_faults_for_one_chat_twice_slow_and_hanging(api: BotApiDouble, bot: Bot) -> None:
    api.phone(AN)
    api.phone(202)
    api.inject(Fault("sendMessage", "drop", times=2, chat_id=AN))
    await bot.send_message(202, "x")
    for _ in range(2):
        with pytest.raises(NetworkError):
            await bot.send_message(AN, "x")
    api.inject(Fault("sendMessage", "slow", seconds=0.05))
    api.inject(Fault("sendMessage", "hang"))
    await bot.send_message(AN, "x")
    with pytest.raises(NetworkError, match="Timed out"):
        await bot.send_message(AN, "y", read_timeout=0.1)
    assert [m.text for m in api.phone(AN).screen()] == ["x"]


async def test_an_outage_keeps_everything(api: BotApiDouble, bot: Bot) -> None:
    phone = api.phone(AN)
    url = api.base_url
    poll = asyncio.create_task(bot.get_updates(timeout=30))
    await asyncio.sleep(0.05)
    await api.stop_listening()
    with pytest.raises(NetworkError):
        await poll
    with pytest.raises(NetworkError):
        await bot.send_message(AN, "x")
    await phone.send("hallo")
    await api.start_listening()
    assert api.base_url == url
    assert len(await bot.get_updates()) == 1
    await bot.send_message(AN, "terug")
    assert (await phone.next()).text == "terug"


async def test_flood_limits_when_set(api: BotApiDouble, bot: Bot) -> None:
    api.phone(AN)
    api.flood.per_chat_per_second = 1
    await bot.send_message(AN, "x")
    with pytest.raises(RetryAfter):
        await bot.send_message(AN, "y")
    await bot.get_me()


async def test_reading_waits_and_silence_is_checked(api: BotApiDouble, bot: Bot) -> None:
    phone = api.phone(AN)
    with pytest.raises(AssertionError, match="no bot message in chat 101"):
        await phone.next(timeout=0.05)
    waiting = asyncio.create_task(phone.next())
    await bot.send_message(AN, "een")
    assert (await waiting).text == "een"
    await bot.send_message(AN, "twee")
    with pytest.raises(AssertionError, match="expected silence"):
        await phone.quiet(0.05)
    screen = await phone.until(lambda messages: len(messages) == 2)
    assert [m.text for m in screen] == ["een", "twee"]
