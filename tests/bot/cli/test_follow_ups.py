"""`ehbc follow-ups`: what is due, and what became of its reminders."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot.cli import follow_ups as cli_follow_ups
from bot.clock import BRUSSELS
from bot.domain.notices import NoticeState
from bot.ports.unit_of_work import UnitOfWork
from dialogues.steps import FollowUpKind
from tests.support.command_line import CODE, OTHER_CODE, TEACHER, Ehbc, case_of, member_of, table
from tests.support.school_store import claimed, followed, reminder
from tests.support.talk import MONDAY

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _monday(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is a Monday morning in November."""
    monkeypatch.setattr(cli_follow_ups, "system_clock", lambda: MONDAY)


def test_what_is_due(schools: Ehbc) -> None:
    """Late ones first, with what became of their reminders; later than asked for is left out; no persons."""

    async def plan(unit: UnitOfWork) -> None:
        first, second = await case_of(unit), await case_of(unit, OTHER_CODE)
        late = await followed(unit, first, MONDAY - 3 * DAY, FollowUpKind.BULLIED)
        await followed(unit, second, datetime(2026, 11, 25, 8, tzinfo=BRUSSELS), FollowUpKind.GROUP)
        await followed(unit, second, MONDAY + 9 * DAY, FollowUpKind.CASE)
        teacher = await member_of(unit)
        for number in (1, 2):
            await unit.add_notice(reminder(teacher, late, number))
        (notice, _) = await claimed(unit)
        await unit.note_delivery(notice.id, NoticeState.SENT, message_key="5", now=MONDAY - DAY)
        await unit.note_escalation(late.id, 2, MONDAY + DAY)
        await unit.pause_case(second.id, datetime(2026, 11, 24, tzinfo=BRUSSELS).date())

    schools.stored(plan)
    out = schools("follow-ups")
    assert table(out) == [
        [
            "De Linde", CODE, "gepeste", "2026-11-20 (late: 3 day(s))",
            "1 sent, last 2026-11-22 09:15; 1 waiting; next 2026-11-24 09:15",
        ],
        ["De Linde", OTHER_CODE, "groep", "2026-11-25", "next 2026-11-25 08:00; paused until 2026-11-24"],
    ]  # fmt: skip
    assert str(TEACHER) not in out
    assert len(table(schools("follow-ups", "--days", "1"))) == 1
    assert len(table(schools("follow-ups", "--days", "9", "--team", "De Linde"))) == 3
    assert schools.run("follow-ups", "--team", "Atheneum") == (0, "", "ehbc: nothing is due in 7 days\n")
    assert "--days: '0'" in schools.refuses("follow-ups", "--days", "0")[0]
