"""What is sent together, what is still of use when it is sent, and to whom."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.notices import NewNotice, NoticeKind, NoticeState
from bot.domain.teams import Role
from bot.ports.notifier import Refused
from dialogues.steps import FollowUpKind
from tests.support.clock import DAY, MONDAY_MORNING, SimulatedClock
from tests.support.fake_notifier import FakeNotifier
from tests.support.school import CARE, COORDINATOR, GROUP, OTTER, TEACHER, School
from tests.support.school_store import run


@pytest.mark.usefixtures("direct_sqlite")
async def test_more_than_five_at_once_come_as_one(school: School, notifier: FakeNotifier) -> None:
    cases = [await school.case(code=f"GELE-UIL-{n}") for n in range(1, 31)]
    follow_ups = [await school.due(case) for case in cases]
    await school.reminders.tick()
    [bundle] = notifier.sent
    head, lines = bundle.text.split("\n\n")
    assert head == "30 opvolgingen wachten op een antwoord."
    assert lines.splitlines()[0] == "• GELE-UIL-1: het gesprek met de gepeste leerling"
    assert lines.splitlines()[20:] == ["… en nog 10 andere."]
    assert [(b.id, b.label) for b in bundle.reply.buttons] == [("doe.vandaag", "Wat staat open?")]
    async with school.store.unit() as unit:
        together = await unit.notice_by_message(TEACHER, bundle.message_key)
    assert len(together) == 30
    assert {notice.state for notice in together} == {NoticeState.SENT}

    for follow_up in (follow_ups[1], follow_ups[25]):
        await school.finish(follow_up)
    await school.reminders.tick()
    [change] = [a for a in notifier.arrived if a.changed]
    assert change.message_key == bundle.message_key
    head, lines = change.text.split("\n\n")
    assert head == "28 opvolgingen wachten op een antwoord."
    assert [line[0] for line in lines.splitlines()[:3]] == ["•", "✅", "•"]

    await school.closed(cases[0])
    for follow_up in (*follow_ups[2:25], *follow_ups[26:]):
        await school.finish(follow_up)
        await school.reminders.tick()
    last = notifier.shown(TEACHER)[0]
    assert last.text.startswith("Op al deze opvolgingen is geantwoord.")
    assert "✅ een dossier dat gesloten is" in last.text
    assert not last.buttons


async def test_five_at_once_come_one_by_one(school: School, notifier: FakeNotifier) -> None:
    for _ in range(5):
        await school.due(await school.case())
    await school.reminders.tick()
    assert len(notifier.sent) == 5


async def test_a_case_that_is_handed_over_and_one_nobody_hears_of(
    school: School, notifier: FakeNotifier, sim: SimulatedClock
) -> None:
    case = await school.case(code=OTTER)
    async with school.store.unit() as unit:
        await unit.add_notice(NewNotice(CARE, NoticeKind.HANDED_OVER, school.team_id, case.id, next_at=sim()))
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
        await unit.add_notice(NewNotice(GROUP, NoticeKind.HANDED_OVER, school.team_id, case.id, next_at=sim()))
        other = await unit.add_team("Een andere school", sim())
        await unit.add_notice(NewNotice(CARE, NoticeKind.HANDED_OVER, school.team_id, case.id, next_at=sim()))
    await run(school.store, f"UPDATE member SET team_id = {other} WHERE address = '{CARE.key}'")
    await school.reminders.tick()
    assert notifier.tried == 0
    assert (await school.member(CARE)).role is Role.CARE_TEAM
