"""Processes that each serve another channel: who is told is chosen over all channels, each sends by its own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from bot.domain.messages import Address
from bot.domain.notices import NoticeKind
from bot.domain.teams import Role
from bot.ports.notifier import Refused
from bot.reminders.scheduler import Scheduler
from dialogues.steps import FollowUpKind
from tests.support.clock import DAY, MINUTE, MONDAY_MORNING, SimulatedClock, belgian
from tests.support.fake_notifier import FakeNotifier, about, told
from tests.support.school import CARE, CARE_TOO, COORDINATOR, TEACHER, School

OTHER = "web"
"""Stands here for any second channel by which notices are sent."""
TEACHER_THERE, CARE_THERE, COORDINATOR_THERE = Address(OTHER, "401"), Address(OTHER, "402"), Address(OTHER, "403")
THERE = {TEACHER_THERE: Role.TEACHER, CARE_THERE: Role.CARE_TEAM, COORDINATOR_THERE: Role.ADMIN}
CHANNELS = ("telegram", OTHER)


@pytest.fixture
def other_notifier(sim: SimulatedClock) -> FakeNotifier:
    """With whom everything arrives in the other channel."""
    return FakeNotifier(sim)


@pytest.fixture(params=[list, reversed], ids=["telegram first", "telegram last"])
async def processes(
    request: pytest.FixtureRequest, school: School, notifier: FakeNotifier, other_notifier: FakeNotifier
) -> list[Scheduler]:
    """Two processes on one database, each with one channel, for a school with members in both."""
    for address, role in THERE.items():
        await school.join(address, role)
    order: Callable[[list[Scheduler]], list[Scheduler]] = request.param
    one = school.instance({"telegram": notifier}, CHANNELS)
    return list(order([one, school.instance({OTHER: other_notifier}, CHANNELS)]))


async def test_an_escalation_reaches_members_of_both_channels(
    school: School, notifier: FakeNotifier, other_notifier: FakeNotifier, processes: list[Scheduler]
) -> None:
    """Whichever process plans: the owner there is told, then the care team and the coordinators here and there."""
    await school.due(await school.case(TEACHER_THERE))
    await school.until(MONDAY_MORNING + 10 * DAY, *processes)
    second, third, fourth = (MONDAY_MORNING + days * DAY for days in (1, 2, 3))
    assert told(notifier) == [(third, CARE), (third, CARE_TOO), (fourth, COORDINATOR)]
    assert told(other_notifier) == [
        (MONDAY_MORNING, TEACHER_THERE),
        (second, TEACHER_THERE),
        (third, CARE_THERE),
        (fourth, COORDINATOR_THERE),
    ]
    for address in (TEACHER, CARE, CARE_TOO, COORDINATOR, *THERE):
        assert (await school.member(address)).reachable


async def test_at_the_same_moment_nobody_is_told_twice(
    school: School, notifier: FakeNotifier, other_notifier: FakeNotifier, processes: list[Scheduler]
) -> None:
    """A consultation, a summary, a holiday and a silent case: each is told once, by the process of its channel."""
    await school.set_member(CARE, summary=True)
    await school.set_member(CARE_THERE, summary=True)
    await school.case(TEACHER_THERE)
    school.clock.now = belgian(2026, 12, 17, 10)
    await school.due(await school.case(), kind=FollowUpKind.CONSULTATION)
    for _ in range(2):
        await asyncio.gather(*(scheduler.tick() for scheduler in processes))
    for sender, care, teacher in ((notifier, CARE, TEACHER), (other_notifier, CARE_THERE, TEACHER_THERE)):
        assert [a.address for a in about(sender, "Goeiemorgen")] == [care]
        assert [a.address for a in about(sender, "kerstvakantie")] == [teacher]
        assert [a.address for a in about(sender, "meekijken")].count(care) == 1
    assert {a.address.channel for a in notifier.arrived} == {"telegram"}
    assert {a.address.channel for a in other_notifier.arrived} == {OTHER}


async def test_who_is_lost_in_one_channel_is_told_of_in_the_other(
    school: School, notifier: FakeNotifier, other_notifier: FakeNotifier, processes: list[Scheduler]
) -> None:
    """The process that loses an owner leaves nobody out who only the other one can tell."""
    notifier.always[TEACHER] = Refused(lost=True)
    await school.due(await school.case())
    await school.until(MONDAY_MORNING + MINUTE, *processes)
    assert not (await school.member(TEACHER)).reachable
    assert {a.address for a in notifier.sent} == {CARE, CARE_TOO, COORDINATOR}
    assert {a.address for a in other_notifier.sent} == {CARE_THERE, COORDINATOR_THERE}
    assert [a.address for a in about(other_notifier, "niet meer bereikbaar")] == [COORDINATOR_THERE]


async def test_nothing_is_planned_for_a_channel_that_nobody_sends_by(
    school: School, notifier: FakeNotifier, sim: SimulatedClock
) -> None:
    """Members of a channel without notices count as not there: a lost owner and a lost group are told to the others."""
    for address, role in THERE.items():
        await school.join(address, role)
        await school.set_member(address, summary=True)
    group = Address("telegram", "-7")
    await school.set_team(group=group)
    notifier.always |= {TEACHER: Refused(lost=True), group: Refused(lost=True)}
    sim.now = belgian(2026, 12, 17, 10)
    await school.case(TEACHER_THERE)
    await school.due(await school.case())
    await school.until(sim.now + DAY)
    assert about(notifier, "losgekoppeld")
    assert about(notifier, "niet meer bereikbaar")
    async with school.store.unit() as unit:
        assert await unit.claim_notices(OTHER, tuple(NoticeKind), belgian(2027, 2, 1), belgian(2027, 2, 2), 10) == []
