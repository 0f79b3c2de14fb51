"""Which way each arrow goes: straight down, or through one of the three channels beside the columns."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from dialogues.drawing.grid import Column, GridCell
from dialogues.drawing.links import Link
from dialogues.drawing.shapes import ArrowKind

_NEAR = 2
"""Rows between a side step and a main step that are joined by the shortest way."""
_APART = 13
"""Pixels between arrows that leave or reach boxes beside each other."""


class ArrowChannel(Enum):
    """The strip an arrow runs up or down in; no box stands in it."""

    NONE = "none"
    """Straight down to the next box of the column."""
    LEFT = "left"
    MIDDLE = "middle"
    RIGHT = "right"


@dataclass(frozen=True)
class Bundle:
    """The arrows that share an upright line, because they run to the same box in the same channel."""

    channel: ArrowChannel
    target: str
    loop: bool = False
    """A step's arrow to itself runs apart from the others."""


@dataclass(frozen=True)
class Route:
    """How one link is drawn."""

    link: Link
    kind: ArrowKind
    bundle: Bundle

    @property
    def down(self) -> bool:
        """Whether the arrow goes straight down."""
        return self.bundle.channel is ArrowChannel.NONE


def route(link: Link, cells: Mapping[str, GridCell], end: str) -> Route:
    """Choose the way of a link between two steps."""
    channel = _channel(link, cells, end)
    return Route(link, _kind(link, cells, end), Bundle(channel, link.target, loop=link.source == link.target))


def route_to_parents(step: str, line: str) -> Route:
    """Give the way of the link from a step to the parent line it asks for."""
    return Route(Link(step, line, ""), ArrowKind.ASKS, Bundle(ArrowChannel.MIDDLE, line))


def _channel(link: Link, cells: Mapping[str, GridCell], end: str) -> ArrowChannel:
    source, target = cells[link.source], cells[link.target]
    if source.column is target.column and source.row < target.row:
        between = range(source.row + 1, target.row)
        if not any(cell.column is source.column and cell.row in between for cell in cells.values()):
            return ArrowChannel.NONE
    if source.column is Column.SIDE:
        near = abs(source.row - target.row) <= _NEAR and link.target != end
        return ArrowChannel.MIDDLE if near and target.column is Column.MAIN else ArrowChannel.RIGHT
    back = target.column is Column.MAIN and target.row < source.row
    return ArrowChannel.LEFT if back else ArrowChannel.MIDDLE


def _kind(link: Link, cells: Mapping[str, GridCell], end: str) -> ArrowKind:
    if link.target == end:
        return ArrowKind.CLOSES
    source, target = cells[link.source], cells[link.target]
    main = source.column is target.column is Column.MAIN
    return ArrowKind.AGAIN if source == target or (main and target.row < source.row) else ArrowKind.ON


class Ports:
    """The heights at which arrows enter and leave a channel; kept apart so that no two run into each other."""

    def __init__(self) -> None:
        """Start with nothing claimed."""
        self._taken: dict[ArrowChannel, list[int]] = {}

    def claim(self, channel: ArrowChannel, wishes: Sequence[int]) -> int:
        """Take the first of the wishes that is clear of what was claimed before, or else simply the first."""
        taken = self._taken.setdefault(channel, [])
        clear = (y for y in wishes if all(abs(y - other) >= _APART for other in taken))
        y = next(clear, wishes[0])
        taken.append(y)
        return y


class Tracks:
    """The upright lines of each channel, counted from the column at its left (in `LEFT`: at its right)."""

    def __init__(self, heights: Mapping[Bundle, Iterable[int]], aside: Collection[str]) -> None:
        """Give each bundle a track; `heights` are where its arrows turn, `aside` the boxes of the side column."""
        self.of: dict[Bundle, int] = {}
        self._count: dict[ArrowChannel, int] = {}
        spans = {bundle: (min(ys), max(ys)) for bundle, ys in ((b, list(h)) for b, h in heights.items())}
        used: dict[tuple[ArrowChannel, int], list[tuple[int, int]]] = {}

        def place(bundle: Bundle) -> tuple[bool, int]:
            # Lines stay near the column they run to, and short ones nearest: so they cross little.
            top, bottom = spans[bundle]
            return bundle.target in aside, bottom - top

        for bundle in sorted(spans, key=place):
            top, bottom = spans[bundle]
            track = 0
            while any(top < b + _APART and t < bottom + _APART for t, b in used.get((bundle.channel, track), [])):
                track += 1
            used.setdefault((bundle.channel, track), []).append((top, bottom))
            self.of[bundle] = track
            self._count[bundle.channel] = max(self._count.get(bundle.channel, 0), track + 1)

    def count(self, channel: ArrowChannel) -> int:
        """Count the lines that run beside each other there."""
        return self._count.get(channel, 0)
