"""The escalation policy as pure functions: who comes next, and when."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.calendar.hours import ReminderHours
from bot.calendar.school_days import SchoolCalendar
from bot.domain.follow_ups import FollowUp
from bot.domain.messages import Address
from bot.domain.notices import Notice, NoticeKind, NoticeState
from bot.domain.teams import Member, Role, Team
from bot.reminders.escalation_policy import (
    LOOK_AGAIN,
    Send,
    Wait,
    decide,
    next_moment,
)
from bot.reminders.recipients import TeamRecipients
from dialogues.steps import FollowUpKind
from tests.support.clock import DAY, MONDAY_MORNING, belgian
from tests.support.school import CARE, CARE_TOO, COORDINATOR, GROUP, TEACHER

HOURS = ReminderHours(calendar=SchoolCalendar(frozenset({date(2026, 12, 7)})))
NOW = MONDAY_MORNING.astimezone(UTC)


def somebody(address: Address, role: Role, **changes: Any) -> Member:
    return dataclasses.replace(Member(int(address.key), 1, "School", address, role), **changes)


OWNER = somebody(TEACHER, Role.TEACHER)
RECIPIENTS = TeamRecipients(
    Team(1, "School"),
    HOURS,
    (somebody(CARE, Role.CARE_TEAM), somebody(CARE_TOO, Role.CARE_TEAM)),
    (somebody(COORDINATOR, Role.ADMIN),),
    ("telegram",),
)
FOLLOW_UP = FollowUp(7, 1, FollowUpKind.BULLIED, NOW, NOW, next_at=NOW)


def sent(address: Address, level: int, at: datetime = NOW, revision: int = 0) -> Notice:
    told = Notice(address, NoticeKind.REMINDER, 1, 1, 7, revision, level, id=1, state=NoticeState.SENT)
    return dataclasses.replace(told, sent_at=at, message_key="1")


def decided(
    *notices: Notice,
    now: datetime = NOW,
    owner: Member | None = OWNER,
    recipients: TeamRecipients = RECIPIENTS,
    follow_up: FollowUp = FOLLOW_UP,
) -> Send | Wait:
    return decide(follow_up, owner, notices, recipients, now=now)


def test_the_first_level_is_the_owner() -> None:
    assert decided() == Send(1, (TEACHER,))


@pytest.mark.parametrize(
    "owner", [None, dataclasses.replace(OWNER, reachable=False), somebody(Address("terminal", "1"), Role.TEACHER)]
)
def test_an_owner_who_cannot_be_reached_is_skipped(owner: Member | None) -> None:
    assert decided(owner=owner) == Send(3, (CARE, CARE_TOO))


def test_nothing_before_it_is_due_whatever_the_row_says() -> None:
    due = NOW + 3 * DAY
    follow_up = dataclasses.replace(FOLLOW_UP, due_at=due, level=2, next_at=NOW, revision=4)
    assert decided(follow_up=follow_up) == Wait(0, due)


def test_while_a_level_is_on_its_way_nothing_escalates() -> None:
    waiting = dataclasses.replace(sent(TEACHER, 1), state=NoticeState.READY, sent_at=None, next_at=NOW)
    assert decided(waiting, now=NOW + DAY) == Wait(0, NOW + DAY + LOOK_AGAIN)
    dropped = dataclasses.replace(waiting, next_at=None)
    assert decided(dropped, now=NOW + DAY) == Send(2, (TEACHER,))


def test_the_clock_of_a_level_starts_with_the_last_that_was_sent() -> None:
    late = sent(GROUP, 1, NOW + timedelta(hours=2))
    assert decided(sent(TEACHER, 1), late, now=NOW + DAY) == Wait(1, NOW + DAY + timedelta(hours=2))


def test_a_level_that_reached_nobody_is_tried_with_whoever_it_reaches_now() -> None:
    refused = dataclasses.replace(sent(GROUP, 3), state=NoticeState.REFUSED, sent_at=None)
    before = (sent(TEACHER, 1, NOW - 2 * DAY), sent(TEACHER, 2, NOW - DAY))
    assert decided(*before, refused) == Send(3, (CARE, CARE_TOO))


def test_notices_of_an_earlier_round_count_no_more() -> None:
    put_off = dataclasses.replace(FOLLOW_UP, revision=1)
    old = (sent(TEACHER, 1, NOW - 2 * DAY), sent(TEACHER, 2, NOW - DAY))
    assert decided(*old, follow_up=put_off) == Send(1, (TEACHER,))


def test_the_end_of_an_escalation() -> None:
    told = [sent(TEACHER, 1, NOW - 3 * DAY), sent(TEACHER, 2, NOW - 2 * DAY), sent(CARE, 3, NOW - DAY)]
    assert decided(*told) == Send(4, (COORDINATOR,))
    assert decided(*told, sent(COORDINATOR, 4)) == Wait(4, None)
    nobody = dataclasses.replace(RECIPIENTS, coordinators=())
    assert decided(*told, recipients=nobody) == Wait(4, None)


def test_with_nobody_at_all_it_is_tomorrow() -> None:
    nobody = dataclasses.replace(RECIPIENTS, care_team=(), coordinators=())
    assert decided(owner=None, recipients=nobody) == Wait(0, HOURS.at(date(2026, 11, 24), HOURS.start))
    friday = belgian(2026, 12, 4)
    assert decided(owner=None, recipients=nobody, now=friday) == Wait(0, belgian(2026, 12, 8))


def test_a_coordinator_who_owns_it_is_not_told_a_third_time() -> None:
    owner = somebody(COORDINATOR, Role.ADMIN)
    told = [sent(COORDINATOR, 1, NOW - 3 * DAY), sent(COORDINATOR, 2, NOW - 2 * DAY), sent(CARE, 3, NOW - DAY)]
    assert decided(*told, owner=owner) == Wait(4, None)


def test_the_group_that_is_owner_too_is_told_once() -> None:
    team = dataclasses.replace(RECIPIENTS.team, group=GROUP, group_too=True)
    recipients = dataclasses.replace(RECIPIENTS, team=team)
    assert decided(recipients=recipients) == Send(1, (TEACHER, GROUP))
    assert decided(recipients=recipients, owner=None) == Send(1, (GROUP,))


@pytest.mark.parametrize(
    ("kind", "told_at", "expected"),
    [
        (FollowUpKind.CASE, belgian(2026, 11, 23, 9, 12), belgian(2026, 11, 24, 9, 12)),
        (FollowUpKind.CASE, belgian(2026, 12, 4, 16, 59), belgian(2026, 12, 8, 16, 59)),
        (FollowUpKind.CASE, belgian(2026, 12, 18, 8), belgian(2027, 1, 4, 8)),
        (FollowUpKind.CONSULTATION, belgian(2026, 11, 23, 14, 59), belgian(2026, 11, 23, 16, 59)),
        (FollowUpKind.CONSULTATION, belgian(2026, 11, 23, 15), belgian(2026, 11, 24, 8)),
        (FollowUpKind.CONSULTATION, belgian(2026, 12, 4, 16), belgian(2026, 12, 8, 8)),
    ],
)
def test_when_the_next_level_is_due(kind: FollowUpKind, told_at: datetime, expected: datetime) -> None:
    assert next_moment(kind, told_at.astimezone(UTC), HOURS) == expected


@given(
    kind=st.sampled_from(FollowUpKind),
    start=st.integers(0, 1460 * 24 * 60).map(lambda minutes: NOW + timedelta(minutes=minutes)),
    delays=st.lists(st.timedeltas(timedelta(), timedelta(days=3)), min_size=8, max_size=8),
    group=st.booleans(),
    group_too=st.booleans(),
    refusing=st.sets(st.sampled_from((TEACHER, CARE, CARE_TOO, COORDINATOR, GROUP))),
)
def test_every_escalation_ends_in_hours_and_tells_nobody_the_same_twice(  # noqa: PLR0917 - what is drawn
    kind: FollowUpKind,
    start: datetime,
    delays: list[timedelta],
    group: bool,
    group_too: bool,
    refusing: set[Address],
) -> None:
    recipients = dataclasses.replace(
        RECIPIENTS, team=dataclasses.replace(RECIPIENTS.team, group=GROUP if group else None, group_too=group_too)
    )
    follow_up = FollowUp(7, 1, kind, start, start, next_at=start)
    notices: list[Notice] = []
    now, waits = start, iter(delays)
    for _ in range(60):
        what = decided(*notices, now=now, recipients=recipients, follow_up=follow_up)
        if isinstance(what, Wait):
            if what.until is None:
                break
            assert what.until > now
            if what.level == 0 and notices:
                break  # all refused: tomorrow again
            now = what.until
            continue
        assert HOURS.first_moment(now) == now
        at = HOURS.first_moment(now + next(waits, timedelta()))
        for address in what.addresses:
            refused = address in refusing
            notices.append(
                dataclasses.replace(
                    sent(address, what.level, at),
                    kind=NoticeKind.CONSULTATION if kind is FollowUpKind.CONSULTATION else NoticeKind.REMINDER,
                    state=NoticeState.REFUSED if refused else NoticeState.SENT,
                    sent_at=None if refused else at,
                )
            )
        now = at
    else:
        pytest.fail("the escalation never ended")
    keys = [(notice.address, notice.level) for notice in notices]
    assert len(keys) == len(set(keys))
    levels = [notice.level for notice in notices]
    assert levels == sorted(levels)
    for address in (TEACHER, CARE, CARE_TOO, COORDINATOR, GROUP):
        assert sum(notice.address == address and notice.sent_at is not None for notice in notices) <= 2
    if COORDINATOR not in refusing:
        assert any(notice.address == COORDINATOR for notice in notices)
