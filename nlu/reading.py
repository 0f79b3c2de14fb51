"""What was understood of a message, and what was on screen when it was written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from nlu.asked import Asked

_RUNNERS_UP = 3


@dataclass(frozen=True)
class OpenChoice:
    """One choice on screen, as evidence for reading a message."""

    intent: str
    """The intent that stands for choosing it."""
    label: str
    """The words on its button."""
    also: tuple[str, ...] = ()
    """Further intents that mean this choice while it is open."""
    words: tuple[str, ...] = ()
    """Further words that name it."""
    outcome: str = ""
    """What the example answers of the open question call choosing it."""


class Grade(StrEnum):
    """How far a message tells of danger."""

    SURE = "sure"
    """The card goes before all else."""
    POSSIBLE = "possible"
    """It is asked whether somebody is in danger; the message is handled as what it is."""


@dataclass(frozen=True)
class Danger:
    """The danger that a message tells of."""

    kind: str
    """The safety intent."""
    grade: Grade
    also: str | None = None
    """A second kind that is nearly as likely: its numbers belong on the card as well."""

    def as_json(self) -> dict[str, str]:
        """Kind and grade, as `ehbc understand` and `ehbc chat --json` print them."""
        return {"kind": self.kind, "grade": self.grade.value}


@dataclass(frozen=True)
class Reading:
    """An intent, how sure, and the runners-up, likeliest first."""

    intent: str
    confidence: float
    """0..1, the open step taken into account."""
    runners_up: tuple[tuple[str, float], ...] = ()
    safety: str | None = None
    """The safety intent the message surely tells of, judged apart from the rest; it wins."""
    danger: Danger | None = None
    """The danger it tells of, surely or possibly. When only possibly, the intent is what it is without it."""
    named: bool = False
    """Whether it names a choice on screen, by its words or its number: as sure as a tap."""
    facts: Mapping[str, str] = field(default_factory=dict)
    """What it tells of a case: fact -> value, of the fixed vocabulary."""
    asked: Asked | None = None
    """Which page or talk card it asks for."""

    @property
    def ranking(self) -> tuple[tuple[str, float], ...]:
        """The intent and the runners-up, each with its confidence."""
        return ((self.intent, self.confidence), *self.runners_up)


def reading_of(
    ranking: Sequence[tuple[str, float]],
    danger: Danger | None,
    *,
    named: bool = False,
    facts: Mapping[str, str] | None = None,
    asked: Asked | None = None,
) -> Reading:
    """The reading that some intents with their confidences make, likeliest first; those far down are left out."""
    (intent, confidence), *others = ranking
    safety = danger.kind if danger and danger.grade is Grade.SURE else None
    return Reading(intent, confidence, tuple(others[:_RUNNERS_UP]), safety, danger, named, facts or {}, asked)
