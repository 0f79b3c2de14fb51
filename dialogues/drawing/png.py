"""The diagram as PNG, for channels that show pictures."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from itertools import pairwise

from PIL import Image, ImageDraw

from dialogues.drawing import style
from dialogues.drawing.marks import Head, Panel, Stroke, Writing, bends, scene
from dialogues.drawing.png_text import write
from dialogues.drawing.shapes import Diagram, Point

_FINE = 2
"""How much larger shapes are drawn before they are made smaller, which makes their edges smooth."""
_ARC = (0.25, 0.5, 0.75)
"""The parts of a bend at which it is drawn."""
_COMPRESSION = 3
"""Of zlib: a higher level takes twice the time for a tenth less."""


def render(diagram: Diagram, here: str | None) -> bytes:
    """Paint the picture, with the step `here` highlighted."""
    marks = list(scene(diagram, here))
    image = Image.new("RGB", (diagram.width * _FINE, diagram.height * _FINE))
    shapes = ImageDraw.Draw(image)
    for mark in marks:
        match mark:
            case Panel():
                _panel(shapes, mark)
            case Stroke():
                _stroke(shapes, mark)
            case Head():
                shapes.polygon([_fine(point) for point in mark.points], fill=mark.colour)
    image = image.reduce(_FINE)
    letters = ImageDraw.Draw(image)
    for mark in marks:
        if isinstance(mark, Writing):
            write(letters, mark)
    written = BytesIO()
    image.save(written, "PNG", compress_level=_COMPRESSION)
    return written.getvalue()


def _fine(point: Point) -> Point:
    return point[0] * _FINE, point[1] * _FINE


def _panel(shapes: ImageDraw.ImageDraw, panel: Panel) -> None:
    rect = panel.rect
    corners = [*_fine((rect.left, rect.top)), rect.right * _FINE - 1, rect.bottom * _FINE - 1]
    shapes.rounded_rectangle(
        corners, panel.radius * _FINE, fill=panel.ground, outline=panel.border, width=panel.border_width * _FINE
    )


def _stroke(shapes: ImageDraw.ImageDraw, stroke: Stroke) -> None:
    width = stroke.width * _FINE
    for piece in _dashes(stroke.points) if stroke.dashed else [_rounded(stroke.points)]:
        shapes.line([_fine(point) for point in piece], fill=stroke.colour, width=width, joint="curve")


def _rounded(points: tuple[Point, ...]) -> list[Point]:
    line = [points[0]]
    for start, corner, end in bends(points):
        curve = (((1 - t) ** 2, 2 * t * (1 - t), t**2) for t in _ARC)
        line += [start, *(_weighed((start, corner, end), weights) for weights in curve), end]
    return [*line, points[-1]]


def _weighed(points: tuple[Point, Point, Point], weights: tuple[float, float, float]) -> Point:
    x, y = (sum(w * at for w, at in zip(weights, axis, strict=True)) for axis in zip(*points, strict=True))
    return round(x), round(y)


def _dashes(points: tuple[Point, ...]) -> Iterator[list[Point]]:
    drawn, bare = style.DASH
    for (x, y), (to_x, to_y) in pairwise(points):
        length = abs(to_x - x) + abs(to_y - y)
        dx, dy = (to_x > x) - (to_x < x), (to_y > y) - (to_y < y)
        for start in range(0, length, drawn + bare):
            end = min(start + drawn, length)
            yield [(x + dx * start, y + dy * start), (x + dx * end, y + dy * end)]
