"""How urgent something to follow up is."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.clock import BRUSSELS
from bot.conversation.screens.follow_ups import HEADINGS
from bot.domain.follow_ups import Urgency, urgency_of


@pytest.mark.parametrize(
    ("due", "urgency"),
    [
        ("2026-11-29T23:59", Urgency.LATE),
        ("2026-11-30T00:00", Urgency.TODAY),
        ("2026-11-30T23:59", Urgency.TODAY),
        ("2026-12-01T00:00", Urgency.WEEK),
        ("2026-12-07T23:59", Urgency.WEEK),
        ("2026-12-08T00:00", Urgency.LATER),
    ],
)
@pytest.mark.parametrize("now", ["2026-11-30T00:00", "2026-11-30T12:00", "2026-11-30T23:59"])
def test_days_count_and_not_hours(due: str, urgency: Urgency, now: str) -> None:
    """Whatever the hour: before today is late, the seven days after it are the coming week."""
    moments = (datetime.fromisoformat(text).replace(tzinfo=BRUSSELS) for text in (due, now))
    assert urgency_of(*moments) is urgency


def test_each_has_a_heading() -> None:
    """Every urgency has a heading, and they are ranked from late to later."""
    assert list(HEADINGS) == list(Urgency) == [Urgency.LATE, Urgency.TODAY, Urgency.WEEK, Urgency.LATER]
