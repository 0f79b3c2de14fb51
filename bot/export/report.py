"""The figures of a school year as one A4 page, drawn without a display."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.export import bars
from bot.export.disclosure import Cell
from bot.export.figures import Year
from bot.export.words import Breakdown, FigureWords, day_in_words, short_months, short_school_year, shown
from bot.texts.figure_texts import FigureText

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH, HEIGHT = 8.27, 11.69
"""Inches: A4, upright."""
DPI = 150
MOST_YEARS = 5

_LEFT, _MIDDLE, _RIGHT = 0.08, 0.55, 0.945
"""The margins, and where the right column begins, as a share of the width."""
_LEFT_COLUMN, _RIGHT_COLUMN, _PAGE = _MIDDLE - _LEFT - 0.05, _RIGHT - _MIDDLE, _RIGHT - _LEFT
_LABELS = 0.165
"""The share of the width that the labels of lying bars take."""
_ROWS = ((0.607, 0.2), (0.368, 0.15), (0.128, 0.16))
"""Where each row of plots begins, from below, and its height."""
_LYING_WRAP, _MONTHS_WRAP, _YEAR_WRAP, _NAME_WRAP, _NOTES_WRAP = 21, 110, 9, 58, 125
"""Letters of a label, of all months, of a year, and of a line of the school's name and of the notes."""
_RULE = "#e5e7eb"
_SUMMER = 2
"""Months at the end of a school year that have a place only when cases were opened in them."""


def draw_report(school: str, years: Sequence[Year], year: Year, *, day: date, path: Path, words: FigureWords) -> None:
    """Write the report of one school year, with the total of every year beside it.

    Args:
        school: the name of the school.
        years: all school years.
        year: the one to report on.
        day: the day it is made.
        path: the file; its ending, .png or .pdf, is its form.
        words: what is written on it.

    Raises:
        OSError: the file cannot be written.
    """
    from matplotlib.figure import Figure

    page = Figure(figsize=(WIDTH, HEIGHT), dpi=DPI, facecolor="white")
    _heading(page, school, year, words)
    months = _axes(page, words.plot(Breakdown.MONTH), _LEFT, _PAGE, *_ROWS[0])
    if _is_split(year, Breakdown.MONTH):
        places = _with_all_months(year.tables[Breakdown.MONTH], words.months)
        bars.standing(months, places, words, wrap=_MONTHS_WRAP // len(places))
    else:
        bars.nothing(months, words.say(FigureText.NIET_TE_VERDELEN))
    _plot(page, year, words, Breakdown.APPROACH, _LEFT, _LEFT_COLUMN, *_ROWS[1])
    _plot(page, year, words, Breakdown.OUTCOME, _MIDDLE, _RIGHT_COLUMN, *_ROWS[1])
    _plot(page, year, words, Breakdown.WEEKS, _LEFT, _LEFT_COLUMN, *_ROWS[2])
    totals = [Cell((short_school_year(other.start),), other.total) for other in years[-MOST_YEARS:]]
    every_year = _axes(page, words.say(FigureText.PER_SCHOOLJAAR), _MIDDLE, _RIGHT_COLUMN, *_ROWS[2])
    bars.standing(every_year, totals, words, wrap=_YEAR_WRAP, strong=short_school_year(year.start))
    _line(page, 0.078)
    notes = words.say(FigureText.TOELICHTING, dag=day_in_words(day)).split("\n")
    notes = [part for line in notes for part in textwrap.wrap(line, _NOTES_WRAP)]
    _say(page, _LEFT, 0.068, "\n".join(notes), fontsize=8, color=bars.SOFT, va="top", linespacing=1.5)
    # Without the second in it, the same figures give the same file.
    page.savefig(path, metadata={"CreationDate": None} if path.suffix == ".pdf" else {})


def _is_split(year: Year, breakdown: Breakdown) -> bool:
    """Whether a table of a year has rows with names."""
    return any(cell.names for cell in year.tables[breakdown])


def _with_all_months(cells: Sequence[Cell], order: Sequence[str]) -> list[Cell]:
    """The cells with a place for every month of school, in the order of their first months."""
    named = {name for cell in cells for name in cell.names}
    empty = [Cell((month,), 0) for month in order[:-_SUMMER] if month not in named]
    places = sorted([*cells, *empty], key=lambda cell: order.index(cell.names[0]))
    return [replace(cell, names=short_months(cell.names)) for cell in places]


def _plot(  # noqa: PLR0917 - a place has four numbers
    page: Figure, year: Year, words: FigureWords, breakdown: Breakdown,
    left: float, width: float, bottom: float, height: float,
) -> None:  # fmt: skip
    """Lying bars of a table, with room for their labels."""
    title = words.plot(breakdown)
    if _is_split(year, breakdown):
        axes = _axes(page, title, left, width, bottom, height, labels=_LABELS)
        bars.lying(axes, year.tables[breakdown], words, wrap=_LYING_WRAP)
    else:
        axes = _axes(page, title, left, width, bottom, height)
        bars.nothing(axes, words.say(FigureText.NIET_TE_VERDELEN))


def _axes(  # noqa: PLR0917 - a place has four numbers
    page: Figure, title: str, left: float, width: float, bottom: float, height: float, *, labels: float = 0.0
) -> Axes:
    """An empty plot under its title; `labels` is what is kept free on its left."""
    _say(page, left, bottom + height + 0.02, title, fontsize=11.5, weight="bold")
    axes = page.add_axes((left + labels, bottom, width - labels, height))
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.tick_params(length=0, labelsize=8.5, labelcolor=bars.INK)
    return axes


def _heading(page: Figure, school: str, year: Year, words: FigureWords) -> None:
    name = textwrap.wrap(school, _NAME_WRAP, max_lines=2, placeholder=" …")
    _say(page, _LEFT, 0.953, words.say(FigureText.VERSLAG_TITEL), fontsize=18, weight="bold")
    _say(page, _LEFT, 0.933, "\n".join(name), fontsize=12, va="top", linespacing=1.35)
    below = 0.9 - 0.021 * (len(name) - 1)
    _say(page, _LEFT, below, words.say(FigureText.VERSLAG_SCHOOLJAAR, jaar=year.name), fontsize=12, color=bars.SOFT)
    _say(page, _RIGHT, 0.926, shown(year.total), fontsize=30, color=bars.BAR, weight="bold", ha="right")
    _say(page, _RIGHT, 0.9, words.say(FigureText.VERSLAG_TOTAAL), fontsize=10, color=bars.SOFT, ha="right")
    _line(page, 0.86)


def _say(page: Figure, x: float, y: float, text: str, **style: Any) -> None:
    # A school's name is a name, not a formula, whatever signs it has.
    page.text(x, y, text, **{"color": bars.INK, "va": "center", "parse_math": False, **style})


def _line(page: Figure, y: float) -> None:
    from matplotlib.lines import Line2D

    page.add_artist(Line2D([_LEFT, _RIGHT], [y, y], color=_RULE, linewidth=1, transform=page.transFigure))
