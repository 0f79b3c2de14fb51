"""The one source of the time."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

Clock = Callable[[], datetime]
"""Gives the present moment, in UTC."""

BRUSSELS = ZoneInfo("Europe/Brussels")

_SATURDAY, _DAYS_OF_A_WEEK = 5, 7
DAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november",
    "december",
)  # fmt: skip
"""The names of days and months are the language's own: nobody would word them otherwise, so they stand in no file."""


def system_clock() -> datetime:
    """The machine's time."""
    return datetime.now(UTC)


def now_ms() -> int:
    """The present moment in milliseconds since 1970, as pages count it."""
    return time.time_ns() // 1_000_000


def clock_from(start: datetime) -> Clock:
    """A clock that stood at `start` (aware) when it was made and runs on from there."""
    offset = start - system_clock()
    return lambda: system_clock() + offset


def local_day(moment: datetime) -> date:
    """The day it is in Belgium at a moment (aware)."""
    return moment.astimezone(BRUSSELS).date()


def to_the_minute(moment: datetime) -> datetime:
    """The log keeps no more than the minute."""
    return moment.replace(second=0, microsecond=0)


def day_in_words(moment: datetime, days_later: int = 0) -> str:
    """`maandag 30 november`, in Belgium, that many calendar days later; a weekend gives the Monday after it."""
    day = moment.astimezone(BRUSSELS) + timedelta(days=days_later)
    if days_later and day.weekday() >= _SATURDAY:
        day += timedelta(days=_DAYS_OF_A_WEEK - day.weekday())
    return f"{DAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}"


def hour_in_words(moment: datetime) -> str:
    """`8 uur` or `8.30 uur`, in Belgium."""
    local = moment.astimezone(BRUSSELS)
    return f"{local.hour} uur" if not local.minute else f"{local.hour}.{local.minute:02} uur"
