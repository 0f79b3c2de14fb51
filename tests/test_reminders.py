"""Reminders through the real store: the ladder, its answers, hours and holidays, consultations, wording."""

from __future__ import annotations

import dataclasses
from datetime import date, datetime, time, timedelta

import pytest

from bot.buttons import FollowUpAction, parse_follow_up
from bot.follow_ups import FollowUpKind, Found, WaiveReason, done, put_off, waive
from bot.notices import Notice, NoticeKind, NoticeState
from bot.records import Role
from tests.reminder_school import (
    CARE,
    CARE_TOO,
    COLLEAGUE,
    COORDINATOR,
    GROUP,
    MONDAY_MORNING,
    OTTER,
    TEACHER,
    FakePostman,
    School,
    SimulatedClock,
    belgian,
    labels,
)

pytest_plugins = ["tests.reminder_fixtures"]

DAY = timedelta(days=1)
FRIDAY = MONDAY_MORNING + 4 * DAY


def told(postman: FakePostman) -> list[tuple[object, object]]:
    """Whom and when, for new messages."""
    return [(arrived.at, arrived.address) for arrived in postman.sent]


async def test_the_whole_ladder(school: School, postman: FakePostman) -> None:
    follow_up = await school.due(await school.case(code=OTTER))
    await school.until(MONDAY_MORNING + 14 * DAY)
    assert told(postman) == [
        (MONDAY_MORNING, TEACHER),
        (MONDAY_MORNING + DAY, TEACHER),
        (MONDAY_MORNING + 2 * DAY, CARE),
        (MONDAY_MORNING + 2 * DAY, CARE_TOO),
        (MONDAY_MORNING + 3 * DAY, COORDINATOR),
    ]
    first, second, third, _, fourth = (arrived.text for arrived in postman.sent)
    assert first == f"Dossier {OTTER}: opvolging van het gesprek met de gepeste leerling, herinnering 1 van 2."
    assert second.endswith("herinnering 2 van 2.")
    assert "nog geen antwoord. Kijken jullie" in third
    assert "Wil jij even navragen" in fourth
    after = await school.now(follow_up)
    assert after.is_open
    assert (after.rung, after.next_at) == (4, None)


async def test_a_reminder_has_buttons_for_this_follow_up_as_it_is(school: School, postman: FakePostman) -> None:
    follow_up = await school.due(await school.case())
    await school.reminders.tick()
    reply = postman.sent[0].reply
    assert labels(reply) == ["Gedaan", "Uitstellen", "Toon stap", "Niet meer nodig"]
    assert not reply.choices
    taps = [parse_follow_up(button.id) for button in reply.buttons]
    assert [tap.action for tap in taps if tap] == [
        FollowUpAction.DONE, FollowUpAction.PUT_OFF, FollowUpAction.SHOW, FollowUpAction.WAIVE,
    ]  # fmt: skip
    assert {tap.follow_up_id for tap in taps if tap} == {follow_up.id}
    assert {button.revision for button in reply.buttons} == {follow_up.revision}


async def test_the_group_gets_the_first_reminders_too_and_none_later(school: School, postman: FakePostman) -> None:
    await school.set_team(group=GROUP, group_too=True)
    await school.due(await school.case())
    await school.until(FRIDAY)
    assert told(postman) == [
        (MONDAY_MORNING, TEACHER),
        (MONDAY_MORNING, GROUP),
        (MONDAY_MORNING + DAY, TEACHER),
        (MONDAY_MORNING + DAY, GROUP),
        (MONDAY_MORNING + 2 * DAY, COORDINATOR),
    ]


async def test_the_group_stands_for_the_care_team(school: School, postman: FakePostman) -> None:
    await school.set_team(group=GROUP)
    await school.due(await school.case())
    await school.until(FRIDAY)
    assert [arrived.address for arrived in postman.sent] == [TEACHER, TEACHER, GROUP, COORDINATOR]


async def test_an_owner_of_the_care_team_is_not_told_a_third_time(school: School, postman: FakePostman) -> None:
    await school.due(await school.case(CARE))
    await school.until(FRIDAY)
    assert [arrived.address for arrived in postman.sent] == [CARE, CARE, CARE_TOO, COORDINATOR]


async def test_empty_rungs_are_skipped_at_once(school: School, postman: FakePostman) -> None:
    await school.due(await school.case())
    for address in (TEACHER, CARE, CARE_TOO):
        await school.set_member(address, reachable=False)
    await school.until(FRIDAY)
    assert told(postman) == [(MONDAY_MORNING, COORDINATOR)]


async def test_with_nobody_to_tell_it_is_tried_again_tomorrow(school: School, postman: FakePostman) -> None:
    follow_up = await school.due(await school.case())
    for address in (TEACHER, CARE, CARE_TOO, COORDINATOR):
        await school.set_member(address, reachable=False)
    await school.until(MONDAY_MORNING + timedelta(hours=3))
    after = await school.now(follow_up)
    assert (after.rung, after.next_at) == (0, MONDAY_MORNING + DAY)
    await school.set_member(TEACHER, reachable=True)
    await school.until(MONDAY_MORNING + DAY)
    assert told(postman) == [(MONDAY_MORNING + DAY, TEACHER)]


async def test_somebody_in_another_channel_counts_as_not_there(school: School, postman: FakePostman) -> None:
    at_terminal = dataclasses.replace(TEACHER, channel="terminal")
    await school.join(at_terminal, Role.TEACHER)
    await school.due(await school.case(at_terminal))
    await school.reminders.tick()
    assert [arrived.address for arrived in postman.sent] == [CARE, CARE_TOO]


async def test_put_off_begins_the_ladder_again_and_keeps_the_first_day(school: School, postman: FakePostman) -> None:
    follow_up = await school.due(await school.case(code=OTTER))
    await school.until(MONDAY_MORNING + DAY)
    assert len(postman.sent) == 2
    await school.put_off(follow_up, date(2026, 11, 27))
    await school.until(FRIDAY + 3 * DAY)
    assert told(postman)[2:] == [(FRIDAY, TEACHER), (FRIDAY + 3 * DAY, TEACHER)]
    assert "herinnering 1 van 2" in postman.sent[2].text
    assert "Eerst was dit afgesproken voor maandag 23 november." in postman.sent[2].text
    assert [reply.text.splitlines()[-1] for reply in postman.shown(TEACHER)[:2]] == [
        "Uitgesteld tot vrijdag 27 november."
    ] * 2
    assert not any(reply.buttons for reply in postman.shown(TEACHER)[:2])


async def test_done_by_one_changes_everyones_copy(school: School, postman: FakePostman) -> None:
    follow_up = await school.due(await school.case(code=OTTER))
    await school.until(MONDAY_MORNING + 2 * DAY)
    await school.finish(follow_up)
    await school.until(MONDAY_MORNING + 14 * DAY)
    assert len(postman.sent) == 4
    for address, count in ((TEACHER, 2), (CARE, 1), (CARE_TOO, 1)):
        shown = postman.shown(address)
        assert [reply.text.splitlines()[-1] for reply in shown] == [
            "Gedaan door het zorgteam op woensdag 25 november."
        ] * count
        assert not any(reply.buttons for reply in shown)
    assert len([a for a in postman.arrived if a.changed]) == 4


async def test_other_ends_are_told_as_what_they_are(school: School, postman: FakePostman) -> None:
    waived, overtaken = await school.due(await school.case()), await school.due(await school.case())
    await school.reminders.tick()
    async with school.store.unit() as unit:
        await unit.save_follow_up(waive(waived, WaiveReason.NOT_NEEDED, Role.TEACHER, school.clock()))
    await school.closed(await _case_of(school, overtaken.case_id))
    await school.reminders.tick()
    first, second = (reply.text for reply in postman.shown(TEACHER))
    assert first.endswith("Niet meer nodig, liet een leerkracht weten op maandag 23 november.")
    assert second == "Dit dossier is intussen gesloten. Je hoeft niets meer te doen."


async def _case_of(school: School, case_id: int):
    async with school.store.unit() as unit:
        case = await unit.case(case_id, await unit.member(CARE))
    assert case is not None
    return case


async def test_edits_go_out_at_any_hour(school: School, postman: FakePostman, sim: SimulatedClock) -> None:
    follow_up = await school.due(await school.case())
    await school.reminders.tick()
    sim.now = belgian(2026, 11, 23, 22)
    await school.finish(follow_up, Role.TEACHER)
    await school.reminders.tick()
    assert [(a.at, a.changed) for a in postman.arrived] == [(MONDAY_MORNING, False), (sim.now, True)]


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
    school: School, postman: FakePostman, sim: SimulatedClock, due: datetime, told_at: datetime
) -> None:
    sim.now = due
    await school.due(await school.case())
    await school.until(told_at)
    assert told(postman)[0] == (told_at, TEACHER)


async def test_the_school_sets_its_own_hours_and_days_off(school: School, postman: FakePostman) -> None:
    await school.set_team(day_start=time(9, 30), day_end=time(12), days_off=frozenset({date(2026, 11, 24)}))
    await school.due(await school.case())
    await school.until(MONDAY_MORNING + 3 * DAY)
    assert told(postman) == [(belgian(2026, 11, 23, 9, 30), TEACHER), (belgian(2026, 11, 25, 9, 30), TEACHER)]


@pytest.mark.parametrize(
    ("start", "days"),
    [
        # The clocks change in the night of 28 March 2027, in the Easter holiday, and of 25 October 2026.
        (belgian(2027, 3, 25, 10, 15), [belgian(2027, m, d, 10, 15) for m, d in ((3, 25), (3, 26), (4, 12), (4, 13))]),
        (belgian(2026, 10, 22, 10, 15), [belgian(2026, 10, d, 10, 15) for d in (22, 23, 26, 27)]),
    ],
)
async def test_the_same_time_of_day_through_a_change_of_clocks(
    school: School, postman: FakePostman, sim: SimulatedClock, start: datetime, days: list[datetime]
) -> None:
    sim.now = start
    await school.set_team(group=GROUP)
    await school.due(await school.case())
    await school.until(start + 30 * DAY)
    assert [arrived.at for arrived in postman.sent if "opvolging van" in arrived.text] == days


async def test_hours_are_looked_at_again_when_sending(
    school: School, postman: FakePostman, sim: SimulatedClock
) -> None:
    await school.due(await school.case())
    async with school.store.unit() as unit:
        from bot.reminders.planner import climb_due

        await climb_due(unit, sim(), ("telegram",))
    sim.now = belgian(2026, 11, 23, 17, 30)
    await school.until(MONDAY_MORNING + DAY)
    assert told(postman) == [(MONDAY_MORNING + DAY, TEACHER)]


async def test_a_paused_case_is_left_alone(school: School, postman: FakePostman) -> None:
    case = await school.case()
    await school.due(case)
    async with school.store.unit() as unit:
        await unit.pause_case(case.id or 0, date(2026, 12, 1))
    await school.until(belgian(2026, 12, 1))
    assert told(postman) == [(belgian(2026, 12, 1), TEACHER)]


async def test_a_pause_holds_back_what_was_planned(school: School, postman: FakePostman, sim: SimulatedClock) -> None:
    case = await school.case()
    await school.due(case)
    async with school.store.unit() as unit:
        from bot.reminders.planner import climb_due

        await climb_due(unit, sim(), ("telegram",))
        await unit.pause_case(case.id or 0, date(2026, 12, 1))
    await school.until(belgian(2026, 12, 1))
    assert told(postman) == [(belgian(2026, 12, 1), TEACHER)]


async def test_who_left_is_told_nothing_and_the_ladder_goes_on(
    school: School, postman: FakePostman, sim: SimulatedClock
) -> None:
    await school.due(await school.case())
    teacher = await school.member(TEACHER)
    async with school.store.unit() as unit:
        from bot.reminders.planner import climb_due

        await climb_due(unit, sim(), ("telegram",))
        await unit.remove_member(teacher.id)
    await school.until(MONDAY_MORNING + timedelta(hours=2))
    assert told(postman) == [(MONDAY_MORNING + timedelta(hours=1), a) for a in (CARE, CARE_TOO)]


async def test_a_new_owner_gets_the_next_rung(school: School, postman: FakePostman) -> None:
    case = await school.case()
    await school.due(case)
    await school.reminders.tick()
    async with school.store.unit() as unit:
        await unit.set_owner(case.id or 0, await school_member(unit, COLLEAGUE))
    await school.until(MONDAY_MORNING + DAY)
    assert [arrived.address for arrived in postman.sent] == [TEACHER, COLLEAGUE]


async def school_member(unit, address):
    member = await unit.member(address)
    assert member is not None
    return member


# Consultations


async def test_a_consultation_goes_to_the_care_team_twice_then_to_the_coordinator(
    school: School, postman: FakePostman, house
) -> None:
    await school.due(await school.case(code=OTTER), kind=FollowUpKind.CONSULTATION)
    await school.until(MONDAY_MORNING + 2 * DAY)
    two, four = MONDAY_MORNING + timedelta(hours=2), MONDAY_MORNING + timedelta(hours=4)
    assert told(postman) == [
        (MONDAY_MORNING, CARE),
        (MONDAY_MORNING, CARE_TOO),
        (two, CARE),
        (two, CARE_TOO),
        (four, COORDINATOR),
    ]
    title = house.flowchart.positions[house.flowchart.start].title
    assert postman.sent[0].text == f"Dossier {OTTER}, bij de stap '{title}'. Een collega vraagt of jullie meekijken."
    assert "wacht nog op jullie" in postman.sent[2].text
    assert "Wil jij even navragen" in postman.sent[4].text
    reply = postman.sent[0].reply
    assert labels(reply) == ["Ik neem dit op", "Later vandaag", "Toon stap"]
    taps = [parse_follow_up(button.id) for button in reply.buttons]
    assert [(tap.action, tap.argument) for tap in taps if tap] == [
        (FollowUpAction.FOUND, "opgenomen"), (FollowUpAction.PUT_OFF, "later"), (FollowUpAction.SHOW, ""),
    ]  # fmt: skip


async def test_a_consultation_late_in_the_day_goes_on_tomorrow(
    school: School, postman: FakePostman, sim: SimulatedClock
) -> None:
    sim.now = belgian(2026, 11, 27, 16)
    await school.due(await school.case(), kind=FollowUpKind.CONSULTATION)
    await school.until(belgian(2026, 11, 30, 9))
    assert {arrived.at for arrived in postman.sent} == {belgian(2026, 11, 27, 16), belgian(2026, 11, 30)}


async def test_who_asks_is_not_asked(school: School, postman: FakePostman) -> None:
    await school.due(await school.case(CARE), kind=FollowUpKind.CONSULTATION)
    await school.reminders.tick()
    assert [arrived.address for arrived in postman.sent] == [CARE_TOO]


async def test_the_asker_hears_who_takes_it_and_the_others_see_it(
    school: School, postman: FakePostman, sim: SimulatedClock
) -> None:
    follow_up = await school.due(await school.case(code=OTTER), kind=FollowUpKind.CONSULTATION)
    await school.reminders.tick()
    sim.now = belgian(2026, 11, 23, 18)
    async with school.store.unit() as unit:
        await unit.add_notice(
            Notice(TEACHER, NoticeKind.TAKEN, school.team_id, follow_up.case_id, follow_up.id, next_at=sim())
        )
        await unit.save_follow_up(done(await school_now(unit, follow_up), Found.TAKEN, Role.CARE_TEAM, sim()))
    await school.reminders.tick()
    [taken] = postman.to(TEACHER)
    assert taken.at == sim.now, "an answer to somebody who waits goes out in the evening too"
    assert taken.text.startswith(f"Dossier {OTTER}: het zorgteam neemt dit op.")
    assert postman.shown(CARE_TOO)[0].text.endswith("Opgenomen door het zorgteam op maandag 23 november.")


async def school_now(unit, follow_up):
    found = await unit.follow_up(follow_up.id)
    assert found is not None
    return found


async def test_later_today_tells_when(school: School, postman: FakePostman, sim: SimulatedClock) -> None:
    follow_up = await school.due(await school.case(code=OTTER), kind=FollowUpKind.CONSULTATION)
    await school.reminders.tick()
    until = belgian(2026, 11, 23, 14, 30)
    async with school.store.unit() as unit:
        await unit.add_notice(
            Notice(TEACHER, NoticeKind.LATER_TODAY, school.team_id, follow_up.case_id, follow_up.id, next_at=sim())
        )
        await unit.save_follow_up(put_off(await school_now(unit, follow_up), until))
    await school.until(until)
    assert [a.text for a in postman.to(TEACHER)] == [
        f"Dossier {OTTER}: het zorgteam kijkt er later naar, maandag 23 november om 14.30 uur."
    ]
    assert [a.at for a in postman.to(CARE)] == [MONDAY_MORNING, until]


# Bundles


@pytest.mark.usefixtures("direct_sqlite")
async def test_more_than_five_at_once_come_as_one(school: School, postman: FakePostman) -> None:
    cases = [await school.case(code=f"GELE-UIL-{n}") for n in range(1, 31)]
    follow_ups = [await school.due(case) for case in cases]
    await school.reminders.tick()
    [bundle] = postman.sent
    head, lines = bundle.text.split("\n\n")
    assert head == "30 opvolgingen wachten op een antwoord."
    assert lines.splitlines()[0] == "• GELE-UIL-1: het gesprek met de gepeste leerling"
    assert lines.splitlines()[20:] == ["… en nog 10 andere."]
    assert [(b.id, b.label) for b in bundle.reply.buttons] == [("doe.vandaag", "Wat staat open?")]
    async with school.store.unit() as unit:
        together = await unit.notice_by_message(TEACHER, bundle.message_id)
    assert len(together) == 30
    assert {notice.state for notice in together} == {NoticeState.SENT}

    for follow_up in (follow_ups[1], follow_ups[25]):
        await school.finish(follow_up)
    await school.reminders.tick()
    [change] = [a for a in postman.arrived if a.changed]
    assert change.message_id == bundle.message_id
    head, lines = change.text.split("\n\n")
    assert head == "28 opvolgingen wachten op een antwoord."
    assert [line[0] for line in lines.splitlines()[:3]] == ["•", "✅", "•"]

    await school.closed(cases[0])
    for follow_up in (*follow_ups[2:25], *follow_ups[26:]):
        await school.finish(follow_up)
        await school.reminders.tick()
    last = postman.shown(TEACHER)[0]
    assert last.text.startswith("Op al deze opvolgingen is geantwoord.")
    assert "✅ een dossier dat gesloten is" in last.text
    assert not last.buttons


async def test_five_at_once_come_one_by_one(school: School, postman: FakePostman) -> None:
    for _ in range(5):
        await school.due(await school.case())
    await school.reminders.tick()
    assert len(postman.sent) == 5
