"""The holidays of Flemish schools, computed from the rules that fix them for every year.

The rules: article 7 of the Besluit van de Vlaamse Regering of 31 August 2001 (secondary education); those of 17 April
1991 (primary education) are the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from dateutil.easter import easter

JANUARY, APRIL, MAY, JULY, AUGUST, SEPTEMBER, NOVEMBER, DECEMBER = 1, 4, 5, 7, 8, 9, 11, 12
SATURDAY, DAYS_OF_A_WEEK = 5, 7
AUTUMN, CHRISTMAS, CARNIVAL, EASTER, SUMMER = (
    "herfstvakantie", "kerstvakantie", "krokusvakantie", "paasvakantie", "zomervakantie",
)  # fmt: skip
ARMISTICE, LABOUR_DAY, ASCENSION, WHIT_MONDAY = "wapenstilstand", "dag van de arbeid", "Hemelvaart", "pinkstermaandag"

_LAST_EASTER_OF_APRIL_RULE = 15
_TO_ASCENSION, _TO_WHIT_MONDAY = timedelta(days=39), timedelta(days=50)
_DAY = timedelta(days=1)
_LONG = 5


@dataclass(frozen=True)
class Holiday:
    """Days without school that have a name."""

    name: str
    """In Dutch, as it stands inside a sentence."""
    first: date
    last: date
    """Itself still a day off; the Sunday of a holiday of whole weeks."""

    @property
    def is_long(self) -> bool:
        """Whether it takes at least five weekdays: a real holiday, not a public one."""
        return (self.last - self.first).days + 1 >= _LONG


def school_year(day: date) -> int:
    """The year in which the school year of this day began. July and August still belong to it."""
    return day.year if day.month >= SEPTEMBER else day.year - 1


@cache
def holidays(year: int) -> tuple[Holiday, ...]:
    """The holidays of the school year that starts in September of `year` (1582 to 4098), in order.

    Public holidays that always fall inside one of them, such as 21 July, have no entry of their own.
    """
    christmas_day = date(year, DECEMBER, 25)
    easter_day: date = easter(year + 1)
    ascension = easter_day + _TO_ASCENSION
    spring = _easter_holiday(easter_day)
    found = (
        _weeks(AUTUMN, _monday_from_weekend(date(year, NOVEMBER, 1), weekend=6), 1),
        _day(ARMISTICE, date(year, NOVEMBER, 11)),
        _weeks(CHRISTMAS, _monday_from_weekend(christmas_day, weekend=SATURDAY), 2),
        _weeks(CARNIVAL, _monday_before(easter_day, 7), 1),
        spring,
        _day(LABOUR_DAY, date(year + 1, MAY, 1)),
        Holiday(ASCENSION, ascension, ascension + _DAY),
        _day(WHIT_MONDAY, easter_day + _TO_WHIT_MONDAY),
        Holiday(SUMMER, date(year + 1, JULY, 1), date(year + 1, AUGUST, 31)),
    )
    # Ascension may come before or on 1 May.
    return tuple(sorted(found, key=lambda holiday: holiday.first))


def _easter_holiday(easter_day: date) -> Holiday:
    """Two weeks, and Easter Monday when that comes right after them."""
    if easter_day.month < APRIL:
        first = easter_day + _DAY
    elif easter_day.day > _LAST_EASTER_OF_APRIL_RULE:
        first = _monday_before(easter_day, 2)
    else:
        first_of_april = easter_day.replace(day=1)
        first = first_of_april + timedelta(days=-first_of_april.weekday() % DAYS_OF_A_WEEK)
    holiday = _weeks(EASTER, first, 2)
    # Easter on 14 or 15 April may close the two weeks too, not only a later one.
    return Holiday(EASTER, first, max(holiday.last, easter_day + _DAY))


def _monday_from_weekend(day: date, weekend: int) -> date:
    """The Monday of the week of this day; the Monday after it from that weekday on."""
    monday = monday_of(day)
    return monday + timedelta(days=DAYS_OF_A_WEEK) if day.weekday() >= weekend else monday


def _monday_before(sunday: date, weeks: int) -> date:
    """The Monday that many Mondays before a Sunday."""
    return sunday + _DAY - timedelta(weeks=weeks)


def _weeks(name: str, monday: date, weeks: int) -> Holiday:
    return Holiday(name, monday, monday + timedelta(days=weeks * DAYS_OF_A_WEEK - 1))


def _day(name: str, day: date) -> Holiday:
    return Holiday(name, day, day)


def monday_of(day: date) -> date:
    """The Monday of the week of this day; a Sunday closes a week."""
    return day - timedelta(days=day.weekday())
