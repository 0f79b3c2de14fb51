"""Lay the step plan out as a picture: every box, label and arrow gets its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dialogues.drawing import style
from dialogues.drawing.grid import Column, GridCell, place
from dialogues.drawing.links import links_of, parent_links
from dialogues.drawing.routes import ArrowChannel, Bundle, Ports, Route, Tracks, route, route_to_parents
from dialogues.drawing.row_heights import LANE_HEADING_HEIGHT, Stack, stacks
from dialogues.drawing.shapes import Arrow, Box, BoxKind, Diagram, Label, Lane, Point, Rect
from dialogues.flowchart import Flowchart
from dialogues.steps import StepKind

# Parts of the way down a side at which arrows leave and arrive; the later ones where the first would touch another.
_ENTRIES = {Column.MAIN: (0.32, 0.15, 0.5, 0.68, 0.85), Column.SIDE: (0.5, 0.68, 0.32, 0.85, 0.15)}
_LOOP_ENTRIES = (0.85, 0.68, 0.5)
"""A loop comes from below; what arrives from above stays above it."""
_EXITS = (0.5, 0.68, 0.32, 0.85, 0.15)
_LABEL_EXITS = (0.5, 0.8, 0.2)
_ASKED_AT = (0.68, 0.85, 0.5, 0.32, 0.15)
_PASSAGE = 30
"""How far under a row an arrow crosses to the other column."""


def lay_out(flowchart: Flowchart) -> Diagram:
    """Give the diagram of the plan: steps and parent lines, without aids."""
    return _Layout(flowchart).diagram()


@dataclass(frozen=True)
class _Way:
    """A route with its heights."""

    route: Route
    leaves: int
    arrives: int
    passage: int | None = None
    """Where it crosses the side column."""


class _Layout:
    """The heights are settled first; how wide the channels are follows from how many arrows run in them."""

    def __init__(self, flowchart: Flowchart) -> None:
        self._flowchart = flowchart
        self._lane = [line.id for line in flowchart.parent_lines()]
        self._cells = place(flowchart)
        self._routes = [route(link, self._cells, flowchart.end) for link in links_of(flowchart)]
        self._asks = [route_to_parents(step, line) for step, line in parent_links(flowchart).items()]
        titles = {box: flowchart.positions[box].title for box in self._cells}
        self._stacks = stacks(titles, self._cells, self._routes, self._lane)
        self._ports = Ports()
        self._entries: dict[Bundle, int] = {}
        self._heights: dict[Bundle, list[int]] = {}
        self._ways = [self._way(each) for each in [*self._asks, *self._routes]]
        self._tracks = Tracks(self._heights, {box for box, cell in self._cells.items() if cell.column is Column.SIDE})
        self._main_left = style.MARGIN + self._room(ArrowChannel.LEFT)
        self._side_left = self._main_left + style.BOX_WIDTH + self._room(ArrowChannel.MIDDLE)

    def diagram(self) -> Diagram:
        """Put everything in its place."""
        width = self._side_left + style.BOX_WIDTH + self._room(ArrowChannel.RIGHT) + style.MARGIN
        footer = style.FOOTER_GAP + len(self._flowchart.picture.footer) * style.FOOTER_LINE + style.MARGIN
        return Diagram(
            title=self._flowchart.picture.title,
            footer=self._flowchart.picture.footer,
            here=self._flowchart.picture.here,
            width=width,
            height=max(stack.bottom for stack in self._stacks.values()) + footer,
            boxes=tuple(self._box(box, stack) for box, stack in self._stacks.items()),
            arrows=tuple(self._arrow(way) for way in self._ways),
            lane=self._band(),
        )

    def _way(self, route: Route) -> _Way:
        """Settle the heights at which an arrow leaves, crosses and arrives."""
        source, target = route.link.source, route.link.target
        if route.down:
            tab = self._stacks[source].tabs.get(target)
            return _Way(route, (tab.span if tab else self._stacks[source].box).bottom, self._stacks[target].box.top)
        channel, bundle = route.bundle.channel, route.bundle
        if route in self._asks and self._cells[source].row == self._cells[target].row:
            lower = min(self._stacks[source].box, self._stacks[target].box, key=lambda span: span.bottom)
            level = self._ports.claim(channel, lower.at(*_ASKED_AT))
            return _Way(route, level, level)
        arrives = self._entry(bundle)
        tab = self._stacks[source].tabs.get(target)
        leaves = self._ports.claim(channel, tab.span.at(*_LABEL_EXITS) if tab else self._stacks[source].box.at(*_EXITS))
        passage = self._passage(route)
        heights = self._heights.setdefault(bundle, [])
        heights += [leaves, arrives if passage is None else passage]
        if passage is not None and passage != arrives:
            self._heights.setdefault(Bundle(ArrowChannel.MIDDLE, target), []).extend((passage, arrives))
        return _Way(route, leaves, arrives, passage)

    def _entry(self, bundle: Bundle) -> int:
        column = self._cells[bundle.target].column
        # From the right of a main step, what crossed the side column arrives where the middle channel does.
        if bundle.channel is ArrowChannel.RIGHT and column is Column.MAIN:
            bundle = Bundle(ArrowChannel.MIDDLE, bundle.target)
        if bundle not in self._entries:
            parts = _LOOP_ENTRIES if bundle.loop else _ENTRIES[column]
            self._entries[bundle] = self._ports.claim(bundle.channel, self._stacks[bundle.target].box.at(*parts))
        return self._entries[bundle]

    def _passage(self, route: Route) -> int | None:
        """Where an arrow from the right channel crosses the side column to a main step."""
        cell = self._cells[route.link.target]
        if route.bundle.channel is not ArrowChannel.RIGHT or cell.column is not Column.MAIN:
            return None
        if GridCell(Column.SIDE, cell.row) not in self._cells.values():
            return self._entry(route.bundle)
        above = [self._stacks[box].bottom for box, other in self._cells.items() if other.row == cell.row - 1]
        return max(above, default=style.TITLE_HEIGHT - style.ROW_GAP) + _PASSAGE

    def _room(self, channel: ArrowChannel) -> int:
        count = self._tracks.count(channel)
        if channel is ArrowChannel.MIDDLE:
            return 2 * style.CHANNEL_PADDING + max(count - 1, 0) * style.TRACK
        return style.CHANNEL_PADDING + (count - 1) * style.TRACK if count else 0

    def _x(self, bundle: Bundle) -> int:
        away = style.CHANNEL_PADDING + self._tracks.of[bundle] * style.TRACK
        if bundle.channel is ArrowChannel.LEFT:
            return self._main_left - away
        left = self._main_left if bundle.channel is ArrowChannel.MIDDLE else self._side_left
        return left + style.BOX_WIDTH + away

    def _rect(self, box: str) -> Rect:
        left = self._main_left if self._cells[box].column is Column.MAIN else self._side_left
        span = self._stacks[box].box
        return Rect(left, span.top, style.BOX_WIDTH, span.bottom - span.top)

    def _box(self, box: str, stack: Stack) -> Box:
        position = self._flowchart.positions[box]
        kind = BoxKind.ENDPOINT if box in {self._flowchart.start, self._flowchart.end} else BoxKind.STEP
        if position.kind is StepKind.PARENT_LINE:
            kind = BoxKind.PARENTS
        return Box(box, kind, position.title, stack.lines, self._rect(box))

    def _arrow(self, way: _Way) -> Arrow:
        link = way.route.link
        tab = self._stacks[link.source].tabs.get(link.target)
        start, label = self._rect(link.source), None
        if tab:
            width = style.BOX_WIDTH - 2 * style.LABEL_INSET
            start = Rect(start.left + style.LABEL_INSET, tab.span.top, width, tab.span.bottom - tab.span.top)
            label = Label(link.label, tab.lines, start)
        return Arrow(link.source, link.target, way.route.kind, label, tuple(_joined(self._points(way, start))))

    def _points(self, way: _Way, start: Rect) -> Iterator[Point]:
        link, bundle = way.route.link, way.route.bundle
        end = self._rect(link.target)
        if way.route.down:
            yield from ((start.middle, way.leaves), (start.middle, way.arrives))
            return
        exits_left, enters_left = (
            bundle.channel is ArrowChannel.LEFT
            or (bundle.channel is ArrowChannel.MIDDLE and self._column(box) is Column.SIDE)
            for box in (link.source, link.target)
        )
        yield (start.left if exits_left else start.right, way.leaves)
        if bundle in self._tracks.of:
            turn = way.arrives if way.passage is None else way.passage
            yield from ((self._x(bundle), way.leaves), (self._x(bundle), turn))
            if turn != way.arrives:
                crossing = self._x(Bundle(ArrowChannel.MIDDLE, link.target))
                yield from ((crossing, turn), (crossing, way.arrives))
        yield (end.left if enters_left else end.right, way.arrives)

    def _column(self, box: str) -> Column:
        return self._cells[box].column

    def _band(self) -> Lane | None:
        if not self._lane:
            return None
        rects = [self._rect(line) for line in self._lane]
        top = min(rect.top for rect in rects) - LANE_HEADING_HEIGHT
        bottom = max(rect.bottom for rect in rects) + style.LANE_PADDING
        left = self._side_left - style.LANE_PADDING
        rect = Rect(left, top, style.BOX_WIDTH + 2 * style.LANE_PADDING, bottom - top)
        return Lane(self._flowchart.picture.lane, rect, top + style.LANE_PADDING)


def _joined(points: Iterator[Point]) -> list[Point]:
    """Keep the corners only: no points that lie on a straight piece."""
    kept: list[Point] = []
    for point in points:
        if kept and point == kept[-1]:
            continue
        if len(kept) > 1 and any(kept[-2][axis] == kept[-1][axis] == point[axis] for axis in (0, 1)):
            kept.pop()
        kept.append(point)
    return kept
