"""The ids of buttons: what is written is read again, what is forged is not."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.button_ids import HolidayAction, HolidayTap, day_argument, day_of, holiday_id, parse_holiday
from bot.domain.codes import whole_number


@given(st.dates(date(1000, 1, 1)))
def test_a_day_is_read_as_it_was_written(day: date) -> None:
    """A day in a button is that day again, alone and beside a case."""
    assert day_of(day_argument(day)) == day
    assert parse_holiday(holiday_id(HolidayAction.PAUSE, 17, day)) == HolidayTap(HolidayAction.PAUSE, 17, day)


@pytest.mark.parametrize(
    "forged", ["", "2026111", "202611 9", "2026-11-09", "2026W461", "20261131", "00001109", "202611091", "\u0662" * 8]
)
def test_a_forged_day_is_none(forged: str) -> None:
    """Anything but eight digits, and a day that no calendar has, is no day."""
    assert day_of(forged) is None
    assert parse_holiday(f"vak.pauze.17.{forged}") is None


@pytest.mark.parametrize("forged", ["", "-1", "+1", " 1", "1_000", "1.0", "\u00b2", "\u0663", "1" * 10, "1" * 5_000])
def test_a_forged_number_is_none(forged: str) -> None:
    """Anything but a few digits 0-9 is no number."""
    assert whole_number(forged) is None


def test_how_long_a_number_may_be() -> None:
    """Nine digits fit a column of the database; who knows what fits may take more."""
    assert whole_number("9" * 9) == 999_999_999
    assert whole_number("1" * 15, 15) == 111_111_111_111_111


@pytest.mark.parametrize(
    "forged",
    ["vak.pauze.17", "vak.pauze.x.20270104", "vak.weg.1.20270104", "vak.pauze.1.2027", "opv.pauze.1.20270104"],
)
def test_a_forged_holiday_button_is_none(forged: str) -> None:
    """A part too few, no number, no action, no day, or a button of something else."""
    assert parse_holiday(forged) is None
