"""Reminders through crashes, a stop, a late answer, and a store that fails at the wrong moment."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

import pytest

from bot.domain.messages import Address, Reply
from bot.domain.notices import NoticeState
from bot.ports.notifier import DeliveryResult
from bot.ports.unit_of_work import StoreBusyError
from tests.support.clock import HOUR, MINUTE, MONDAY_MORNING, SimulatedClock
from tests.support.failing_store import FailingStore
from tests.support.fake_notifier import FakeNotifier
from tests.support.school import COLLEAGUE, TEACHER, School


async def test_a_crash_between_claiming_and_noting_sends_once_more(
    school: School, notifier: FakeNotifier, sim: SimulatedClock
) -> None:
    await school.due(await school.case())
    sending = asyncio.Event()

    class Dying(FakeNotifier):
        async def deliver(self, address: Address, reply: Reply) -> DeliveryResult:
            await super().deliver(address, reply)
            sending.set()
            await asyncio.Event().wait()
            raise AssertionError("it went on")

    dying = Dying(sim)
    crashed = School(school.store, school.bot_content, school.team_id, sim, dying)
    run = asyncio.create_task(crashed.reminders.tick())
    await sending.wait()
    run.cancel()
    await asyncio.gather(run, return_exceptions=True)
    assert len(dying.sent) == 1
    await school.until(MONDAY_MORNING + 7 * MINUTE)
    assert notifier.sent == [], "the claim still holds"
    await school.until(MONDAY_MORNING + 10 * MINUTE)
    assert [arrived.text for arrived in notifier.sent] == [dying.sent[0].text]
    await school.until(MONDAY_MORNING + HOUR)
    assert len(notifier.sent) == 1


async def test_what_was_sent_while_the_store_fails_is_noted_later_and_not_sent_again(
    school: School, sim: SimulatedClock
) -> None:
    store = FailingStore(school.store)

    class Breaking(FakeNotifier):
        async def deliver(self, address: Address, reply: Reply) -> DeliveryResult:
            store.fails = True
            return await super().deliver(address, reply)

    notifier = Breaking(sim)
    follow_up = await school.due(await school.case())
    other = School(store, school.bot_content, school.team_id, sim, notifier)
    for _ in range(3):
        with pytest.raises(StoreBusyError):
            await other.reminders.tick()
    sim.now += 20 * MINUTE
    store.fails = False
    await other.reminders.tick()
    await other.until(sim.now + HOUR)
    assert len(notifier.sent) == 1
    async with school.store.unit() as unit:
        [notice] = await unit.notices_of(follow_up.id)
    assert (notice.state, notice.sent_at) == (NoticeState.SENT, MONDAY_MORNING)


async def test_somebody_answers_while_the_message_is_on_its_way(school: School, sim: SimulatedClock) -> None:
    follow_up = await school.due(await school.case())

    class Overtaken(FakeNotifier):
        async def deliver(self, address: Address, reply: Reply) -> DeliveryResult:
            await school.finish(follow_up)
            return await super().deliver(address, reply)

    notifier = Overtaken(sim)
    other = School(school.store, school.bot_content, school.team_id, sim, notifier)
    await other.reminders.tick()
    await other.reminders.tick()
    [shown] = notifier.shown(TEACHER)
    assert shown.text.endswith("Gedaan door het zorgteam op maandag 23 november.")
    assert not shown.buttons


async def test_stopped_while_sending_it_is_still_noted(school: School, sim: SimulatedClock) -> None:
    follow_up = await school.due(await school.case())
    sending, go_on = asyncio.Event(), asyncio.Event()

    class Held(FakeNotifier):
        async def deliver(self, address: Address, reply: Reply) -> DeliveryResult:
            sending.set()
            await go_on.wait()
            return await super().deliver(address, reply)

    notifier = Held(sim)
    run = asyncio.create_task(School(school.store, school.bot_content, school.team_id, sim, notifier).reminders.run())
    await sending.wait()
    run.cancel()
    await asyncio.sleep(0)
    go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await run
    async with school.store.unit() as unit:
        [notice] = await unit.notices_of(follow_up.id)
    assert notice.state is NoticeState.SENT


async def until(seen: Callable[[], bool]) -> None:
    """Wait for something that the loop does."""
    async with asyncio.timeout(30):
        while not seen():  # noqa: ASYNC110 - what is waited for tells nobody
            await asyncio.sleep(0.01)


async def test_the_loop_goes_on_after_a_failure_and_wakes_when_told(
    school: School, sim: SimulatedClock, notifier: FakeNotifier, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)
    store = FailingStore(school.store)
    reminders = School(store, school.bot_content, school.team_id, sim, notifier).reminders
    store.fails = True
    run = asyncio.create_task(reminders.run())
    await until(lambda: "StoreBusyError" in caplog.text)
    assert "locked" not in caplog.text
    store.fails = False
    await school.due(await school.case())
    reminders.wake()
    await until(lambda: len(notifier.sent) == 1)
    await school.due(await school.case(COLLEAGUE))
    reminders.wake()
    await until(lambda: len(notifier.sent) == 2)
    run.cancel()
    with pytest.raises(asyncio.CancelledError):
        await run
