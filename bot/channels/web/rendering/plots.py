"""Figures as bars in SVG: without styles of its own, so that the page's style sheet colours it, also in the dark."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from bot.domain.counts import LEAST
from bot.export.disclosure import Cell
from bot.export.figures import Year
from bot.export.words import PLOTTED, FigureWords, shown

_WIDTH, _ROOM = 280, 50
_NAME, _BAR, _GAP = 20, 20, 12
_SIZE = 15


@dataclass(frozen=True)
class Row:
    """One count of a table, in words."""

    name: str
    count: str


@dataclass(frozen=True)
class Plot:
    """One table with its bars."""

    title: str
    svg: str
    rows: tuple[Row, ...]


def plots_of(year: Year, words: FigureWords) -> tuple[Plot, ...]:
    """The plots of a school year; one without rows is not split, as its counts are too small."""
    return tuple(_plot(words.plot(breakdown), year.tables[breakdown], words) for breakdown in PLOTTED)


def _plot(title: str, cells: Sequence[Cell], words: FigureWords) -> Plot:
    named = [cell for cell in cells if cell.names]
    rows = tuple(Row(words.together(cell.names), shown(cell.count)) for cell in named)
    return Plot(title, _svg(named, rows) if named else "", rows)


def _svg(cells: Sequence[Cell], rows: Sequence[Row]) -> str:
    height = len(cells) * (_NAME + _BAR + _GAP)
    # The table beside it says the same in words; a screen reader is spared hearing it twice.
    frame = f'<svg class="staven" viewBox="0 0 {_WIDTH + _ROOM} {height}" aria-hidden="true" focusable="false">'
    return "".join((frame, *_bars(cells, rows), "</svg>"))


def _bars(cells: Sequence[Cell], rows: Sequence[Row]) -> Iterator[str]:
    lengths = [LEAST / 2 if cell.count is None else cell.count for cell in cells]
    y = 0
    for cell, row, length in zip(cells, rows, lengths, strict=True):
        width = round(_WIDTH * length / max(lengths))
        kind = "klein" if cell.count is None else "vol"
        yield f'<text class="naam" x="0" y="{y + _SIZE}">{escape(row.name)}</text>'
        yield f'<rect class="staaf {kind}" x="1" y="{y + _NAME}" width="{width}" height="{_BAR}" rx="4"/>'
        number = escape(row.count)
        yield f'<text class="aantal" x="{width + 9}" y="{y + _NAME + _SIZE}">{number}</text>'
        y += _NAME + _BAR + _GAP
