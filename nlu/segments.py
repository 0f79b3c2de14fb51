"""The parts of a long message: a report and a question often come in one breath."""

from __future__ import annotations

import re

MOST = 5
"""Parts that are looked at; of a longer message the last ones, where a question usually stands."""
_MOST_CLAUSES = 12
_FEWEST_WORDS = 3
_LONG = 8
_BORDER = re.compile(
    r"[.?!;\n]+\s*|,\s+(?=(?:wat|wa|hoe|wie|waar|wanneer|moet|moek|mag|kan|kunt|kunde|is er|zijn er)\b)", re.IGNORECASE
)

_SIGN = re.compile(r"[.,?!;:()\n]+\s*")


def clauses(text: str) -> list[str]:
    """What stands between the signs of a message, each of at least three words, twelve at most; empty for one whole."""
    parts = [part.strip() for part in _SIGN.split(text)]
    return [part for part in parts if len(part.split()) >= _FEWEST_WORDS and part != text.strip()][:_MOST_CLAUSES]


def segments(text: str) -> list[str]:
    """The sentences of a message of eight words or more, each of at least three; empty when it is one whole."""
    if len(text.split()) < _LONG:
        return []
    parts = [part.strip() for part in _BORDER.split(text)]
    long_enough = [part for part in parts if len(part.split()) >= _FEWEST_WORDS]
    return long_enough[-MOST:] if len(long_enough) > 1 else []
