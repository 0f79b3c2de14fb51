"""Whom the tests of the Bot API double write to, with which buttons, and calls that must be refused."""

from __future__ import annotations

import httpx
from telegram import InlineKeyboardButton, InlineKeyboardMarkup

AN = 101
GROUP = -100123


def keyboard(*labels: str) -> InlineKeyboardMarkup:
    """A keyboard of one row."""
    return InlineKeyboardMarkup([[InlineKeyboardButton(label, callback_data=f"c:{label}")] for label in labels])


async def refused(http: httpx.AsyncClient, method: str, **params: object) -> str:
    """Call a method that must be refused with 400, and return the reason."""
    answer = await http.post(method, json=params)
    body = answer.json()
    assert (answer.status_code, body["ok"], body["error_code"]) == (400, False, 400), body
    prefix, _, reason = body["description"].partition(": ")
    assert prefix == "Bad Request"
    return str(reason)
