"""Pages for the staff room: a guide in two columns, and the flowchart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.channels.web.rendering.pdf import HEIGHT, WIDTH, Sheet, width, wrapped
from dialogues.drawing import style
from dialogues.drawing.diagram import lay_out
from dialogues.drawing.marks import Head, Mark, Panel, Stroke, Writing, scene
from dialogues.flowchart import Flowchart

_MARGIN, _GUTTER, _BAND = 40.0, 22.0, 74.0
_COLUMN = (WIDTH - 2 * _MARGIN - _GUTTER) / 2
_FOOT = 34.0
_LARGEST, _SMALLEST, _FINER = 14.5, 6.5, 0.25
_LEADING, _PADDING, _INDENT = 1.32, 0.45, 1.1
_INK, _SOFT, _BLUE, _PALE = style.INK, style.SOFT_INK, "#14567A", "#E3EEF5"
_GREEN, _GREEN_INK, _RED, _RED_INK = "#E3F1EA", "#14402E", "#FDEAEA", "#8E1616"
_BULLET, _SAY, _AVOID = "• ", "💬 ", "🚫 "


@dataclass(frozen=True)
class _Block:
    """A heading or an item, broken in lines for one size."""

    kind: str
    """`kop`, `zeg`, `vermijd`, `punt` or `tekst`."""
    lines: tuple[str, ...]
    size: float

    @property
    def height(self) -> float:
        """With the room above and under it."""
        text = len(self.lines) * self.size * _LEADING
        boxed = self.kind in {"zeg", "vermijd"}
        return text + self.size * (2 * _PADDING + 0.35 if boxed else 0.75 if self.kind == "kop" else 0.35)


def guide_paper(title: str, sections: Iterable[tuple[str, Sequence[str]]], *, name: str, source: str) -> bytes:
    """A guide on one page.

    Args:
        title: its title.
        sections: heading and lines of each of its pages, as the conversation says them.
        name: whose guide it is, above the title.
        source: where it comes from, at the foot.
    """
    known = [(heading, tuple(lines)) for heading, lines in sections]
    size = _LARGEST
    while (columns := _columns(_blocks(known, size))) is None and size > _SMALLEST:
        size -= _FINER
    sheet = _sheet(title, name, source)
    for number, column in enumerate(columns or _split(_blocks(known, size))):
        y = _BAND + 22
        for block in column:
            _draw_block(sheet, block, _MARGIN + number * (_COLUMN + _GUTTER), y)
            y += block.height
    return sheet.to_pdf()


def plan_paper(flowchart: Flowchart, here: str | None, title: str) -> bytes:
    """The flowchart on one page, with a step highlighted or none; `title` is the file's own."""
    diagram = lay_out(flowchart)
    sheet = Sheet(title)
    factor = min(WIDTH / diagram.width, HEIGHT / diagram.height)
    sheet.panel(0, 0, WIDTH, HEIGHT, style.GROUND)
    sheet.scale(factor, (WIDTH - factor * diagram.width) / 2, (HEIGHT - factor * diagram.height) / 2)
    for mark in scene(diagram, here):
        _draw_mark(sheet, mark)
    return sheet.to_pdf()


def _sheet(title: str, name: str, source: str) -> Sheet:
    sheet = Sheet(f"{title} - {name}")
    sheet.panel(0, 0, WIDTH, _BAND, _BLUE)
    sheet.write(name, _MARGIN, 26, 10, "#CFE3F0")
    size = 24.0
    while width(title, size, bold=True) > WIDTH - 2 * _MARGIN:
        size -= 1
    sheet.write(title, _MARGIN, 54, size, "#FFFFFF", bold=True)
    sheet.write(source, _MARGIN, HEIGHT - 18, 8, _SOFT)
    return sheet


def _blocks(sections: Iterable[tuple[str, Sequence[str]]], size: float) -> list[_Block]:
    return [block for heading, lines in sections for block in _section(heading, lines, size)]


def _section(heading: str, lines: Iterable[str], size: float) -> Iterator[_Block]:
    yield _Block("kop", tuple(wrapped(heading, size * 1.15, _COLUMN, bold=True)), size * 1.15)
    for line in lines:
        kind, text = _sorted(line)
        room = _COLUMN - size * (2 * _PADDING + 0.6 if kind in {"zeg", "vermijd"} else _INDENT if kind == "punt" else 0)
        yield _Block(kind, tuple(wrapped(text, size, room)), size)


def _sorted(line: str) -> tuple[str, str]:
    kinds = {_BULLET: "punt", _SAY: "zeg", _AVOID: "vermijd"}
    prefix = next((prefix for prefix in kinds if line.startswith(prefix)), "")
    return kinds.get(prefix, "tekst"), line.removeprefix(prefix)


def _columns(blocks: Sequence[_Block]) -> list[list[_Block]] | None:
    """The blocks in two columns that are about as long; None when they do not fit."""
    room = HEIGHT - _BAND - 22 - _FOOT
    columns = _split(blocks)
    return columns if all(sum(block.height for block in column) <= room for column in columns) else None


def _split(blocks: Sequence[_Block]) -> list[list[_Block]]:
    heights = [block.height for block in blocks]
    # No heading stands last in a column.
    places = [place for place in range(1, len(blocks)) if blocks[place - 1].kind != "kop"]
    best = min(places, key=lambda place: max(sum(heights[:place]), sum(heights[place:])), default=len(blocks))
    return [list(blocks[:best]), list(blocks[best:])]


def _draw_block(sheet: Sheet, block: _Block, left: float, top: float) -> None:
    size = block.size
    leading = size * _LEADING
    colour, bold = _INK, False
    y = top + size
    match block.kind:
        case "kop":
            y += size * 0.25
            colour, bold = _BLUE, True
        case "punt":
            sheet.dot(left + size * 0.35, y - size * 0.32, size * 0.17, _BLUE)
            left += size * _INDENT
        case "zeg" | "vermijd":
            ground, colour = (_GREEN, _GREEN_INK) if block.kind == "zeg" else (_RED, _RED_INK)
            inner = len(block.lines) * leading + 2 * size * _PADDING
            sheet.panel(left, top, _COLUMN, inner, ground, radius=size * 0.5)
            left += size * (_PADDING + 0.3)
            y += size * _PADDING
        case _:
            pass
    for line in block.lines:
        sheet.write(line, left, y, size, colour, bold=bold)
        y += leading


def _draw_mark(sheet: Sheet, mark: Mark) -> None:
    match mark:
        case Panel():
            rect = mark.rect
            sheet.panel(
                rect.left, rect.top, rect.width, rect.height, mark.ground, radius=mark.radius,
                border=mark.border or "", border_width=mark.border_width,
            )  # fmt: skip
        case Stroke():
            sheet.line(mark.points, mark.colour, mark.width, dash=style.DASH if mark.dashed else ())
        case Head():
            sheet.shape(mark.points, mark.colour)
        case Writing():
            for number, line in enumerate(mark.lines):
                y = mark.first + number * mark.leading + style.BASELINE * mark.size
                sheet.write(line, mark.middle, y, mark.size, mark.ink, bold=mark.bold, centred=True)
