"""The diagram as SVG: one self-contained file, with its contents told to screen readers."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from dialogues.drawing import style
from dialogues.drawing.marks import Head, Mark, Panel, Stroke, Writing, bends, scene
from dialogues.drawing.shapes import Diagram, Point

_FONT = "Aileron, Roboto, Helvetica, Arial, sans-serif"


def render(diagram: Diagram, here: str | None) -> str:
    """Write the picture, with the step `here` highlighted."""
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {diagram.width} {diagram.height}" '
        f'width="{diagram.width}" height="{diagram.height}" role="img" aria-labelledby="titel uitleg" '
        f'font-family="{_FONT}" text-anchor="middle">'
    )
    told = [
        f'<title id="titel">{escape(diagram.title)}</title>',
        f'<desc id="uitleg">{escape(_told(diagram, here))}</desc>',
    ]
    marks = (line for mark in scene(diagram, here) for line in _mark(mark))
    return "\n".join([head, *told, *marks, "</svg>\n"])


def _told(diagram: Diagram, here: str | None) -> str:
    """Tell the plan in words: every box with where it leads."""
    titles = {box.id: box.title for box in diagram.boxes}
    sentences = [f"{diagram.here}: {titles[here]}."] if here else []
    for box in diagram.boxes:
        ways = [
            f"{arrow.label.text}: {titles[arrow.target]}" if arrow.label else titles[arrow.target]
            for arrow in diagram.arrows
            if arrow.source == box.id
        ]
        sentences.append(f"{box.title} → {'; '.join(ways)}." if ways else f"{box.title}.")
    return " ".join(sentences)


def _mark(mark: Mark) -> Iterator[str]:
    match mark:
        case Panel():
            yield _panel(mark)
        case Stroke():
            dash = f' stroke-dasharray="{style.DASH[0]} {style.DASH[1]}"' if mark.dashed else ""
            yield (
                f'<path d="{_rounded(mark.points)}" fill="none" stroke="{mark.colour}" '
                f'stroke-width="{mark.width}"{dash}/>'
            )
        case Head():
            corners = " ".join(f"{x},{y}" for x, y in mark.points)
            yield f'<polygon points="{corners}" fill="{mark.colour}"/>'
        case Writing():
            yield from _writing(mark)


def _panel(panel: Panel) -> str:
    rect, inset = panel.rect, panel.border_width / 2
    border = f' stroke="{panel.border}" stroke-width="{panel.border_width}"' if panel.border else ""
    # SVG strokes lie half outside a shape; the border belongs inside.
    return (
        f'<rect x="{rect.left + inset:g}" y="{rect.top + inset:g}" width="{rect.width - 2 * inset:g}" '
        f'height="{rect.height - 2 * inset:g}" rx="{max(panel.radius - inset, 0):g}" fill="{panel.ground}"{border}/>'
    )


def _rounded(points: tuple[Point, ...]) -> str:
    steps = [f"M{points[0][0]} {points[0][1]}"]
    for (ax, ay), (x, y), (bx, by) in bends(points):
        steps.append(f"L{ax} {ay}Q{x} {y} {bx} {by}")
    return "".join([*steps, f"L{points[-1][0]} {points[-1][1]}"])


def _writing(writing: Writing) -> Iterator[str]:
    weight = ' font-weight="600"' if writing.bold else ""
    for number, line in enumerate(writing.lines):
        y = writing.first + number * writing.leading + round(style.BASELINE * writing.size)
        yield (
            f'<text x="{writing.middle}" y="{y}" font-size="{writing.size}"{weight} '
            f'fill="{writing.ink}">{escape(line)}</text>'
        )
