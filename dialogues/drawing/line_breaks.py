"""Break texts into lines that fit, without a font: the same lines in every format."""

from __future__ import annotations

import unicodedata

# Rounded up from the widths of Pillow's own font and of Arial, so that a line fits in either.
_NARROW, _SLIM, _ORDINARY, _CAPITAL, _WIDE = 0.3, 0.36, 0.6, 0.75, 0.95
_WIDTHS = (
    dict.fromkeys(" \N{NO-BREAK SPACE}\N{RIGHT SINGLE QUOTATION MARK}'.,;:!|ijlIf-/", _NARROW)
    | dict.fromkeys('tr()"“”', _SLIM)
    | dict.fromkeys("CDGHNOQUw", _CAPITAL)
    | dict.fromkeys("mMW@%…", _WIDE)
)
_AVERAGE_OF_WIDTHS = 0.94
"""A line of many characters is never all of the widest in each class."""


def width(text: str, size: int) -> float:
    """Estimate how many pixels `text` takes."""
    return _AVERAGE_OF_WIDTHS * size * sum(_WIDTHS.get(_base(character), _ORDINARY) for character in text)


def broken(text: str, size: int, room: int) -> tuple[str, ...]:
    """Break the text in lines of at most `room` pixels, as even as the words allow; a word that is too long is cut."""
    words = [part for word in text.split(" ") for part in _cut(word, size, room)]
    lines = _filled(words, size, room)
    # The narrowest room that takes no more lines gives lines of about the same length.
    for narrower in range(room, 0, -size):
        candidate = _filled(words, size, narrower)
        if len(candidate) > len(lines) or any(width(line, size) > room for line in candidate):
            break
        evened = candidate
    return tuple(evened)


def _filled(words: list[str], size: int, room: int) -> list[str]:
    lines: list[str] = []
    for word in words:
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer, size) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines or [""]


def _cut(word: str, size: int, room: int) -> list[str]:
    parts = [""]
    for character in word:
        if parts[-1] and width(f"{parts[-1]}{character}-", size) > room:
            parts[-1] += "-"
            parts.append("")
        parts[-1] += character
    return parts


def _base(character: str) -> str:
    return unicodedata.normalize("NFD", character)[0]
