"""Reply -> what Telegram shows: HTML text and an inline keyboard."""

from __future__ import annotations

import string
from html import escape
from urllib.parse import quote

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.domain.messages import Address, Button, Reply

DATA_LIMIT = 64
"""Bytes of callback data that Telegram takes."""
_DIGITS = string.digits + string.ascii_lowercase
_SHORT = 24
"""Characters of a label that half the width of a phone can show."""
_SEPARATOR = "|"
_NO_REVISION = -1
_LARGEST = 2**31 - 1
"""What the database takes as a key."""


def chat_of(address: Address) -> int:
    """The number of the chat that an address of Telegram is."""
    return int(address.key)


def as_html(reply: Reply, username: str = "") -> str:
    """The text of a reply in Telegram's HTML, with a link to the bot of that name where it has a code for one."""
    title = f"<b>{escape(reply.title, quote=False)}</b>" if reply.title else ""
    parts = [title, *(escape(paragraph, quote=False) for paragraph in reply.paragraphs)]
    if reply.start and username:
        parts.append(escape(f"https://t.me/{username}?start={quote(reply.start)}", quote=False))
    return "\n\n".join(part for part in parts if part)


def answered_html(before: str, chosen: str) -> str:
    """The HTML of a message whose button was tapped, with the choice under it."""
    return f"{before}\n\n✅ <b>{escape(chosen, quote=False)}</b>"


def keyboard(reply: Reply) -> InlineKeyboardMarkup | None:
    """Choices one per row, what accompanies them two per row where it fits; None without buttons."""
    rows = [[_inline(button)] for button in reply.choices]
    for button in reply.extras:
        # Two short labels share a row; a long one would be cut.
        beside = rows[-1] if rows and len(rows) > len(reply.choices) else None
        if beside and len(beside) == 1 and max(len(beside[0].text), len(button.label)) <= _SHORT:
            beside.append(_inline(button))
        else:
            rows.append([_inline(button)])
    return InlineKeyboardMarkup(rows) if rows else None


def encode(button: Button) -> str:
    """A button as callback data: `id|case|revision`, numbers in base 36. Raises `ValueError` over 64 bytes."""
    data = button.id
    if button.revision is not None:
        case = "" if button.case is None else _base36(button.case)
        data = _SEPARATOR.join((button.id, case, _base36(button.revision)))
    if len(data.encode()) > DATA_LIMIT:
        raise ValueError(f"callback data of {len(data.encode())} bytes: {button.id}")
    return data


def decode(data: str) -> Button:
    """Callback data as a button without a label. Forged data gives a button that nothing knows.

    A button without numbers holds for no revision: what changes a case was never sent without.
    """
    identifier, *numbers = data.split(_SEPARATOR)
    try:
        case, revision = (_number(number) for number in numbers or ("", ""))
    except ValueError:
        return Button("", "")
    return Button(identifier, "", case, _NO_REVISION if revision is None else revision)


def _number(digits: str) -> int | None:
    if not digits:
        return None
    number = int(digits, 36)
    if not 0 <= number <= _LARGEST:
        raise ValueError("no number of ours")
    return number


def _inline(button: Button) -> InlineKeyboardButton:
    return InlineKeyboardButton(button.label, callback_data=encode(button))


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, rest = divmod(number, 36)
        digits = _DIGITS[rest] + digits
    return digits or "0"
