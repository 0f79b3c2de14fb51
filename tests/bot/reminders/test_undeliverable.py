"""People and groups that are lost: blocked, deleted, moved; others are found."""

from __future__ import annotations

from collections import Counter

from bot.domain.audit import Action
from bot.domain.messages import Address
from bot.domain.notices import NoticeState
from bot.ports.notifier import Moved, Refused
from dialogues.steps import FollowUpKind
from tests.support.clock import HOUR, MINUTE, MONDAY_MORNING, SimulatedClock, belgian
from tests.support.fake_notifier import FakeNotifier, reminded
from tests.support.school import CARE, CARE_TOO, COORDINATOR, GROUP, OTTER, TEACHER, School

NEW_GROUP = Address("telegram", "-1001234567890")


async def test_who_blocks_the_bot_is_left_alone_and_others_are_told_at_once(
    school: School, notifier: FakeNotifier
) -> None:
    notifier.always[TEACHER] = Refused(lost=True)
    for code in (OTTER, "GELE-UIL-1", "GELE-UIL-2"):
        await school.due(await school.case(code=code))
    await school.until(MONDAY_MORNING + MINUTE)
    assert not (await school.member(TEACHER)).reachable
    assert Counter(reminded(notifier)) == {CARE: 3, CARE_TOO: 3}
    dead = [a for a in notifier.to(COORDINATOR) if "niet meer bereikbaar" in a.text]
    assert len(dead) == 1
    assert OTTER in dead[0].text
    tried = notifier.tried
    await school.due(await school.case())
    await school.until(MONDAY_MORNING + 2 * MINUTE)
    assert notifier.tried == tried + 2, "nobody rings at a door that is known to be closed"
    assert len([a for a in notifier.to(COORDINATOR) if "niet meer bereikbaar" in a.text]) == 1


async def test_a_message_that_cannot_be_sent_is_left_and_others_are_told(
    school: School, notifier: FakeNotifier
) -> None:
    notifier.once[TEACHER].append(Refused(lost=False))
    follow_up = await school.due(await school.case())
    await school.until(MONDAY_MORNING + MINUTE)
    assert (await school.member(TEACHER)).reachable
    [second] = notifier.to(TEACHER)
    assert "herinnering 2 van 2" in second.text
    async with school.store.unit() as unit:
        states = [notice.state for notice in await unit.notices_of(follow_up.id)]
    assert states == [NoticeState.REFUSED, NoticeState.SENT]


async def test_a_deleted_group_is_unlinked_and_its_people_are_told_themselves(
    school: School, notifier: FakeNotifier
) -> None:
    await school.set_team(group=GROUP)
    notifier.always[GROUP] = Refused(lost=True)
    await school.due(await school.case(), kind=FollowUpKind.CONSULTATION)
    await school.until(MONDAY_MORNING + MINUTE)
    assert (await school.team()).group is None
    for address in (CARE, CARE_TOO):
        texts = [arrived.text for arrived in notifier.to(address)]
        assert len(texts) == 2
        assert any("losgekoppeld" in text for text in texts)
        assert any("meekijken" in text for text in texts)
    async with school.store.unit() as unit:
        assert [line.action for line in await unit.audit_lines(school.team_id)] == [Action.GROUP_UNLINKED]


async def test_what_was_asked_of_an_owner_or_a_group_that_is_lost_is_asked_of_others(
    school: School, notifier: FakeNotifier, sim: SimulatedClock
) -> None:
    sim.now = belgian(2026, 9, 7)
    await school.closed(await school.case())
    await school.case(code=OTTER)
    sim.now = belgian(2026, 12, 3)
    await school.set_team(group=GROUP)
    notifier.always |= {TEACHER: Refused(lost=True), GROUP: Refused(lost=True)}
    await school.until(belgian(2026, 12, 17) + MINUTE)
    for address in (CARE, CARE_TOO):
        texts = [arrived.text for arrived in notifier.to(address)]
        assert sum("1 gesloten dossier" in text for text in texts) == 1
        assert sum(f"kerstvakantie komt eraan, en dossier {OTTER}" in text for text in texts) == 1


async def test_a_group_that_moves_is_followed(school: School, notifier: FakeNotifier) -> None:
    await school.set_team(group=GROUP)
    notifier.always[GROUP] = Moved(NEW_GROUP)
    await school.due(await school.case(), kind=FollowUpKind.CONSULTATION)
    await school.reminders.tick()
    assert (await school.team()).group == NEW_GROUP
    assert [arrived.address for arrived in notifier.sent] == [NEW_GROUP]
    await school.until(MONDAY_MORNING + 2 * HOUR)
    assert [arrived.address for arrived in notifier.sent] == [NEW_GROUP, NEW_GROUP]


async def test_a_group_that_moves_in_circles_waits(school: School, notifier: FakeNotifier) -> None:
    await school.set_team(group=GROUP)
    notifier.always |= {GROUP: Moved(NEW_GROUP), NEW_GROUP: Moved(GROUP)}
    await school.due(await school.case(), kind=FollowUpKind.CONSULTATION)
    await school.reminders.tick()
    assert notifier.sent == []
    assert notifier.tried == 3
    notifier.always.clear()
    await school.until(MONDAY_MORNING + HOUR)
    assert len(notifier.sent) == 1


async def test_messages_of_a_group_that_moved_are_not_changed(school: School, notifier: FakeNotifier) -> None:
    await school.set_team(group=GROUP)
    first = await school.due(await school.case(), kind=FollowUpKind.CONSULTATION)
    await school.reminders.tick()
    await school.due(await school.case(), kind=FollowUpKind.CONSULTATION)
    await school.finish(first)
    notifier.always[GROUP] = Moved(NEW_GROUP)
    await school.reminders.tick()
    assert [(a.address, a.changed) for a in notifier.arrived] == [(GROUP, False), (NEW_GROUP, False)]


async def test_a_change_that_is_refused_is_left(school: School, notifier: FakeNotifier) -> None:
    follow_up = await school.due(await school.case())
    await school.reminders.tick()
    await school.finish(follow_up)
    notifier.once[TEACHER].append(Refused(lost=False))
    await school.reminders.tick()
    await school.until(MONDAY_MORNING + HOUR)
    assert len(notifier.arrived) == 1
    assert notifier.tried == 2
