"""Nothing that can be typed breaks the reader of days, or keeps it busy."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.calendar.dates.reader import FURTHEST, DateFound, NotASchoolDay, PastDate, TooFar
from bot.calendar.dates.words import MAX_CHARACTERS
from tests.bot.calendar.dates.examples import CALENDAR, FOUND, TODAY, find, read

WORDS = sorted({word for texts in FOUND.values() for text in texts.split("|") for word in text.split()})
texts = st.one_of(
    st.text(max_size=200),
    st.lists(st.sampled_from([*WORDS, "30", "12/12", "31", "half", "anderhalf", "vorige", "geleden", "jaar"])).map(
        " ".join
    ),
)


@given(texts, st.dates(date(2000, 1, 1), date(2100, 1, 1)))
@example("maandag over een half dag", TODAY)
@example("over 9999 jaar", date(2100, 1, 1))
@example("31/12/2999 na 31/12/2999", TODAY)
@example("١٢/٣ ² ½ ﷺ", TODAY)
@example("over " + "9" * 4000 + " weken 0/0", TODAY)
def test_any_text(text: str, today: date) -> None:
    """Nothing breaks the reader, and what it finds is a school day ahead or carries the next one."""
    for reading in (read(text, today), find(text, today)):
        match reading:
            case DateFound(day):
                assert today <= day <= today + FURTHEST
                assert CALENDAR.is_school_day(day)
            case NotASchoolDay(day, _, next_day):
                assert today <= day <= today + FURTHEST
                assert not CALENDAR.is_school_day(day)
                assert next_day == CALENDAR.next_school_day(day)
            case PastDate(day):
                assert day < today
            case TooFar(day):
                assert day > today + FURTHEST


@pytest.mark.parametrize(
    "part",
    ["morgen ", "de 12 ", "over een ", "over 900 schooldagen ", "1", "1-", "12/3 ", "a", "namiddag", "vrijdah ", "ﷺ",
     "na de 1de laatste ", "begin van de ", "donderdag over een goede "],
)  # fmt: skip
def test_time_grows_with_the_text(part: str) -> None:
    """Four times the text takes about four times as long, and the longest message a fraction of a second."""
    taken = {}
    for length in (MAX_CHARACTERS // 4, MAX_CHARACTERS):
        text = (part * length)[:length]
        runs = []
        for _ in range(3):
            start = time.process_time()
            read(text)
            find(text)
            runs.append(time.process_time() - start)
        taken[length] = min(runs)
    assert taken[MAX_CHARACTERS] < 1
    assert taken[MAX_CHARACTERS] < 10 * taken[MAX_CHARACTERS // 4] + 0.02
