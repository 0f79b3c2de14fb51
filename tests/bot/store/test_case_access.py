"""Who may open which case, and which cases are shown first, on SQLite and on PostgreSQL."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from bot.content import BotContent
from bot.domain.cases import StoredCase
from bot.domain.follow_ups import CaseInfo
from bot.domain.teams import Member, Role
from bot.store import Store
from tests.support.school_store import CODES, WEEK, closed_case, followed, joined, opened_case, rows
from tests.support.stores import on_either_database
from tests.support.talk import MONDAY

store = on_either_database

SHARE = "ABCDEFGH23456789"


@pytest.mark.parametrize(
    ("role", "sees"),
    [
        (Role.TEACHER, (True, False, False)),
        (Role.CARE_TEAM, (True, True, True)),
        (Role.CLB, (True, False, True)),
        (Role.ADMIN, (True, True, True)),
    ],
)
async def test_who_sees_what(
    store: Store, member: Member, bot_content: BotContent, role: Role, sees: tuple[bool, bool, bool]
) -> None:
    """Everybody opens their own cases, the CLB those handed over too, care team and administrator all of the school."""
    async with store.unit() as unit:
        somebody = await joined(unit, member.team_id, 2, role)
        mine = await opened_case(unit, bot_content, somebody, CODES[0])
        theirs = await opened_case(unit, bot_content, member, CODES[1])
        given = await opened_case(unit, bot_content, member, CODES[2])
        await unit.hand_to_clb(given.id)
        seen = [case for case, is_seen in zip((mine, theirs, given), sees, strict=True) if is_seen]
        for case in (mine, theirs, given):
            expected = case if case in seen else None
            assert await unit.case(case.id, somebody) == expected
            assert await unit.reachable_case(case.code, somebody) == expected
            follow_up = await followed(unit, case)
            assert follow_up.id is not None
        assert await unit.open_cases(somebody, limit=9) == (seen, len(seen))
        agenda, count = await unit.agenda(somebody, MONDAY + WEEK, 9)
        assert [due.case.code for due in agenda] == [case.code for case in seen]
        assert count == len(seen)
        assert await unit.cases(somebody) == [mine]


@pytest.mark.parametrize("role", list(Role))
async def test_nobody_sees_another_team(store: Store, case: StoredCase, role: Role) -> None:
    """Of another school no role sees anything, not even what was handed over to a CLB."""
    async with store.unit() as unit:
        await unit.hand_to_clb(case.id)
        await followed(unit, case)
        stranger = await joined(unit, await unit.add_team("School B", MONDAY), 2, role)
        assert await unit.case(case.id, stranger) is None
        assert await unit.reachable_case(case.code, stranger) is None
        assert await unit.open_cases(stranger, limit=9) == ([], 0)
        assert await unit.agenda(stranger, MONDAY + WEEK, 9) == ([], 0)


@pytest.mark.parametrize("role", list(Role))
async def test_a_closed_case_is_not_open_to_anybody(
    store: Store, case: StoredCase, bot_content: BotContent, role: Role
) -> None:
    """A closed case is found as a closed one only, handed over or not."""
    async with store.unit() as unit:
        (team,) = await unit.teams()
        somebody = await joined(unit, team.id, 2, role)
        await unit.hand_to_clb(case.id)
        await unit.join_case(case.id, somebody)
        closed = await closed_case(unit, bot_content, case)
        assert await unit.case(case.id, somebody) is None
        assert await unit.reachable_case(case.code, somebody) is None
        assert await unit.open_cases(somebody, limit=9) == ([], 0)
        assert await unit.closed_case(somebody, code=case.code) == closed
        assert (await unit.case_info(case.id)).clb


async def test_the_longest_untouched_comes_first(store: Store, member: Member, bot_content: BotContent) -> None:
    """Open cases come longest untouched first, a limited number, of some steps if asked, with how many there are."""
    async with store.unit() as unit:
        care = await joined(unit, member.team_id, 2, Role.CARE_TEAM)
        made = [
            await opened_case(
                unit, bot_content, member, CODES[number], step=step, changed_at=MONDAY - timedelta(days=days)
            )
            for number, (step, days) in enumerate([("ernst", 1), ("vorm", 3), ("ernst", 2), ("melding", 3)])
        ]
        assert await unit.open_cases(care, limit=2) == ([made[1], made[3]], 4)
        assert await unit.open_cases(care, limit=9, steps=["ernst", "melding"]) == ([made[3], made[2], made[0]], 3)
        assert await unit.open_cases(care, limit=0) == ([], 4)


async def test_long_lists_are_counted_so_far(
    store: Store, member: Member, bot_content: BotContent, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beyond a number nobody counts on: the list says that number."""
    for module in ("cases", "follow_ups"):
        monkeypatch.setattr(f"bot.store.{module}.COUNTED_AT_MOST", 2)
    async with store.unit() as unit:
        for code in CODES[:3]:
            await followed(unit, await opened_case(unit, bot_content, member, code))
        assert (await unit.open_cases(member, limit=1))[1] == 2
        assert (await unit.agenda(member, MONDAY + WEEK, 1))[1] == 2


async def test_who_opens_a_case_owns_it(store: Store, case: StoredCase, member: Member) -> None:
    """Who opened a case owns it, and still does when a colleague joins, also twice."""
    async with store.unit() as unit:
        owner = replace(member, current_case_id=case.id)
        info = CaseInfo(case.id, case.code, member.team_id, "melding", False, owner, False, None)
        assert await unit.case_info(case.id) == info
        colleague = await joined(unit, member.team_id, 2, Role.TEACHER)
        for _ in range(2):
            await unit.join_case(case.id, colleague)
        assert await unit.case_info(case.id) == info
        assert await unit.case(case.id, colleague) == case
        assert (await unit.member(colleague.address)) == replace(colleague, current_case_id=case.id)


async def test_there_is_one_owner(store: Store, case: StoredCase, member: Member) -> None:
    """Another owner replaces the first, who stays a participant; an owner who already takes part is no trouble."""
    async with store.unit() as unit:
        colleague = await joined(unit, member.team_id, 2, Role.CARE_TEAM)
        for owner in (colleague, member, member, colleague):
            await unit.set_owner(case.id, owner)
            found = (await unit.case_info(case.id)).owner
            assert found is not None
            assert found.id == owner.id
        assert await unit.case(case.id, member) == case
    assert await rows(store, "SELECT count(*) FROM participant") == [(2,)]


async def test_a_case_that_is_not_there(store: Store) -> None:
    """An unknown case is an error."""
    async with store.unit() as unit:
        with pytest.raises(LookupError):
            await unit.case_info(7)


@pytest.mark.parametrize("until", [date(2026, 12, 1), None])
async def test_a_pause_is_kept(store: Store, case: StoredCase, until: date | None) -> None:
    """A pause, and its end, come back."""
    async with store.unit() as unit:
        await unit.pause_case(case.id, date(2026, 11, 24))
        await unit.pause_case(case.id, until)
        assert (await unit.case_info(case.id)).paused_until == until


async def test_a_share_is_taken_once(store: Store, case: StoredCase, member: Member) -> None:
    """A shared case is given to one colleague of the same school, in time, however the code is typed."""
    expires = MONDAY + timedelta(days=1)
    async with store.unit() as unit:
        colleague = await joined(unit, member.team_id, 2, Role.TEACHER)
        stranger = await joined(unit, await unit.add_team("School B", MONDAY), 3, Role.ADMIN)
        await unit.add_share(case.id, SHARE, expires)
        tries = [(stranger, SHARE, MONDAY), (colleague, SHARE, expires), (colleague, "A" * 16, MONDAY)]
        for somebody, code, now in tries:
            assert await unit.use_share(code, somebody, now) is None
        assert await unit.use_share(f" {SHARE.lower()} ", colleague, MONDAY) == case
        assert await unit.use_share(SHARE, colleague, MONDAY) is None


async def test_a_share_is_kept_as_a_hash(store: Store, case: StoredCase) -> None:
    """Of the code of a share only a hash is kept."""
    async with store.unit() as unit:
        await unit.add_share(case.id, SHARE, MONDAY + WEEK)
    (row,) = await rows(store, "SELECT * FROM share")
    found: list[Any] = [value for value in row if isinstance(value, bytes)]
    assert [len(value) for value in found] == [32]
    assert SHARE[:4] not in repr(row)
