"""Reply markup: what Telegram accepts as buttons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from .errors import ApiError, bad_request
from .formatted import BLANKS
from .params import Params

MAX_BUTTONS = 100
MAX_CALLBACK_BYTES = 64
_OTHER_KEYBOARDS = ("keyboard", "remove_keyboard", "force_reply")


@dataclass(frozen=True, slots=True)
class InlineButton:
    """One inline button: it either sends `data` back or opens `url`."""

    label: str
    data: str | None = None
    url: str | None = None


def read_markup(params: Params, *, inline_only: bool = False) -> dict[str, Any] | None:
    """Return the checked `reply_markup`; None when absent or without buttons; raises ApiError as Telegram does."""
    markup = params.json_object("reply_markup")
    if not markup:
        return None
    if "inline_keyboard" in markup:
        return _inline(markup["inline_keyboard"])
    if not any(key in markup for key in _OTHER_KEYBOARDS):
        raise bad_request("can't parse reply keyboard markup JSON object")
    if inline_only:
        raise bad_request("inline keyboard expected")
    return markup


def rows(markup: dict[str, Any] | None) -> tuple[tuple[InlineButton, ...], ...]:
    """Return the inline buttons of a stored markup, row by row."""
    keyboard = (markup or {}).get("inline_keyboard", [])
    return tuple(tuple(InlineButton(b["text"], b.get("callback_data"), b.get("url")) for b in row) for row in keyboard)


def _inline(keyboard: object) -> dict[str, Any] | None:
    if not isinstance(keyboard, list) or not all(isinstance(row, list) for row in keyboard):
        raise _button_error('Field "inline_keyboard" must be an Array of Arrays')
    checked = [[_button(button) for button in row] for row in keyboard if row]
    if sum(map(len, checked)) > MAX_BUTTONS:
        raise bad_request("reply markup is too long")
    return {"inline_keyboard": checked} if checked else None


def _button(button: object) -> dict[str, Any]:
    if not isinstance(button, dict):
        raise _button_error("InlineKeyboardButton must be an Object")
    label, data, url = button.get("text"), button.get("callback_data"), button.get("url")
    if not isinstance(label, str):
        raise _button_error('Field "text" must be of type String')
    if not label.strip(BLANKS):
        raise bad_request("inline keyboard button text must be non-empty")
    if data is not None and url is not None:
        raise _button_error("Exactly one optional field must be used")
    if url is not None:
        return {"text": label, "url": _checked_url(url)}
    if data is None:
        raise _button_error("Text buttons are unallowed in the inline keyboard")
    if not isinstance(data, str) or not 1 <= len(data.encode()) <= MAX_CALLBACK_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    return {"text": label, "callback_data": data}


def _checked_url(url: object) -> str:
    if not isinstance(url, str) or not url:
        raise bad_request("BUTTON_URL_INVALID")
    parts = urlsplit(url if "://" in url else f"http://{url}")
    if parts.scheme not in {"http", "https", "tg", "ton"}:
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Unsupported URL protocol")
    if parts.scheme in {"http", "https"} and "." not in parts.netloc:
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
    return url


def _button_error(reason: str) -> ApiError:
    return bad_request(f"can't parse inline keyboard button: {reason}")
