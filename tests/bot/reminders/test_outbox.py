"""Sending while Telegram is away or asks for calm, beside a message or a row that fails, and very much at once."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta

import pytest

from bot.content import BotContent
from bot.domain.messages import Address
from bot.domain.notices import NewNotice, NoticeKind, NoticeState
from bot.domain.teams import Role
from bot.ports.notifier import TryLater
from bot.store import Store
from bot.wiring import vocabulary
from tests.support.clock import DAY, HOUR, MINUTE, MONDAY_MORNING, SimulatedClock, belgian, in_hours
from tests.support.fake_notifier import FakeNotifier, reminded
from tests.support.school import COLLEAGUE, OTTER, STAFF, TEACHER, School


@pytest.mark.usefixtures("direct_sqlite")
async def test_down_for_two_days_nothing_is_lost_and_the_escalation_does_not_run_ahead(
    school: School, notifier: FakeNotifier
) -> None:
    for _ in range(6):
        await school.due(await school.case(), MONDAY_MORNING + HOUR)
    follow_up = await school.due(await school.case(COLLEAGUE, OTTER), MONDAY_MORNING + HOUR)
    notifier.everywhere = TryLater()
    back = MONDAY_MORNING + 2 * DAY + 3 * HOUR
    await school.until(back)
    assert notifier.sent == []
    assert (await school.now(follow_up)).level == 1
    assert notifier.tried < 200, "an outage is not hammered on"
    notifier.everywhere = None
    await school.until(back + 16 * MINUTE)
    assert Counter(arrived.address for arrived in notifier.sent) == {TEACHER: 1, COLLEAGUE: 1}
    assert notifier.to(TEACHER)[0].text.startswith("6 opvolgingen")
    [first] = notifier.to(COLLEAGUE)
    assert "herinnering 1 van 2" in first.text
    await school.until(first.at + DAY - MINUTE)
    assert len(notifier.sent) == 2
    await school.until(first.at + DAY)
    assert "herinnering 2 van 2" in notifier.to(COLLEAGUE)[1].text
    assert notifier.to(COLLEAGUE)[1].at == first.at + DAY


async def test_an_outage_over_the_end_of_the_day_waits_for_the_morning(school: School, notifier: FakeNotifier) -> None:
    await school.due(await school.case(), belgian(2026, 11, 23, 16, 50))
    notifier.everywhere = TryLater()
    await school.until(belgian(2026, 11, 23, 18))
    notifier.everywhere = None
    await school.until(belgian(2026, 11, 25))
    assert notifier.sent[0].at == belgian(2026, 11, 24)
    assert all(in_hours(arrived.at) for arrived in notifier.sent)


async def test_a_flood_limit_is_waited_out_for_that_chat_only_and_in_order(
    school: School, notifier: FakeNotifier
) -> None:
    codes = [f"GELE-UIL-{n}" for n in range(1, 6)]
    for code in codes:
        await school.due(await school.case(code=code))
    await school.due(await school.case(COLLEAGUE))
    notifier.once[TEACHER].append(TryLater(240))
    await school.reminders.tick()
    assert [arrived.address for arrived in notifier.sent] == [COLLEAGUE]
    await school.until(MONDAY_MORNING + timedelta(seconds=239))
    assert notifier.to(TEACHER) == []
    await school.until(MONDAY_MORNING + timedelta(seconds=240))
    assert [arrived.text.split(":")[0] for arrived in notifier.to(TEACHER)] == [f"Dossier {code}" for code in codes]


async def test_a_fault_in_one_message_does_not_cost_the_others(
    school: School, notifier: FakeNotifier, caplog: pytest.LogCaptureFixture
) -> None:
    await school.due(await school.case(code="GELE-UIL-1"))
    await school.due(await school.case(code="GELE-UIL-2"))
    notifier.once[TEACHER].append(RuntimeError("GELE-UIL-1 must not be logged"))
    await school.reminders.tick()
    assert ["GELE-UIL-2" in arrived.text for arrived in notifier.sent] == [True]
    assert "RuntimeError" in caplog.text
    assert "UIL" not in caplog.text
    await school.until(MONDAY_MORNING + MINUTE)
    assert ["GELE-UIL-1" in arrived.text for arrived in notifier.sent] == [False, True]


async def test_a_row_that_is_not_as_it_should_be_holds_nobody_up(
    school: School, notifier: FakeNotifier, caplog: pytest.LogCaptureFixture
) -> None:
    case = await school.case()
    await school.due(await school.case())
    async with school.store.unit() as unit:
        # A reminder of a level that no policy has.
        follow_up = await school.due_in(unit, case)
        await unit.add_notice(
            NewNotice(
                TEACHER, NoticeKind.REMINDER, school.team_id, case.id, follow_up.id, level=9, next_at=MONDAY_MORNING
            )
        )
    await school.until(MONDAY_MORNING + MINUTE)
    assert reminded(notifier) == [TEACHER]
    assert "IndexError" in caplog.text


@pytest.mark.usefixtures("direct_sqlite")
async def test_five_hundred_on_a_monday_morning(school: School, notifier: FakeNotifier) -> None:
    teachers = [Address("telegram", str(1000 + n)) for n in range(40)]
    for address in teachers:
        await school.join(address, Role.TEACHER)
    owners = [teachers[n % 40 if n < 150 else n % 7] for n in range(500)]
    total = Counter(owners)
    await school.many_due(owners)
    await school.reminders.tick()
    told = Counter(arrived.address for arrived in notifier.sent)
    assert set(told) == set(teachers)
    assert all(told[a] == (1 if total[a] > 5 else total[a]) for a in teachers)
    assert {arrived.at for arrived in notifier.sent} == {MONDAY_MORNING}
    async with school.store.unit() as unit:
        for address in teachers:
            of_messages = [await unit.notice_by_message(address, a.message_key) for a in notifier.to(address)]
            assert sum(len(notices) for notices in of_messages) == total[address]
    await school.reminders.tick()
    assert sum(told.values()) == len(notifier.arrived)


async def test_two_instances_on_postgresql_send_nothing_twice(
    postgres_url: str, bot_content: BotContent, sim: SimulatedClock, notifier: FakeNotifier
) -> None:
    stores = [Store(postgres_url), Store(postgres_url)]
    for store in stores:
        await store.open(vocabulary(bot_content))
    try:
        async with stores[0].unit() as unit:
            team_id = await unit.add_team("School", sim())
        schools = [School(store, bot_content, team_id, sim, notifier) for store in stores]
        for address, role in STAFF.items():
            await schools[0].join(address, role)
        follow_ups = await schools[0].many_due((TEACHER, COLLEAGUE) * 60)
        runners = [schools[n % 2].instance().tick() for n in range(4)]
        await asyncio.gather(*runners)
        sim.now += DAY
        await asyncio.gather(*(schools[n % 2].instance().tick() for n in range(4)))
        await asyncio.gather(*(schools[n % 2].instance().tick() for n in range(4)))
        async with stores[0].unit() as unit:
            for follow_up in follow_ups:
                levels = [(n.level, n.state) for n in await unit.notices_of(follow_up.id)]
                assert levels == [(1, NoticeState.SENT), (2, NoticeState.SENT)]
        lines = sum(a.text.count("RODE-VOS") for a in notifier.sent if "wachten" not in a.text)
        bundled = sum(int(a.text.split()[0]) for a in notifier.sent if "wachten" in a.text)
        assert lines + bundled == 240
    finally:
        for store in stores:
            await store.close()
