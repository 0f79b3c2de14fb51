"""What is asked about open cases: before a holiday who has them, and after a long silence what becomes of them."""

from __future__ import annotations

from datetime import date

import pytest

from bot.domain.button_ids import HolidayAction, parse_holiday
from bot.domain.cases import Case
from bot.domain.permissions import MATRIX, Permission
from bot.domain.teams import Role
from tests.support.clock import DAY, SimulatedClock, belgian
from tests.support.fake_notifier import FakeNotifier, about, labels
from tests.support.school import CARE, CARE_TOO, COORDINATOR, GROUP, OTTER, TEACHER, School, member_in


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
        await unit.pause_case(paused.id or 0, date(2027, 1, 4))
        teacher = await unit.member(TEACHER)
    await school.until(belgian(2026, 12, 16, 12))
    assert about(notifier, "kerstvakantie") == []
    assert teacher is not None
    await _disown(school, gone)
    await school.until(belgian(2027, 1, 8))
    asked = about(notifier, "kerstvakantie")
    assert {a.at for a in asked} == {belgian(2026, 12, 17)}
    assert sorted((a.address.number, a.text.split("dossier ")[1].split(" ")[0]) for a in asked) == sorted(
        [(TEACHER.number, OTTER), (CARE.number, theirs.code), (CARE.number, gone.code), (CARE_TOO.number, gone.code)]
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


async def _disown(school: School, case: Case) -> None:
    """The case's owner leaves and comes back: nobody has it."""
    async with school.store.unit() as unit:
        await unit.set_owner(case.id or 0, await member_in(unit, COORDINATOR))
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


def test_forged_holiday_buttons_are_none() -> None:
    for identifier in (
        "vak.pauze.17",
        "vak.pauze.x.20270104",
        "vak.weg.1.20270104",
        "vak.pauze.1.2027",
        "opv.pauze.1.20270104",
    ):
        assert parse_holiday(identifier) is None


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
