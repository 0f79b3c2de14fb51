"""The hours in which reminders may go out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from bot.calendar.school_days import SchoolCalendar
from bot.clock import BRUSSELS


@dataclass(frozen=True)
class ReminderHours:
    """The part of a school day, on Belgian clocks, in which reminders go out.

    Raises:
        ValueError: when `end` is not after `start`.
    """

    start: time = time(8)
    end: time = time(17)
    """The first moment that is too late."""
    calendar: SchoolCalendar = field(default_factory=SchoolCalendar)

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise ValueError(f"reminders end at {self.end:%H:%M}, which is not after {self.start:%H:%M}")

    def first_moment(self, moment: datetime) -> datetime:
        """The given moment when a reminder may go out then, else the next at which it may; in UTC.

        Raises:
            ValueError: when `moment` has no time zone.
        """
        if moment.tzinfo is None:
            raise ValueError("a moment without a time zone")
        local = moment.astimezone(BRUSSELS)
        day, clock = local.date(), local.time()
        if not self.calendar.is_school_day(day) or clock >= self.end:
            return self.at(self.calendar.next_school_day(day + timedelta(days=1)), self.start)
        return self.at(day, self.start) if clock < self.start else moment.astimezone(UTC)

    def at(self, day: date, clock: time) -> datetime:
        """The moment at which Belgian clocks show this time on this day, in UTC.

        Of the hour that comes twice, the first; in the hour that is skipped, as if summer time had not begun yet.
        """
        return datetime.combine(day, clock, BRUSSELS).astimezone(UTC)
