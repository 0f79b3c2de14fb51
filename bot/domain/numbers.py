"""Whole numbers that come from outside: in a button, a form, an option."""

from __future__ import annotations

_MOST_DIGITS = 9


def whole_number(text: str, most_digits: int = _MOST_DIGITS) -> int | None:
    """The number that some digits 0-9 write, or None: what was forged must not overflow a column."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= most_digits else None
