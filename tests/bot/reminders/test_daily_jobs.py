"""The work of a day: the summary, and before a holiday the question who has each open case."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta

import pytest

from bot.domain.button_ids import HolidayAction, parse_holiday
from bot.domain.cases import StoredCase
from bot.domain.permissions import MATRIX, Permission
from bot.domain.teams import Role
from bot.ports.notifier import TryLater
from tests.support.clock import DAY, HOUR, MONDAY_MORNING, SimulatedClock, belgian
from tests.support.fake_notifier import FakeNotifier, about, labels
from tests.support.school import CARE, CARE_TOO, COORDINATOR, OTTER, TEACHER, School, member_in


async def test_the_summary_counts_what_is_late_today_and_this_week(school: School, notifier: FakeNotifier) -> None:
    await school.set_member(CARE, summary=True)
    days = [-5, -3, 0, 0, 2, 4, 7]
    for number, days_ahead in enumerate(days):
        follow_up = await school.due(await school.case(code=f"GELE-UIL-{number}"), MONDAY_MORNING + days_ahead * DAY)
        async with school.store.unit() as unit:
            await unit.note_escalation(follow_up.id, 0, MONDAY_MORNING + 9 * DAY)
    await school.reminders.tick()
    [summary] = notifier.to(CARE)
    head, lines = summary.text.split("\n\n")
    assert head == "Goeiemorgen! Te laat: 2. Vandaag: 2. Later deze week: 2."
    assert lines.splitlines() == [
        "• GELE-UIL-0: het gesprek met de gepeste leerling (woensdag 18 november)",
        "• GELE-UIL-1: het gesprek met de gepeste leerling (vrijdag 20 november)",
        "• GELE-UIL-2: het gesprek met de gepeste leerling (maandag 23 november)",
        "• GELE-UIL-3: het gesprek met de gepeste leerling (maandag 23 november)",
        "• GELE-UIL-4: het gesprek met de gepeste leerling (woensdag 25 november)",
        "… en nog 1 andere.",
    ]
    assert [b.id for b in summary.reply.buttons] == ["doe.vandaag"]
    await school.reminders.tick()
    await school.instance().tick()
    assert len(notifier.to(CARE)) == 1, "once a day, whoever asks"


async def test_no_summary_without_anything_to_tell_or_on_a_day_off(school: School, notifier: FakeNotifier) -> None:
    await school.set_member(CARE, summary=True)
    await school.until(MONDAY_MORNING + DAY)
    assert notifier.sent == []
    case = await school.case()
    await school.due(case, MONDAY_MORNING + DAY)
    await school.set_team(days_off=frozenset({date(2026, 11, 25)}))
    await school.until(MONDAY_MORNING + 8 * DAY)
    days = [a.at.date().isoformat() for a in notifier.to(CARE) if "Goeiemorgen" in a.text]
    assert days == ["2026-11-26", "2026-11-27", "2026-11-30", "2026-12-01"]


async def test_a_summary_that_comes_too_late_is_not_sent(school: School, notifier: FakeNotifier) -> None:
    await school.set_member(CARE, summary=True)
    await school.due(await school.case(), MONDAY_MORNING + 2 * DAY)
    notifier.everywhere = TryLater()
    await school.until(MONDAY_MORNING + timedelta(hours=20))
    notifier.everywhere = None
    await school.until(MONDAY_MORNING + DAY + 2 * HOUR)
    assert [a.at.date() for a in notifier.to(CARE)] == [(MONDAY_MORNING + DAY).date()]


async def test_two_instances_warn_once(school: School, notifier: FakeNotifier, sim: SimulatedClock) -> None:
    sim.now = belgian(2026, 9, 7, 10)
    await school.set_member(CARE, summary=True)
    await school.closed(await school.case())
    await school.due(await school.case(), belgian(2026, 12, 3))
    sim.now = belgian(2026, 12, 3)
    await asyncio.gather(*(school.instance().tick() for _ in range(3)))
    assert len(about(notifier, "voorgoed op")) == 2
    assert len(about(notifier, "Goeiemorgen")) == 1


@pytest.fixture
def before_christmas(sim: SimulatedClock) -> SimulatedClock:
    """Christmas holiday begins on Monday 21 December 2026; this is the Wednesday before."""
    sim.now = belgian(2026, 12, 16, 10)
    return sim


async def test_two_school_days_before_a_holiday_is_asked_who_has_each_open_case(
    school: School, notifier: FakeNotifier, before_christmas: SimulatedClock
) -> None:
    mine, theirs, paused = await school.case(code=OTTER), await school.case(CARE), await school.case()
    gone = await school.case(code="ROZE-MUS-1")
    async with school.store.unit() as unit:
        await unit.pause_case(paused.id, date(2027, 1, 4))
        teacher = await unit.member(TEACHER)
    await school.until(belgian(2026, 12, 16, 12))
    assert about(notifier, "kerstvakantie") == []
    assert teacher is not None
    await _disown(school, gone)
    await school.until(belgian(2027, 1, 8))
    asked = about(notifier, "kerstvakantie")
    assert {a.at for a in asked} == {belgian(2026, 12, 17)}
    assert sorted((a.address.key, a.text.split("dossier ")[1].split(" ")[0]) for a in asked) == sorted(
        [(TEACHER.key, OTTER), (CARE.key, theirs.code), (CARE.key, gone.code), (CARE_TOO.key, gone.code)]
    )
    [to_owner] = [a for a in asked if a.address == TEACHER]
    assert labels(to_owner.reply) == ["Ik hou het bij", "Pauzeer tot na de vakantie", "Geef door aan het zorgteam"]
    taps = [parse_holiday(button.id) for button in to_owner.reply.buttons]
    assert [(tap.action, tap.case_id, tap.back) for tap in taps if tap] == [
        (action, mine.id, date(2027, 1, 4)) for action in HolidayAction
    ]
    [to_care, _] = [a for a in asked if gone.code in a.text]
    assert labels(to_care.reply) == ["Ik hou het bij", "Pauzeer tot na de vakantie"]


async def test_who_may_not_take_over_is_not_asked_to_keep_a_case(
    school: School, notifier: FakeNotifier, before_christmas: SimulatedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a case that nobody has the care team may keep what it may take over; its owner keeps it whatever the role."""
    await _disown(school, await school.case(code=OTTER))
    await school.case(CARE)
    without = MATRIX[Role.CARE_TEAM] - {Permission.TAKE_OVER}
    monkeypatch.setitem(MATRIX, Role.CARE_TEAM, without)
    await school.until(belgian(2026, 12, 17))
    keeps = {
        (a.address, OTTER in a.text): "Ik hou het bij" in labels(a.reply) for a in about(notifier, "kerstvakantie")
    }
    assert keeps == {(CARE, True): False, (CARE_TOO, True): False, (CARE, False): True}


async def _disown(school: School, case: StoredCase) -> None:
    """The case's owner leaves and comes back: nobody has it."""
    async with school.store.unit() as unit:
        await unit.set_owner(case.id, await member_in(unit, COORDINATOR))
        await unit.remove_member((await member_in(unit, COORDINATOR)).id)


async def test_a_day_that_was_missed_is_made_up_for(
    school: School, notifier: FakeNotifier, sim: SimulatedClock
) -> None:
    sim.now = belgian(2026, 12, 18, 15)
    await school.case()
    await school.reminders.tick()
    assert [a.at for a in about(notifier, "kerstvakantie")] == [sim.now]
    sim.now = belgian(2026, 12, 21, 9)
    await school.case()
    await school.until(belgian(2026, 12, 23))
    assert len(about(notifier, "kerstvakantie")) == 1
