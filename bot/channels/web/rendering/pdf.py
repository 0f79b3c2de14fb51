"""One A4 page as PDF: rectangles, lines and words in Helvetica, which every reader has, so that no font goes along."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from io import BytesIO

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = A4
"""In points."""
_ENCODING = "cp1252"
_INSTEAD = str.maketrans({"→": ">", "\N{NARROW NO-BREAK SPACE}": " ", "\N{NON-BREAKING HYPHEN}": "-", "✓": "v"})
"""Signs that the fonts do not have, and what is near."""
_PARTS = re.compile(r"[^/-]*[/-]+|[^/-]+")
"""Where the address of a page may be broken: after hyphens and slashes."""
_ROUND_JOIN = 1

Point = tuple[float, float]


class Sheet:
    """A page. Its origin is the upper left corner, and y goes down."""

    def __init__(self, title: str) -> None:
        self._file = BytesIO()
        # Invariant: no date of today and no random number goes in, so that the same page is the same file.
        # The language and the title in the bar of the window came with PDF 1.4, and the library writes 1.3.
        self._canvas = Canvas(
            self._file, pagesize=A4, bottomup=0, pageCompression=1, invariant=1, pdfVersion=(1, 4), lang="nl-BE"
        )
        self._canvas.setTitle(title)
        self._canvas.setViewerPreference("DisplayDocTitle", "true")
        # Else the properties of the file say in English that nobody made it and that it is about nothing.
        self._canvas.setCreator("EHBC")
        self._canvas.setAuthor("")
        self._canvas.setSubject("")
        self._canvas.setLineJoin(_ROUND_JOIN)

    def scale(self, factor: float, left: float, top: float) -> None:
        """From here on all is drawn so much larger, from that corner."""
        self._canvas.translate(left, top)
        self._canvas.scale(factor, factor)

    def panel(
        self, left: float, top: float, width: float, height: float, ground: str, *, radius: float = 0, border: str = "",
        border_width: float = 0,
    ) -> None:  # fmt: skip
        """A filled rectangle, with round corners and a border inside it where it has them."""
        inset = border_width / 2
        left, top, width, height = left + inset, top + inset, width - border_width, height - border_width
        radius = max(min(radius - inset, width / 2, height / 2), 0)
        self._canvas.setFillColor(HexColor(ground))
        if border:
            self._pen(border, border_width)
        self._canvas.roundRect(left, top, width, height, radius, stroke=int(bool(border)), fill=1)

    def line(self, points: Sequence[Point], colour: str, width: float, *, dash: Sequence[float] = ()) -> None:
        """A line along some points."""
        self._pen(colour, width, dash)
        self._path(points, stroke=1, fill=0)

    def shape(self, points: Sequence[Point], colour: str) -> None:
        """A filled shape."""
        self._canvas.setFillColor(HexColor(colour))
        self._path(points, stroke=0, fill=1)

    def dot(self, x: float, y: float, radius: float, colour: str) -> None:
        """A filled circle."""
        self._canvas.setFillColor(HexColor(colour))
        self._canvas.circle(x, y, radius, stroke=0, fill=1)

    def write(
        self, text: str, x: float, baseline: float, size: float, colour: str, *, bold: bool = False,
        centred: bool = False,
    ) -> None:  # fmt: skip
        """One line of words, that begins at x or has x as its middle."""
        self._canvas.setFillColor(HexColor(colour))
        self._canvas.setFont(_font(bold=bold), size)
        draw = self._canvas.drawCentredString if centred else self._canvas.drawString
        draw(x, baseline, printable(text))

    def to_pdf(self) -> bytes:
        """The page as a file; nothing can be drawn on it afterwards."""
        self._canvas.save()
        return self._file.getvalue()

    def _pen(self, colour: str, width: float, dash: Sequence[float] = ()) -> None:
        self._canvas.setStrokeColor(HexColor(colour))
        self._canvas.setLineWidth(width)
        self._canvas.setDash(list(dash))

    def _path(self, points: Sequence[Point], *, stroke: int, fill: int) -> None:
        path = self._canvas.beginPath()
        path.moveTo(*points[0])
        for point in points[1:]:
            path.lineTo(*point)
        self._canvas.drawPath(path, stroke=stroke, fill=fill)


def printable(text: str) -> str:
    """A text in the signs of Western Europe, which the fonts have; a sign without anything near it is left out."""
    # The library would take a third font for some of them, and print a black square for the rest.
    return text.translate(_INSTEAD).encode(_ENCODING, "ignore").decode(_ENCODING)


def width(text: str, size: float, *, bold: bool = False) -> float:
    """How wide a text is, in the unit of its size."""
    return stringWidth(printable(text), _font(bold=bold), size)


def wrapped(text: str, size: float, room: float, *, bold: bool = False) -> list[str]:
    """A text in lines of at most `room`, broken between words."""
    lines: list[str] = simpleSplit(printable(text), _font(bold=bold), size, room)
    # The library leaves a word that is wider than a line whole: the address of a page would run over the next column.
    return [piece for line in lines for piece in ([line] if " " in line else _pieces(line, size, room, bold=bold))]


def _pieces(word: str, size: float, room: float, *, bold: bool) -> Iterator[str]:
    """A word in pieces that fit: broken after its hyphens and slashes, or anywhere when it has too few."""
    parts = _PARTS.findall(word)
    if any(width(part, size, bold=bold) > room for part in parts):
        parts = list(word)
    piece = ""
    for part in parts:
        if piece and width(piece + part, size, bold=bold) > room:
            yield piece
            piece = ""
        piece += part
    yield piece


def _font(*, bold: bool) -> str:
    return "Helvetica-Bold" if bold else "Helvetica"
