"""What remains of a case that is closed or deleted: nothing that links it to people, in no table and in no chat."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.content import BotContent
from bot.domain.cases import StoredCase
from bot.domain.follow_ups import FollowUpState, Found, StaleFollowUpError, WaiveReason, done
from bot.domain.notices import NewNotice, NoticeKind, NoticeState
from bot.domain.outcomes import said_about
from bot.domain.teams import Member, Role
from bot.ports.unit_of_work import UnitOfWork
from bot.store import Store
from dialogues.steps import FollowUpKind
from tests.support.school_store import (
    CODES,
    SOON,
    TEACHER,
    WEEK,
    claimed,
    closed_case,
    followed,
    joined,
    opened_case,
    reminder,
    rows,
    sent,
)
from tests.support.stores import on_either_database
from tests.support.talk import MONDAY

store = on_either_database


async def end(unit: UnitOfWork, bot_content: BotContent, case: StoredCase, how: str) -> None:
    """Close or delete a case, a minute later."""
    if how == "close":
        await closed_case(unit, bot_content, case, SOON)
    else:
        await unit.delete_case(case.id)


@pytest.mark.parametrize("how", ["close", "delete"])
async def test_no_row_links_it_to_people(
    store: Store, case: StoredCase, member: Member, bot_content: BotContent, how: str
) -> None:
    """Afterwards no row names the case together with an address or a member, in any table."""
    async with store.unit() as unit:
        admin = await joined(unit, member.team_id, 2, Role.ADMIN)
        await unit.set_current(admin, case.id)
        follow_up = await followed(unit, case)
        await unit.add_share(case.id, "A" * 16, MONDAY + WEEK)
        await unit.note_answer(TEACHER, "5", said_about(follow_up.id, "opv_klaar"), case.id, MONDAY)
        await unit.add_notice(reminder(member, follow_up, case_id=None))
        await sent(unit, "71")
        await unit.add_notice(reminder(admin, follow_up))
        await end(unit, bot_content, case, how)
    for table in ("participant", "share"):
        assert await rows(store, f"SELECT * FROM {table}") == []
    for table, column in (
        ("member", "current_case_id"),
        ("answered", "case_id"),
        ("answered", "about"),
        ("notice", "case_id"),
    ):
        assert {row[0] for row in await rows(store, f"SELECT {column} FROM {table}")} == {None}
    assert await rows(store, "SELECT follow_up_id FROM notice") == [(None,)]


@pytest.mark.parametrize("how", ["close", "delete"])
async def test_messages_about_it_are_changed(
    store: Store, case: StoredCase, member: Member, bot_content: BotContent, how: str
) -> None:
    """What waits is never sent; what stands in a chat is changed, knowing only the team; other cases keep theirs."""
    async with store.unit() as unit:
        other = await opened_case(unit, bot_content, member, CODES[0])
        follow_up = await followed(unit, case)
        for number, kind in enumerate((NoticeKind.REMINDER, NoticeKind.TAKEN, NoticeKind.UNDELIVERED)):
            await unit.add_notice(reminder(member, follow_up, kind=kind))
            await sent(unit, str(71 + number))
        # Two for the same day to one address: without their cases they would be the same.
        for about in (case, case, other):
            holiday = NewNotice(
                TEACHER, NoticeKind.HOLIDAY, member.team_id, about.id, day=MONDAY.date(), next_at=MONDAY
            )
            await unit.add_notice(holiday)
            await sent(unit, str(80 + about.id))
        await unit.add_notice(NewNotice(TEACHER, NoticeKind.SILENT, member.team_id, case.id, next_at=MONDAY))
        await end(unit, bot_content, case, how)
        found = await claimed(unit, SOON)
        asked = str(80 + case.id)
        assert sorted(notice.message_key or "" for notice in found) == ["71", "72", "73", asked, asked]
        facts = {(n.kind, n.state, n.team_id, n.case_id, n.follow_up_id, n.day) for n in found}
        assert facts == {(NoticeKind.ENDED, NoticeState.TO_CHANGE, member.team_id, None, None, None)}
        (kept,) = await unit.notice_by_message(TEACHER, str(80 + other.id))
        assert (kept.state, kept.case_id) == (NoticeState.SENT, other.id)


@pytest.mark.parametrize("how", ["close", "delete"])
async def test_what_was_on_its_way_is_changed(
    store: Store, case: StoredCase, member: Member, bot_content: BotContent, how: str
) -> None:
    """A message that arrives just after the case ended is changed too, and one that failed is not tried again."""
    async with store.unit() as unit:
        follow_up = await followed(unit, case)
        await unit.add_notice(reminder(member, follow_up))
        await unit.add_notice(reminder(member, follow_up, 2))
        first, second = await claimed(unit)
        await end(unit, bot_content, case, how)
        await unit.note_delivery(first.id, NoticeState.SENT, message_key="71", now=SOON)
        await unit.retry_notice(second.id, SOON)
        (found,) = await claimed(unit, SOON)
        assert (found.kind, found.message_key, found.case_id) == (NoticeKind.ENDED, "71", None)
    assert await rows(store, "SELECT count(*) FROM notice") == [(1,)]


async def test_changed_and_refused_ones_are_dropped(
    store: Store, case: StoredCase, member: Member, bot_content: BotContent
) -> None:
    """Of messages that are already changed, or never arrived, nothing is kept."""
    async with store.unit() as unit:
        follow_up = await followed(unit, case)
        for number, state in enumerate((NoticeState.CHANGED, NoticeState.REFUSED), 1):
            await unit.add_notice(reminder(member, follow_up, number))
            (notice,) = await claimed(unit)
            await unit.note_delivery(notice.id, state, now=MONDAY)
        await closed_case(unit, bot_content, case, SOON)
    assert await rows(store, "SELECT * FROM notice") == []


async def test_follow_ups_end_with_the_case(store: Store, case: StoredCase, bot_content: BotContent) -> None:
    """Closing ends what is open, as the role that closed it, and makes its buttons late; what had ended stays so."""
    async with store.unit() as unit:
        running = await followed(unit, case, MONDAY + WEEK)
        ended = done(await followed(unit, case, kind=FollowUpKind.GROUP), Found.BETTER, "zorgteam", MONDAY)
        await unit.save_follow_up(ended)
        await closed_case(unit, bot_content, case, SOON)
        expected = replace(
            running,
            state=FollowUpState.WAIVED,
            reason=WaiveReason.CLOSED,
            revision=1,
            next_at=None,
            ended_at=SOON,
            ended_by="leerkracht",
        )
        assert await unit.follow_ups(case.id) == [expected, ended]
        assert await unit.claim_due(MONDAY + 9 * WEEK, 9) == []
        assert await unit.next_due() is None
        with pytest.raises(StaleFollowUpError):
            await unit.save_follow_up(done(running, Found.SAME, "leerkracht", MONDAY))


async def test_a_reopened_case_begins_again(
    store: Store, case: StoredCase, member: Member, bot_content: BotContent
) -> None:
    """A reopened case is nobody's until somebody joins, and a warning that it would be purged no longer counts."""
    async with store.unit() as unit:
        await unit.hand_to_clb(case.id)
        closed = await closed_case(unit, bot_content, case)
        await unit.note_warned([case.id], MONDAY)
        again = replace(closed, revision=closed.revision + 1, closed_at=None, step="nazorg", changed_at=SOON)
        await unit.save_case(again, [])
        await unit.join_case(case.id, member)
        await unit.set_owner(case.id, member)
        info = await unit.case_info(case.id)
        assert (info.closed, info.clb) == (False, True)
        assert info.owner is not None
        assert await unit.purge(MONDAY + WEEK, 9, MONDAY + WEEK, {}) == 0
        await closed_case(unit, bot_content, again, SOON)
        assert await unit.cases_to_warn(SOON + timedelta(seconds=1), 9) == [(case.id, member.team_id)]
