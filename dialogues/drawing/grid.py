"""Where each box stands: the main way in one column, side steps and parent lines in the other, row by row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

from dialogues.drawing.links import Link, links_of, parent_links
from dialogues.flowchart import Flowchart


class Column(IntEnum):
    """A column of boxes."""

    MAIN = 0
    SIDE = 1


@dataclass(frozen=True)
class GridCell:
    """A place in the grid."""

    column: Column
    row: int


def place(flowchart: Flowchart) -> dict[str, GridCell]:
    """Give the cell of every step and parent line; no two share one."""
    links = links_of(flowchart)
    asks = parent_links(flowchart)
    main = _main_way(flowchart, links, asks)
    rows = {step: row for row, step in enumerate(main)}
    lane = _lane(flowchart, rows, asks)
    side: dict[str, int] = {}
    for step, before in _met(flowchart, links, main):
        _place_aside(step, before, rows, side, lane)
    rows[flowchart.end] = max([*rows.values(), *(row + 1 for row in (*side.values(), *lane.values()))])
    cells = {step: GridCell(Column.MAIN, row) for step, row in rows.items()}
    return cells | {box: GridCell(Column.SIDE, row) for box, row in (side | lane).items()}


def _main_way(flowchart: Flowchart, links: Sequence[Link], asks: dict[str, str]) -> list[str]:
    """Follow the way along the first choice of each step, which is how the plan is written."""
    way = [flowchart.start]
    while following := next((k.target for k in links if k.source == way[-1] and k.target not in way), None):
        way.append(following)
    way = [step for step in way if step != flowchart.end]
    # A step that asks for a parent line belongs to the main way, so that the line can stand beside it.
    for step in asks:
        if step not in way:
            before = [way.index(k.source) for k in links if k.target == step and k.source in way]
            way.insert(max(before, default=len(way) - 1) + 1, step)
    return [*way, flowchart.end]


def _lane(flowchart: Flowchart, rows: dict[str, int], asks: dict[str, str]) -> dict[str, int]:
    lane: dict[str, int] = {}
    for step in sorted(asks, key=lambda step: rows[step]):
        lane.setdefault(asks[step], rows[step])
    for line in flowchart.parent_lines():
        lane.setdefault(line.id, max(lane.values(), default=len(rows) - 1) + 1)
    return lane


def _met(flowchart: Flowchart, links: Sequence[Link], main: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Give each side step with the step it is met from: what a step leads to comes before what the next one does."""
    met = set(main)
    waiting = list(reversed(main))
    while waiting:
        step = waiting.pop()
        following = [k.target for k in links if k.source == step and k.target not in met]
        met.update(following)
        waiting.extend(reversed(following))
        yield from ((other, step) for other in following)
    yield from ((step.id, flowchart.start) for step in flowchart.steps() if step.id not in met)


def _place_aside(step: str, before: str, rows: dict[str, int], side: dict[str, int], lane: dict[str, int]) -> None:
    """Take the first free row from where the step is met; above the parent lines, make room when there is none."""
    wanted = side[before] + 1 if before in side else rows[before]
    row = wanted
    while row in side.values():
        row += 1
    first, last = min(lane.values(), default=row + 1), max(lane.values(), default=row)
    if wanted < first <= row:
        for column in (rows, lane, side):
            column.update({other: at + 1 for other, at in column.items() if at >= row})
    elif first <= row <= last:
        row = last + 1
        while row in side.values():
            row += 1
    side[step] = row
