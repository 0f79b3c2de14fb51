"""Which boxes are joined: the choices of the plan, gathered per pair of steps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dialogues.flowchart import Flowchart
from dialogues.steps import Choice, Step

_NO_BREAK = "\N{NO-BREAK SPACE}"
_JOINED_AT_MOST = 44
"""Characters of a label that names several choices."""


@dataclass(frozen=True)
class Link:
    """All choices that lead from one step to the same other one."""

    source: str
    target: str
    label: str
    """Empty when the arrow needs no words: it is the only way on."""


def links_of(flowchart: Flowchart) -> tuple[Link, ...]:
    """Give the arrows between steps, in the order of the file."""
    return tuple(link for step in flowchart.steps() for link in _links_from(step, flowchart))


def parent_links(flowchart: Flowchart) -> dict[str, str]:
    """Give step id -> the parent line it asks for."""
    lines = {line.id for line in flowchart.parent_lines()}
    return {step.id: step.parent_line for step in flowchart.steps() if step.parent_line in lines}


def _links_from(step: Step, flowchart: Flowchart) -> Iterator[Link]:
    steps = {other.id for other in flowchart.steps()}
    targets: dict[str, list[Choice]] = {}
    for choice in step.choices:
        # A choice that opens an aid and stays here is no way on: aids are not in the picture.
        if choice.target in steps and not (choice.target == step.id and choice.opens):
            targets.setdefault(choice.target, []).append(choice)
    for target, choices in targets.items():
        yield Link(step.id, target, _label([choice.label for choice in choices], only=len(targets) == 1))


def _label(labels: list[str], *, only: bool) -> str:
    joined = f"{_NO_BREAK}/ ".join(dict.fromkeys(labels))
    if only and (len(labels) == 1 or len(joined) > _JOINED_AT_MOST):
        return ""
    return joined if len(joined) <= _JOINED_AT_MOST or len(labels) == 1 else f"{labels[0]}{_NO_BREAK}/ …"
