"""Local days off, read from an iCalendar file (RFC 5545) such as Google Calendar or Smartschool give."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

MAX_BYTES = 1_000_000
MAX_DAYS = 100
"""The most days one event may take: longer than any holiday, so it is a mistake."""
FIRST_YEAR, LAST_YEAR = 2000, 2999

_REPEATS = ("RRULE", "RDATE")
_DAY = timedelta(days=1)


class CalendarFileError(Exception):
    """The file cannot be used. Each line of the message names a fault: `path: event N: what is wrong`.

    Events are counted from 1; a fault of the whole file names no event.
    """


def read_days_off(path: Path) -> frozenset[date]:
    """The days that the all-day events of a file cover; cancelled events do not count.

    Raises:
        CalendarFileError: when the file cannot be read, is no calendar, or has an event that is not a row of days.
    """
    days: set[date] = set()
    faults: list[str] = []
    for number, event in enumerate(_events(path), start=1):
        if str(event.get("STATUS", "")).upper() != "CANCELLED":
            found = _Event(event)
            days.update(found.days())
            faults += [f"{path}: event {number}: {fault}" for fault in found.faults]
    if faults:
        raise CalendarFileError("\n".join(faults))
    return frozenset(days)


def _events(path: Path) -> list[Any]:
    # Imported here: it takes a quarter of a second, and most schools give no file.
    from icalendar import Calendar

    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise CalendarFileError(f"{path}: cannot be read: {error.strerror}") from error
    if len(content) > MAX_BYTES:
        raise CalendarFileError(f"{path}: more than {MAX_BYTES:,} bytes, too long for a list of days off")
    try:
        calendar = Calendar.from_ical(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise CalendarFileError(f"{path}: not in UTF-8") from error
    except Exception as error:
        # Besides ValueError, some broken lines make the library trip over itself in other ways.
        raise CalendarFileError(f"{path}: not an iCalendar file: {error}") from error
    return list(calendar.walk("VEVENT"))


class _Event:
    """Reads the days of one event and gathers what is wrong with it."""

    def __init__(self, event: Any) -> None:
        self._event = event
        self.faults: list[str] = []

    def days(self) -> frozenset[date]:
        """The days it covers; none when there are faults."""
        repeats = [name for name in _REPEATS if name in self._event]
        if repeats:
            self.faults.append(f"it repeats ({', '.join(repeats)}); write an event for each day off")
        if "DTSTART" not in self._event:
            self.faults.append("DTSTART is missing")
        first, end, length = self._date("DTSTART"), self._date("DTEND"), self._length()
        if self.faults or first is None:
            return frozenset()
        count = (end - first if end else length).days
        if count < 1:
            self.faults.append(f"it ends before it begins on {first}; DTEND is the day after the last one")
        elif count > MAX_DAYS:
            self.faults.append(f"it takes {count:,} days, more than {MAX_DAYS}")
        elif not FIRST_YEAR <= first.year <= LAST_YEAR:
            self.faults.append(f"{first} lies outside the years {FIRST_YEAR} to {LAST_YEAR}")
        else:
            return frozenset(first + timedelta(days=offset) for offset in range(count))
        return frozenset()

    def _date(self, name: str) -> date | None:
        value = self._value(name)
        if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
            return value
        self.faults.append(f"{name} has an hour; an all-day event is needed (VALUE=DATE)")
        return None

    def _length(self) -> timedelta:
        """Without an end an all-day event takes one day (RFC 5545, 3.6.1)."""
        length = self._value("DURATION")
        if isinstance(length, timedelta) and not length % _DAY:
            return length
        if length is not None:
            self.faults.append("DURATION is not a number of whole days")
        return _DAY

    def _value(self, name: str) -> object | None:
        """The value of a property; None when it is not there, or cannot be read."""
        if name not in self._event:
            return None
        wrong = next((text for broken, text in self._event.errors if broken == name), None)
        # A property that is given twice is a list.
        value: object | None = None if wrong else getattr(self._event[name], "dt", None)
        if value is None:
            self.faults.append(f"{name} cannot be read: {wrong or 'it is given more than once'}")
        return value
