"""A colleague asks the care team to look along: who is asked, when, and what the asker hears."""

from __future__ import annotations

from datetime import timedelta

from bot.content import BotContent
from bot.domain.button_ids import FollowUpAction, parse_follow_up
from bot.domain.follow_ups import Found, done, put_off
from bot.domain.notices import NewNotice, NoticeKind
from bot.domain.teams import Role
from dialogues.steps import FollowUpKind
from tests.support.clock import DAY, MONDAY_MORNING, SimulatedClock, belgian
from tests.support.fake_notifier import FakeNotifier, labels, told
from tests.support.school import CARE, CARE_TOO, COORDINATOR, OTTER, TEACHER, School, follow_up_in


async def test_a_consultation_goes_to_the_care_team_twice_then_to_the_coordinator(
    school: School, notifier: FakeNotifier, bot_content: BotContent
) -> None:
    await school.due(await school.case(code=OTTER), kind=FollowUpKind.CONSULTATION)
    await school.until(MONDAY_MORNING + 2 * DAY)
    two, four = MONDAY_MORNING + timedelta(hours=2), MONDAY_MORNING + timedelta(hours=4)
    assert told(notifier) == [
        (MONDAY_MORNING, CARE),
        (MONDAY_MORNING, CARE_TOO),
        (two, CARE),
        (two, CARE_TOO),
        (four, COORDINATOR),
    ]
    title = bot_content.flowchart.positions[bot_content.flowchart.start].title
    assert notifier.sent[0].text == f"Dossier {OTTER}, bij de stap '{title}'. Een collega vraagt of jullie meekijken."
    assert "wacht nog op jullie" in notifier.sent[2].text
    assert "Wil jij even navragen" in notifier.sent[4].text
    reply = notifier.sent[0].reply
    assert labels(reply) == ["Ik neem dit op", "Later vandaag", "Toon stap"]
    taps = [parse_follow_up(button.id) for button in reply.buttons]
    assert [(tap.action, tap.argument) for tap in taps if tap] == [
        (FollowUpAction.FOUND, "opgenomen"), (FollowUpAction.PUT_OFF, "later"), (FollowUpAction.SHOW, ""),
    ]  # fmt: skip


async def test_a_consultation_late_in_the_day_goes_on_tomorrow(
    school: School, notifier: FakeNotifier, sim: SimulatedClock
) -> None:
    sim.now = belgian(2026, 11, 27, 16)
    await school.due(await school.case(), kind=FollowUpKind.CONSULTATION)
    await school.until(belgian(2026, 11, 30, 9))
    assert {arrived.at for arrived in notifier.sent} == {belgian(2026, 11, 27, 16), belgian(2026, 11, 30)}


async def test_who_asks_is_not_asked(school: School, notifier: FakeNotifier) -> None:
    await school.due(await school.case(CARE), kind=FollowUpKind.CONSULTATION)
    await school.reminders.tick()
    assert [arrived.address for arrived in notifier.sent] == [CARE_TOO]


async def test_the_asker_hears_who_takes_it_and_the_others_see_it(
    school: School, notifier: FakeNotifier, sim: SimulatedClock
) -> None:
    follow_up = await school.due(await school.case(code=OTTER), kind=FollowUpKind.CONSULTATION)
    await school.reminders.tick()
    sim.now = belgian(2026, 11, 23, 18)
    async with school.store.unit() as unit:
        await unit.add_notice(
            NewNotice(TEACHER, NoticeKind.TAKEN, school.team_id, follow_up.case_id, follow_up.id, next_at=sim())
        )
        await unit.save_follow_up(done(await follow_up_in(unit, follow_up), Found.TAKEN, Role.CARE_TEAM, sim()))
    await school.reminders.tick()
    [taken] = notifier.to(TEACHER)
    assert taken.at == sim.now, "an answer to somebody who waits goes out in the evening too"
    assert taken.text.startswith(f"Dossier {OTTER}: het zorgteam neemt dit op.")
    assert notifier.shown(CARE_TOO)[0].text.endswith("Opgenomen door het zorgteam op maandag 23 november.")


async def test_later_today_tells_when(school: School, notifier: FakeNotifier, sim: SimulatedClock) -> None:
    follow_up = await school.due(await school.case(code=OTTER), kind=FollowUpKind.CONSULTATION)
    await school.reminders.tick()
    until = belgian(2026, 11, 23, 14, 30)
    async with school.store.unit() as unit:
        await unit.add_notice(
            NewNotice(TEACHER, NoticeKind.LATER_TODAY, school.team_id, follow_up.case_id, follow_up.id, next_at=sim())
        )
        await unit.save_follow_up(put_off(await follow_up_in(unit, follow_up), until))
    await school.until(until)
    assert [a.text for a in notifier.to(TEACHER)] == [
        f"Dossier {OTTER}: het zorgteam kijkt er later naar, maandag 23 november om 14.30 uur."
    ]
    assert [a.at for a in notifier.to(CARE)] == [MONDAY_MORNING, until]
