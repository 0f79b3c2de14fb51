"""When reminders go out: school hours, days off, pauses, and clocks that change."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from bot.domain.teams import Role
from bot.reminders.escalate import escalate_due
from tests.support.clock import DAY, MONDAY_MORNING, SimulatedClock, belgian
from tests.support.fake_notifier import FakeNotifier, told
from tests.support.school import GROUP, TEACHER, School


async def test_edits_go_out_at_any_hour(school: School, notifier: FakeNotifier, sim: SimulatedClock) -> None:
    follow_up = await school.due(await school.case())
    await school.reminders.tick()
    sim.now = belgian(2026, 11, 23, 22)
    await school.finish(follow_up, Role.TEACHER)
    await school.reminders.tick()
    assert [(a.at, a.changed) for a in notifier.arrived] == [(MONDAY_MORNING, False), (sim.now, True)]


@pytest.mark.parametrize(
    ("due", "told_at"),
    [
        (belgian(2026, 11, 23, 17), belgian(2026, 11, 24)),
        (belgian(2026, 11, 23, 16, 59), belgian(2026, 11, 23, 16, 59)),
        (belgian(2026, 11, 23, 3), belgian(2026, 11, 23)),
        (belgian(2026, 11, 27, 20), belgian(2026, 11, 30)),
        (belgian(2026, 12, 18, 17, 30), belgian(2027, 1, 4)),
        (belgian(2027, 6, 30, 18), belgian(2027, 9, 1)),
    ],
)
async def test_hours_and_holidays(
    school: School, notifier: FakeNotifier, sim: SimulatedClock, due: datetime, told_at: datetime
) -> None:
    sim.now = due
    await school.due(await school.case())
    await school.until(told_at)
    assert told(notifier)[0] == (told_at, TEACHER)


async def test_the_school_sets_its_own_hours_and_days_off(school: School, notifier: FakeNotifier) -> None:
    await school.set_team(day_start=time(9, 30), day_end=time(12), days_off=frozenset({date(2026, 11, 24)}))
    await school.due(await school.case())
    await school.until(MONDAY_MORNING + 3 * DAY)
    assert told(notifier) == [(belgian(2026, 11, 23, 9, 30), TEACHER), (belgian(2026, 11, 25, 9, 30), TEACHER)]


@pytest.mark.parametrize(
    ("start", "days"),
    [
        # The clocks change in the night of 28 March 2027, in the Easter holiday, and of 25 October 2026.
        (belgian(2027, 3, 25, 10, 15), [belgian(2027, m, d, 10, 15) for m, d in ((3, 25), (3, 26), (4, 12), (4, 13))]),
        (belgian(2026, 10, 22, 10, 15), [belgian(2026, 10, d, 10, 15) for d in (22, 23, 26, 27)]),
    ],
)
async def test_the_same_time_of_day_through_a_change_of_clocks(
    school: School, notifier: FakeNotifier, sim: SimulatedClock, start: datetime, days: list[datetime]
) -> None:
    sim.now = start
    await school.set_team(group=GROUP)
    await school.due(await school.case())
    await school.until(start + 30 * DAY)
    assert [arrived.at for arrived in notifier.sent if "opvolging van" in arrived.text] == days


async def test_hours_are_looked_at_again_when_sending(
    school: School, notifier: FakeNotifier, sim: SimulatedClock
) -> None:
    await school.due(await school.case())
    async with school.store.unit() as unit:
        await escalate_due(unit, sim(), ("telegram",))
    sim.now = belgian(2026, 11, 23, 17, 30)
    await school.until(MONDAY_MORNING + DAY)
    assert told(notifier) == [(MONDAY_MORNING + DAY, TEACHER)]


async def test_a_paused_case_is_left_alone(school: School, notifier: FakeNotifier) -> None:
    case = await school.case()
    await school.due(case)
    async with school.store.unit() as unit:
        await unit.pause_case(case.id, date(2026, 12, 1))
    await school.until(belgian(2026, 12, 1))
    assert told(notifier) == [(belgian(2026, 12, 1), TEACHER)]


async def test_a_pause_holds_back_what_was_planned(school: School, notifier: FakeNotifier, sim: SimulatedClock) -> None:
    case = await school.case()
    await school.due(case)
    async with school.store.unit() as unit:
        await escalate_due(unit, sim(), ("telegram",))
        await unit.pause_case(case.id, date(2026, 12, 1))
    await school.until(belgian(2026, 12, 1))
    assert told(notifier) == [(belgian(2026, 12, 1), TEACHER)]
