"""The confusion matrix as a picture."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from nlu.evaluation.scores import SECTIONS, Evaluation, in_sections
from nlu.examples import SAFETY_INTENTS, known_intents

if TYPE_CHECKING:
    from matplotlib.axes import Axes

CELL = 0.27
"""Inches."""
MARGIN = 3.4
"""Inches beside the matrix, for the names."""
DPI = 110
DIGITS = 8.5

RIGHT = "#dfe9e3"
RIGHT_TEXT = "#8aa397"
GRID = "#ececec"
BORDER = "#6b7280"
INK = "#1f2937"
MISSED = "#7f1d1d"
DARK_FROM = 0.45
"""The share of a row from which a cell is dark enough for white digits."""


def draw_confusion(evaluation: Evaluation, path: Path) -> None:
    """Write the matrix of all intents as PNG: a row per intent expected, a column per intent read.

    What was read rightly is pale; a confusion is the redder, the larger its share of its row. A safety message that
    was read as none is framed. Raises `OSError`.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    grouped = in_sections([*known_intents(), *(score.intent for score in evaluation.intents)], evaluation.answers)
    order = [intent for names in grouped.values() for intent in names]
    size = len(order) * CELL
    width, height = size + MARGIN + 0.6, size + MARGIN + 0.6
    figure = Figure(figsize=(width, height), dpi=DPI, facecolor="white")
    FigureCanvasAgg(figure)
    axes = figure.add_axes((MARGIN / width, 0.3 / height, size / width, size / height))
    _cells(axes, evaluation, order)
    _names(axes, evaluation, order)
    _sections(axes, grouped)
    figure.text(0.3 / width, 1 - 0.4 / height, _title(evaluation), fontsize=15, color=INK, va="top", weight="bold")
    figure.text(0.3 / width, 1 - 1.1 / height, _legend(), fontsize=10, color=INK, va="top", linespacing=1.5)
    figure.savefig(path, format="png")


def _title(evaluation: Evaluation) -> str:
    return f"{evaluation.accuracy:.1%} of {evaluation.n} messages\nread rightly"


def _legend() -> str:
    sections = "\n".join(f"{section}  {what}" for section, what in SECTIONS.items())
    return (
        f"row: expected (messages)\ncolumn: read as\ngreen: right\nred: confused\nframed: safety missed\n\n{sections}"
    )


def _cells(axes: Axes, evaluation: Evaluation, order: list[str]) -> None:
    import numpy as np
    from matplotlib import colormaps
    from matplotlib.colors import to_rgb
    from matplotlib.patches import Rectangle

    place = {intent: index for index, intent in enumerate(order)}
    expected = {score.intent: score.n for score in evaluation.intents}
    colours = np.ones((len(order), len(order), 3))
    for score in evaluation.intents:
        here = place[score.intent]
        colours[here, here] = to_rgb(RIGHT)
        if score.right:
            axes.text(here, here, str(score.right), color=RIGHT_TEXT, fontsize=DIGITS, ha="center", va="center")
    for confusion in evaluation.confusions:
        row, column = place[confusion.expected], place[confusion.got]
        share = confusion.n / expected[confusion.expected]
        # The root keeps small shares apart: most confusions are one message or two.
        colours[row, column] = colormaps["OrRd"](0.15 + 0.85 * share**0.5)[:3]
        ink = "white" if share >= DARK_FROM else INK
        axes.text(column, row, str(confusion.n), color=ink, fontsize=DIGITS, ha="center", va="center", weight="bold")
        if confusion.expected in SAFETY_INTENTS and confusion.got not in SAFETY_INTENTS:
            corner = (column - 0.5, row - 0.5)
            axes.add_patch(Rectangle(corner, 1, 1, fill=False, edgecolor=MISSED, linewidth=2.2, zorder=4))
    axes.imshow(colours, interpolation="nearest")


def _names(axes: Axes, evaluation: Evaluation, order: list[str]) -> None:
    counted = {score.intent: score.n for score in evaluation.intents}
    places = range(len(order))
    axes.xaxis.tick_top()
    axes.set_xticks(places, order, rotation=90, fontsize=9, color=INK)
    axes.set_yticks(places, [f"{intent}  ({counted.get(intent, 0)})" for intent in order], fontsize=9, color=INK)
    axes.set_xticks([place - 0.5 for place in places], minor=True)
    axes.set_yticks([place - 0.5 for place in places], minor=True)
    axes.grid(which="minor", color=GRID, linewidth=0.7)
    axes.tick_params(which="both", length=0)
    for spine in axes.spines.values():
        spine.set_color(BORDER)


def _sections(axes: Axes, grouped: dict[str, list[str]]) -> None:
    """A line between sections, and the letter of each beside and below the matrix."""
    start = 0
    total = sum(map(len, grouped.values()))
    for section, names in grouped.items():
        middle = start + (len(names) - 1) / 2
        axes.text(total - 0.1, middle, section, ha="left", va="center", fontsize=12, color=BORDER, weight="bold")
        axes.text(middle, total - 0.1, section, ha="center", va="top", fontsize=12, color=BORDER, weight="bold")
        start += len(names)
        if start < total:
            axes.axhline(start - 0.5, color=BORDER, linewidth=1.1)
            axes.axvline(start - 0.5, color=BORDER, linewidth=1.1)
