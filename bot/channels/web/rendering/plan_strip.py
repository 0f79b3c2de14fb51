"""The step plan as one row: its main way, with what lies beside each step of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dialogues.flowchart import Flowchart
from dialogues.steps import Step, StepKind


@dataclass(frozen=True)
class Stop:
    """A step on the way to where a case is."""

    step: Step
    state: str
    """`voorbij`, `hier` or `komt`."""


@dataclass(frozen=True)
class PlanStrip:
    """The main way, and the steps beside it, by the step of the way they are met from."""

    way: tuple[Step, ...]
    beside: Mapping[str, tuple[Step, ...]]

    def stops(self, here: str | None) -> tuple[Stop, ...]:
        """The way with `here` on it."""
        row: list[Step] = []
        for step in self.way:
            row.append(step)
            row.extend(side for side in self.beside[step.id] if side.id == here)
        at = next((number for number, step in enumerate(row) if step.id == here), -1)
        states = ("voorbij" if number < at else "hier" if number == at else "komt" for number in range(len(row)))
        return tuple(Stop(step, state) for step, state in zip(row, states, strict=True))


def strip_of(flowchart: Flowchart) -> PlanStrip:
    """The row of a plan: each first choice leads on, which is how it is written."""
    way = [flowchart.start]
    while following := next(iter(_targets(flowchart, way[-1], way)), None):
        way.append(following)
        if following == flowchart.end:
            break
    if flowchart.end not in way:
        way.append(flowchart.end)
    beside: dict[str, list[str]] = {step: [] for step in way}
    met = set(way)
    for step in way:
        waiting = [step]
        while waiting:
            found = list(dict.fromkeys(_targets(flowchart, waiting.pop(0), met)))
            met.update(found)
            beside[step].extend(found)
            waiting.extend(found)
    lost = [step.id for step in flowchart.steps() if step.id not in met]
    beside[way[0]].extend(lost)
    steps = flowchart.positions
    return PlanStrip(
        tuple(steps[step] for step in way),
        {step: tuple(steps[side] for side in sides) for step, sides in beside.items()},
    )


def _targets(flowchart: Flowchart, step: str, known: list[str] | set[str]) -> list[str]:
    """Where a step leads that is not known yet, in the order of its choices."""
    return [
        choice.target
        for choice in flowchart.positions[step].choices
        if choice.target not in known
        and choice.target in flowchart.positions
        and flowchart.positions[choice.target].kind is StepKind.STEP
    ]
