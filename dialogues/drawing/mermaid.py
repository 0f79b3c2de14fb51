"""The diagram as Mermaid text, for wikis and other places that draw it themselves."""

from __future__ import annotations

import json
from collections.abc import Iterator

from dialogues.drawing import style
from dialogues.drawing.shapes import Arrow, ArrowKind, Box, BoxKind, Diagram

_SPECIAL = '"#&;<>\\`{}|[]()'
_BRACKETS = {BoxKind.STEP: ("[", "]"), BoxKind.ENDPOINT: ("([", "])"), BoxKind.PARENTS: ("[", "]")}


def render(diagram: Diagram, here: str | None) -> str:
    """Write the flowchart, with the step `here` highlighted."""
    return "\n".join([*_parts(diagram, here), ""])


def _parts(diagram: Diagram, here: str | None) -> Iterator[str]:
    # JSON is YAML too, which the title's block is written in.
    yield from ("---", f"title: {json.dumps(diagram.title, ensure_ascii=False)}", "---", "flowchart TD")
    yield f"    accTitle: {diagram.title}"
    yield f"    accDescr: {', '.join(diagram.footer)}"
    yield from (
        _box(box, diagram.here if box.id == here else "") for box in diagram.boxes if box.kind is not BoxKind.PARENTS
    )
    if diagram.lane:
        yield f'    subgraph ouderlijnen["{_quoted(diagram.lane.heading)}"]'
        yield from (
            f"    {_box(box, diagram.here if box.id == here else '')}"
            for box in diagram.boxes
            if box.kind is BoxKind.PARENTS
        )
        yield "    end"
    yield from (_arrow(arrow) for arrow in diagram.arrows)
    for kind, look in style.BOXES.items():
        yield f"    classDef {kind} fill:{look.ground},stroke:{look.border},color:{look.ink}"
        members = ",".join(_name(box.id) for box in diagram.boxes if box.kind is kind and box.id != here)
        if members:
            yield f"    class {members} {kind}"
    if here:
        look = style.HERE_BOX
        yield f"    classDef hier fill:{look.ground},stroke:{look.border},color:{look.ink},stroke-width:4px"
        yield f"    class {_name(here)} hier"


def _box(box: Box, badge: str) -> str:
    opening, closing = _BRACKETS[box.kind]
    told = f"{_quoted(box.title)}<br/>({_quoted(badge.lower())})" if badge else _quoted(box.title)
    return f'    {_name(box.id)}{opening}"{told}"{closing}'


def _arrow(arrow: Arrow) -> str:
    line = "-.->" if arrow.kind is ArrowKind.ASKS else "-->"
    label = f'|"{_quoted(arrow.label.text)}"|' if arrow.label else ""
    return f"    {_name(arrow.source)} {line}{label} {_name(arrow.target)}"


def _name(box: str) -> str:
    """Make an id that Mermaid takes: never one of its own words, and without signs."""
    return "stap_" + "".join(c if c.isascii() and (c.isalnum() or c == "_") else f"_{ord(c)}_" for c in box)


def _quoted(text: str) -> str:
    return "".join(f"#{ord(character)};" if character in _SPECIAL else character for character in text)
