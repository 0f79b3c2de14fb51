"""What is painted, in order: the few kinds of marks from which SVG and PNG make the same picture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dialogues.drawing import style
from dialogues.drawing.shapes import Arrow, ArrowKind, Box, BoxKind, Diagram, Label, Lane, Point, Rect


@dataclass(frozen=True)
class Panel:
    """A filled rectangle with round corners."""

    rect: Rect
    radius: int
    ground: str
    border: str | None = None
    border_width: int = 0


@dataclass(frozen=True)
class Stroke:
    """A line with corners."""

    points: tuple[Point, ...]
    colour: str
    width: int
    dashed: bool = False


@dataclass(frozen=True)
class Head:
    """The point of an arrow."""

    points: tuple[Point, Point, Point]
    colour: str


@dataclass(frozen=True)
class Writing:
    """Lines of text, each centred."""

    lines: tuple[str, ...]
    middle: int
    first: int
    """The y of the middle of the first line."""
    leading: int
    size: int
    ink: str
    ground: str
    """The colour that the text stands on."""
    bold: bool = False


Mark = Panel | Stroke | Head | Writing


def scene(diagram: Diagram, here: str | None) -> Iterator[Mark]:
    """Give all marks; later ones lie over earlier ones."""
    middle = diagram.width // 2
    yield Panel(Rect(0, 0, diagram.width, diagram.height), 0, style.GROUND)
    yield Writing((diagram.title,), middle, style.TITLE_TOP, 0, style.TITLE_TEXT, style.INK, style.GROUND, bold=True)
    if diagram.lane:
        yield from _band(diagram.lane)
    for kind in (ArrowKind.ASKS, ArrowKind.CLOSES, ArrowKind.ON, ArrowKind.AGAIN):
        arrows = [arrow for arrow in diagram.arrows if arrow.kind is kind]
        for target in dict.fromkeys(arrow.target for arrow in arrows):
            yield from _joined([arrow for arrow in arrows if arrow.target == target])
    for arrow in diagram.arrows:
        if arrow.label:
            yield from _label(arrow, arrow.label)
    for box in diagram.boxes:
        yield from _box(box, badge=diagram.here if box.id == here else "")
    lowest = diagram.height - style.MARGIN - style.FOOTER_LINE // 2
    first = lowest - (len(diagram.footer) - 1) * style.FOOTER_LINE
    yield Writing(diagram.footer, middle, first, style.FOOTER_LINE, style.FOOTER_TEXT, style.SOFT_INK, style.GROUND)


def bends(points: Sequence[Point]) -> Iterator[tuple[Point, Point, Point]]:
    """Give for each corner of a line where its bend begins, the corner, and where the bend ends."""
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        yield _near(corner, before), corner, _near(corner, after)


def _near(corner: Point, other: Point) -> Point:
    # At most half of a piece, which may have a bend at its other end too.
    across, down = (max(-style.CORNER, min(style.CORNER, (o - c) // 2)) for c, o in zip(corner, other, strict=True))
    return corner[0] + across, corner[1] + down


def _band(lane: Lane) -> Iterator[Mark]:
    yield Panel(lane.rect, style.BOX_RADIUS, style.LANE_GROUND)
    first = lane.heading_top + style.LANE_LINE // 2
    yield Writing((lane.heading,), lane.rect.middle, first, 0, style.LANE_TEXT, style.LANE_INK, style.LANE_GROUND)


def _joined(arrows: Sequence[Arrow]) -> Iterator[Mark]:
    """Give the arrows to one box, which may share lines."""
    # A bare strip under them makes them pass over the lines to other boxes like a bridge.
    for arrow in arrows:
        yield Stroke(_short_of_boxes(arrow.points), style.GROUND, style.ARROW_HALO)
    for arrow in arrows:
        look = style.ARROWS[arrow.kind]
        yield Stroke(_short_of_head(arrow.points), look.line, style.ARROW_WIDTH, look.dashed)
        yield Head(_head(*arrow.points[-2:]), look.line)


def _label(arrow: Arrow, label: Label) -> Iterator[Mark]:
    look = style.ARROWS[arrow.kind]
    yield Panel(label.rect, style.LABEL_RADIUS, look.label_ground)
    first = label.rect.top + style.LABEL_PADDING + style.LABEL_LINE // 2
    yield Writing(
        label.lines, label.rect.middle, first, style.LABEL_LINE, style.LABEL_TEXT, look.label_ink, look.label_ground
    )


def _box(box: Box, *, badge: str) -> Iterator[Mark]:
    """Give a box; with words on its badge it is the one that is highlighted."""
    look = style.HERE_BOX if badge else style.BOXES[box.kind]
    radius = style.ENDPOINT_RADIUS if box.kind is BoxKind.ENDPOINT else style.BOX_RADIUS
    border = style.HERE_BORDER if badge else style.BOX_BORDER
    yield Panel(box.rect, radius, look.ground, look.border, border)
    first = box.rect.top + style.BOX_PADDING + style.BOX_LINE // 2
    yield Writing(box.lines, box.rect.middle, first, style.BOX_LINE, style.BOX_TEXT, look.ink, look.ground, bold=True)
    if badge:
        width, height = style.HERE_BADGE
        rect = Rect(box.rect.right - width + style.LABEL_INSET, box.rect.top - style.HERE_BADGE_RISE, width, height)
        yield Panel(rect, height // 2, style.BADGE_GROUND, look.border, style.BOX_BORDER)
        yield Writing(
            (badge,),
            rect.middle,
            rect.top + height // 2,
            0,
            style.HERE_TEXT,
            style.BADGE_INK,
            style.BADGE_GROUND,
        )


def _direction(before: Point, tip: Point) -> Point:
    across, down = tip[0] - before[0], tip[1] - before[1]
    return (across > 0) - (across < 0), (down > 0) - (down < 0)


def _head(before: Point, tip: Point) -> tuple[Point, Point, Point]:
    (x, y), (dx, dy) = tip, _direction(before, tip)
    back_x, back_y = x - dx * style.HEAD_LENGTH, y - dy * style.HEAD_LENGTH
    across, down = dy * style.HEAD_HALF, dx * style.HEAD_HALF
    return tip, (back_x - across, back_y - down), (back_x + across, back_y + down)


def _short_of_head(points: tuple[Point, ...]) -> tuple[Point, ...]:
    """Without the end that the head covers, so that the tip stays sharp."""
    (x, y), (dx, dy) = points[-1], _direction(*points[-2:])
    return *points[:-1], (x - dx * style.HEAD_LENGTH, y - dy * style.HEAD_LENGTH)


def _short_of_boxes(points: tuple[Point, ...]) -> tuple[Point, ...]:
    """Without the ends, where the bare strip would show beside a line that leaves or arrives nearby."""
    (x, y), (dx, dy) = points[0], _direction(*points[:2])
    return (x + dx * style.HEAD_LENGTH, y + dy * style.HEAD_LENGTH), *_short_of_head(points)[1:]
