"""Tables for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.clock import BRUSSELS
from bot.logs import tell_operator

_BETWEEN = "  "


def print_table(head: Sequence[str], rows: Iterable[Sequence[object]], *, without: str) -> None:
    """Print rows below their heads, each column as wide as it must be; tell the operator when there are none."""
    cells = [list(head), *([str(cell) for cell in row] for row in rows)]
    if len(cells) == 1:
        tell_operator(f"ehbc: {without}")
        return
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for line in cells:
        padded = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        print(_BETWEEN.join(padded).rstrip())


def local(moment: datetime) -> str:
    """A moment on Belgian clocks."""
    return f"{moment.astimezone(BRUSSELS):%Y-%m-%d %H:%M}"


def yes_no(value: object) -> str:
    """`yes` or `no`."""
    return "yes" if value else "no"
