"""Which days are school days, and counting with them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from bot.calendar.holidays import SATURDAY, Holiday, holidays, school_year

WEEKEND = "weekend"

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class SchoolCalendar:
    """The school days of one school. Holds for the years 1583 to 4098."""

    days_off: frozenset[date] = frozenset()
    """Local days off, on top of weekends and the holidays of all schools."""

    def is_school_day(self, day: date) -> bool:
        """Whether there is school on this day."""
        return day.weekday() < SATURDAY and day not in self.days_off and day not in _off_days(school_year(day))

    def why_off(self, day: date) -> str | None:
        """The holiday a day falls in, or `weekend`; None for a local day off and for a school day."""
        holiday = _off_days(school_year(day)).get(day)
        if holiday:
            return holiday.name
        return WEEKEND if day.weekday() >= SATURDAY else None

    def next_school_day(self, day: date) -> date:
        """The first school day on or after a day."""
        while not self.is_school_day(day):
            day += _DAY
        return day

    def previous_school_day(self, day: date) -> date:
        """The last school day on or before a day."""
        while not self.is_school_day(day):
            day -= _DAY
        return day

    def add_school_days(self, day: date, count: int) -> date:
        """The school day that comes `count` (0 or more) school days after a day; 0 gives `next_school_day(day)`.

        The day itself is not counted, school day or not: one school day after a Saturday is the Monday.

        Raises:
            ValueError: when `count` is negative.
        """
        if count < 0:
            raise ValueError(f"cannot go back {-count} school days")
        if count == 0:
            return self.next_school_day(day)
        for _ in range(count):
            day = self.next_school_day(day + _DAY)
        return day

    def school_days_between(self, first: date, last: date) -> int:
        """How many school days there are from `first` on, up to but without `last`; 0 when `last` comes first."""
        days = (first + timedelta(days=offset) for offset in range((last - first).days))
        return sum(self.is_school_day(day) for day in days)

    def upcoming_holiday(self, day: date) -> Holiday:
        """The first holiday of at least five weekdays that is not over yet on this day: it may be going on."""
        return self.holidays_from(day, long=True)[0]

    def holidays_from(self, day: date, *, long: bool = False) -> tuple[Holiday, ...]:
        """The holidays of this school year and the next that are not over yet on this day, in order.

        With `long` only those of at least five weekdays.
        """
        year = school_year(day)
        found = (*holidays(year), *holidays(year + 1))
        return tuple(holiday for holiday in found if holiday.last >= day and (holiday.is_long or not long))

    def school_days_before_holiday(self, day: date) -> int:
        """How many school days are left, this day included, before `upcoming_holiday(day)`; 0 during a holiday."""
        return self.school_days_between(day, self.upcoming_holiday(day).first)


@cache
def _off_days(year: int) -> dict[date, Holiday]:
    """Every day of the holidays of a school year, weekends inside them too. Shared: never changed."""
    return {
        holiday.first + timedelta(days=offset): holiday
        for holiday in holidays(year)
        for offset in range((holiday.last - holiday.first).days + 1)
    }
