"""Several instances on one PostgreSQL ask each question once: whoever noted it first asks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.content import BotContent
from bot.store import Store
from tests.support.clock import DAY, SimulatedClock, belgian
from tests.support.fake_notifier import FakeNotifier, about
from tests.support.school import STAFF, TEACHER, School
from tests.support.school_store import opened_store, rows

CASES = 30


@pytest.fixture
async def schools(
    postgres_url: str, bot_content: BotContent, sim: SimulatedClock, notifier: FakeNotifier
) -> AsyncIterator[list[School]]:
    """One school with thirty open cases, as two instances see it."""
    sim.now = belgian(2026, 12, 15, 10)
    async with opened_store(postgres_url, bot_content) as first, opened_store(postgres_url, bot_content) as second:
        async with first.unit() as unit:
            team_id = await unit.add_team("School", sim())
        found = [School(store, bot_content, team_id, sim, notifier) for store in (first, second)]
        for address, role in STAFF.items():
            await found[0].join(address, role)
        for _ in range(CASES):
            await found[0].case()
        yield found


async def test_two_instances_ask_once_who_has_it(schools: list[School], notifier: FakeNotifier) -> None:
    """Two school days before a holiday each open case is asked about once, whichever instance does it."""
    schools[0].clock.now = belgian(2026, 12, 17, 10)
    await asyncio.gather(*(school.reminders.tick() for school in schools))
    await asyncio.gather(*(school.reminders.tick() for school in schools))
    assert await _asked(schools[0].store) == {"vakantievraag": CASES}
    assert about(notifier, "kerstvakantie")
    assert {arrived.address for arrived in notifier.sent} == {TEACHER}


async def test_two_instances_ask_once_to_close(schools: list[School], notifier: FakeNotifier) -> None:
    """Of a silent case somebody is asked once whether it can be closed, whichever instance does it."""
    schools[0].clock.now += 125 * DAY
    await asyncio.gather(*(school.reminders.tick() for school in schools))
    await asyncio.gather(*(school.reminders.tick() for school in schools))
    assert await _asked(schools[0].store) == {"stil_dossier": CASES}
    assert {arrived.address for arrived in notifier.sent} == {TEACHER}


async def _asked(store: Store) -> dict[str, int]:
    """How many notices of each kind there are."""
    return dict(await rows(store, "SELECT kind, count(*) FROM notice GROUP BY kind"))
