"""The rooms, and who may import whom, drawn from the import contracts.

`python -m tests.support.rooms` writes the picture anew.
"""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from dialogues.drawing.line_breaks import broken
from dialogues.drawing.shapes import Point, Rect

ROOT = Path(__file__).parents[2]
PICTURE = ROOT / "docs" / "images" / "rooms.svg"

_WIDTH, _LEFT, _MARGIN = 1000, 64, 16
_NAME, _TOLD, _LINE = 18, 14, 18
"""Letters of a name and of what is told of it, and from one line to the next, in pixels."""
_HEAD, _PADDING, _GAP = 30, 10, 10
_TITLE, _NOTE = 26, 15
_TELLING = 1
"""Modules this deep or less are told of, as are all folders; other modules only have a name."""
_INK, _SOFT, _ONLY, _BORDER = "#17324A", "#43586B", "#8A3B00", "#2F6D91"
_GROUNDS = ("#F6F8FA", "#FFFFFF", "#EEF4F8", "#DCEAF3", "#FFFFFF")
"""The colour of a room, by how deep it is."""
_FONT = "Helvetica, Arial, sans-serif"

_HEADING = "The rooms, and who may import whom"
_NOTES = (
    "A room imports only from the rooms below it. Rooms side by side in one row do not import one another.",
    "A package that a room may import is imported only in the rooms that say so.",
)

Rows = tuple[tuple["Room", ...], ...]


@dataclass(frozen=True)
class Room:
    """A module or folder that a contract names, with the layers in it, the highest first."""

    module: str
    told: str
    """What it is for: the first sentence of its docstring."""
    folder: bool
    only: tuple[str, ...]
    """Packages that only this room, and others that say so too, may import."""
    rows: Rows

    @property
    def name(self) -> str:
        """What it is called in its folder."""
        return self.module.rpartition(".")[2]

    @property
    def columns(self) -> int:
        """How many rooms stand side by side in it at most."""
        return max((sum(room.columns for room in row) for row in self.rows), default=1)


def read_rooms(root: Path = ROOT) -> Rows:
    """The rooms as the contracts of `pyproject.toml` lay them out."""
    settings = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    contracts: list[dict[str, Any]] = settings["tool"]["importlinter"]["contracts"]
    layers: dict[str, Sequence[str]] = {}
    only: dict[str, set[str]] = {}
    for contract in contracts:
        if contract["type"] == "layers":
            layers |= dict.fromkeys(contract.get("containers", [""]), contract["layers"])
        for allowed in contract.get("ignore_imports", ()):
            source, _, package = allowed.partition(" -> ")
            only.setdefault(source.rstrip(".*"), set()).add(package)
    return _rows(root, "", layers, only)


def _rows(root: Path, inside: str, layers: Mapping[str, Sequence[str]], only: Mapping[str, set[str]]) -> Rows:
    return tuple(
        tuple(_room(root, f"{inside}.{name.strip()}".strip("."), layers, only) for name in row.split("|"))
        for row in layers.get(inside, ())
    )


def _room(root: Path, module: str, layers: Mapping[str, Sequence[str]], only: Mapping[str, set[str]]) -> Room:
    rows = _rows(root, module, layers, only)
    inner = {room.module for row in rows for room in row}
    packages = {
        package
        for source, names in only.items()
        for package in names
        if f"{source}.".startswith(f"{module}.") and not any(f"{source}.".startswith(f"{name}.") for name in inner)
    }
    path = root.joinpath(*module.split("."))
    told = _told(path / "__init__.py" if path.is_dir() else path.with_suffix(".py"))
    return Room(module, told, path.is_dir(), tuple(sorted(packages)), rows)


def _told(path: Path) -> str:
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    first, _, _ = docstring.partition("\n")
    return first.partition(". ")[0].replace("`", "").removesuffix(".") + "."


def draw(rows: Rows) -> str:
    """The picture, as SVG."""
    top, wide = _MARGIN + _TITLE + _GAP, _WIDTH - _LEFT - _MARGIN
    bottom = top + sum(_heights(rows, wide, 0)) + _GAP * (len(rows) - 1)
    height = bottom + _MARGIN + len(_NOTES) * (_NOTE + 6)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}" '
        f'role="img" aria-labelledby="title told" font-family="{_FONT}">'
    )
    notes = (
        _writing(note, (_LEFT, bottom + _MARGIN + _NOTE + number * (_NOTE + 6) - 4), _NOTE, _SOFT)
        for number, note in enumerate(_NOTES)
    )
    return "\n".join(
        [
            head,
            f'<title id="title">{escape(_HEADING)}</title>',
            f'<desc id="told">{escape(" ".join(_in_words(rows)))}</desc>',
            f'<rect width="{_WIDTH}" height="{height}" fill="#FFFFFF"/>',
            _writing(_HEADING, (_LEFT, _MARGIN + _TITLE - 6), _TITLE, _INK, bold=True),
            *_arrow(top, bottom),
            *_rows_at(rows, (_LEFT, top), wide, 0),
            *notes,
            "</svg>\n",
        ]
    )


def _in_words(rows: Rows) -> Iterator[str]:
    for row in rows:
        for room in row:
            yield f"{room.module}: {room.told}"
            yield from _in_words(room.rows)


def _rows_at(rows: Rows, at: Point, wide: int, depth: int) -> Iterator[str]:
    """Rows of rooms, one under another."""
    left, top = at
    for row, height in zip(rows, _heights(rows, wide, depth), strict=True):
        x = left
        for room, room_wide in zip(row, _widths(row, wide), strict=True):
            yield from _room_at(room, Rect(x, top, room_wide, height), depth)
            x += room_wide + _GAP
        top += height + _GAP


def _room_at(room: Room, rect: Rect, depth: int) -> Iterator[str]:
    yield (
        f'<rect x="{rect.left}" y="{rect.top}" width="{rect.width}" height="{rect.height}" rx="8" '
        f'fill="{_GROUNDS[depth]}" stroke="{_BORDER}" stroke-width="1.5"/>'
    )
    left = rect.left + _PADDING
    yield _writing(room.name, (left, rect.top + _PADDING + 14), _NAME, _INK, bold=True)
    lines = _lines(room, rect.width, depth)
    for number, (line, ink) in enumerate(lines, 1):
        yield _writing(line, (left, rect.top + _HEAD + _LINE * number - 2), _TOLD, ink)
    below = rect.top + _HEAD + _LINE * len(lines) + _PADDING
    yield from _rows_at(room.rows, (left, below), rect.width - 2 * _PADDING, depth + 1)


def _lines(room: Room, wide: int, depth: int) -> list[tuple[str, str]]:
    """What stands under a name, each line with its colour."""
    told = room.told if depth <= _TELLING or room.folder else ""
    only = f"May import {', '.join(room.only)}." if room.only else ""
    texts = ((text, ink) for text, ink in ((told, _SOFT), (only, _ONLY)) if text)
    return [(line, ink) for text, ink in texts for line in broken(text, _TOLD, wide - 2 * _PADDING)]


def _widths(row: Sequence[Room], wide: int) -> list[int]:
    """How wide each room of a row is: the more stand side by side in it, the wider."""
    columns = sum(room.columns for room in row)
    return [(wide - _GAP * (len(row) - 1)) * room.columns // columns for room in row]


def _heights(rows: Rows, wide: int, depth: int) -> list[int]:
    """How high each row is: as its highest room."""
    return [
        max(_height(room, room_wide, depth) for room, room_wide in zip(row, _widths(row, wide), strict=True))
        for row in rows
    ]


def _height(room: Room, wide: int, depth: int) -> int:
    inner = _heights(room.rows, wide - 2 * _PADDING, depth + 1)
    return _HEAD + _LINE * len(_lines(room, wide, depth)) + _PADDING + sum(h + _GAP for h in inner)


def _arrow(top: int, bottom: int) -> Iterator[str]:
    x, middle = _MARGIN + 22, (top + bottom) // 2
    yield f'<path d="M{x} {top}V{bottom - 14}" stroke="{_BORDER}" stroke-width="3"/>'
    yield f'<polygon points="{x},{bottom} {x - 8},{bottom - 15} {x + 8},{bottom - 15}" fill="{_BORDER}"/>'
    yield (
        f'<text x="{x - 10}" y="{middle}" font-size="{_NOTE}" fill="{_SOFT}" text-anchor="middle" '
        f'transform="rotate(-90 {x - 10} {middle})">imports</text>'
    )


def _writing(text: str, at: Point, size: int, ink: str, *, bold: bool = False) -> str:
    weight = ' font-weight="600"' if bold else ""
    return f'<text x="{at[0]}" y="{at[1]}" font-size="{size}"{weight} fill="{ink}">{escape(text)}</text>'


if __name__ == "__main__":
    PICTURE.write_text(draw(read_rooms()), encoding="utf-8")
