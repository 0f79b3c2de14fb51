"""Codes, sessions and the board, on either database."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.content import BotContent
from bot.conversation.handlers.membership import login_link
from bot.domain.audit import SYSTEM, Action
from bot.domain.messages import Address
from bot.domain.teams import Member, Role
from bot.domain.web_access import LOGIN_HOLDS, PERSONAL_HOLDS, SESSION_LASTS, SESSION_SLIDES
from bot.ports.unit_of_work import StoreError
from bot.store import Store
from tests.support.school_store import CODES, SOON, WEEK, closed_case, followed, joined, opened_case
from tests.support.stores import on_either_database
from tests.support.talk import MONDAY

store = on_either_database

KEY = bytes(range(32))


@pytest.fixture
async def carer(store: Store) -> Member:
    """Somebody of the care team of a school."""
    async with store.unit() as unit:
        team_id = await unit.add_team("School A", MONDAY)
        return await joined(unit, team_id, 1, Role.CARE_TEAM)


async def test_a_code_is_used_once(store: Store, carer: Member) -> None:
    """Of two who use a code at the same moment one is signed in."""
    async with store.unit() as unit:
        code = await login_link(unit, carer, MONDAY)

    async def use() -> Member | None:
        async with store.unit() as unit:
            return await unit.use_web_login(code, SOON)

    assert sorted(found is not None for found in await asyncio.gather(*(use() for _ in range(4)))) == [False] * 3 + [
        True
    ]


async def test_a_code_ends(store: Store, carer: Member) -> None:
    """A code holds until its time is over, and an unknown one never."""
    async with store.unit() as unit:
        code = await login_link(unit, carer, MONDAY)
        assert await unit.use_web_login(code, MONDAY + LOGIN_HOLDS) is None
        assert await unit.use_web_login("ONBEKEND", MONDAY) is None
        assert await unit.use_web_login(code.lower(), MONDAY + LOGIN_HOLDS - timedelta(seconds=1)) == carer


async def test_a_personal_code_holds_on(store: Store, carer: Member) -> None:
    """A personal code holds for a year after it was used last; a one-time code beside it does not touch it."""
    almost = PERSONAL_HOLDS - timedelta(days=1)
    async with store.unit() as unit:
        await unit.add_web_login("OUD", carer.id, MONDAY + PERSONAL_HOLDS, personal=True)
        await unit.add_web_login("EIGEN", carer.id, MONDAY + PERSONAL_HOLDS, personal=True)
        await login_link(unit, carer, MONDAY)
        assert await unit.use_web_login("OUD", SOON) is None
        assert await unit.use_web_login("EIGEN", MONDAY + almost) == carer
        assert await unit.use_web_login("EIGEN", MONDAY + 2 * almost) == carer
        assert await unit.use_web_login("EIGEN", MONDAY + 4 * almost) is None


async def test_a_session_slides_and_ends(store: Store, carer: Member) -> None:
    """A session lasts on with use, up to a day; what expired is forgotten when the next one begins."""
    async with store.unit() as unit:
        await unit.add_web_session(KEY, carer.id, MONDAY)
        session = await unit.web_session(KEY, MONDAY + timedelta(hours=7))
        assert session is not None
        assert (session.member, session.expires_at) == (carer, MONDAY + timedelta(hours=7) + SESSION_SLIDES)
        session = await unit.web_session(KEY, MONDAY + timedelta(hours=14))
        assert session is not None
        session = await unit.web_session(KEY, MONDAY + timedelta(hours=20))
        assert session is not None
        assert session.expires_at == MONDAY + SESSION_LASTS
        assert await unit.live_web_sessions([KEY, bytes(32)], MONDAY + timedelta(hours=20)) == {KEY}
        assert await unit.web_session(KEY, MONDAY + SESSION_LASTS) is None
        assert await unit.live_web_sessions([KEY], MONDAY + SESSION_LASTS) == set()
        await unit.add_web_session(bytes(32), carer.id, MONDAY + WEEK)
    async with store.unit() as unit:
        assert await unit.live_web_sessions([KEY], MONDAY) == set()


async def test_a_session_that_is_looked_up_only_does_not_slide(store: Store, carer: Member) -> None:
    """Looking a session up for an open page leaves its end where it was."""
    async with store.unit() as unit:
        await unit.add_web_session(KEY, carer.id, MONDAY)
        session = await unit.web_session(KEY, MONDAY + timedelta(hours=7), used=False)
        assert session is not None
        assert session.expires_at == MONDAY + SESSION_SLIDES
        assert await unit.web_session(KEY, MONDAY + SESSION_SLIDES) is None


async def test_what_expired_is_forgotten(store: Store, carer: Member) -> None:
    """Codes and sessions go once they expired, and no sooner."""
    async with store.unit() as unit:
        code = await login_link(unit, carer, MONDAY)
        await unit.add_web_session(KEY, carer.id, MONDAY)
        await unit.forget_expired_sign_ins(MONDAY + LOGIN_HOLDS - timedelta(seconds=1))
        assert await unit.use_web_login(code, MONDAY) == carer
        code = await login_link(unit, carer, MONDAY)
        await unit.forget_expired_sign_ins(MONDAY + LOGIN_HOLDS)
        assert await unit.use_web_login(code, MONDAY) is None
        assert await unit.live_web_sessions([KEY], MONDAY) == {KEY}
        await unit.forget_expired_sign_ins(MONDAY + SESSION_SLIDES)
        assert await unit.live_web_sessions([KEY], MONDAY) == set()


async def test_sessions_end_with_the_membership(store: Store, carer: Member) -> None:
    """Who leaves has no code and no session any more; who signs out has no session."""
    async with store.unit() as unit:
        code = await login_link(unit, carer, MONDAY)
        await unit.add_web_session(KEY, carer.id, MONDAY)
        await unit.add_web_session(bytes(32), carer.id, MONDAY)
        await unit.end_web_session(KEY)
        assert await unit.web_session(KEY, SOON) is None
        await unit.remove_member(carer.id)
        assert await unit.web_session(bytes(32), SOON) is None
        assert await unit.use_web_login(code, SOON) is None


async def test_a_session_is_of_a_member(store: Store) -> None:
    """The database refuses a session of nobody."""
    with pytest.raises(StoreError):
        async with store.unit() as unit:
            await unit.add_web_session(KEY, 999, MONDAY)


async def test_the_board(store: Store, bot_content: BotContent, carer: Member) -> None:
    """The open cases somebody may see, with owner and what runs; a teacher's board is their own cases."""
    async with store.unit() as unit:
        teacher = await joined(unit, carer.team_id, 2, Role.TEACHER)
        first = await opened_case(unit, bot_content, carer, CODES[0])
        second = await opened_case(unit, bot_content, teacher, CODES[1], SOON)
        await closed_case(unit, bot_content, await opened_case(unit, bot_content, teacher, CODES[2]))
        elsewhere = await joined(unit, await unit.add_team("School B", MONDAY), 3, Role.CARE_TEAM)
        await opened_case(unit, bot_content, elsewhere, CODES[3])
        late = await followed(unit, second, MONDAY + WEEK)
        await unit.hand_to_clb(first.id)
        board, number = await unit.board(carer, 9)
        assert [(one.case.code, one.owner and one.owner.id, one.clb) for one in board] == [
            (CODES[0], carer.id, True),
            (CODES[1], teacher.id, False),
        ]
        assert [one.follow_ups for one in board] == [(), (late,)]
        assert number == 2
        assert [one.case.code for one in (await unit.board(carer, 1))[0]] == [CODES[0]]
        assert [one.case.code for one in (await unit.board(teacher, 9))[0]] == [CODES[1]]


async def test_the_marker_goes_up(store: Store, carer: Member) -> None:
    """The marker of a team goes up with each line of its audit, and not with those of others."""
    async with store.unit() as unit:
        other = await unit.add_team("School B", MONDAY)
        before = await unit.change_marker(carer.team_id)
        await unit.add_audit(other, SYSTEM, Action.DELETED, None, MONDAY)
        assert await unit.change_marker(carer.team_id) == before
        await unit.add_audit(carer.team_id, SYSTEM, Action.DELETED, None, MONDAY)
        assert await unit.change_marker(carer.team_id) == before + 1
        assert (await unit.member(Address("terminal", "1"))) == carer
