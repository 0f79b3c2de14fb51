"""What the bot says of its own accord: told once, claimed by one, tried again, sent on to where a chat went."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.domain.cases import StoredCase
from bot.domain.follow_ups import FollowUp, agree, put_off
from bot.domain.messages import Address
from bot.domain.notices import NewNotice, Notice, NoticeKind, NoticeState
from bot.domain.outcomes import Outcome
from bot.domain.teams import Member, Role, Team
from bot.store import Store
from tests.support.school_store import TEACHER, TEAM, WEEK, claimed, joined, reminder, rows, sent
from tests.support.stores import on_either_database
from tests.support.talk import MONDAY

store = on_either_database

MINUTE = timedelta(minutes=1)
OLD, NEW = Address("terminal", "-5"), Address("terminal", "-1005")


async def test_a_notice_comes_back_as_it_was(store: Store, member: Member, follow_up: FollowUp) -> None:
    """A notice, sent or not, comes back as it was; delivered, it is found by its message."""
    notice = reminder(member, follow_up, 3)
    async with store.unit() as unit:
        assert await unit.add_notice(notice)
        (found,) = await unit.notices_of(follow_up.id)
        assert found == Notice(**vars(notice), id=found.id)
        await sent(unit, "71")
        delivered = replace(found, state=NoticeState.SENT, attempts=1, next_at=None, message_key="71", sent_at=MONDAY)
        assert await unit.notices_of(follow_up.id) == [delivered]
        assert await unit.notice_by_message(TEACHER, "71") == [delivered]
        assert await unit.notice_by_message(TEACHER, "72") == []
        assert await unit.notice_by_message(OLD, "71") == []


async def test_a_warning_comes_back_as_it_was(store: Store, member: Member) -> None:
    """A warning of a purge says how many cases it is about."""
    warning = NewNotice(TEACHER, NoticeKind.PURGE, member.team_id, cases=4, day=MONDAY.date(), next_at=MONDAY)
    async with store.unit() as unit:
        assert await unit.add_notice(warning)
        (found,) = await claimed(unit)
        assert found == Notice(**vars(warning), id=found.id, attempts=1)


async def test_a_channel_without_numbers(store: Store, member: Member, follow_up: FollowUp) -> None:
    """People and messages of a channel that knows them by other things than numbers are found all the same."""
    address, message = Address("terminal", "29:1tq_x-0@thread.tacv2"), "1764500000000:f1"
    async with store.unit() as unit:
        await unit.add_member(member.team_id, address, Role.CARE_TEAM)
        colleague = await unit.member(address)
        assert colleague is not None
        await unit.add_notice(reminder(colleague, follow_up))
        assert (await sent(unit, message)).address == address
        assert [notice.message_key for notice in await unit.notice_by_message(address, message)] == [message]
        await unit.note_answer(address, message, Outcome("command"), None, MONDAY)
        last = await unit.last_answer(address)
        assert last is not None
        assert (last.address, last.message_key) == (address, message)


async def test_the_same_is_told_once(store: Store, member: Member, follow_up: FollowUp) -> None:
    """The same reminder of a follow-up goes to an address once, waiting or sent; one of another level is another."""
    async with store.unit() as unit:
        colleague = await joined(unit, member.team_id, 2, Role.CARE_TEAM)
        first = reminder(member, follow_up)
        assert await unit.add_notice(first)
        assert not await unit.add_notice(first)
        await sent(unit, "71")
        assert not await unit.add_notice(first)
        assert await unit.add_notice(replace(first, level=2))
        assert await unit.add_notice(replace(first, kind=NoticeKind.UNDELIVERED))
        assert await unit.add_notice(reminder(colleague, follow_up))


async def test_put_off_the_escalation_begins_again(store: Store, member: Member, follow_up: FollowUp) -> None:
    """After putting off or agreeing anew the first reminder goes to the same address again; the old one is changed."""
    async with store.unit() as unit:
        for number, change in enumerate((put_off, agree, put_off)):
            assert await unit.add_notice(reminder(member, follow_up))
            await sent(unit, str(70 + number))
            follow_up = change(follow_up, MONDAY + WEEK)
            await unit.save_follow_up(follow_up)
            (to_change,) = await claimed(unit)
            assert (to_change.message_key, to_change.state) == (str(70 + number), NoticeState.TO_CHANGE)
            await unit.note_delivery(to_change.id, NoticeState.CHANGED, now=MONDAY)
        states = [notice.state for notice in await unit.notices_of(follow_up.id)]
        assert states == [NoticeState.CHANGED] * 3


async def test_one_summary_a_day(store: Store, member: Member, case: StoredCase) -> None:
    """An address gets a notice that is for a day once a day and team; one about a case as often as there are cases."""
    day = MONDAY.date()
    summary = NewNotice(TEACHER, NoticeKind.SUMMARY, member.team_id, day=day, next_at=MONDAY)
    async with store.unit() as unit:
        other = await unit.add_team("School B", MONDAY)
        assert await unit.add_notice(summary)
        assert not await unit.add_notice(replace(summary, cases=2))
        assert await unit.add_notice(replace(summary, day=day + timedelta(days=1)))
        assert await unit.add_notice(replace(summary, team_id=other))
        assert await unit.add_notice(replace(summary, kind=NoticeKind.PURGE))
        about_case = replace(summary, kind=NoticeKind.HOLIDAY, case_id=case.id)
        assert await unit.add_notice(about_case)
        assert await unit.add_notice(about_case)


async def test_a_claimed_notice_is_left_alone(store: Store, member: Member, follow_up: FollowUp) -> None:
    """A claimed notice is given to nobody else until the claim ends; then it is, with one attempt more."""
    async with store.unit() as unit:
        await unit.add_notice(reminder(member, follow_up))
        assert [notice.attempts for notice in await claimed(unit)] == [1]
        assert await claimed(unit, MONDAY + 4 * MINUTE) == []
        assert [notice.attempts for notice in await claimed(unit, MONDAY + 5 * MINUTE)] == [2]


async def test_only_what_was_asked_for_is_claimed(store: Store, member: Member, follow_up: FollowUp) -> None:
    """Of what is due, only the channel's and the kinds asked for are claimed, earliest first, a limited number."""
    async with store.unit() as unit:
        for number, minutes in enumerate((3, 1, 2, -1), 1):
            await unit.add_notice(reminder(member, follow_up, number, next_at=MONDAY - minutes * MINUTE))
        await unit.add_notice(reminder(member, follow_up, 5, address=Address("telegram", "1")))
        await unit.add_notice(NewNotice(TEACHER, NoticeKind.SILENT, member.team_id, next_at=MONDAY))
        until = MONDAY + MINUTE
        kinds = [NoticeKind.REMINDER]
        assert [n.level for n in await unit.claim_notices("terminal", kinds, MONDAY, until, 2)] == [1, 3]
        assert [n.level for n in await unit.claim_notices("terminal", kinds, MONDAY, until, 9)] == [2]
        assert await unit.claim_notices("terminal", [], MONDAY, until, 9) == []
        assert [n.level for n in await unit.claim_notices("telegram", kinds, MONDAY, until, 9)] == [5]


async def test_a_claim_of_a_wrong_clock(store: Store, member: Member, follow_up: FollowUp) -> None:
    """A claim by a clock that ran a year ahead counts for nothing; one for ten minutes does."""
    year = timedelta(days=365)
    async with store.unit() as unit:
        await unit.add_notice(reminder(member, follow_up))
        assert len(await claimed(unit, MONDAY + year)) == 1
        assert len(await claimed(unit, MONDAY)) == 1
        kinds = [NoticeKind.REMINDER]
        later = MONDAY + 6 * MINUTE
        assert len(await unit.claim_notices("terminal", kinds, later, later + 10 * MINUTE, 9)) == 1
        assert await claimed(unit, later) == []


async def test_a_notice_is_tried_again(store: Store, member: Member, follow_up: FollowUp) -> None:
    """What could not be sent is given again from the moment named on, not before."""
    async with store.unit() as unit:
        await unit.add_notice(reminder(member, follow_up))
        (first,) = await claimed(unit)
        assert await unit.undelivered(follow_up.id) == 1
        await unit.retry_notice(first.id, MONDAY + MINUTE)
        assert await claimed(unit) == []
        (again,) = await claimed(unit, MONDAY + MINUTE)
        assert again == replace(first, attempts=2, next_at=MONDAY + MINUTE)
        await unit.note_delivery(again.id, NoticeState.REFUSED, now=MONDAY)
        assert await unit.undelivered(follow_up.id) == 0
        assert await claimed(unit, MONDAY + WEEK) == []
        await unit.note_delivery(99, NoticeState.SENT, message_key="1", now=MONDAY)
        await unit.retry_notice(99, MONDAY)


async def test_a_chat_gets_another_address(store: Store, member: Member, case: StoredCase, follow_up: FollowUp) -> None:
    """What waits for a chat goes to its new address, once; what was sent to the old one cannot be changed any more."""
    summary = NewNotice(OLD, NoticeKind.SUMMARY, member.team_id, day=MONDAY.date(), next_at=MONDAY)
    async with store.unit() as unit:
        await unit.save_team(Team(member.team_id, TEAM, OLD))
        await unit.add_notice(reminder(member, follow_up, 1, address=OLD))
        await sent(unit, "71")
        for notice in (reminder(member, follow_up, 2), reminder(member, follow_up, 3), summary):
            await unit.add_notice(replace(notice, address=OLD))
        for notice in (reminder(member, follow_up, 1), reminder(member, follow_up, 2), summary):
            await unit.add_notice(replace(notice, address=NEW))
        await unit.redirect_notices(OLD, NEW)
        assert await unit.team_of_group(OLD) is None
        assert (await unit.team(member.team_id)).group == NEW
        (old,) = await unit.notice_by_message(OLD, "71")
        assert (old.state, old.next_at) == (NoticeState.REFUSED, None)
        found = await claimed(unit)
        assert {notice.address for notice in found} == {NEW}
        assert sorted((n.kind, n.level) for n in found if n.kind is NoticeKind.REMINDER) == [
            (NoticeKind.REMINDER, number) for number in (1, 2, 3)
        ]
        assert len(found) == 4


async def test_an_address_is_dropped(store: Store, member: Member, follow_up: FollowUp) -> None:
    """What waits for an address is dropped for one team only; what was sent stays."""
    waiting = NewNotice(OLD, NoticeKind.HANDED_OVER, member.team_id, next_at=MONDAY)
    async with store.unit() as unit:
        other = await unit.add_team("School B", MONDAY)
        await unit.add_notice(reminder(member, follow_up, address=OLD))
        await sent(unit, "71")
        for notice in (waiting, replace(waiting, team_id=other), replace(waiting, address=NEW)):
            await unit.add_notice(notice)
        await unit.drop_notices(OLD, member.team_id)
        assert [(n.address, n.team_id) for n in await claimed(unit)] == [(OLD, other), (NEW, member.team_id)]
        assert len(await unit.notice_by_message(OLD, "71")) == 1


async def test_old_notices_are_forgotten(store: Store, member: Member, follow_up: FollowUp) -> None:
    """Notices about no case are forgotten once they were dealt with; those that wait, or are of a case, are kept."""
    summary = NewNotice(TEACHER, NoticeKind.SUMMARY, member.team_id, next_at=MONDAY)
    async with store.unit() as unit:
        await unit.add_notice(reminder(member, follow_up))
        await sent(unit, "71")
        await unit.add_notice(summary)
        await sent(unit, "72")
        await unit.add_notice(summary)
        (refused,) = await claimed(unit)
        await unit.note_delivery(refused.id, NoticeState.REFUSED, now=MONDAY)
        await unit.add_notice(replace(summary, next_at=MONDAY - WEEK))
        await unit.forget_notices(MONDAY)
        assert len(await unit.notice_by_message(TEACHER, "72")) == 1
        await unit.forget_notices(MONDAY + WEEK)
        assert len(await unit.notice_by_message(TEACHER, "71")) == 1
    assert await rows(store, "SELECT state FROM notice ORDER BY id") == [("verstuurd",), ("klaar",)]
