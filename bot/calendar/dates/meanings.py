"""The day that a phrase means: one function per kind of phrase, from its match to the day."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from bot.calendar import holidays
from bot.calendar.holidays import DAYS_OF_A_WEEK, SATURDAY, SEPTEMBER, Holiday, monday_of, school_year
from bot.calendar.school_days import WEEKEND, SchoolCalendar
from bot.clock import DAYS, MONTHS

Meaning = Callable[[re.Match[str], date, SchoolCalendar], date | None]
"""From a matched phrase, today and the calendar to the day meant; None when there is no such day."""

DAYS_OF_A_UNIT = {"dag": 1, "schooldag": 1, "week": 7, "maand": 30, "jaar": 365}
OFFSETS = {"eergisteren": -2, "gisteren": -1, "vandaag": 0, "morgen": 1, "overmorgen": 2}
"""In days from today."""

_DAY, _WEEK = timedelta(days=1), timedelta(weeks=1)
_RECENT = timedelta(days=92)
"""A day without a year that is no longer ago than this is past; one longer ago is next year's."""
_MANY = 500
"""Higher counts are read as this one: all of them are too far ahead for anything."""
_IDIOM_DAYS = {"8": 7, "14": 14, "15": 14}
"""`Zondag over acht dagen` is a week later: the first day is counted too."""
_AFTER, _BEFORE = frozenset({"na", "als", "zodra", "wanneer"}), frozenset({"voor", "tegen"})
"""`Als de vakantie voorbij is` means after it."""
_PERIODS_AHEAD = {"vorige": -1, "komende": 1, "volgende": 1}
"""For any other word it is this week or this month."""
HOLIDAYS = {
    "hemelvaart": holidays.ASCENSION, "pinksteren": holidays.WHIT_MONDAY, "wapenstilstand": holidays.ARMISTICE,
    "arbeid": holidays.LABOUR_DAY,
    holidays.AUTUMN: holidays.AUTUMN, holidays.CHRISTMAS: holidays.CHRISTMAS, holidays.CARNIVAL: holidays.CARNIVAL,
    holidays.EASTER: holidays.EASTER, holidays.SUMMER: holidays.SUMMER,
}  # fmt: skip


def _word(match: re.Match[str], group: str) -> str | None:
    """What a group caught; None also when the pattern has no such group."""
    return match.groupdict().get(group)


def _weekday(match: re.Match[str]) -> int | None:
    name = _word(match, "weekday")
    return DAYS.index(name) if name else None


def _on(day: date | None, match: re.Match[str]) -> date | None:
    """The day, unless another weekday was said with it."""
    weekday = _weekday(match)
    return day if day is None or weekday in {None, day.weekday()} else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def dated(match: re.Match[str], today: date, _: SchoolCalendar) -> date | None:
    """`12/3`, `vrijdag 12 maart 2027`, `na 12 maart`."""
    name, year = match["month"], _word(match, "year")
    month = int(name) if name.isdecimal() else MONTHS.index(name) + 1
    years = [int(year)] if year else [today.year - 1, today.year, today.year + 1]
    days = [day for day in (_date(y, month, int(match["day"])) for y in years) if day]
    day = _on(next((day for day in days if year or day >= today - _RECENT), None), match)
    return day + _DAY if day and match["after"] else day


def numbered(match: re.Match[str], today: date, _: SchoolCalendar) -> date | None:
    """`de 12de`: the next one; `de 12de van volgende maand`."""
    which = _word(match, "which")
    # Every number up to 31 comes within three months.
    ahead = range(3) if which is None else [_PERIODS_AHEAD.get(which, 0)]
    months = [today.replace(day=1) + relativedelta(months=count) for count in ahead]
    days = [_date(month.year, month.month, int(match["day"])) for month in months]
    return _on(next((day for day in days if day and (which or day >= today)), None), match)


def _steps(match: re.Match[str], start: date, calendar: SchoolCalendar) -> date:
    """So many days, weeks, months or school days after a day."""
    unit, count = match["unit"], match["count"] or "1"
    if not count.isdecimal():
        halves = 1 if count == "half" else 3
        return start + timedelta(days=-(-DAYS_OF_A_UNIT[unit] * halves // 2))
    number = min(int(count), _MANY)
    if unit == "schooldag":
        return calendar.add_school_days(start, number)
    if unit in {"maand", "jaar"}:
        moved: date = start + relativedelta(months=number * (1 if unit == "maand" else 12))
        return moved
    return start + timedelta(days=number * DAYS_OF_A_UNIT[unit])


def later(match: re.Match[str], today: date, calendar: SchoolCalendar) -> date:
    """`over 3 weken`, `over 2 weken op maandag`: the Monday of that week."""
    day = _steps(match, today, calendar)
    weekday = _weekday(match)
    return day if weekday is None else monday_of(day) + weekday * _DAY


def ago(match: re.Match[str], today: date, calendar: SchoolCalendar) -> date:
    """`3 dagen geleden`."""
    return today - max(_steps(match, today, calendar) - today, _DAY)


def counted_from(match: re.Match[str], today: date, calendar: SchoolCalendar) -> date:
    """`maandag over 2 weken`: two weeks after the first Monday, which is today on a Monday."""
    weekday = _weekday(match)
    if weekday is None:
        return _steps(match, today + OFFSETS[match["word"]] * _DAY, calendar)
    first = _next_weekday(today, weekday)
    if match["unit"] == "dag" and match["count"] in _IDIOM_DAYS:
        return first + _IDIOM_DAYS[match["count"]] * _DAY
    return _steps(match, first, calendar) if match["unit"] == "week" else later(match, today, calendar)


def _next_weekday(day: date, weekday: int) -> date:
    """The first such weekday on or after a day."""
    return day + timedelta(days=(weekday - day.weekday()) % DAYS_OF_A_WEEK)


def named(match: re.Match[str], today: date, _: SchoolCalendar) -> date:
    """`dinsdag`, `komende dinsdag`, `volgende dinsdag` (of next week), `vorige dinsdag`, `na dinsdag`."""
    weekday = DAYS.index(match["weekday"])
    which = _word(match, "which")
    if which == "volgende":
        return monday_of(today) + _WEEK + weekday * _DAY
    if which == "vorige":
        return _next_weekday(today - _WEEK, weekday)
    # `Dinsdag` said on a Tuesday is not today: that is `vandaag`, or `deze dinsdag`.
    day = _next_weekday(today if which == "deze" else today + _DAY, weekday)
    return day + _DAY if _word(match, "after") else day


def offset(match: re.Match[str], today: date, _: SchoolCalendar) -> date | None:
    """`overmorgen`, `morgen dinsdag`."""
    return _on(today + OFFSETS[match["word"]] * _DAY, match)


def same_day(_match: re.Match[str], today: date, _calendar: SchoolCalendar) -> date:
    """`over 2 uur`, `deze namiddag`."""
    return today


def in_week(match: re.Match[str], today: date, calendar: SchoolCalendar) -> date:
    """`volgende week` (as it begins), `deze week` (as it ends), `volgende week dinsdag`, `eind van de week`."""
    ahead = _PERIODS_AHEAD.get(_word(match, "which") or "", 0)
    # In a weekend the school week that people speak of is the one to come.
    this_monday = monday_of(today + 2 * _DAY) if ahead == 0 else monday_of(today)
    monday = this_monday + ahead * _WEEK
    weekday = _weekday(match)
    if weekday is not None:
        return monday + weekday * _DAY
    return _in_period(calendar, today, monday, monday + 4 * _DAY, _word(match, "part") or ("" if ahead else "eind"))


def in_month(match: re.Match[str], today: date, calendar: SchoolCalendar) -> date:
    """`volgende maand`, `begin april`, `half volgende maand`, `eind van de maand`."""
    name, ahead = _word(match, "month"), _PERIODS_AHEAD.get(_word(match, "which") or "", 0)
    if name:
        ahead = (MONTHS.index(name) + 1 - today.month) % len(MONTHS)
    first = today.replace(day=1) + relativedelta(months=ahead)
    last = first + relativedelta(months=1) - _DAY
    return _in_period(calendar, today, first, last, _word(match, "part") or ("" if ahead or name else "eind"))


def _in_period(calendar: SchoolCalendar, today: date, first: date, last: date, part: str) -> date:
    """The first school day of a period, from its middle on, or its last one; a day off where there is none.

    Without a part, the first one that is not past.
    """
    if part == "eind":
        day = calendar.previous_school_day(last)
        return day if day >= first and (day >= today or last < today) else last
    middle = first + min((last - first) // 2, 2 * _WEEK)
    start = {"begin": first, "half": middle}.get(part, max(first, min(today, last)))
    day = calendar.next_school_day(start)
    return day if day <= last else start


def around_holiday(match: re.Match[str], today: date, calendar: SchoolCalendar) -> date:
    """`na de herfstvakantie`, `voor het weekend`, `maandag na de vakantie`, `als de vakantie voorbij is`."""
    side = _word(match, "side")
    before = side in _BEFORE
    holiday = _weekend(match, today) if match["what"] == WEEKEND else _holiday(match, today, calendar, before=before)
    weekday = _weekday(match)
    if before:
        eve = holiday.first - _DAY
        if _word(match, "week"):
            return calendar.next_school_day(monday_of(eve))
        return calendar.previous_school_day(eve) if weekday is None else _next_weekday(eve - 6 * _DAY, weekday)
    if side in _AFTER:
        morrow = holiday.last + _DAY
        return calendar.next_school_day(morrow) if weekday is None else _next_weekday(morrow, weekday)
    return max(holiday.first, today)


def _holiday(match: re.Match[str], today: date, calendar: SchoolCalendar, *, before: bool) -> Holiday:
    """The holiday meant: the one going on or else the next; before a holiday means before one to come."""
    name = HOLIDAYS.get(match["what"])

    def coming(day: date) -> Holiday:
        ahead = calendar.holidays_from(day, long=name is None)
        return next(holiday for holiday in ahead if name in {None, holiday.name})

    holiday = coming(today)
    return coming(holiday.last + _DAY) if before and holiday.first <= today else holiday


def _weekend(match: re.Match[str], today: date) -> Holiday:
    saturday = monday_of(today) + SATURDAY * _DAY
    if _word(match, "which") == "volgende" or (_word(match, "side") in _BEFORE and saturday <= today):
        saturday += _WEEK
    return Holiday(WEEKEND, saturday, saturday + _DAY)


def next_school_day(_match: re.Match[str], today: date, calendar: SchoolCalendar) -> date:
    """`de volgende schooldag`."""
    return calendar.next_school_day(today + _DAY)


def next_school_year(_match: re.Match[str], today: date, calendar: SchoolCalendar) -> date:
    """`volgend schooljaar`."""
    return calendar.next_school_day(date(school_year(today) + 1, SEPTEMBER, 1))
