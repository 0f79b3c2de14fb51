"""What the bot says once a day: summaries, the question before a holiday, silent cases, purges."""

from __future__ import annotations

import asyncio
import dataclasses
from datetime import date, timedelta

import pytest

from bot.buttons import HolidayAction, parse_holiday
from bot.cases import Case
from bot.follow_ups import FollowUpKind
from bot.notices import Notice, NoticeKind
from bot.records import Role, StoreBusyError
from bot.reminders.postman import Refused, TryLater
from bot.reminders.retention import Retention
from tests.reminder_school import (
    CARE,
    CARE_TOO,
    COORDINATOR,
    GROUP,
    MONDAY_MORNING,
    OTTER,
    STAFF,
    TEACHER,
    Arrived,
    FakePostman,
    School,
    SimulatedClock,
    belgian,
    labels,
)

pytest_plugins = ["tests.reminder_fixtures"]

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def about(postman: FakePostman, word: str) -> list[Arrived]:
    return [arrived for arrived in postman.sent if word in arrived.text]


# The summary


async def test_the_summary_counts_what_is_late_today_and_this_week(school: School, postman: FakePostman) -> None:
    await school.set_member(CARE, summary=True)
    days = [-5, -3, 0, 0, 2, 4, 7]
    for number, days_ahead in enumerate(days):
        follow_up = await school.due(await school.case(code=f"GELE-UIL-{number}"), MONDAY_MORNING + days_ahead * DAY)
        async with school.store.unit() as unit:
            await unit.climb(follow_up.id or 0, 0, MONDAY_MORNING + 9 * DAY)
    await school.reminders.tick()
    [summary] = postman.to(CARE)
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
    assert len(postman.to(CARE)) == 1, "once a day, whoever asks"


async def test_no_summary_without_anything_to_tell_or_on_a_day_off(school: School, postman: FakePostman) -> None:
    await school.set_member(CARE, summary=True)
    await school.until(MONDAY_MORNING + DAY)
    assert postman.sent == []
    case = await school.case()
    await school.due(case, MONDAY_MORNING + DAY)
    await school.set_team(days_off=frozenset({date(2026, 11, 25)}))
    await school.until(MONDAY_MORNING + 8 * DAY)
    days = [a.at.date().isoformat() for a in postman.to(CARE) if "Goeiemorgen" in a.text]
    assert days == ["2026-11-26", "2026-11-27", "2026-11-30", "2026-12-01"]


async def test_a_summary_that_comes_too_late_is_not_sent(school: School, postman: FakePostman) -> None:
    await school.set_member(CARE, summary=True)
    await school.due(await school.case(), MONDAY_MORNING + 2 * DAY)
    postman.everywhere = TryLater()
    await school.until(MONDAY_MORNING + timedelta(hours=20))
    postman.everywhere = None
    await school.until(MONDAY_MORNING + DAY + 2 * HOUR)
    assert [a.at.date() for a in postman.to(CARE)] == [(MONDAY_MORNING + DAY).date()]


# The question before a holiday


@pytest.fixture
def before_christmas(sim: SimulatedClock) -> SimulatedClock:
    """Christmas holiday begins on Monday 21 December 2026; this is the Wednesday before."""
    sim.now = belgian(2026, 12, 16, 10)
    return sim


async def test_two_school_days_before_a_holiday_is_asked_who_has_each_open_case(
    school: School, postman: FakePostman, before_christmas: SimulatedClock
) -> None:
    mine, theirs, paused = await school.case(code=OTTER), await school.case(CARE), await school.case()
    gone = await school.case(code="ROZE-MUS-1")
    async with school.store.unit() as unit:
        await unit.pause_case(paused.id or 0, date(2027, 1, 4))
        teacher = await unit.member(TEACHER)
    await school.until(belgian(2026, 12, 16, 12))
    assert about(postman, "kerstvakantie") == []
    assert teacher is not None
    await _disown(school, gone)
    await school.until(belgian(2027, 1, 8))
    asked = about(postman, "kerstvakantie")
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


async def _disown(school: School, case: Case) -> None:
    """The case's owner leaves and comes back: nobody has it."""
    async with school.store.unit() as unit:
        await unit.set_owner(case.id or 0, await _member(unit, COORDINATOR))
        await unit.remove_member((await _member(unit, COORDINATOR)).id)


async def _member(unit, address):
    member = await unit.member(address)
    assert member is not None
    return member


async def test_a_day_that_was_missed_is_made_up_for(school: School, postman: FakePostman, sim: SimulatedClock) -> None:
    sim.now = belgian(2026, 12, 18, 15)
    await school.case()
    await school.reminders.tick()
    assert [a.at for a in about(postman, "kerstvakantie")] == [sim.now]
    sim.now = belgian(2026, 12, 21, 9)
    await school.case()
    await school.until(belgian(2026, 12, 23))
    assert len(about(postman, "kerstvakantie")) == 1


def test_forged_holiday_buttons_are_none() -> None:
    for identifier in (
        "vak.pauze.17",
        "vak.pauze.x.20270104",
        "vak.weg.1.20270104",
        "vak.pauze.1.2027",
        "opv.pauze.1.20270104",
    ):
        assert parse_holiday(identifier) is None


# Silent cases


async def test_a_silent_case_is_asked_about_once(school: School, postman: FakePostman, sim: SimulatedClock) -> None:
    silent = await school.case(code=OTTER)
    sim.now += 100 * DAY
    await school.case()
    sim.now = belgian(2027, 3, 27, 12)  # a Saturday, before the Easter holiday
    await school.until(belgian(2027, 4, 20))
    asked = about(postman, "hele tijd stil")
    assert [(a.at, a.address) for a in asked] == [(belgian(2027, 4, 12), TEACHER)]
    assert OTTER in asked[0].text
    assert [b.id for b in asked[0].reply.buttons] == [f"dossier.{silent.id}"]


async def test_a_silent_case_without_an_owner_goes_to_the_care_team(
    school: School, postman: FakePostman, sim: SimulatedClock
) -> None:
    await school.set_team(group=GROUP)
    await school.case()
    await school.set_member(TEACHER, reachable=False)
    sim.now = belgian(2027, 4, 12)
    await school.reminders.tick()
    assert [a.address for a in about(postman, "hele tijd stil")] == [GROUP]


# Purges


async def exists(school: School, case: Case) -> bool:
    async with school.store.unit() as unit:
        try:
            await unit.case_info(case.id or 0)
        except LookupError:
            return False
    return True


@pytest.mark.usefixtures("direct_sqlite")
async def test_closed_cases_are_told_of_and_then_purged(
    school: School, postman: FakePostman, sim: SimulatedClock
) -> None:
    sim.now = belgian(2026, 9, 7, 10)
    opened = [await school.case() for _ in range(3)]
    await school.due(opened[0], belgian(2026, 9, 8))
    for case in opened:
        await school.closed(case)
    purged_on = sim.now + 90 * DAY  # Sunday 6 December
    await school.until(purged_on - HOUR)
    warnings = about(postman, "voorgoed op")
    assert [(a.at, a.address) for a in warnings] == [(belgian(2026, 12, 3), CARE), (belgian(2026, 12, 3), CARE_TOO)]
    assert "3 gesloten dossiers" in warnings[0].text
    assert "over 72 uur" in warnings[0].text
    assert [await exists(school, case) for case in opened] == [True] * 3
    await school.until(purged_on + 2 * DAY)
    assert [await exists(school, case) for case in opened] == [False] * 3
    async with school.store.unit() as unit:
        assert sum(count.cases for count in await unit.counted(school.team_id)) == 3
    assert len(about(postman, "voorgoed op")) == 2


@pytest.mark.usefixtures("direct_sqlite")
async def test_a_holiday_neither_shortens_nor_prolongs_what_is_kept(
    school: School, postman: FakePostman, sim: SimulatedClock
) -> None:
    await school.set_team(group=GROUP)
    sim.now = belgian(2027, 5, 10, 10)
    case = await school.closed(await school.case())
    await school.until(belgian(2027, 8, 8, 9))
    assert [(a.at, a.address) for a in about(postman, "1 gesloten dossier")] == [(belgian(2027, 6, 30), GROUP)]
    assert await exists(school, case)
    await school.until(belgian(2027, 8, 10))
    assert not await exists(school, case)


@pytest.mark.usefixtures("direct_sqlite")
async def test_a_case_that_is_reopened_after_the_warning_stays(
    school: School, postman: FakePostman, sim: SimulatedClock
) -> None:
    sim.now = belgian(2026, 9, 7, 10)
    closed = await school.closed(await school.case())
    await school.until(belgian(2026, 12, 4))
    reopened = dataclasses.replace(closed, revision=closed.revision + 1, closed_at=None, step="melding")
    async with school.store.unit() as unit:
        await unit.save_case(reopened, [])
    await school.until(belgian(2026, 12, 20))
    assert await exists(school, closed)


@pytest.mark.usefixtures("direct_sqlite")
async def test_without_anybody_to_tell_it_is_purged_all_the_same(school: School, sim: SimulatedClock) -> None:
    sim.now = belgian(2026, 9, 7, 10)
    case = await school.closed(await school.case())
    for address in STAFF:
        await school.set_member(address, reachable=False)
    await school.until(belgian(2026, 12, 10))
    assert not await exists(school, case)


async def test_a_setting_says_how_long_is_kept(school: School, postman: FakePostman, sim: SimulatedClock) -> None:
    case = await school.closed(await school.case())
    school.retention = Retention(closed_days=10, warning=timedelta(hours=48))
    school.reminders = school.instance()
    await school.until(MONDAY_MORNING + 10 * DAY - HOUR)
    assert "over 48 uur" in about(postman, "voorgoed op")[0].text
    assert await exists(school, case)
    await school.until(MONDAY_MORNING + 12 * DAY)
    assert not await exists(school, case)


async def test_a_store_too_busy_to_be_tidied_is_tidied_later(
    school: School, sim: SimulatedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    await school.closed(await school.case())
    school.retention = Retention(closed_days=4)
    school.reminders = school.instance()
    tidied = []

    async def tidy() -> None:
        tidied.append(sim())
        if len(tidied) == 1:
            raise StoreBusyError("somebody reads")

    monkeypatch.setattr(school.store, "tidy", tidy)
    await school.until(MONDAY_MORNING + 8 * DAY)
    assert len(tidied) == 2


async def test_two_instances_warn_once(school: School, postman: FakePostman, sim: SimulatedClock) -> None:
    sim.now = belgian(2026, 9, 7, 10)
    await school.set_member(CARE, summary=True)
    await school.closed(await school.case())
    await school.due(await school.case(), belgian(2026, 12, 3))
    sim.now = belgian(2026, 12, 3)
    await asyncio.gather(*(school.instance().tick() for _ in range(3)))
    assert len(about(postman, "voorgoed op")) == 2
    assert len(about(postman, "Goeiemorgen")) == 1


# What else there is to tell


async def test_a_case_that_is_handed_over_and_one_nobody_hears_of(
    school: School, postman: FakePostman, sim: SimulatedClock
) -> None:
    case = await school.case(code=OTTER)
    async with school.store.unit() as unit:
        await unit.add_notice(Notice(CARE, NoticeKind.HANDED_OVER, school.team_id, case.id, next_at=sim()))
    await school.set_member(TEACHER, summary=True)
    await school.due(await school.case(), MONDAY_MORNING + DAY, FollowUpKind.GROUP)
    postman.always[TEACHER] = Refused(lost=True)
    await school.until(MONDAY_MORNING + timedelta(minutes=1))
    [handed] = postman.to(CARE)
    assert f"Dossier {OTTER} is doorgegeven" in handed.text
    assert [b.id for b in handed.reply.buttons] == [f"dossier.{case.id}"]
    assert [a.text for a in postman.to(COORDINATOR)] == [
        "Een collega is voor mij niet meer bereikbaar, dus mijn bericht kwam niet aan. Wil jij dat even nagaan?"
    ]


async def test_who_is_of_another_school_by_now_is_told_nothing(
    school: School, postman: FakePostman, sim: SimulatedClock
) -> None:
    case = await school.case()
    async with school.store.unit() as unit:
        await unit.add_notice(Notice(GROUP, NoticeKind.HANDED_OVER, school.team_id, case.id, next_at=sim()))
        other = await unit.add_team("Een andere school", sim())
        await unit.add_notice(Notice(CARE, NoticeKind.HANDED_OVER, school.team_id, case.id, next_at=sim()))
        await unit._connection.exec_driver_sql(f"UPDATE member SET team_id = {other} WHERE address = {CARE.number}")
    await school.reminders.tick()
    assert postman.tried == 0
    assert (await school.member(CARE)).role is Role.CARE_TEAM
