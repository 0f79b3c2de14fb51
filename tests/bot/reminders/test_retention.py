"""Closed cases are told of, purged in time and gone from the disk; silent ones are asked about."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest

from bot.domain.cases import StoredCase
from bot.ports.unit_of_work import StoreBusyError
from bot.reminders.retention import Retention
from tests.support.clock import DAY, HOUR, MONDAY_MORNING, SimulatedClock, belgian
from tests.support.fake_notifier import FakeNotifier, about
from tests.support.school import CARE, CARE_TOO, GROUP, OTTER, STAFF, TEACHER, School


async def exists(school: School, case: StoredCase) -> bool:
    """Whether there is anything of the case still."""
    async with school.store.unit() as unit:
        try:
            await unit.case_info(case.id)
        except LookupError:
            return False
    return True


@pytest.mark.usefixtures("direct_sqlite")
async def test_closed_cases_are_told_of_and_then_purged(
    school: School, notifier: FakeNotifier, sim: SimulatedClock
) -> None:
    sim.now = belgian(2026, 9, 7, 10)
    opened = [await school.case() for _ in range(3)]
    await school.due(opened[0], belgian(2026, 9, 8))
    for case in opened:
        await school.closed(case)
    purged_on = sim.now + 90 * DAY  # Sunday 6 December
    await school.until(purged_on - HOUR)
    warnings = about(notifier, "voorgoed op")
    assert [(a.at, a.address) for a in warnings] == [(belgian(2026, 12, 3), CARE), (belgian(2026, 12, 3), CARE_TOO)]
    assert "3 gesloten dossiers" in warnings[0].text
    assert "over 72 uur" in warnings[0].text
    assert [await exists(school, case) for case in opened] == [True] * 3
    await school.until(purged_on + 2 * DAY)
    assert [await exists(school, case) for case in opened] == [False] * 3
    async with school.store.unit() as unit:
        assert sum(count.cases for count in await unit.counted(school.team_id, {})) == 3
    assert len(about(notifier, "voorgoed op")) == 2


@pytest.mark.usefixtures("direct_sqlite")
async def test_a_holiday_neither_shortens_nor_prolongs_what_is_kept(
    school: School, notifier: FakeNotifier, sim: SimulatedClock
) -> None:
    await school.set_team(group=GROUP)
    sim.now = belgian(2027, 5, 10, 10)
    case = await school.closed(await school.case())
    await school.until(belgian(2027, 8, 8, 9))
    assert [(a.at, a.address) for a in about(notifier, "1 gesloten dossier")] == [(belgian(2027, 6, 30), GROUP)]
    assert await exists(school, case)
    await school.until(belgian(2027, 8, 10))
    assert not await exists(school, case)


@pytest.mark.usefixtures("direct_sqlite")
async def test_a_case_that_is_reopened_after_the_warning_stays(
    school: School, notifier: FakeNotifier, sim: SimulatedClock
) -> None:
    sim.now = belgian(2026, 9, 7, 10)
    closed = await school.closed(await school.case())
    await school.until(belgian(2026, 12, 4))
    reopened = dataclasses.replace(closed, revision=closed.revision + 1, closed_at=None, step="melding")
    async with school.store.unit() as unit:
        await unit.save_case(reopened, [])
    await school.until(belgian(2026, 12, 20))
    assert await exists(school, closed)


@pytest.mark.usefixtures("direct_sqlite")
async def test_without_anybody_to_tell_it_is_purged_all_the_same(school: School, sim: SimulatedClock) -> None:
    sim.now = belgian(2026, 9, 7, 10)
    case = await school.closed(await school.case())
    for address in STAFF:
        await school.set_member(address, reachable=False)
    await school.until(belgian(2026, 12, 10))
    assert not await exists(school, case)


async def test_a_setting_says_how_long_is_kept(school: School, notifier: FakeNotifier, sim: SimulatedClock) -> None:
    case = await school.closed(await school.case())
    school.retention = Retention(closed_days=10, warning=timedelta(hours=48))
    school.reminders = school.instance()
    await school.until(MONDAY_MORNING + 10 * DAY - HOUR)
    assert "over 48 uur" in about(notifier, "voorgoed op")[0].text
    assert await exists(school, case)
    await school.until(MONDAY_MORNING + 12 * DAY)
    assert not await exists(school, case)


async def test_a_store_too_busy_to_be_tidied_is_tidied_later(
    school: School, sim: SimulatedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    await school.closed(await school.case())
    school.retention = Retention(closed_days=4)
    school.reminders = school.instance()
    tidied = []

    async def tidy() -> None:
        tidied.append(sim())
        if len(tidied) == 1:
            raise StoreBusyError("somebody reads")

    monkeypatch.setattr(school.store, "tidy", tidy)
    await school.until(MONDAY_MORNING + 8 * DAY)
    assert len(tidied) == 2


async def test_a_silent_case_is_asked_about_once(school: School, notifier: FakeNotifier, sim: SimulatedClock) -> None:
    silent = await school.case(code=OTTER)
    sim.now += 100 * DAY
    await school.case()
    sim.now = belgian(2027, 3, 27, 12)  # a Saturday, before the Easter holiday
    await school.until(belgian(2027, 4, 20))
    asked = about(notifier, "hele tijd stil")
    assert [(a.at, a.address) for a in asked] == [(belgian(2027, 4, 12), TEACHER)]
    assert OTTER in asked[0].text
    assert [b.id for b in asked[0].reply.buttons] == [f"dossier.{silent.id}"]


async def test_a_silent_case_without_an_owner_goes_to_the_care_team(
    school: School, notifier: FakeNotifier, sim: SimulatedClock
) -> None:
    await school.set_team(group=GROUP)
    await school.case()
    await school.set_member(TEACHER, reachable=False)
    sim.now = belgian(2027, 4, 12)
    await school.reminders.tick()
    assert [a.address for a in about(notifier, "hele tijd stil")] == [GROUP]
