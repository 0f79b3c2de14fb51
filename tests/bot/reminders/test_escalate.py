"""The escalation policy through the real store: who is told what, one after the other, and what answers do to it."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta

from bot.domain.button_ids import FollowUpAction, parse_follow_up
from bot.domain.cases import StoredCase
from bot.domain.follow_ups import WaiveReason, waive
from bot.domain.teams import Role
from bot.reminders.escalate import escalate_due
from tests.support.clock import DAY, MONDAY_MORNING, SimulatedClock
from tests.support.fake_notifier import FakeNotifier, labels, told
from tests.support.school import CARE, CARE_TOO, COLLEAGUE, COORDINATOR, GROUP, OTTER, TEACHER, School, member_in

FRIDAY = MONDAY_MORNING + 4 * DAY


async def test_the_whole_escalation(school: School, notifier: FakeNotifier) -> None:
    follow_up = await school.due(await school.case(code=OTTER))
    await school.until(MONDAY_MORNING + 14 * DAY)
    assert told(notifier) == [
        (MONDAY_MORNING, TEACHER),
        (MONDAY_MORNING + DAY, TEACHER),
        (MONDAY_MORNING + 2 * DAY, CARE),
        (MONDAY_MORNING + 2 * DAY, CARE_TOO),
        (MONDAY_MORNING + 3 * DAY, COORDINATOR),
    ]
    first, second, third, _, fourth = (arrived.text for arrived in notifier.sent)
    assert first == f"Dossier {OTTER}: opvolging van het gesprek met de gepeste leerling, herinnering 1 van 2."
    assert second.endswith("herinnering 2 van 2.")
    assert "nog geen antwoord. Kijken jullie" in third
    assert "Wil jij even navragen" in fourth
    after = await school.now(follow_up)
    assert after.is_open
    assert (after.level, after.next_at) == (4, None)


async def test_a_reminder_has_buttons_for_this_follow_up_as_it_is(school: School, notifier: FakeNotifier) -> None:
    follow_up = await school.due(await school.case())
    await school.reminders.tick()
    reply = notifier.sent[0].reply
    assert labels(reply) == ["Gedaan", "Uitstellen", "Toon stap", "Niet meer nodig"]
    assert not reply.choices
    taps = [parse_follow_up(button.id) for button in reply.buttons]
    assert [tap.action for tap in taps if tap] == [
        FollowUpAction.DONE, FollowUpAction.PUT_OFF, FollowUpAction.SHOW, FollowUpAction.WAIVE,
    ]  # fmt: skip
    assert {tap.follow_up_id for tap in taps if tap} == {follow_up.id}
    assert {button.revision for button in reply.buttons} == {follow_up.revision}


async def test_the_group_gets_the_first_reminders_too_and_none_later(school: School, notifier: FakeNotifier) -> None:
    await school.set_team(group=GROUP, group_too=True)
    await school.due(await school.case())
    await school.until(FRIDAY)
    assert told(notifier) == [
        (MONDAY_MORNING, TEACHER),
        (MONDAY_MORNING, GROUP),
        (MONDAY_MORNING + DAY, TEACHER),
        (MONDAY_MORNING + DAY, GROUP),
        (MONDAY_MORNING + 2 * DAY, COORDINATOR),
    ]


async def test_the_group_stands_for_the_care_team(school: School, notifier: FakeNotifier) -> None:
    await school.set_team(group=GROUP)
    await school.due(await school.case())
    await school.until(FRIDAY)
    assert [arrived.address for arrived in notifier.sent] == [TEACHER, TEACHER, GROUP, COORDINATOR]


async def test_an_owner_of_the_care_team_is_not_told_a_third_time(school: School, notifier: FakeNotifier) -> None:
    await school.due(await school.case(CARE))
    await school.until(FRIDAY)
    assert [arrived.address for arrived in notifier.sent] == [CARE, CARE, CARE_TOO, COORDINATOR]


async def test_levels_that_reach_nobody_are_skipped_at_once(school: School, notifier: FakeNotifier) -> None:
    await school.due(await school.case())
    for address in (TEACHER, CARE, CARE_TOO):
        await school.set_member(address, reachable=False)
    await school.until(FRIDAY)
    assert told(notifier) == [(MONDAY_MORNING, COORDINATOR)]


async def test_with_nobody_to_tell_it_is_tried_again_tomorrow(school: School, notifier: FakeNotifier) -> None:
    follow_up = await school.due(await school.case())
    for address in (TEACHER, CARE, CARE_TOO, COORDINATOR):
        await school.set_member(address, reachable=False)
    await school.until(MONDAY_MORNING + timedelta(hours=3))
    after = await school.now(follow_up)
    assert (after.level, after.next_at) == (0, MONDAY_MORNING + DAY)
    await school.set_member(TEACHER, reachable=True)
    await school.until(MONDAY_MORNING + DAY)
    assert told(notifier) == [(MONDAY_MORNING + DAY, TEACHER)]


async def test_somebody_in_another_channel_counts_as_not_there(school: School, notifier: FakeNotifier) -> None:
    at_terminal = dataclasses.replace(TEACHER, channel="terminal")
    await school.join(at_terminal, Role.TEACHER)
    await school.due(await school.case(at_terminal))
    await school.reminders.tick()
    assert [arrived.address for arrived in notifier.sent] == [CARE, CARE_TOO]


async def test_put_off_begins_the_escalation_again_and_keeps_the_first_day(
    school: School, notifier: FakeNotifier
) -> None:
    follow_up = await school.due(await school.case(code=OTTER))
    await school.until(MONDAY_MORNING + DAY)
    assert len(notifier.sent) == 2
    await school.put_off(follow_up, date(2026, 11, 27))
    await school.until(FRIDAY + 3 * DAY)
    assert told(notifier)[2:] == [(FRIDAY, TEACHER), (FRIDAY + 3 * DAY, TEACHER)]
    assert "herinnering 1 van 2" in notifier.sent[2].text
    assert "Eerst was dit afgesproken voor maandag 23 november." in notifier.sent[2].text
    assert [reply.text.splitlines()[-1] for reply in notifier.shown(TEACHER)[:2]] == [
        "Uitgesteld tot vrijdag 27 november."
    ] * 2
    assert not any(reply.buttons for reply in notifier.shown(TEACHER)[:2])


async def test_done_by_one_changes_everyones_copy(school: School, notifier: FakeNotifier) -> None:
    follow_up = await school.due(await school.case(code=OTTER))
    await school.until(MONDAY_MORNING + 2 * DAY)
    await school.finish(follow_up)
    await school.until(MONDAY_MORNING + 14 * DAY)
    assert len(notifier.sent) == 4
    for address, count in ((TEACHER, 2), (CARE, 1), (CARE_TOO, 1)):
        shown = notifier.shown(address)
        assert [reply.text.splitlines()[-1] for reply in shown] == [
            "Gedaan door het zorgteam op woensdag 25 november."
        ] * count
        assert not any(reply.buttons for reply in shown)
    assert len([a for a in notifier.arrived if a.changed]) == 4


async def test_other_ends_are_told_as_what_they_are(school: School, notifier: FakeNotifier) -> None:
    waived, overtaken = await school.due(await school.case()), await school.due(await school.case())
    await school.reminders.tick()
    async with school.store.unit() as unit:
        await unit.save_follow_up(waive(waived, WaiveReason.NOT_NEEDED, Role.TEACHER, school.clock()))
    await school.closed(await _case_of(school, overtaken.case_id))
    await school.reminders.tick()
    first, second = (reply.text for reply in notifier.shown(TEACHER))
    assert first.endswith("Niet meer nodig, liet een leerkracht weten op maandag 23 november.")
    assert second == "Dit dossier is intussen gesloten. Je hoeft niets meer te doen."


async def _case_of(school: School, case_id: int) -> StoredCase:
    async with school.store.unit() as unit:
        case = await unit.case(case_id, await member_in(unit, CARE))
    assert case is not None
    return case


async def test_who_left_is_told_nothing_and_the_escalation_goes_on(
    school: School, notifier: FakeNotifier, sim: SimulatedClock
) -> None:
    await school.due(await school.case())
    teacher = await school.member(TEACHER)
    async with school.store.unit() as unit:
        await escalate_due(unit, sim(), ("telegram",))
        await unit.remove_member(teacher.id)
    await school.until(MONDAY_MORNING + timedelta(hours=2))
    assert told(notifier) == [(MONDAY_MORNING + timedelta(hours=1), a) for a in (CARE, CARE_TOO)]


async def test_a_new_owner_is_told_at_the_next_level(school: School, notifier: FakeNotifier) -> None:
    case = await school.case()
    await school.due(case)
    await school.reminders.tick()
    async with school.store.unit() as unit:
        await unit.set_owner(case.id, await member_in(unit, COLLEAGUE))
    await school.until(MONDAY_MORNING + DAY)
    assert [arrived.address for arrived in notifier.sent] == [TEACHER, COLLEAGUE]
