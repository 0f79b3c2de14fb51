"""Days as staff type them are read as they mean them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.calendar.dates.reader import DateFound, DateReading, ImpossibleDate, NotADate, NotASchoolDay, PastDate, TooFar
from tests.bot.calendar.dates.examples import FOUND, NO_DATE, TODAY, read


@pytest.mark.parametrize(
    ("day", "text"), [(day, text) for day, phrases in FOUND.items() for text in phrases.split("|")]
)
def test_a_school_day(day: str, text: str) -> None:
    assert read(text) == DateFound(date.fromisoformat(day))


@pytest.mark.parametrize(
    ("text", "day", "reason", "following"),
    [
        ("over 3 dagen", "2027-03-13", "weekend", "2027-03-15"),
        ("zaterdag", "2027-03-13", "weekend", "2027-03-15"),
        ("volgende week donderdag", "2027-03-18", None, "2027-03-19"),
        ("zondag over acht dagen", "2027-03-21", "weekend", "2027-03-22"),
        ("maandag over 2 weken", "2027-03-29", "paasvakantie", "2027-04-12"),
        ("in de vakantie", "2027-03-29", "paasvakantie", "2027-04-12"),
        ("de 31ste", "2027-03-31", "paasvakantie", "2027-04-12"),
        ("over een maand", "2027-04-10", "paasvakantie", "2027-04-12"),
        ("7 mei", "2027-05-07", "Hemelvaart", "2027-05-10"),
        ("eind juli", "2027-07-31", "zomervakantie", "2027-09-01"),
        ("11 november", "2027-11-11", "wapenstilstand", "2027-11-12"),
    ],
)
def test_a_day_off(text: str, day: str, reason: str | None, following: str) -> None:
    """A day without school is said to be one, with why and the next school day."""
    assert read(text) == NotASchoolDay(date.fromisoformat(day), reason, date.fromisoformat(following))


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("gisteren", PastDate(date(2027, 3, 9))),
        ("vorige week", PastDate(date(2027, 3, 5))),
        ("maandag deze week", PastDate(date(2027, 3, 8))),
        ("3 dagen geleden", PastDate(date(2027, 3, 7))),
        ("9/3", PastDate(date(2027, 3, 9))),
        ("20 december", PastDate(date(2026, 12, 20))),
        ("12/3/2026", PastDate(date(2026, 3, 12))),
        ("31/2", ImpossibleDate("31/2")),
        ("29/2/2027", ImpossibleDate("29/2/2027")),
        ("de 32ste", ImpossibleDate("de 32de")),
        ("vrijdag 13 maart", ImpossibleDate("vrijdag 13 maart")),
        ("vrijdag de 13de", ImpossibleDate("vrijdag de 13de")),
        ("morgen dinsdag", ImpossibleDate("morgen dinsdag")),
        ("over 2 jaar", TooFar(date(2029, 3, 10))),
        ("over 99999999999999999999 dagen", TooFar(TODAY + timedelta(days=500))),
    ],
)
def test_refusals(text: str, reading: DateReading) -> None:
    """What is past, impossible or too far is refused as what it is."""
    assert read(text) == reading


@pytest.mark.parametrize("text", NO_DATE.split("|"))
def test_no_date(text: str) -> None:
    """No day, more than one, or none in particular."""
    assert read(text) == NotADate()


@pytest.mark.parametrize(
    ("today", "text", "day"),
    [
        ("2027-03-14", "volgende week", "2027-03-15"),
        ("2027-03-14", "deze week vrijdag", "2027-03-19"),
        ("2027-03-15", "maandag over een week", "2027-03-22"),
        ("2027-03-15", "volgende vrijdag", "2027-03-26"),
        ("2027-03-30", "na de vakantie", "2027-04-12"),
        ("2027-03-30", "voor de vakantie", "2027-06-30"),
        ("2027-03-12", "voor het weekend", "2027-03-12"),
        ("2027-03-13", "voor het weekend", "2027-03-19"),
        ("2026-12-20", "20/1", "2027-01-20"),
        ("2027-01-29", "de 4de", "2027-02-04"),
        ("2027-01-29", "de 12de", "2027-02-15"),
        ("2027-01-29", "over een maand", "2027-03-01"),
        ("2027-12-03", "begin januari", "2028-01-10"),
        ("2027-05-05", "na het verlengd weekend", "2027-05-10"),
    ],
)
def test_as_of_another_day(today: str, text: str, day: str) -> None:
    """Weekends, holidays, and the turns of the month and the year."""
    reading = read(text, date.fromisoformat(today))
    assert isinstance(reading, DateFound | NotASchoolDay)
    assert (reading.day if isinstance(reading, DateFound) else reading.next_day) == date.fromisoformat(day)
