"""The parts of a long message: a report and a question often come in one breath."""

from __future__ import annotations

import re

MOST = 5
"""Parts that are looked at; of a longer message the last ones, where a question usually stands."""
_MOST_CLAUSES = 12
_FEWEST_WORDS = 3
_LONG = 8
_BORDER = re.compile(
    r"[.?!;\n]+\s*|,\s+(?=(?:(?:en|maar|dus) )?"
    r"(?:wat|wa|hoe|wie|waar|wanneer|moet|moek|mag|kan|kunt|kunde|is er|zijn er)\b)",
    re.IGNORECASE,
)
_LONGEST_READ = 4_500
"""Characters of a message that are cut into windows: as many as a channel lets through; of more the two ends."""
_WINDOW = 10
_STEP = 5
_MOST_WINDOWS = 160
_SIGN = re.compile(r"[.,?!;:()\n]+\s*")


def clauses(text: str) -> list[str]:
    """What stands between the signs of a message, of three words or more, twelve at most; none without a sign."""
    return [part for part in _parts(_SIGN, text) if part != text.strip()][:_MOST_CLAUSES]


def windows(text: str) -> list[str]:
    """A message of more than fifteen words in overlapping stretches of ten, each five words on, whatever its signs.

    Who types in one breath sets no signs, and what fifty calm words surround is hardly heard in the whole.
    """
    if len(text) > _LONGEST_READ:
        text = f"{text[: _LONGEST_READ // 2]} {text[-_LONGEST_READ // 2 :]}"
    words = text.split()
    last = len(words) - _WINDOW
    if last <= _STEP:
        return []
    starts = [*range(0, last, _STEP), last][:_MOST_WINDOWS]
    return [" ".join(words[start : start + _WINDOW]) for start in starts]


def segments(text: str) -> list[str]:
    """The sentences of a message of eight words or more, each of at least three; empty when it is one whole."""
    if len(text.split()) < _LONG:
        return []
    parts = _parts(_BORDER, text)
    return parts[-MOST:] if len(parts) > 1 else []


def _parts(border: re.Pattern[str], text: str) -> list[str]:
    """What stands between borders, where it has words enough to be read by itself."""
    return [part for part in map(str.strip, border.split(text)) if len(part.split()) >= _FEWEST_WORDS]
