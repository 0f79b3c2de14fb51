"""A clock that the test moves, and moments on Belgian clocks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from bot.clock import BRUSSELS

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


def belgian(year: int, month: int, day: int, hour: int = 8, minute: int = 0) -> datetime:
    """A moment on Belgian clocks."""
    return datetime(year, month, day, hour, minute, tzinfo=BRUSSELS)


MONDAY_MORNING = belgian(2026, 11, 23)


@dataclass
class SimulatedClock:
    """A clock that stands until it is moved."""

    now: datetime = MONDAY_MORNING
    skew: timedelta = timedelta()
    """How far the time of day is from time itself."""

    def __call__(self) -> datetime:
        """The time of day."""
        return self.now.astimezone(UTC) + self.skew

    def monotonic(self) -> float:
        """Seconds that passed, however often the time of day was moved."""
        return self.now.timestamp()


def in_hours(moment: datetime) -> bool:
    """Whether reminders go out at this time of a school day."""
    return time(8) <= moment.astimezone(BRUSSELS).time() < time(17)
