"""Reminders when things go wrong: blocked, deleted, moved, down, flooded, crashed, clocks that jump, a full Monday."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from bot.audit import Action
from bot.follow_ups import FollowUpKind
from bot.messages import Address
from bot.notices import Notice, NoticeKind, NoticeState
from bot.ports import Unit
from bot.records import Role, StoreBusyError
from bot.reminders.postman import Moved, Refused, TryLater
from bot.store import Store
from bot.wiring import House, vocabulary
from tests.reminder_school import (
    CARE,
    CARE_TOO,
    COLLEAGUE,
    COORDINATOR,
    GROUP,
    MONDAY_MORNING,
    OTTER,
    STAFF,
    TEACHER,
    FakePostman,
    School,
    SimulatedClock,
    belgian,
    in_hours,
)

pytest_plugins = ["tests.reminder_fixtures", "tests.database_fixtures"]

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
NEW_GROUP = Address("telegram", -1001234567890)


def reminded(postman: FakePostman) -> list[Address]:
    """Who got a reminder, in order."""
    return [arrived.address for arrived in postman.sent if "opvolging van" in arrived.text]


# People and groups that are lost


async def test_who_blocks_the_bot_is_left_alone_and_the_ladder_climbs_at_once(
    school: School, postman: FakePostman
) -> None:
    postman.always[TEACHER] = Refused(lost=True)
    for code in (OTTER, "GELE-UIL-1", "GELE-UIL-2"):
        await school.due(await school.case(code=code))
    await school.until(MONDAY_MORNING + MINUTE)
    assert not (await school.member(TEACHER)).reachable
    assert Counter(reminded(postman)) == {CARE: 3, CARE_TOO: 3}
    dead = [a for a in postman.to(COORDINATOR) if "niet meer bereikbaar" in a.text]
    assert len(dead) == 1
    assert OTTER in dead[0].text
    tried = postman.tried
    await school.due(await school.case())
    await school.until(MONDAY_MORNING + 2 * MINUTE)
    assert postman.tried == tried + 2, "nobody rings at a door that is known to be closed"
    assert len([a for a in postman.to(COORDINATOR) if "niet meer bereikbaar" in a.text]) == 1


async def test_a_message_that_cannot_be_sent_is_left_and_the_ladder_climbs(
    school: School, postman: FakePostman
) -> None:
    postman.once[TEACHER].append(Refused(lost=False))
    follow_up = await school.due(await school.case())
    await school.until(MONDAY_MORNING + MINUTE)
    assert (await school.member(TEACHER)).reachable
    [second] = postman.to(TEACHER)
    assert "herinnering 2 van 2" in second.text
    async with school.store.unit() as unit:
        states = [notice.state for notice in await unit.notices_of(follow_up.id or 0)]
    assert states == [NoticeState.REFUSED, NoticeState.SENT]


async def test_a_deleted_group_is_unlinked_and_its_people_are_told_themselves(
    school: School, postman: FakePostman
) -> None:
    await school.set_team(group=GROUP)
    postman.always[GROUP] = Refused(lost=True)
    await school.due(await school.case(), kind=FollowUpKind.CONSULTATION)
    await school.until(MONDAY_MORNING + MINUTE)
    assert (await school.team()).group is None
    for address in (CARE, CARE_TOO):
        texts = [arrived.text for arrived in postman.to(address)]
        assert len(texts) == 2
        assert any("losgekoppeld" in text for text in texts)
        assert any("meekijken" in text for text in texts)
    async with school.store.unit() as unit:
        assert [line.action for line in await unit.audit_lines(school.team_id)] == [Action.GROUP_UNLINKED]


async def test_what_was_asked_of_an_owner_or_a_group_that_is_lost_is_asked_of_others(
    school: School, postman: FakePostman, sim: SimulatedClock
) -> None:
    sim.now = belgian(2026, 9, 7)
    await school.closed(await school.case())
    await school.case(code=OTTER)
    sim.now = belgian(2026, 12, 3)
    await school.set_team(group=GROUP)
    postman.always |= {TEACHER: Refused(lost=True), GROUP: Refused(lost=True)}
    await school.until(belgian(2026, 12, 17) + MINUTE)
    for address in (CARE, CARE_TOO):
        texts = [arrived.text for arrived in postman.to(address)]
        assert sum("1 gesloten dossier" in text for text in texts) == 1
        assert sum(f"kerstvakantie komt eraan, en dossier {OTTER}" in text for text in texts) == 1


async def test_a_group_that_moves_is_followed(school: School, postman: FakePostman) -> None:
    await school.set_team(group=GROUP)
    postman.always[GROUP] = Moved(NEW_GROUP)
    await school.due(await school.case(), kind=FollowUpKind.CONSULTATION)
    await school.reminders.tick()
    assert (await school.team()).group == NEW_GROUP
    assert [arrived.address for arrived in postman.sent] == [NEW_GROUP]
    await school.until(MONDAY_MORNING + 2 * HOUR)
    assert [arrived.address for arrived in postman.sent] == [NEW_GROUP, NEW_GROUP]


async def test_a_group_that_moves_in_circles_waits(school: School, postman: FakePostman) -> None:
    await school.set_team(group=GROUP)
    postman.always |= {GROUP: Moved(NEW_GROUP), NEW_GROUP: Moved(GROUP)}
    await school.due(await school.case(), kind=FollowUpKind.CONSULTATION)
    await school.reminders.tick()
    assert postman.sent == []
    assert postman.tried == 3
    postman.always.clear()
    await school.until(MONDAY_MORNING + HOUR)
    assert len(postman.sent) == 1


async def test_messages_of_a_group_that_moved_are_not_changed(school: School, postman: FakePostman) -> None:
    await school.set_team(group=GROUP)
    first = await school.due(await school.case(), kind=FollowUpKind.CONSULTATION)
    await school.reminders.tick()
    await school.due(await school.case(), kind=FollowUpKind.CONSULTATION)
    await school.finish(first)
    postman.always[GROUP] = Moved(NEW_GROUP)
    await school.reminders.tick()
    assert [(a.address, a.changed) for a in postman.arrived] == [(GROUP, False), (NEW_GROUP, False)]


async def test_a_change_that_is_refused_is_left(school: School, postman: FakePostman) -> None:
    follow_up = await school.due(await school.case())
    await school.reminders.tick()
    await school.finish(follow_up)
    postman.once[TEACHER].append(Refused(lost=False))
    await school.reminders.tick()
    await school.until(MONDAY_MORNING + HOUR)
    assert len(postman.arrived) == 1
    assert postman.tried == 2


# Telegram that is away, or asks for calm


@pytest.mark.usefixtures("direct_sqlite")
async def test_down_for_two_days_nothing_is_lost_and_the_ladder_does_not_run_ahead(
    school: School, postman: FakePostman
) -> None:
    for _ in range(6):
        await school.due(await school.case(), MONDAY_MORNING + HOUR)
    follow_up = await school.due(await school.case(COLLEAGUE, OTTER), MONDAY_MORNING + HOUR)
    postman.everywhere = TryLater()
    back = MONDAY_MORNING + 2 * DAY + 3 * HOUR
    await school.until(back)
    assert postman.sent == []
    assert (await school.now(follow_up)).rung == 1
    assert postman.tried < 200, "an outage is not hammered on"
    postman.everywhere = None
    await school.until(back + 16 * MINUTE)
    assert Counter(arrived.address for arrived in postman.sent) == {TEACHER: 1, COLLEAGUE: 1}
    assert postman.to(TEACHER)[0].text.startswith("6 opvolgingen")
    [first] = postman.to(COLLEAGUE)
    assert "herinnering 1 van 2" in first.text
    await school.until(first.at + DAY - MINUTE)
    assert len(postman.sent) == 2
    await school.until(first.at + DAY)
    assert "herinnering 2 van 2" in postman.to(COLLEAGUE)[1].text
    assert postman.to(COLLEAGUE)[1].at == first.at + DAY


async def test_an_outage_over_the_end_of_the_day_waits_for_the_morning(school: School, postman: FakePostman) -> None:
    await school.due(await school.case(), belgian(2026, 11, 23, 16, 50))
    postman.everywhere = TryLater()
    await school.until(belgian(2026, 11, 23, 18))
    postman.everywhere = None
    await school.until(belgian(2026, 11, 25))
    assert postman.sent[0].at == belgian(2026, 11, 24)
    assert all(in_hours(arrived.at) for arrived in postman.sent)


async def test_a_flood_limit_is_waited_out_for_that_chat_only_and_in_order(
    school: School, postman: FakePostman
) -> None:
    codes = [f"GELE-UIL-{n}" for n in range(1, 6)]
    for code in codes:
        await school.due(await school.case(code=code))
    await school.due(await school.case(COLLEAGUE))
    postman.once[TEACHER].append(TryLater(240))
    await school.reminders.tick()
    assert [arrived.address for arrived in postman.sent] == [COLLEAGUE]
    await school.until(MONDAY_MORNING + timedelta(seconds=239))
    assert postman.to(TEACHER) == []
    await school.until(MONDAY_MORNING + timedelta(seconds=240))
    assert [arrived.text.split(":")[0] for arrived in postman.to(TEACHER)] == [f"Dossier {code}" for code in codes]


async def test_a_fault_in_one_message_does_not_cost_the_others(
    school: School, postman: FakePostman, caplog: pytest.LogCaptureFixture
) -> None:
    await school.due(await school.case(code="GELE-UIL-1"))
    await school.due(await school.case(code="GELE-UIL-2"))
    postman.once[TEACHER].append(RuntimeError("GELE-UIL-1 must not be logged"))
    await school.reminders.tick()
    assert ["GELE-UIL-2" in arrived.text for arrived in postman.sent] == [True]
    assert "RuntimeError" in caplog.text
    assert "UIL" not in caplog.text
    await school.until(MONDAY_MORNING + MINUTE)
    assert ["GELE-UIL-1" in arrived.text for arrived in postman.sent] == [False, True]


# Crashes, and a store that fails at the wrong moment


async def test_a_crash_between_claiming_and_noting_sends_once_more(
    school: School, postman: FakePostman, sim: SimulatedClock
) -> None:
    await school.due(await school.case())
    sending = asyncio.Event()

    class Dying(FakePostman):
        async def deliver(self, address, reply):
            await super().deliver(address, reply)
            sending.set()
            await asyncio.Event().wait()

    dying = Dying(sim)
    crashed = School(school.store, school.house, school.team_id, sim, dying)
    run = asyncio.create_task(crashed.reminders.tick())
    await sending.wait()
    run.cancel()
    await asyncio.gather(run, return_exceptions=True)
    assert len(dying.sent) == 1
    await school.until(MONDAY_MORNING + 7 * MINUTE)
    assert postman.sent == [], "the claim still holds"
    await school.until(MONDAY_MORNING + 10 * MINUTE)
    assert [arrived.text for arrived in postman.sent] == [dying.sent[0].text]
    await school.until(MONDAY_MORNING + HOUR)
    assert len(postman.sent) == 1


class FailingStore:
    """A store whose transactions fail when told to."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.fails = False

    @asynccontextmanager
    async def unit(self) -> AsyncIterator[Unit]:
        if self.fails:
            raise StoreBusyError("the database is locked")
        async with self._store.unit() as unit:
            yield unit

    async def tidy(self) -> None:
        await self._store.tidy()


async def test_what_was_sent_while_the_store_fails_is_noted_later_and_not_sent_again(
    school: School, sim: SimulatedClock
) -> None:
    store = FailingStore(school.store)

    class Breaking(FakePostman):
        async def deliver(self, address, reply):
            store.fails = True
            return await super().deliver(address, reply)

    postman = Breaking(sim)
    follow_up = await school.due(await school.case())
    other = School(store, school.house, school.team_id, sim, postman)
    for _ in range(3):
        with pytest.raises(StoreBusyError):
            await other.reminders.tick()
    sim.now += 20 * MINUTE
    store.fails = False
    await other.reminders.tick()
    await other.until(sim.now + HOUR)
    assert len(postman.sent) == 1
    async with school.store.unit() as unit:
        [notice] = await unit.notices_of(follow_up.id or 0)
    assert (notice.state, notice.sent_at) == (NoticeState.SENT, MONDAY_MORNING)


async def test_somebody_answers_while_the_message_is_on_its_way(school: School, sim: SimulatedClock) -> None:
    follow_up = await school.due(await school.case())

    class Slow(FakePostman):
        async def deliver(self, address, reply):
            await school.finish(follow_up)
            return await super().deliver(address, reply)

    postman = Slow(sim)
    other = School(school.store, school.house, school.team_id, sim, postman)
    await other.reminders.tick()
    await other.reminders.tick()
    [shown] = postman.shown(TEACHER)
    assert shown.text.endswith("Gedaan door het zorgteam op maandag 23 november.")
    assert not shown.buttons


async def test_stopped_while_sending_it_is_still_noted(school: School, sim: SimulatedClock) -> None:
    follow_up = await school.due(await school.case())
    sending, go_on = asyncio.Event(), asyncio.Event()

    class Slow(FakePostman):
        async def deliver(self, address, reply):
            sending.set()
            await go_on.wait()
            return await super().deliver(address, reply)

    postman = Slow(sim)
    run = asyncio.create_task(School(school.store, school.house, school.team_id, sim, postman).reminders.run())
    await sending.wait()
    run.cancel()
    await asyncio.sleep(0)
    go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await run
    async with school.store.unit() as unit:
        [notice] = await unit.notices_of(follow_up.id or 0)
    assert notice.state is NoticeState.SENT


async def test_a_row_that_is_not_as_it_should_be_holds_nobody_up(
    school: School, postman: FakePostman, caplog: pytest.LogCaptureFixture
) -> None:
    case = await school.case()
    await school.due(await school.case())
    async with school.store.unit() as unit:
        # A reminder of a rung that no ladder has.
        follow_up = await school.due_in(unit, case)
        await unit.add_notice(
            Notice(TEACHER, NoticeKind.REMINDER, school.team_id, case.id, follow_up.id, 9, next_at=MONDAY_MORNING)
        )
    await school.until(MONDAY_MORNING + MINUTE)
    assert reminded(postman) == [TEACHER]
    assert "IndexError" in caplog.text


# Clocks


async def test_a_clock_that_jumps_is_waited_out(
    school: School, postman: FakePostman, sim: SimulatedClock, caplog: pytest.LogCaptureFixture
) -> None:
    await school.due(await school.case(), MONDAY_MORNING + 2 * HOUR)
    await school.reminders.tick()
    sim.skew = 3 * HOUR
    await school.reminders.tick()
    assert postman.sent == []
    assert "the clock was moved by 10800 s" in caplog.text
    sim.skew = timedelta()
    await school.reminders.tick()
    await school.reminders.tick()
    assert postman.sent == []
    sim.skew = 3 * HOUR
    await school.reminders.tick()
    await school.reminders.tick()
    assert len(postman.sent) == 1, "two readings agree: it is that late"


async def test_a_clock_that_was_ahead_leaves_nothing_behind(
    school: School, postman: FakePostman, sim: SimulatedClock
) -> None:
    first = await school.due(await school.case())
    sim.skew = DAY
    await school.reminders.tick()
    assert len(postman.sent) == 1
    sim.skew = timedelta()
    await school.until(MONDAY_MORNING + 3 * DAY)
    assert len(postman.to(TEACHER)) == 2
    assert (await school.now(first)).is_open


# Many at once, and many instances


@pytest.mark.usefixtures("direct_sqlite")
async def test_five_hundred_on_a_monday_morning(school: School, postman: FakePostman) -> None:
    teachers = [Address("telegram", 1000 + n) for n in range(40)]
    for address in teachers:
        await school.join(address, Role.TEACHER)
    owners = [teachers[n % 40 if n < 150 else n % 7] for n in range(500)]
    total = Counter(owners)
    await school.many_due(owners)
    await school.reminders.tick()
    told = Counter(arrived.address for arrived in postman.sent)
    assert set(told) == set(teachers)
    assert all(told[a] == (1 if total[a] > 5 else total[a]) for a in teachers)
    assert {arrived.at for arrived in postman.sent} == {MONDAY_MORNING}
    async with school.store.unit() as unit:
        for address in teachers:
            of_messages = [await unit.notice_by_message(address, a.message_id) for a in postman.to(address)]
            assert sum(len(notices) for notices in of_messages) == total[address]
    await school.reminders.tick()
    assert sum(told.values()) == len(postman.arrived)


async def test_two_instances_on_postgresql_send_nothing_twice(
    postgres_url: str, house: House, sim: SimulatedClock, postman: FakePostman
) -> None:
    stores = [Store(postgres_url), Store(postgres_url)]
    for store in stores:
        await store.open(vocabulary(house))
    try:
        async with stores[0].unit() as unit:
            team_id = await unit.add_team("School", sim())
        schools = [School(store, house, team_id, sim, postman) for store in stores]
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
                numbers = [(n.number, n.state) for n in await unit.notices_of(follow_up.id or 0)]
                assert numbers == [(1, NoticeState.SENT), (2, NoticeState.SENT)]
        lines = sum(a.text.count("RODE-VOS") for a in postman.sent if "wachten" not in a.text)
        bundled = sum(int(a.text.split()[0]) for a in postman.sent if "wachten" in a.text)
        assert lines + bundled == 240
    finally:
        for store in stores:
            await store.close()


# The loop


async def until(seen: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not seen():  # noqa: ASYNC110 - what is waited for tells nobody
            await asyncio.sleep(0.01)


async def test_the_loop_goes_on_after_a_failure_and_wakes_when_told(
    school: School, sim: SimulatedClock, postman: FakePostman, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)
    store = FailingStore(school.store)
    reminders = School(store, school.house, school.team_id, sim, postman).reminders
    store.fails = True
    run = asyncio.create_task(reminders.run())
    await until(lambda: "StoreBusyError" in caplog.text)
    assert "locked" not in caplog.text
    store.fails = False
    await school.due(await school.case())
    reminders.wake()
    await until(lambda: len(postman.sent) == 1)
    await school.due(await school.case(COLLEAGUE))
    reminders.wake()
    await until(lambda: len(postman.sent) == 2)
    run.cancel()
    with pytest.raises(asyncio.CancelledError):
        await run
