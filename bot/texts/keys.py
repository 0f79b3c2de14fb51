"""What a text is known by: its key in a data file, what is filled in, and how long it may be where it is shown."""

from __future__ import annotations

from enum import StrEnum
from typing import Self

SCREEN = 600
"""Characters of a sentence, as of a step: what fits a phone screen."""
LABEL = 40
"""What fits on one line of a phone: a button, as of the step plan, a heading, an entry of a menu."""
FOOT = 110
"""What fits on one small line at the foot of an A4 page."""
TAPPED = 200
"""What Telegram shows for a moment over the chat in which a button was tapped; the rest would be cut off."""
COMMAND = 256
"""What Telegram takes as the description of a command; with a longer one it takes none of them."""
PROFILE = 512
"""What Telegram takes as the description of the bot."""


class TextKey(StrEnum):
    """The key of a text. A member is a row: its key, the names that may stand between braces, the most characters."""

    places: tuple[str, ...]
    longest: int

    def __new__(cls, key: str, places: tuple[str, ...] = (), longest: int = SCREEN) -> Self:
        """One row."""
        row = str.__new__(cls, key)
        row._value_ = key
        row.places = places
        row.longest = longest
        return row
