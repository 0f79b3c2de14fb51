"""The step plan as one neutral value: made by the loader; Rasa's rules, the drawing and the checks are made of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from dialogues.aids import Aid
from dialogues.faults import SourcePlace
from dialogues.steps import (
    DANGER,
    PARENT_GROUPS,
    REASON,
    CaseResult,
    Choice,
    ParentReason,
    ParentState,
    Step,
    StepKind,
)
from nlu.examples import SAFETY_INTENTS

GUIDE_COMMANDS = ("hulplijnen",)
"""Commands that show a guide; which one, the plan says."""


@dataclass(frozen=True)
class GuideCommand:
    """The guide a command shows."""

    guide: str
    place: SourcePlace


@dataclass(frozen=True)
class Picture:
    """What is written on the drawing of the plan besides its steps."""

    title: str
    footer: tuple[str, ...]
    """Its lines, at the bottom."""
    lane: str
    """Above the parent lines."""
    here: str
    """At the step where a case is."""
    place: SourcePlace


@dataclass(frozen=True)
class Flowchart:
    """The whole plan. Positions are the steps, the aids' questions and the parent lines, by id."""

    start: str
    """The step a new case is at."""
    end: str
    """The step a closed case is at."""
    positions: Mapping[str, Step]
    aids: Mapping[str, Aid]
    picture: Picture
    slots: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What a case remembers that a choice may depend on (`SLOTS`), with its values."""
    guide_commands: Mapping[str, GuideCommand] = field(default_factory=dict)
    """By command: one for each of `GUIDE_COMMANDS`."""
    guides_after_card: Mapping[str, GuideCommand] = field(default_factory=dict)
    """Guide -> the guide that is shown instead of it once a safety card was, unless who bullies is named."""

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

    def remembered(self) -> dict[str, tuple[str, ...]]:
        """All that a choice can set, with its values."""
        groups: dict[str, tuple[str, ...]] = {group.value: tuple(ParentState) for group in PARENT_GROUPS}
        return {**self.slots, **groups, REASON: tuple(ParentReason)}

    def conditions(self) -> dict[str, tuple[str, ...]]:
        """What texts may depend on, with its values."""
        return {**self.slots, DANGER: tuple(SAFETY_INTENTS)}

    def results(self) -> dict[tuple[str, str], CaseResult]:
        """(Step, choice) -> how that choice counts in the yearly figures, for those that do."""
        return {(step.id, choice.id): choice.result for step, choice in self.arrows() if choice.result is not None}

    def names_of(self, slot: str) -> dict[str, str]:
        """The values of a slot, in the order of the plan, each with the words on the button that sets it."""
        named = {(choice.sets or {}).get(slot): choice.label for _, choice in self.arrows()}
        return {value: named.get(value, value) for value in self.slots[slot]}
