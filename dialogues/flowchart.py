"""The step plan as one neutral value: made by the loader; Rasa's rules, the drawing and the checks are made of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dialogues.aids import Aid
from dialogues.steps import Choice, Step, StepKind


@dataclass(frozen=True)
class Flowchart:
    """The whole plan. Positions are the steps, the aids' questions and the parent lines, by id."""

    start: str
    end: str
    positions: Mapping[str, Step]
    aids: Mapping[str, Aid]

    def steps(self) -> Iterator[Step]:
        """The boxes of the flowchart, in the order of the file."""
        return (step for step in self.positions.values() if step.kind is StepKind.STEP)

    def parent_lines(self) -> tuple[Step, ...]:
        """The three parent lines (F08)."""
        return tuple(step for step in self.positions.values() if step.kind is StepKind.PARENT_LINE)

    def arrows(self) -> Iterator[tuple[Step, Choice]]:
        """Every choice with the position it leads out of."""
        return ((step, choice) for step in self.positions.values() for choice in step.choices)

    def aid_of(self, position: str) -> Aid | None:
        """The aid that `position` is a question of."""
        return next((aid for aid in self.aids.values() if position in aid.questions), None)

    def entry(self, opened: str) -> str:
        """The position where `opened` (an aid or a parent line) begins."""
        return self.aids[opened].questions[0] if opened in self.aids else opened
