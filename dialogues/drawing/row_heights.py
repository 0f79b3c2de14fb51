"""The heights in the picture: boxes with their labels beneath, row under row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dialogues.drawing import style
from dialogues.drawing.grid import GridCell
from dialogues.drawing.line_breaks import broken
from dialogues.drawing.routes import Route

_LABEL_SIDES = 2 * (style.LABEL_INSET + style.LABEL_PADDING)
_BOX_SIDES = 2 * style.BOX_PADDING
LANE_HEADING_HEIGHT = style.LANE_LINE + 2 * style.LANE_PADDING


@dataclass(frozen=True)
class Span:
    """From where to where something reaches down the picture."""

    top: int
    bottom: int

    def at(self, *parts: float) -> tuple[int, ...]:
        """Give the heights that lie at these parts of the way down."""
        return tuple(round(self.top + part * (self.bottom - self.top)) for part in parts)


@dataclass(frozen=True)
class Tab:
    """The label of an arrow, under the box it leaves."""

    lines: tuple[str, ...]
    span: Span


@dataclass(frozen=True)
class Stack:
    """A box and the labels under it."""

    lines: tuple[str, ...]
    box: Span
    tabs: Mapping[str, Tab]
    """By the id of the target."""

    @property
    def bottom(self) -> int:
        """Where the lowest of it ends."""
        return max([self.box.bottom, *(tab.span.bottom for tab in self.tabs.values())])


def stacks(
    titles: Mapping[str, str], cells: Mapping[str, GridCell], routes: Sequence[Route], lane: Sequence[str]
) -> dict[str, Stack]:
    """Pile up boxes and labels, row under row; above the first parent line there is room for a heading."""
    found: dict[str, Stack] = {}
    top = style.TITLE_HEIGHT
    lane_row = min((cells[line].row for line in lane), default=None)
    for row in range(max(cell.row for cell in cells.values()) + 1):
        boxes = [box for box, cell in cells.items() if cell.row == row]
        top += LANE_HEADING_HEIGHT if row == lane_row else 0
        for box in boxes:
            leaving = [route for route in routes if route.link.source == box and route.link.label]
            found[box] = _stack(titles[box], leaving, top)
        if boxes:
            top = max(found[box].bottom for box in boxes) + style.ROW_GAP
    return found


def _stack(title: str, leaving: Sequence[Route], top: int) -> Stack:
    lines = broken(title, style.BOX_TEXT, style.BOX_WIDTH - _BOX_SIDES)
    box = Span(top, top + len(lines) * style.BOX_LINE + 2 * style.BOX_PADDING)
    tabs: dict[str, Tab] = {}
    top = box.bottom + style.LABEL_GAP
    # The arrow that goes straight down starts from the lowest label, so that it passes no other.
    for route in sorted(leaving, key=lambda route: route.down):
        words = broken(route.link.label, style.LABEL_TEXT, style.BOX_WIDTH - _LABEL_SIDES)
        span = Span(top, top + len(words) * style.LABEL_LINE + 2 * style.LABEL_PADDING)
        tabs[route.link.target] = Tab(words, span)
        top = span.bottom + style.LABEL_GAP
    return Stack(lines, box, tabs)
