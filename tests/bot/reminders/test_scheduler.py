"""The loop itself: a clock that jumps, what it is built with, and what it tells before its first round."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.support.clock import DAY, HOUR, MONDAY_MORNING, SimulatedClock
from tests.support.fake_notifier import FakeNotifier
from tests.support.school import TEACHER, School


async def test_a_clock_that_jumps_is_waited_out(
    school: School, notifier: FakeNotifier, sim: SimulatedClock, caplog: pytest.LogCaptureFixture
) -> None:
    await school.due(await school.case(), MONDAY_MORNING + 2 * HOUR)
    await school.reminders.tick()
    sim.skew = 3 * HOUR
    await school.reminders.tick()
    assert notifier.sent == []
    assert "the clock was moved by 10800 s" in caplog.text
    sim.skew = timedelta()
    await school.reminders.tick()
    await school.reminders.tick()
    assert notifier.sent == []
    sim.skew = 3 * HOUR
    await school.reminders.tick()
    await school.reminders.tick()
    assert len(notifier.sent) == 1, "two readings agree: it is that late"


async def test_a_clock_that_was_ahead_leaves_nothing_behind(
    school: School, notifier: FakeNotifier, sim: SimulatedClock
) -> None:
    first = await school.due(await school.case())
    sim.skew = DAY
    await school.reminders.tick()
    assert len(notifier.sent) == 1
    sim.skew = timedelta()
    await school.until(MONDAY_MORNING + 3 * DAY)
    assert len(notifier.to(TEACHER)) == 2
    assert (await school.now(first)).is_open


async def test_no_tick_yet(school: School) -> None:
    assert school.reminders.ticked_at is None
    await school.reminders.tick()
    assert school.reminders.ticked_at == MONDAY_MORNING


def test_a_notifier_of_a_channel_that_sends_none_is_refused(school: School, notifier: FakeNotifier) -> None:
    """What could be sent but is never planned would be a setting gone wrong."""
    with pytest.raises(ValueError, match="no notices can be sent by web"):
        school.instance({"telegram": notifier, "web": notifier})
