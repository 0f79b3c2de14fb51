"""How urgent something to follow up is, and the heading it stands under."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from bot.clock import local_day
from bot.texts.sentences import Sentence

_WEEK = timedelta(days=7)


class Urgency(StrEnum):
    """When something is due, the most urgent first."""

    LATE = "laat"
    TODAY = "vandaag"
    WEEK = "week"
    LATER = "later"


HEADINGS: Mapping[Urgency, Sentence] = {
    Urgency.LATE: Sentence.VANDAAG_LAAT,
    Urgency.TODAY: Sentence.VANDAAG_NU,
    Urgency.WEEK: Sentence.VANDAAG_WEEK,
    Urgency.LATER: Sentence.VANDAAG_LATER,
}


def urgency_of(due_at: datetime, now: datetime) -> Urgency:
    """How urgent something is that is due at a moment; days count, in Belgium, not hours."""
    day, today = local_day(due_at), local_day(now)
    if day < today:
        return Urgency.LATE
    if day == today:
        return Urgency.TODAY
    return Urgency.WEEK if day <= today + _WEEK else Urgency.LATER
