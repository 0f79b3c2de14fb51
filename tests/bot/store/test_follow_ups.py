"""What is to be followed up, and when, on SQLite and on PostgreSQL."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.content import BotContent
from bot.domain.cases import StoredCase
from bot.domain.follow_ups import Found, NewFollowUp, StaleFollowUpError, WaiveReason, agree, done, put_off, waive
from bot.domain.notices import NewNotice, NoticeKind
from bot.domain.teams import Member, Role
from bot.ports.unit_of_work import StoreBusyError, StoreError
from bot.store import Store
from dialogues.steps import FollowUpKind
from tests.support.school_store import CODES, SOON, TEACHER, WEEK, claimed, followed, joined, opened_case
from tests.support.stores import on_either_database
from tests.support.talk import MONDAY

store = on_either_database

HOUR = timedelta(hours=1)


async def test_a_follow_up_comes_back_as_it_was(store: Store, case: StoredCase) -> None:
    """New, put off, agreed anew and ended, a follow-up comes back as it was stored, with moments in UTC."""
    due = (MONDAY + WEEK).astimezone(UTC)
    async with store.unit() as unit:
        first = await followed(unit, case, due)
        other = await followed(unit, case, due, FollowUpKind.GROUP)
        assert first.id is not None
        later = put_off(first, due + WEEK)
        ended = done(agree(later, due + HOUR), Found.BETTER, "zorgteam", MONDAY)
        for found in (later, agree(later, due + HOUR), ended):
            await unit.save_follow_up(found)
            assert await unit.follow_up(first.id) == found
        assert await unit.follow_ups(case.id) == [ended, other]
        assert await unit.follow_up(99) is None
        assert await unit.follow_ups(99) == []


async def test_one_of_a_kind_is_open(store: Store, case: StoredCase) -> None:
    """A second open follow-up of a kind is refused; one that ended makes room, and another kind has its own clock."""
    async with store.unit() as unit:
        first = await followed(unit, case)
        await followed(unit, case, kind=FollowUpKind.GROUP)
        await unit.save_follow_up(waive(first, WaiveReason.NOT_NEEDED, "leerkracht", MONDAY))
        await followed(unit, case)
    with pytest.raises(StoreError) as refused:
        async with store.unit() as unit:
            await followed(unit, case)
    assert not isinstance(refused.value, StoreBusyError)


async def test_no_free_text_gets_in(store: Store, case: StoredCase) -> None:
    """A reason that is no word of the vocabulary is refused."""
    async with store.unit() as unit:
        first = await followed(unit, case)
    with pytest.raises(StoreError):
        async with store.unit() as unit:
            await unit.save_follow_up(replace(done(first, Found.BETTER, "leerkracht", MONDAY), reason="Jan is boos"))


async def test_a_late_answer_is_refused(store: Store, case: StoredCase) -> None:
    """Of two answers to the same follow-up the second changes nothing; so does one to a follow-up that is gone."""
    async with store.unit() as unit:
        first = await followed(unit, case)
        answered = done(first, Found.SAME, "leerkracht", MONDAY)
        await unit.save_follow_up(answered)
    with pytest.raises(StaleFollowUpError):
        async with store.unit() as unit:
            await unit.save_follow_up(put_off(first, MONDAY + WEEK))
    async with store.unit() as unit:
        assert await unit.follow_up(first.id) == answered
        await unit.delete_case(case.id)
        with pytest.raises(StaleFollowUpError):
            await unit.save_follow_up(done(answered, Found.SAME, "leerkracht", MONDAY))


async def test_what_is_due_is_claimed(store: Store, case: StoredCase, member: Member, bot_content: BotContent) -> None:
    """Due follow-ups come earliest first, a limited number, with their case and its owner; later ones do not."""
    async with store.unit() as unit:
        second = await opened_case(unit, bot_content, member, CODES[1])
        late = await followed(unit, case, MONDAY)
        early = await followed(unit, second, MONDAY - HOUR)
        await followed(unit, second, MONDAY + timedelta(seconds=1), FollowUpKind.GROUP)
        due = await unit.claim_due(MONDAY, 9)
        assert [found.follow_up for found in due] == [early, late]
        assert [found.case for found in due] == [
            await unit.case_info(second.id),
            await unit.case_info(case.id),
        ]
        assert [found.follow_up for found in await unit.claim_due(MONDAY, 1)] == [early]
        assert await unit.claim_due(MONDAY - 2 * HOUR, 9) == []


async def test_how_far_an_escalation_is(store: Store, case: StoredCase) -> None:
    """A level that was told is not due again before its moment, or while a reminder is on its way."""
    async with store.unit() as unit:
        first = await followed(unit, case)
        await unit.note_escalation(first.id, 1, None)
        assert await unit.claim_due(MONDAY + WEEK, 9) == []
        await unit.note_escalation(first.id, 2, MONDAY + HOUR)
        assert await unit.claim_due(MONDAY, 9) == []
        (due,) = await unit.claim_due(MONDAY + HOUR, 9)
        assert (due.follow_up.level, due.follow_up.revision) == (2, 0)


async def test_what_ended_is_not_escalated(store: Store, case: StoredCase) -> None:
    """A follow-up that was answered while it was being escalated stays as it was answered."""
    async with store.unit() as unit:
        first = await followed(unit, case)
        ended = done(first, Found.BETTER, "leerkracht", MONDAY)
        await unit.save_follow_up(ended)
        await unit.note_escalation(first.id, 1, MONDAY)
        assert await unit.follow_up(first.id) == ended
        assert await unit.claim_due(MONDAY + WEEK, 9) == []


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (datetime(2026, 11, 25, 22, 59, tzinfo=UTC), False),
        (datetime(2026, 11, 25, 23, 0, tzinfo=UTC), True),
    ],
)
async def test_a_paused_case_is_not_due(store: Store, case: StoredCase, now: datetime, due: bool) -> None:
    """Nothing of a paused case is due before the day the pause ends begins in Belgium."""
    async with store.unit() as unit:
        await followed(unit, case, MONDAY)
        await unit.pause_case(case.id, date(2026, 11, 26))
        assert len(await unit.claim_due(now, 9)) == due
        assert await unit.next_due() == datetime(2026, 11, 25, 23, 0, tzinfo=UTC)
        await unit.pause_case(case.id, None)
        assert len(await unit.claim_due(now, 9)) == 1
        assert await unit.next_due() == MONDAY


async def test_the_agenda_is_of_open_follow_ups(store: Store, case: StoredCase, member: Member) -> None:
    """The agenda has what is due before a moment, earliest first, also while a reminder of it is on its way."""
    async with store.unit() as unit:
        kinds = list(FollowUpKind)[:4]
        made = [
            await followed(unit, case, MONDAY + n * HOUR, kind) for n, kind in zip((2, 0, 1, 3), kinds, strict=True)
        ]
        await unit.note_escalation(made[1].id, 1, None)
        await unit.save_follow_up(done(made[2], Found.BETTER, "leerkracht", MONDAY))
        found, count = await unit.agenda(member, MONDAY + 3 * HOUR, 1)
        assert ([due.follow_up.id for due in found], count) == ([made[1].id], 2)
        found, count = await unit.agenda(member, MONDAY + 4 * HOUR, 9)
        assert [due.follow_up.id for due in found] == [made[1].id, made[0].id, made[3].id]
        assert found[0].case == await unit.case_info(case.id)


async def test_when_something_is_due_next(store: Store, case: StoredCase, member: Member) -> None:
    """The next moment is the earliest of levels and notices; a claimed notice counts from the end of its claim."""
    async with store.unit() as unit:
        assert await unit.next_due() is None
        first = await followed(unit, case, MONDAY + WEEK)
        await followed(unit, case, MONDAY + 2 * WEEK, FollowUpKind.GROUP)
        assert await unit.next_due() == MONDAY + WEEK
        await unit.add_notice(NewNotice(TEACHER, NoticeKind.SILENT, member.team_id, case.id, next_at=MONDAY))
        assert await unit.next_due() == MONDAY
        await claimed(unit)
        assert await unit.next_due() == MONDAY + timedelta(minutes=5)
        await unit.drop_notices(TEACHER, member.team_id)
        await unit.note_escalation(first.id, 1, None)
        assert await unit.next_due() == MONDAY + 2 * WEEK


async def test_a_colleague_has_the_same_agenda(store: Store, case: StoredCase, member: Member) -> None:
    """A follow-up stands in the agenda of everybody who takes part in its case, and of nobody else."""
    async with store.unit() as unit:
        await followed(unit, case)
        colleague = await joined(unit, member.team_id, 2, Role.TEACHER)
        assert await unit.agenda(colleague, SOON, 9) == ([], 0)
        await unit.join_case(case.id, colleague)
        assert await unit.agenda(colleague, SOON, 9) == await unit.agenda(member, SOON, 9)
        assert (await unit.agenda(colleague, SOON, 9))[1] == 1


async def test_a_deleted_number_is_not_given_again(
    store: Store, case: StoredCase, member: Member, bot_content: BotContent
) -> None:
    """A new follow-up never gets the number of a deleted one: an old button must not fit it."""
    async with store.unit() as unit:
        first = await followed(unit, case)
        await unit.delete_case(case.id)
        again = await followed(unit, await opened_case(unit, bot_content, member))
        assert (again.id) > (first.id)


async def test_a_follow_up_needs_a_case(store: Store) -> None:
    """A follow-up of no case is refused."""
    with pytest.raises(StoreError):
        async with store.unit() as unit:
            await unit.add_follow_up(NewFollowUp(99, FollowUpKind.CASE, MONDAY))
