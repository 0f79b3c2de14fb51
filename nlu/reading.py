"""What was understood of a message, and what was on screen when it was written."""

from __future__ import annotations

from dataclasses import dataclass


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
