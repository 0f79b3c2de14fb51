"""The phrases that say a day: patterns over canonical words, each with its meaning."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bot.calendar.dates import meanings as means
from bot.calendar.dates.words import BREAK, PART_OF_DAY, TIME
from bot.calendar.school_days import WEEKEND, SchoolCalendar
from bot.clock import DAYS, MONTHS

_WEEKDAY = f"(?P<weekday>{'|'.join(DAYS)})"
_WEEKDAY_BEHIND = f"(?: (?:op )?{_WEEKDAY})?"
_WEEKDAY_BEFORE = f"(?:{_WEEKDAY} (?:de )?)?"
_MONTH = f"(?P<month>{'|'.join(MONTHS)})"
_COUNT = r"(?:(?:een )?(?P<count>\d+|half|anderhalf)|een(?: goede| goeie| kleine)?)(?: (?:of |a |tot )?\d+)?"
_UNIT = f"(?P<unit>{'|'.join(means.DAYS_OF_A_UNIT)})"
_PART = "(?P<part>begin|half|eind)(?: van)?"
_WHICH = "(?P<which>deze|komende|volgende|vorige)"
_WORD = "(?P<word>vandaag|overmorgen|morgen)"
_WHAT = f"(?P<what>{'|'.join(('vakantie', WEEKEND, *means.HOLIDAYS))})"
_HOLIDAY = f"(?: de| het| deze| dit)?(?: (?P<which>komende|volgende))?(?: verlengd| lang)? {_WHAT}"
_DAY_BY = f"(?:(?:de )?(?:(?:1de|laatste) )?(?:{_WEEKDAY}|dag|schooldag|(?P<week>week)) )?"
_NOT_THIS_ONE = "".join(
    rf"(?<!\b{word} )" for word in ("elke", "iedere", "alle", "een", "goede", "goeie", "s", r"\dde")
)
_NOTHING_BEHIND = rf"(?=$| \{BREAK}| (?:een|me|mij|nog|terug|opnieuw|weer|graag|aub|even)(?!\S))"
"""What shows that `de 2de` is no second year, lesson or step."""

_PATTERNS: dict[str, means.Meaning] = {
    rf"(?P<after>na )?{_WEEKDAY_BEFORE}(?P<day>\d+)/(?P<month>\d+)(?:/(?P<year>[12]\d{{3}}))?": means.dated,
    rf"(?P<after>na )?(?:de )?{_WEEKDAY_BEFORE}(?P<day>\d+)(?:de)?(?: (?:of |tot )?\d+(?:de)?)?(?: van)? {_MONTH}"
    rf"(?: (?P<year>[12]\d{{3}}))?": means.dated,
    rf"(?:{_WEEKDAY}|op|tegen|vanaf|rond) de (?P<day>\d+)de{_NOTHING_BEHIND}": means.numbered,
    r"(?:op|tegen|vanaf|rond) de (?P<day>[89]|[1-3]\d)de": means.numbered,
    rf"de (?P<day>\d+)de van (?:de|{_WHICH}) maand": means.numbered,
    rf"(?:{_WEEKDAY} (?:van )?)?(?:{_PART} )?(?:de )?{_WHICH} week": means.in_week,
    rf"(?:de )?{_WHICH} week(?: op)? {_WEEKDAY}": means.in_week,
    rf"{_PART}(?: de)? week": means.in_week,
    rf"(?:{_PART} )?(?:de )?{_WHICH} maand": means.in_month,
    rf"{_PART} (?:de maand )?{_MONTH}": means.in_month,
    rf"{_PART}(?: de)? maand": means.in_month,
    rf"(?:{_WORD}|{_WEEKDAY}) (?:over|binnen) {_COUNT} {_UNIT}": means.counted_from,
    rf"{_COUNT} {_UNIT} (?:na|vanaf) (?:{_WORD}|{_WEEKDAY})": means.counted_from,
    rf"(?:over|binnen)(?: de)?(?: {_COUNT})? {_UNIT}{_WEEKDAY_BEHIND}": means.later,
    rf"(?:over|binnen) een {_UNIT} of (?P<count>\d+)": means.later,
    rf"(?:over|binnen) (?:{TIME}|{_COUNT} (?:uur|kwartier|minuut))": means.same_day,
    rf"{_COUNT} {_UNIT} geleden": means.ago,
    rf"{_DAY_BY}(?P<side>na|voor|tegen){_HOLIDAY}": means.around_holiday,
    rf"(?P<side>als|zodra|wanneer){_HOLIDAY} (?:voorbij|gedaan|over|om) is": means.around_holiday,
    rf"{_WHICH} {_WEEKDAY}": means.named,
    rf"{_WEEKDAY} (?P<which>komende)": means.named,
    rf"(?P<after>na )?{_NOT_THIS_ONE}{_WEEKDAY}(?: morgen)?": means.named,
    rf"deze (?:{PART_OF_DAY}|morgen)": means.same_day,
    rf"{_NOT_THIS_ONE}(?<!\bde )(?<!\bvolgende )(?P<word>{'|'.join(means.OFFSETS)})(?: {_WEEKDAY})?": means.offset,
    r"(?:de )?(?:1de )?(?:komende|volgende) schooldag": means.next_school_day,
    r"(?:begin (?:van )?)?(?:het )?volgende schooljaar": means.next_school_year,
}
_PATTERNS_ALONE: dict[str, means.Meaning] = {
    rf"(?:in |na )?{_COUNT} {_UNIT}(?: later)?": means.later,
    rf"{_WEEKDAY} (?:de )?(?P<day>\d+)(?:de)?": means.numbered,
    r"(?:de )?(?P<day>\d+)de": means.numbered,
    r"de (?P<day>\d+)": means.numbered,
    rf"(?:in )?{_MONTH}": means.in_month,
    rf"(?P<side>in|tijdens){_HOLIDAY}": means.around_holiday,
    rf"(?:dit |het )?(?:(?P<which>komende|volgende) )?{_WHAT}": means.around_holiday,
    r"over (?P<word>morgen)": means.offset,
}


@dataclass(frozen=True)
class Phrase:
    """A phrase that says a day."""

    words: str
    start: int
    end: int
    """Where it stands among the canonical words."""
    day: date | None
    """None when there is no such day, as with `31/2`."""


def phrases(words: str, today: date, calendar: SchoolCalendar, *, alone: bool) -> Iterator[Phrase]:
    """The phrases among canonical words, in order; of those that overlap the first, of those the longest.

    With `alone` also those that only say a day when nothing else is said, such as `2 weken`.
    """
    found = [
        (match.start(), -match.end(), number, match, meaning)
        for number, (pattern, meaning) in enumerate(_COMPILED_ALONE if alone else _COMPILED)
        for match in pattern.finditer(words)
    ]
    reached = 0
    for start, _, _, match, meaning in sorted(found, key=lambda one: one[:3]):
        if start >= reached:
            reached = match.end()
            yield Phrase(match.group(), start, reached, meaning(match, today, calendar))


def _compiled(patterns: dict[str, means.Meaning]) -> tuple[tuple[re.Pattern[str], means.Meaning], ...]:
    return tuple((re.compile(rf"(?<!\S)(?:{pattern})(?!\S)"), meaning) for pattern, meaning in patterns.items())


_COMPILED = _compiled(_PATTERNS)
_COMPILED_ALONE = _COMPILED + _compiled(_PATTERNS_ALONE)
