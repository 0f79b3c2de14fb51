"""Reads a day as staff type it: `volgende week dinsdag`, `na de herfstvakantie`, `over drie schooldagen`, `12/3`.

A reader of its own rather than a library for dates in many languages: what counts here are the words of a school, with
school days and holidays in them, the tongue of Flanders, and never a guess where nothing was said.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from bot.calendar.dates.phrases import Phrase, phrases
from bot.calendar.dates.words import BREAK, PART_OF_DAY, TIME, canonical
from bot.calendar.school_days import SchoolCalendar

FURTHEST = timedelta(days=400)
"""How far ahead a day may lie."""

_FILLERS = frozenset(
    f"{BREAK} {TIME} {PART_OF_DAY} op tegen vanaf de het dit rond ergens liefst best graag doe maar misschien "
    "eventueel zo ongeveer ook ja ok oke goed prima dan pas wel nog eens es even in om aan er zeg zet plan laat stuur "
    "herinner herinnering seintje bericht berichtje me mij een terug opnieuw weer aub alstublieft alsjeblieft "
    "uiterlijk ten laatste voor dus is kan zal".split()
)
"""What may stand around a date without meaning another."""

_NOT_MEANT = ("niet ", "sinds ", "van ")
"""What stands before a day in a sentence that is not the one asked for."""


@dataclass(frozen=True)
class DateFound:
    """A school day from today on, at most `FURTHEST` ahead."""

    day: date


@dataclass(frozen=True)
class NotASchoolDay:
    """A day like that of `DateFound`, but without school."""

    day: date
    reason: str | None
    """The name of the holiday, or `weekend`; None for a local day off."""
    next_day: date
    """The first school day after it."""


@dataclass(frozen=True)
class NotADate:
    """No day was said, or more than one where one was asked for."""


@dataclass(frozen=True)
class PastDate:
    """The day is over."""

    day: date


@dataclass(frozen=True)
class ImpossibleDate:
    """There is no such day: `31/2`, or a weekday and a date that do not go together."""

    words: str
    """What was read, in one spelling: `31/2`, `vrijdag 13 maart`."""


@dataclass(frozen=True)
class TooFar:
    """The day lies more than `FURTHEST` ahead; of counts above 500, the day that 500 gives."""

    day: date


DateReading = DateFound | NotASchoolDay | NotADate | PastDate | ImpossibleDate | TooFar


def read_date(text: str, today: date, calendar: SchoolCalendar) -> DateReading:
    """The day meant by a text that is a date, give or take some polite words, as an answer to `when?` is.

    Never raises. `today` must lie in the years 1600 to 2900.
    """
    words = canonical(text, alone=True)
    found = list(phrases(words, today, calendar, alone=True))
    # `Morgen, 11 maart` says the same day twice.
    if len({phrase.day for phrase in found}) != 1:
        return NotADate()
    ends = [0, *(phrase.end for phrase in found)]
    starts = [*(phrase.start for phrase in found), len(words)]
    around = " ".join(words[end:start] for end, start in zip(ends, starts, strict=True)).split()
    return _judged(found[0], today, calendar) if _FILLERS.issuperset(around) else NotADate()


def find_date(text: str, today: date, calendar: SchoolCalendar) -> DateReading:
    """The day said somewhere in a sentence, as in `stuur me volgende week maandag een seintje`.

    Of several days the first after today, since people tell what happened before they ask what is to come; else the
    first that is impossible or too far, else today, else a past one. One that a word asks for goes before all others
    ("maandag is een studiedag, maak er vrijdag van"). Never raises. `today` as in `read_date`.
    """
    words = canonical(text, alone=False)
    best: DateReading = NotADate()
    best_rank = 0
    for phrase in phrases(words, today, calendar, alone=False):
        if words.endswith(_NOT_MEANT, 0, phrase.start):
            continue
        reading = _judged(phrase, today, calendar)
        wanted = bool(_WANTED.search(words, max(0, phrase.start - _NEAR), phrase.start))
        rank = _rank(reading, today) + (_BEST if wanted else 0)
        if rank > best_rank:
            best, best_rank = reading, rank
    return best


_BEST = 4
_NEAR = 40
"""Characters before a day in which a word may ask for it."""
_WANTED = re.compile(
    r"\b(?:maak er|maak daar|wordt het|verzet|verplaats|schuif|zet|herinner|verwittig|seintje|opvolg\w*|reminder)\b"
    r"[^.?!]*$"
)


def _rank(reading: DateReading, today: date) -> int:
    """How likely it is that a day in a sentence is the one that is asked for."""
    match reading:
        case DateFound(day) | NotASchoolDay(day):
            return 2 if day == today else _BEST
        case ImpossibleDate() | TooFar():
            return 3
        case PastDate():
            return 1
        case NotADate():
            return 0


def _judged(phrase: Phrase, today: date, calendar: SchoolCalendar) -> DateReading:
    """What the day of a phrase comes to."""
    day = phrase.day
    if day is None:
        return ImpossibleDate(phrase.words)
    if day < today:
        return PastDate(day)
    if day > today + FURTHEST:
        return TooFar(day)
    if calendar.is_school_day(day):
        return DateFound(day)
    return NotASchoolDay(day, calendar.why_off(day), calendar.next_school_day(day))
