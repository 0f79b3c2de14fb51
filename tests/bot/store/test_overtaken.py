"""Messages that are overtaken by an answer: what waits is dropped, what was shown is changed, at whatever moment."""

from __future__ import annotations

from datetime import timedelta

from bot.domain.follow_ups import FollowUp, Found, done, put_off
from bot.domain.notices import NoticeKind, NoticeState
from bot.domain.teams import Member
from bot.store import Store
from tests.support.school_store import WEEK, claimed, reminder, sent
from tests.support.stores import on_either_database
from tests.support.talk import MONDAY

store = on_either_database

MINUTE = timedelta(minutes=1)


async def test_an_answer_drops_what_waits(store: Store, member: Member, follow_up: FollowUp) -> None:
    """Once a follow-up is answered, reminders that wait are gone and sent ones are changed, once, with new attempts."""
    async with store.unit() as unit:
        await unit.add_notice(reminder(member, follow_up))
        await sent(unit, "71")
        await unit.add_notice(reminder(member, follow_up, 2))
        await unit.save_follow_up(done(follow_up, Found.BETTER, "leerkracht", MONDAY + MINUTE))
        (notice,) = await claimed(unit, MONDAY + MINUTE)
        assert (notice.message_key, notice.state, notice.attempts) == ("71", NoticeState.TO_CHANGE, 1)
        assert (await unit.undelivered(follow_up.id), len(await unit.notices_of(follow_up.id))) == (0, 1)
        await unit.note_delivery(notice.id, NoticeState.CHANGED, now=MONDAY)
        assert await claimed(unit, MONDAY + WEEK) == []


async def test_the_asker_is_still_told(store: Store, member: Member, follow_up: FollowUp) -> None:
    """What tells the asker of a consultation about an answer is sent, and stays, whatever is answered next."""
    async with store.unit() as unit:
        await unit.add_notice(reminder(member, follow_up, kind=NoticeKind.TAKEN))
        await unit.add_notice(reminder(member, follow_up, kind=NoticeKind.LATER_TODAY))
        await unit.save_follow_up(done(follow_up, Found.TAKEN, "zorgteam", MONDAY))
        assert [notice.kind for notice in await claimed(unit)] == [NoticeKind.TAKEN, NoticeKind.LATER_TODAY]


async def test_answered_while_it_was_being_sent(store: Store, member: Member, follow_up: FollowUp) -> None:
    """A reminder that arrives just after the answer is changed as soon as it has arrived."""
    async with store.unit() as unit:
        await unit.add_notice(reminder(member, follow_up))
        (notice,) = await claimed(unit)
        await unit.save_follow_up(done(follow_up, Found.BETTER, "leerkracht", MONDAY))
        assert await claimed(unit, MONDAY + WEEK) == []
        assert await unit.undelivered(follow_up.id) == 0
        await unit.note_delivery(notice.id, NoticeState.SENT, message_key="71", now=MONDAY + MINUTE)
        (again,) = await claimed(unit, MONDAY + MINUTE)
        assert (again.state, again.message_key) == (NoticeState.TO_CHANGE, "71")
        await unit.note_delivery(again.id, NoticeState.CHANGED, now=MONDAY)
        assert await claimed(unit, MONDAY + WEEK) == []


async def test_answered_while_it_could_not_be_sent(store: Store, member: Member, follow_up: FollowUp) -> None:
    """A reminder that failed to be sent is not tried again after the answer."""
    async with store.unit() as unit:
        await unit.add_notice(reminder(member, follow_up))
        (notice,) = await claimed(unit)
        await unit.save_follow_up(done(follow_up, Found.BETTER, "leerkracht", MONDAY))
        await unit.retry_notice(notice.id, MONDAY)
        assert await claimed(unit, MONDAY + WEEK) == []
        assert await unit.notices_of(follow_up.id) == []


async def test_answered_while_it_was_being_changed(store: Store, member: Member, follow_up: FollowUp) -> None:
    """A message that is being changed when it is overtaken again is changed once more."""
    async with store.unit() as unit:
        await unit.add_notice(reminder(member, follow_up))
        await sent(unit, "71")
        later = put_off(follow_up, MONDAY + WEEK)
        await unit.save_follow_up(later)
        (notice,) = await claimed(unit)
        await unit.save_follow_up(done(later, Found.BETTER, "leerkracht", MONDAY))
        await unit.note_delivery(notice.id, NoticeState.CHANGED, now=MONDAY)
        (again,) = await claimed(unit)
        assert (again.id, again.message_key, again.attempts) == (notice.id, "71", 1)


async def test_what_has_no_number_is_not_changed(store: Store, member: Member, follow_up: FollowUp) -> None:
    """A message whose channel gave it no number cannot be changed later."""
    async with store.unit() as unit:
        await unit.add_notice(reminder(member, follow_up))
        (notice,) = await claimed(unit)
        await unit.note_delivery(notice.id, NoticeState.SENT, now=MONDAY)
        await unit.save_follow_up(done(follow_up, Found.BETTER, "leerkracht", MONDAY))
        assert await claimed(unit, MONDAY + WEEK) == []
