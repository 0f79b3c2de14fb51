"""The school calendar: holidays as published, counting school days, hours for reminders, files with local days off."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from dateutil.easter import easter
from hypothesis import given
from hypothesis import strategies as st

from bot.calendar.holidays import Holiday, holidays
from bot.calendar.hours import ReminderHours
from bot.calendar.ical import MAX_BYTES, CalendarFileError, read_days_off
from bot.calendar.school_days import SchoolCalendar
from bot.clock import BRUSSELS

PUBLISHED = json.loads((Path(__file__).parents[2] / "data" / "school_years.json").read_text(encoding="utf-8"))
DAY = timedelta(days=1)
CALENDAR = SchoolCalendar()
STUDY_DAY = date(2027, 3, 12)
LOCAL = SchoolCalendar(frozenset({STUDY_DAY}))
HOURS = ReminderHours()

days = st.dates(date(2000, 1, 1), date(2100, 1, 1))


def named(year: int, name: str) -> Holiday:
    return next(holiday for holiday in holidays(year) if holiday.name == name)


@pytest.mark.parametrize("year", PUBLISHED["school_years"])
def test_published_holidays(year: str) -> None:
    """The rules give what was published, in order and nothing more."""
    computed = {h.name: [h.first.isoformat(), h.last.isoformat()] for h in holidays(int(year))}
    published = {name: days for name, days in PUBLISHED["school_years"][year].items() if name != "source"}
    assert computed == published
    assert [h.first for h in holidays(int(year))] == sorted(h.first for h in holidays(int(year)))


@pytest.mark.parametrize("year", range(1990, 2200))
def test_rules_in_every_year(year: int) -> None:
    """Real holidays begin on a Monday and take whole weeks, but for the summer; Easter Monday is always off."""
    monday = easter(year + 1) + DAY
    spring = named(year, "paasvakantie")
    assert spring.first <= monday <= spring.last
    assert spring.last in {monday, spring.first + 13 * DAY}
    for name, length in [("herfstvakantie", 7), ("kerstvakantie", 14), ("krokusvakantie", 7)]:
        holiday = named(year, name)
        assert (holiday.first.weekday(), (holiday.last - holiday.first).days + 1) == (0, length)
    assert [h.name for h in holidays(year) if h.is_long] == [
        "herfstvakantie", "kerstvakantie", "krokusvakantie", "paasvakantie", "zomervakantie",
    ]  # fmt: skip
    assert not any(CALENDAR.is_school_day(day) for day in (date(year, 12, 25), date(year + 1, 1, 1), date(year, 11, 1)))


@pytest.mark.parametrize(
    ("easter_day", "first", "last"),
    [
        (date(2027, 3, 28), date(2027, 3, 29), date(2027, 4, 11)),
        (date(2018, 4, 1), date(2018, 4, 2), date(2018, 4, 15)),
        (date(2047, 4, 14), date(2047, 4, 1), date(2047, 4, 15)),
        (date(2001, 4, 15), date(2001, 4, 2), date(2001, 4, 16)),
        (date(2017, 4, 16), date(2017, 4, 3), date(2017, 4, 17)),
        (date(2038, 4, 25), date(2038, 4, 12), date(2038, 4, 26)),
    ],
)
def test_easter_rule_at_its_edges(easter_day: date, first: date, last: date) -> None:
    """Easter in March, on the first of April, on both sides of 15 April, and as late as it comes."""
    assert easter(easter_day.year) == easter_day
    assert named(easter_day.year - 1, "paasvakantie") == Holiday("paasvakantie", first, last)


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2027, 3, 12), None),
        (date(2027, 3, 13), "weekend"),
        (date(2027, 3, 29), "paasvakantie"),
        (date(2027, 4, 11), "paasvakantie"),
        (date(2026, 11, 11), "wapenstilstand"),
        (date(2027, 5, 7), "Hemelvaart"),
        (date(2027, 7, 21), "zomervakantie"),
        (date(2027, 9, 1), None),
    ],
)
def test_why_a_day_is_off(day: date, why: str | None) -> None:
    """A holiday goes before the weekend in it."""
    assert CALENDAR.why_off(day) == why
    assert CALENDAR.is_school_day(day) is (why is None)


def test_local_days_off() -> None:
    """A day off of one school, which has no name."""
    assert not LOCAL.is_school_day(STUDY_DAY)
    assert LOCAL.why_off(STUDY_DAY) is None
    assert LOCAL.next_school_day(STUDY_DAY) == date(2027, 3, 15)
    assert LOCAL.previous_school_day(STUDY_DAY) == date(2027, 3, 11)


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2027, 3, 10), 0, date(2027, 3, 10)),
        (date(2027, 3, 10), 3, date(2027, 3, 15)),
        (date(2027, 3, 13), 0, date(2027, 3, 15)),
        (date(2027, 3, 13), 1, date(2027, 3, 15)),
        (date(2027, 3, 26), 1, date(2027, 4, 12)),
        (date(2027, 6, 30), 1, date(2027, 9, 1)),
    ],
)
def test_adding_school_days(day: date, count: int, expected: date) -> None:
    """Weekends and holidays are passed over."""
    assert CALENDAR.add_school_days(day, count) == expected


def test_no_going_back() -> None:
    with pytest.raises(ValueError, match="cannot go back 2"):
        CALENDAR.add_school_days(STUDY_DAY, -2)


@given(days, st.integers(1, 60))
def test_adding_and_counting_agree(day: date, count: int) -> None:
    """Between a day and the one so many school days later lie so many school days."""
    later = LOCAL.add_school_days(day, count)
    assert LOCAL.is_school_day(later)
    assert LOCAL.school_days_between(day + DAY, later + DAY) == count
    assert LOCAL.school_days_between(later, day) == 0


@pytest.mark.parametrize(
    ("day", "name", "left"),
    [
        (date(2026, 9, 1), "herfstvakantie", 44),
        (date(2026, 11, 9), "kerstvakantie", 29),
        (date(2027, 3, 26), "paasvakantie", 1),
        (date(2027, 3, 27), "paasvakantie", 0),
        (date(2027, 4, 11), "paasvakantie", 0),
        (date(2027, 4, 12), "zomervakantie", 55),
        (date(2027, 8, 31), "zomervakantie", 0),
    ],
)
def test_upcoming_holiday(day: date, name: str, left: int) -> None:
    """Public holidays do not count as one; a holiday that goes on does."""
    assert CALENDAR.upcoming_holiday(day).name == name
    assert CALENDAR.school_days_before_holiday(day) == left


def belgian(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BRUSSELS)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2027-03-10T10:00", "2027-03-10T10:00"),
        ("2027-03-10T08:00", "2027-03-10T08:00"),
        ("2027-03-10T07:59:59.999999", "2027-03-10T08:00"),
        ("2027-03-10T16:59:59.999999", "2027-03-10T16:59:59.999999"),
        ("2027-03-10T17:00", "2027-03-11T08:00"),
        ("2027-03-12T17:00", "2027-03-15T08:00"),
        ("2027-03-13T12:00", "2027-03-15T08:00"),
        ("2027-03-10T00:30", "2027-03-10T08:00"),
        ("2027-03-26T18:00", "2027-04-12T08:00"),
        ("2026-10-23T18:00", "2026-10-26T08:00"),
        ("2027-07-01T10:00", "2027-09-01T08:00"),
    ],
)
def test_first_moment(moment: str, expected: str) -> None:
    """Inside the hours the moment itself, else the next opening; summer time began and ended in between for some."""
    first = HOURS.first_moment(belgian(moment))
    assert first == belgian(expected)
    assert first.tzinfo is UTC


def test_moments_in_utc() -> None:
    """Eight in the morning is seven in winter and six in summer."""
    assert HOURS.at(date(2027, 3, 10), time(8)) == datetime(2027, 3, 10, 7, tzinfo=UTC)
    assert HOURS.at(date(2027, 4, 12), time(8)) == datetime(2027, 4, 12, 6, tzinfo=UTC)
    assert HOURS.first_moment(datetime(2027, 3, 10, 16, tzinfo=UTC)) == datetime(2027, 3, 11, 7, tzinfo=UTC)


def test_hours_of_one_school() -> None:
    """Local hours and days off."""
    hours = ReminderHours(time(9, 30), time(15), LOCAL)
    assert hours.first_moment(belgian("2027-03-11T15:00")) == belgian("2027-03-15T09:30")


def test_wrong_hours() -> None:
    with pytest.raises(ValueError, match="not after"):
        ReminderHours(time(17), time(8))
    with pytest.raises(ValueError, match="without a time zone"):
        HOURS.first_moment(datetime(2027, 3, 10, 10))  # noqa: DTZ001 - what is refused


@given(st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - bounds
def test_first_moment_of_any_moment(moment: datetime) -> None:
    """Never earlier, always within the hours of a school day, and it stays where it is."""
    first = HOURS.first_moment(moment)
    local = first.astimezone(BRUSSELS)
    assert first >= moment
    assert LOCAL.is_school_day(local.date()) or local.date() == STUDY_DAY
    assert time(8) <= local.time() < time(17)
    assert HOURS.first_moment(first) == first


def event(*lines: str) -> str:
    return "\n".join(["BEGIN:VEVENT", *lines, "END:VEVENT"])


def written(folder: Path, *events: str) -> Path:
    path = folder / "vrij.ics"
    path.write_text("\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *events, "END:VCALENDAR", ""]), encoding="utf-8")
    return path


def test_days_off_from_a_file(tmp_path: Path) -> None:
    """One day, a row of days with an exclusive end or a length; what was cancelled does not count."""
    path = written(
        tmp_path,
        event("DTSTART;VALUE=DATE:20270312", "SUMMARY:Pedagogische studiedag"),
        event("DTSTART;VALUE=DATE:20270503", "DTEND;VALUE=DATE:20270505"),
        event("DTSTART;VALUE=DATE:20270601", "DURATION:P2D"),
        event("DTSTART;VALUE=DATE:20270610", "DTEND;VALUE=DATE:20270611", "STATUS:CANCELLED"),
    )
    assert read_days_off(path) == {
        date(2027, 3, 12), date(2027, 5, 3), date(2027, 5, 4), date(2027, 6, 1), date(2027, 6, 2),
    }  # fmt: skip


def test_all_faults_at_once(tmp_path: Path) -> None:
    """Each fault names its event; one event may have several."""
    path = written(
        tmp_path,
        event("DTSTART;VALUE=DATE:20270312"),
        event("DTSTART:20270312T100000Z", "RRULE:FREQ=WEEKLY"),
        event("SUMMARY:zonder dag"),
        event("DTSTART;VALUE=DATE:20270312", "DTEND;VALUE=DATE:20270312"),
        event("DTSTART;VALUE=DATE:20270312", "DTEND;VALUE=DATE:20280312"),
        event("DTSTART;VALUE=DATE:2027"),
        event("DTSTART;VALUE=DATE:20270312", "DURATION:PT3H"),
        event("DTSTART;VALUE=DATE:20270312", "DTSTART;VALUE=DATE:20270313"),
        event("DTSTART;VALUE=DATE:99991231"),
    )
    with pytest.raises(CalendarFileError) as caught:
        read_days_off(path)
    faults = [line.removeprefix(f"{path}: ") for line in str(caught.value).splitlines()]
    expected = [
        "event 2: it repeats (RRULE)", "event 2: DTSTART has an hour", "event 3: DTSTART is missing",
        "event 4: it ends before it begins", "event 5: it takes 366 days", "event 6: DTSTART cannot be read",
        "event 7: DURATION is not", "event 8: DTSTART cannot be read: it is given more than once",
        "event 9: 9999-12-31 lies outside",
    ]  # fmt: skip
    assert [fault[: len(start)] for fault, start in zip(faults, expected, strict=True)] == expected


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (None, "cannot be read"),
        (b"hallo", "not an iCalendar file"),
        (b"", "not an iCalendar file"),
        (b"\xff\xfe\x00", "not in UTF-8"),
        (b"X" * (MAX_BYTES + 1), "too long"),
    ],
)
def test_no_calendar_at_all(tmp_path: Path, content: bytes | None, fault: str) -> None:
    path = tmp_path / "vrij.ics"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CalendarFileError, match=f"vrij.ics: .*{fault}"):
        read_days_off(path)
