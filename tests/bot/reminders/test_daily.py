"""What the bot says of its own accord beside reminders: the daily summary, and news of a case or a colleague."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta

from bot.domain.notices import Notice, NoticeKind
from bot.domain.teams import Role
from bot.ports.notifier import Refused, TryLater
from dialogues.steps import FollowUpKind
from tests.support.clock import DAY, HOUR, MONDAY_MORNING, SimulatedClock, belgian
from tests.support.fake_notifier import FakeNotifier, about
from tests.support.school import CARE, COORDINATOR, GROUP, OTTER, TEACHER, School
from tests.support.school_store import run


async def test_the_summary_counts_what_is_late_today_and_this_week(school: School, notifier: FakeNotifier) -> None:
    await school.set_member(CARE, summary=True)
    days = [-5, -3, 0, 0, 2, 4, 7]
    for number, days_ahead in enumerate(days):
        follow_up = await school.due(await school.case(code=f"GELE-UIL-{number}"), MONDAY_MORNING + days_ahead * DAY)
        async with school.store.unit() as unit:
            await unit.note_escalation(follow_up.id or 0, 0, MONDAY_MORNING + 9 * DAY)
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


async def test_a_case_that_is_handed_over_and_one_nobody_hears_of(
    school: School, notifier: FakeNotifier, sim: SimulatedClock
) -> None:
    case = await school.case(code=OTTER)
    async with school.store.unit() as unit:
        await unit.add_notice(Notice(CARE, NoticeKind.HANDED_OVER, school.team_id, case.id, next_at=sim()))
    await school.set_member(TEACHER, summary=True)
    await school.due(await school.case(), MONDAY_MORNING + DAY, FollowUpKind.GROUP)
    notifier.always[TEACHER] = Refused(lost=True)
    await school.until(MONDAY_MORNING + timedelta(minutes=1))
    [handed] = notifier.to(CARE)
    assert f"Dossier {OTTER} is doorgegeven" in handed.text
    assert [b.id for b in handed.reply.buttons] == [f"dossier.{case.id}"]
    assert [a.text for a in notifier.to(COORDINATOR)] == [
        "Een collega is voor mij niet meer bereikbaar, dus mijn bericht kwam niet aan. Wil jij dat even nagaan?"
    ]


async def test_who_is_of_another_school_by_now_is_told_nothing(
    school: School, notifier: FakeNotifier, sim: SimulatedClock
) -> None:
    case = await school.case()
    async with school.store.unit() as unit:
        await unit.add_notice(Notice(GROUP, NoticeKind.HANDED_OVER, school.team_id, case.id, next_at=sim()))
        other = await unit.add_team("Een andere school", sim())
        await unit.add_notice(Notice(CARE, NoticeKind.HANDED_OVER, school.team_id, case.id, next_at=sim()))
    await run(school.store, f"UPDATE member SET team_id = {other} WHERE address = {CARE.number}")
    await school.reminders.tick()
    assert notifier.tried == 0
    assert (await school.member(CARE)).role is Role.CARE_TEAM
