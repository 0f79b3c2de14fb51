"""Reminders while Telegram is away or asks for calm, and beside a message or a row that fails."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from bot.domain.notices import Notice, NoticeKind
from bot.ports.notifier import TryLater
from tests.support.clock import DAY, HOUR, MINUTE, MONDAY_MORNING, belgian, in_hours
from tests.support.fake_notifier import FakeNotifier, reminded
from tests.support.school import COLLEAGUE, OTTER, TEACHER, School


@pytest.mark.usefixtures("direct_sqlite")
async def test_down_for_two_days_nothing_is_lost_and_the_escalation_does_not_run_ahead(
    school: School, notifier: FakeNotifier
) -> None:
    for _ in range(6):
        await school.due(await school.case(), MONDAY_MORNING + HOUR)
    follow_up = await school.due(await school.case(COLLEAGUE, OTTER), MONDAY_MORNING + HOUR)
    notifier.everywhere = TryLater()
    back = MONDAY_MORNING + 2 * DAY + 3 * HOUR
    await school.until(back)
    assert notifier.sent == []
    assert (await school.now(follow_up)).level == 1
    assert notifier.tried < 200, "an outage is not hammered on"
    notifier.everywhere = None
    await school.until(back + 16 * MINUTE)
    assert Counter(arrived.address for arrived in notifier.sent) == {TEACHER: 1, COLLEAGUE: 1}
    assert notifier.to(TEACHER)[0].text.startswith("6 opvolgingen")
    [first] = notifier.to(COLLEAGUE)
    assert "herinnering 1 van 2" in first.text
    await school.until(first.at + DAY - MINUTE)
    assert len(notifier.sent) == 2
    await school.until(first.at + DAY)
    assert "herinnering 2 van 2" in notifier.to(COLLEAGUE)[1].text
    assert notifier.to(COLLEAGUE)[1].at == first.at + DAY


async def test_an_outage_over_the_end_of_the_day_waits_for_the_morning(school: School, notifier: FakeNotifier) -> None:
    await school.due(await school.case(), belgian(2026, 11, 23, 16, 50))
    notifier.everywhere = TryLater()
    await school.until(belgian(2026, 11, 23, 18))
    notifier.everywhere = None
    await school.until(belgian(2026, 11, 25))
    assert notifier.sent[0].at == belgian(2026, 11, 24)
    assert all(in_hours(arrived.at) for arrived in notifier.sent)


async def test_a_flood_limit_is_waited_out_for_that_chat_only_and_in_order(
    school: School, notifier: FakeNotifier
) -> None:
    codes = [f"GELE-UIL-{n}" for n in range(1, 6)]
    for code in codes:
        await school.due(await school.case(code=code))
    await school.due(await school.case(COLLEAGUE))
    notifier.once[TEACHER].append(TryLater(240))
    await school.reminders.tick()
    assert [arrived.address for arrived in notifier.sent] == [COLLEAGUE]
    await school.until(MONDAY_MORNING + timedelta(seconds=239))
    assert notifier.to(TEACHER) == []
    await school.until(MONDAY_MORNING + timedelta(seconds=240))
    assert [arrived.text.split(":")[0] for arrived in notifier.to(TEACHER)] == [f"Dossier {code}" for code in codes]


async def test_a_fault_in_one_message_does_not_cost_the_others(
    school: School, notifier: FakeNotifier, caplog: pytest.LogCaptureFixture
) -> None:
    await school.due(await school.case(code="GELE-UIL-1"))
    await school.due(await school.case(code="GELE-UIL-2"))
    notifier.once[TEACHER].append(RuntimeError("GELE-UIL-1 must not be logged"))
    await school.reminders.tick()
    assert ["GELE-UIL-2" in arrived.text for arrived in notifier.sent] == [True]
    assert "RuntimeError" in caplog.text
    assert "UIL" not in caplog.text
    await school.until(MONDAY_MORNING + MINUTE)
    assert ["GELE-UIL-1" in arrived.text for arrived in notifier.sent] == [False, True]


async def test_a_row_that_is_not_as_it_should_be_holds_nobody_up(
    school: School, notifier: FakeNotifier, caplog: pytest.LogCaptureFixture
) -> None:
    case = await school.case()
    await school.due(await school.case())
    async with school.store.unit() as unit:
        # A reminder of a level that no policy has.
        follow_up = await school.due_in(unit, case)
        await unit.add_notice(
            Notice(TEACHER, NoticeKind.REMINDER, school.team_id, case.id, follow_up.id, 9, next_at=MONDAY_MORNING)
        )
    await school.until(MONDAY_MORNING + MINUTE)
    assert reminded(notifier) == [TEACHER]
    assert "IndexError" in caplog.text
