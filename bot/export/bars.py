"""Bars with their numbers; one that is not shown is hatched, and always as long."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from bot.domain.counts import LEAST
from bot.export.disclosure import Cell
from bot.export.words import FigureWords, shown

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.patches import Rectangle

INK, SOFT = "#1f2937", "#6b7280"
BAR, PALE, HIDDEN, HIDDEN_EDGE, EMPTY = "#2f6f8f", "#a9c7d4", "#f8f2e4", "#b08a3e", "#f6f7f8"

_HIDDEN_LENGTH = LEAST / 2
_HEADROOM = 1.2
_SHORTEST_AXIS = 2 * LEAST
"""Bars that are not shown must not look long."""
_STAY = "\N{NO-BREAK SPACE}"
_BESIDE = 4
"""Points between a bar and its number."""


def standing(axes: Axes, cells: Sequence[Cell], words: FigureWords, *, wrap: int, strong: str = "") -> None:
    """Bars that stand; with `strong` the others are pale. Labels are broken after `wrap` signs."""
    lengths = _lengths(cells)
    bars = axes.bar(range(len(cells)), lengths, width=0.62, color=BAR)
    for patch, cell in zip(bars, cells, strict=True):
        _colour(patch, cell, pale=bool(strong) and cell.names != (strong,))
        _number(axes, cell, (patch.get_x() + patch.get_width() / 2, patch.get_height()), (0, _BESIDE), "center")
    axes.set_xticks(range(len(cells)), _labels(cells, words, wrap))
    axes.set_yticks([])
    axes.set_ylim(0, max(*lengths, _SHORTEST_AXIS) * _HEADROOM)
    axes.spines["bottom"].set(visible=True, color=SOFT)


def lying(axes: Axes, cells: Sequence[Cell], words: FigureWords, *, wrap: int) -> None:
    """Bars that lie, the first on top."""
    lengths = _lengths(cells)
    bars = axes.barh(range(len(cells)), lengths, height=0.6, color=BAR)
    for patch, cell in zip(bars, cells, strict=True):
        _colour(patch, cell)
        _number(axes, cell, (patch.get_width(), patch.get_y() + patch.get_height() / 2), (_BESIDE, 0), "left")
    axes.set_yticks(range(len(cells)), _labels(cells, words, wrap))
    axes.set_xticks([])
    axes.set_xlim(0, max(*lengths, _SHORTEST_AXIS) * _HEADROOM)
    # A lone bar must not fill the plot.
    axes.set_ylim(max(len(cells), 3) - 0.5, -0.5)
    axes.spines["left"].set(visible=True, color=SOFT)


def nothing(axes: Axes, said: str) -> None:
    """Words in the place of bars."""
    axes.set(xticks=[], yticks=[], facecolor=EMPTY)
    style: dict[str, Any] = {"ha": "center", "va": "center", "fontsize": 10, "color": SOFT, "linespacing": 1.5}
    axes.text(0.5, 0.5, said, transform=axes.transAxes, **style)


def _lengths(cells: Sequence[Cell]) -> list[float]:
    return [_HIDDEN_LENGTH if cell.count is None else cell.count for cell in cells]


def _labels(cells: Sequence[Cell], words: FigureWords, wrap: int) -> list[str]:
    """Broken between categories rather than inside one."""
    whole = (words.together(tuple(name.replace(" ", _STAY) for name in cell.names)) for cell in cells)
    return ["\n".join(textwrap.wrap(label, wrap, break_long_words=False)) for label in whole]


def _colour(patch: Rectangle, cell: Cell, *, pale: bool = False) -> None:
    if cell.count is None:
        patch.set(facecolor=HIDDEN, edgecolor=HIDDEN_EDGE, hatch="////", linewidth=0.8)
    elif pale:
        patch.set(facecolor=PALE)


def _number(axes: Axes, cell: Cell, at: tuple[float, float], beside: tuple[float, float], ha: str) -> None:
    if cell.count == 0:
        return
    style: dict[str, Any] = {"ha": ha, "va": "bottom" if ha == "center" else "center", "fontsize": 9.5}
    colour = HIDDEN_EDGE if cell.count is None else INK
    axes.annotate(shown(cell.count), at, beside, textcoords="offset points", color=colour, **style)
