"""Teams, members and invitations, on SQLite and on PostgreSQL."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from bot.content import BotContent
from bot.domain.messages import Address
from bot.domain.notices import NewNotice, NoticeKind
from bot.domain.permissions import Permission
from bot.domain.teams import Member, Role, Team
from bot.ports.unit_of_work import StoreError
from bot.store import Store
from tests.support.school_store import TEACHER, TEAM, claimed, followed, joined, opened_case, reminder, rows
from tests.support.stores import on_either_database
from tests.support.talk import MONDAY

store = on_either_database

GROUP = Address("telegram", "-1001")


async def test_a_new_team_has_the_usual_hours(store: Store, team_id: int) -> None:
    """Of a team nobody set anything of the reminders go out from 8 to 17 h, to no group."""
    async with store.unit() as unit:
        assert await unit.team(team_id) == Team(team_id, TEAM)


async def test_a_team_comes_back_as_it_was(store: Store, team_id: int) -> None:
    """Group, hours and days off come back as they were stored, and replace those of before."""
    days = frozenset({date(2026, 11, 30), date(2026, 12, 1)})
    first = Team(team_id, TEAM, GROUP, time(7, 30), time(23, 59), group_too=True, days_off=days)
    second = replace(first, group=None, group_too=False, days_off=frozenset({date(2026, 12, 1), date(2027, 1, 8)}))
    async with store.unit() as unit:
        other = await unit.add_team("School B", MONDAY)
        for team in (first, second):
            await unit.save_team(team)
            assert await unit.team(team_id) == team
            assert await unit.teams() == [team, Team(other, "School B")]


async def test_a_team_that_is_not_there(store: Store) -> None:
    """An unknown team is an error, not a default."""
    async with store.unit() as unit:
        with pytest.raises(LookupError):
            await unit.team(7)
        assert await unit.teams() == []


async def test_a_group_is_of_one_team(store: Store, team_id: int) -> None:
    """The team of a group is found by its address, and no second team can link the same group."""
    async with store.unit() as unit:
        other = await unit.add_team("School B", MONDAY)
        await unit.save_team(Team(team_id, TEAM, GROUP))
        assert await unit.team_of_group(GROUP) == Team(team_id, TEAM, GROUP)
        assert await unit.team_of_group(Address("terminal", GROUP.key)) is None
        assert await unit.team_of_group(TEACHER) is None
    with pytest.raises(StoreError):
        async with store.unit() as unit:
            await unit.save_team(Team(other, "School B", GROUP))


async def test_members_by_right(store: Store, team_id: int, member: Member) -> None:
    """The members of a team are given by id, all of them or those who have some right; never those of another team."""
    async with store.unit() as unit:
        care = await joined(unit, team_id, 2, Role.CARE_TEAM)
        admin = await joined(unit, team_id, 3, Role.ADMIN)
        await joined(unit, await unit.add_team("School B", MONDAY), 4, Role.ADMIN)
        assert await unit.members(team_id) == [member, care, admin]
        assert await unit.members(team_id, Permission.ASKED_FIRST, Permission.ASKED_LAST) == [care, admin]
        assert await unit.members(team_id, Permission.RECEIVE_HANDED_OVER) == []


async def test_what_a_member_wants_is_kept(store: Store, member: Member) -> None:
    """Whether somebody wants the summary and can be reached comes back, also after another role."""
    wants = replace(member, summary=True, reachable=False)
    async with store.unit() as unit:
        await unit.save_member(wants)
        await unit.change_role(wants, Role.CARE_TEAM)
        assert await unit.member(TEACHER) == replace(wants, role=Role.CARE_TEAM)


async def test_who_leaves_is_gone(store: Store, member: Member, bot_content: BotContent) -> None:
    """Somebody who leaves can open nothing, and gets nothing that was still to be sent; their colleagues do."""
    async with store.unit() as unit:
        colleague = await joined(unit, member.team_id, 2, Role.CARE_TEAM)
        case = await opened_case(unit, bot_content, member)
        follow_up = await followed(unit, case)
        await unit.add_notice(reminder(member, follow_up))
        await unit.add_notice(reminder(colleague, follow_up))
        await unit.add_notice(NewNotice(TEACHER, NoticeKind.SUMMARY, member.team_id, day=MONDAY.date(), next_at=MONDAY))
        await unit.remove_member(member.id)
    async with store.unit() as unit:
        assert await unit.member(TEACHER) is None
        assert await unit.case(case.id, member) is None
        assert (await unit.case_info(case.id)).owner is None
        assert [notice.address for notice in await claimed(unit)] == [colleague.address]
        await unit.remove_member(member.id)
    assert await rows(store, "SELECT * FROM participant") == []


async def test_who_moves_gets_nothing_of_the_old_team(store: Store, member: Member, bot_content: BotContent) -> None:
    """An address that joins another team gets no reminder of a case of the first any more."""
    async with store.unit() as unit:
        follow_up = await followed(unit, await opened_case(unit, bot_content, member))
        await unit.add_notice(reminder(member, follow_up))
        await joined(unit, await unit.add_team("School B", MONDAY), int(TEACHER.key), Role.TEACHER)
        assert await claimed(unit) == []


async def test_invitations_that_can_be_used(store: Store, team_id: int) -> None:
    """Only invitations that hold and have uses left are listed; a withdrawn one cannot be used."""
    later, past = MONDAY + timedelta(days=7), MONDAY
    async with store.unit() as unit:
        await unit.add_invitation(team_id, Role.CLB, "A" * 16, later, 2)
        await unit.add_invitation(team_id, Role.CLB, "B" * 16, past, 2)
        await unit.add_invitation(team_id, Role.CLB, "C" * 16, later, 1)
        await unit.use_invitation("C" * 16, MONDAY)
        (found,) = await unit.invitations(MONDAY)
        assert (found.team_name, found.role, found.expires_at, found.uses_left) == (TEAM, Role.CLB, later, 2)
        assert await unit.withdraw_invitation(found.id)
        assert not await unit.withdraw_invitation(found.id)
        assert await unit.invitations(MONDAY) == []
        assert await unit.use_invitation("A" * 16, MONDAY) is None
