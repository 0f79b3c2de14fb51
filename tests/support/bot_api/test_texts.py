"""The Bot API double: texts, HTML and keyboards, accepted and refused as Telegram does."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup

from tests.support.bot_api import BotApiDouble, InlineButton
from tests.support.bot_api.calls import AN, refused


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
    double: BotApiDouble, client: Bot, source: str, text: str, html: str | None
) -> None:
    await client.send_message(AN if double.phone(AN) else 0, source, parse_mode="HTML")
    seen = await double.phone(AN).next()
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
async def test_wrong_html_is_refused(double: BotApiDouble, http: httpx.AsyncClient, source: str, reason: str) -> None:
    double.phone(AN)
    answer = await refused(http, "sendMessage", chat_id=AN, text=source, parse_mode="html")
    assert answer == f"can't parse entities: {reason}"
    assert double.phone(AN).screen() == []
    assert [(r.method, r.params["text"], r.error_code) for r in double.refusals] == [("sendMessage", source, 400)]


async def test_texts_are_counted_in_utf16_after_parsing(
    double: BotApiDouble, client: Bot, http: httpx.AsyncClient
) -> None:
    double.phone(AN)
    await client.send_message(AN, f"<b>{'&amp;' * 4094}😀</b>", parse_mode="HTML")
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
    double: BotApiDouble, http: httpx.AsyncClient, rows: list[Any], reason: str
) -> None:
    double.phone(AN)
    markup = {"inline_keyboard": rows}
    assert (await refused(http, "sendMessage", chat_id=AN, text="x", reply_markup=markup)).startswith(reason)


async def test_the_largest_keyboard_passes(double: BotApiDouble, client: Bot) -> None:
    phone = double.phone(AN)
    full = [[InlineKeyboardButton(str(10 * r + c), callback_data="é" * 32) for c in range(10)] for r in range(9)]
    full.append([InlineKeyboardButton("site", url="https://www.klasse.be") for _ in range(10)])
    await client.send_message(AN, "kies", reply_markup=InlineKeyboardMarkup(full))
    seen = await phone.next()
    assert len(seen.labels) == 100
    assert seen.buttons[9][9] == InlineButton("site", url="https://www.klasse.be")
