"""One A4 page as PDF: rectangles, lines and words in Helvetica. Enough to print, and nothing to install."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

from bot.channels.web.metrics import encoded

WIDTH, HEIGHT = 595.0, 842.0
"""A4 in points."""
_ROUND = 0.5523
"""How far the handles of a curve lie along the sides of the corner it rounds, to be a quarter of a circle."""

Point = tuple[float, float]


class Sheet:
    """A page. Its origin is the upper left corner, and y goes down."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._drawn: list[bytes] = []

    def scale(self, factor: float, left: float, top: float) -> None:
        """From here on all is drawn so much larger, from that corner."""
        self._add(f"{factor:.4f} 0 0 {factor:.4f} {left:.2f} {HEIGHT - top - factor * HEIGHT:.2f} cm")

    def panel(
        self, left: float, top: float, width: float, height: float, ground: str, *, radius: float = 0, border: str = "",
        border_width: float = 0,
    ) -> None:  # fmt: skip
        """A filled rectangle, with round corners and a border inside it where it has them."""
        inset = border_width / 2
        left, top, width, height = left + inset, top + inset, width - border_width, height - border_width
        radius = max(min(radius - inset, width / 2, height / 2), 0)
        style = f"{_colour(ground)} rg"
        if border:
            style += f" {_colour(border)} RG {border_width:.2f} w [] 0 d"
        self._add(f"{style} {_rounded(left, HEIGHT - top - height, width, height, radius)} {'B' if border else 'f'}")

    def line(self, points: Sequence[Point], colour: str, width: float, *, dash: Sequence[float] = ()) -> None:
        """A line along some points."""
        dashes = " ".join(f"{length:g}" for length in dash)
        path = " ".join(f"{x:.2f} {HEIGHT - y:.2f} {'l' if number else 'm'}" for number, (x, y) in enumerate(points))
        self._add(f"{_colour(colour)} RG {width:.2f} w 1 j [{dashes}] 0 d {path} S")

    def shape(self, points: Sequence[Point], colour: str) -> None:
        """A filled shape."""
        path = " ".join(f"{x:.2f} {HEIGHT - y:.2f} {'l' if number else 'm'}" for number, (x, y) in enumerate(points))
        self._add(f"{_colour(colour)} rg {path} f")

    def write(self, text: str, left: float, baseline: float, size: float, colour: str, *, bold: bool = False) -> None:
        """One line of words."""
        font = "F2" if bold else "F1"
        place = f"BT {_colour(colour)} rg /{font} {size:.2f} Tf {left:.2f} {HEIGHT - baseline:.2f} Td "
        self._drawn.append(place.encode() + _string(encoded(text)) + b" Tj ET")

    def _add(self, operators: str) -> None:
        self._drawn.append(operators.encode())

    def to_pdf(self) -> bytes:
        """The page as a file."""
        content = zlib.compress(b"\n".join(self._drawn), 9)
        font = "<< /Type /Font /Subtype /Type1 /BaseFont /{} /Encoding /WinAnsiEncoding >>"
        objects = [
            b"<< /Type /Catalog /Pages 2 0 R /Lang (nl-BE) /ViewerPreferences << /DisplayDocTitle true >> >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH:g} {HEIGHT:g}] /Contents 4 0 R "
            f"/Resources << /Font << /F1 5 0 R /F2 6 0 R >> >> >>".encode(),
            b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(content), content),
            font.format("Helvetica").encode(),
            font.format("Helvetica-Bold").encode(),
            b"<< /Title " + _string(b"\xfe\xff" + self._title.encode("utf-16-be")) + b" >>",
        ]
        return _file(objects)


def _file(objects: Sequence[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer\n<< /Size %d /Root 1 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    return bytes(out + trailer % (len(objects) + 1, len(objects), start))


def _string(raw: bytes) -> bytes:
    return b"(" + raw.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)").replace(b"\r", b"\\r") + b")"


def _colour(code: str) -> str:
    return " ".join(f"{int(code[place : place + 2], 16) / 255:.3f}" for place in (1, 3, 5))


def _rounded(left: float, bottom: float, width: float, height: float, radius: float) -> str:
    if not radius:
        return f"{left:.2f} {bottom:.2f} {width:.2f} {height:.2f} re"
    right, top, handle = left + width, bottom + height, radius * (1 - _ROUND)
    numbers = (
        f"{left + radius:.2f} {bottom:.2f} m {right - radius:.2f} {bottom:.2f} l",
        f"{right - handle:.2f} {bottom:.2f} {right:.2f} {bottom + handle:.2f} {right:.2f} {bottom + radius:.2f} c",
        f"{right:.2f} {top - radius:.2f} l",
        f"{right:.2f} {top - handle:.2f} {right - handle:.2f} {top:.2f} {right - radius:.2f} {top:.2f} c",
        f"{left + radius:.2f} {top:.2f} l",
        f"{left + handle:.2f} {top:.2f} {left:.2f} {top - handle:.2f} {left:.2f} {top - radius:.2f} c",
        f"{left:.2f} {bottom + radius:.2f} l",
        f"{left:.2f} {bottom + handle:.2f} {left + handle:.2f} {bottom:.2f} {left + radius:.2f} {bottom:.2f} c h",
    )
    return " ".join(numbers)
