"""Write text in a picture with the font that comes with Pillow, so that none is needed on the machine.

That font has plain letters only; the accents of Dutch are drawn here.
"""

from __future__ import annotations

import unicodedata
from functools import cache

from PIL import ImageDraw, ImageFont

from dialogues.drawing import style
from dialogues.drawing.marks import Writing

_BOLD = 0.02
"""What a bold text gains on every side, in parts of its size: the font has one weight."""
_PLAIN = str.maketrans(
    {"\N{EN DASH}": "-", "\N{EM DASH}": "-", "\N{NO-BREAK SPACE}": " ", "\N{NON-BREAKING HYPHEN}": "-"}
)
_ALSO_KNOWN = (
    "\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}"
    "\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}«»…·°±™©"
)
_UNKNOWN = "?"

# Where an accent stands and how large it is, in parts of the size of the text.
_LOW, _HIGH = 0.62, 0.8
"""Above the baseline: over a small letter, over a capital."""
_REACH, _RISE, _DOT, _PEN = 0.11, 0.12, 0.055, 0.07
_OVER_DOT, _UNDER_DOT = 0.84, 0.57
"""Above the baseline: between these is the dot that an accent replaces."""
_STROKES = {
    "\N{COMBINING ACUTE ACCENT}": ((-0.5, 0.0), (0.6, 1.0)),
    "\N{COMBINING GRAVE ACCENT}": ((-0.6, 1.0), (0.5, 0.0)),
    "\N{COMBINING CIRCUMFLEX ACCENT}": ((-1.0, 0.0), (0.0, 1.0), (1.0, 0.0)),
    "\N{COMBINING TILDE}": ((-1.0, 0.2), (-0.4, 0.7), (0.4, 0.2), (1.0, 0.7)),
}
_DIAERESIS = "\N{COMBINING DIAERESIS}"


def write(draw: ImageDraw.ImageDraw, writing: Writing) -> None:
    """Write all lines of a text."""
    for number, line in enumerate(writing.lines):
        _line(draw, writing, line, writing.first + number * writing.leading)


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.load_default(size=size)
    if not isinstance(font, ImageFont.FreeTypeFont):
        raise TypeError("Pillow was built without FreeType; its only font then has one small size.")
    return font


def _line(draw: ImageDraw.ImageDraw, writing: Writing, line: str, middle: int) -> None:
    font = _font(writing.size)
    letters, accents = _taken_apart(line)
    left = writing.middle - font.getlength(letters) / 2
    # Letters are centred on their own middle, not on the room the font keeps for its longest ones.
    baseline = middle + round(style.BASELINE * writing.size)
    bold = _BOLD * writing.size if writing.bold else 0
    draw.text((left, baseline), letters, writing.ink, font, anchor="ls", stroke_width=bold)
    for at, accent in accents:
        before, letter = letters[:at], letters[at]
        middle_of_letter = left + font.getlength(before) + font.getlength(letter) / 2
        if letter in "ij":
            dot = 0.5 * font.getlength(letter)
            top = baseline - _OVER_DOT * writing.size
            box = (middle_of_letter - dot, top, middle_of_letter + dot, baseline - _UNDER_DOT * writing.size)
            draw.rectangle(box, fill=writing.ground)
        height = _HIGH if letter.isupper() else _LOW
        _accent(draw, accent, (middle_of_letter, baseline - height * writing.size), writing)


def _taken_apart(line: str) -> tuple[str, list[tuple[int, str]]]:
    """Give the letters the font has, and the accents with the letter that each stands on."""
    letters = ""
    accents: list[tuple[int, str]] = []
    for character in unicodedata.normalize("NFD", line.translate(_PLAIN)):
        if unicodedata.combining(character):
            if letters:
                accents.append((len(letters) - 1, character))
        else:
            letters += character if " " <= character <= "~" or character in _ALSO_KNOWN else _UNKNOWN
    return letters, accents


def _accent(draw: ImageDraw.ImageDraw, accent: str, foot: tuple[float, float], writing: Writing) -> None:
    (x, y), size = foot, writing.size
    if accent == _DIAERESIS:
        for side in (-1, 1):
            draw.circle((x + side * _REACH * size, y - _RISE / 2 * size), _DOT * size, fill=writing.ink)
    elif accent in _STROKES:
        line = [(x + across * _REACH * size, y - up * _RISE * size) for across, up in _STROKES[accent]]
        draw.line(line, fill=writing.ink, width=round(_PEN * size), joint="curve")
