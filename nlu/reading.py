"""What was understood of a message, and what was on screen when it was written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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


@dataclass(frozen=True)
class Reading:
    """An intent, how sure, and the runners-up, likeliest first."""

    intent: str
    confidence: float
    """0..1, the open step taken into account."""
    runners_up: tuple[tuple[str, float], ...] = ()
    safety: str | None = None
    """The safety intent the message tells of, judged apart from the rest; it wins."""


def reading_of(ranking: Sequence[tuple[str, float]], safety: str | None) -> Reading:
    """The reading that some intents with their confidences make, likeliest first; those far down are left out."""
    (intent, confidence), *others = ranking
    return Reading(intent, confidence, tuple(others[:_RUNNERS_UP]), safety)
