"""Retention: who is warned and asked, what is purged and what remains of it, on SQLite and on PostgreSQL."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.content import BotContent
from bot.domain.audit import SYSTEM, Action
from bot.domain.case_log import CaseEvent
from bot.domain.cases import StoredCase
from bot.domain.counts import Counted
from bot.domain.follow_ups import Found, done
from bot.domain.teams import Member
from bot.ports.unit_of_work import UnitOfWork
from bot.store import Store
from dialogues.loader import load_flowchart
from tests.support.school_store import (
    CODES,
    SOON,
    WEEK,
    chosen,
    closed_case,
    followed,
    opened_case,
    rows,
)
from tests.support.stores import on_either_database
from tests.support.talk import MONDAY

store = on_either_database

DAY = timedelta(days=1)
LATER = MONDAY + 90 * DAY
RESULTS = load_flowchart().results()


@pytest.fixture
async def closed(store: Store, member: Member, bot_content: BotContent) -> list[StoredCase]:
    """Five cases, closed a day after each other."""
    async with store.unit() as unit:
        made = []
        for days, code in enumerate(CODES[:5]):
            case = await opened_case(unit, bot_content, member, code)
            made.append(await closed_case(unit, bot_content, case, MONDAY + days * DAY))
    return made


def ids(cases: list[StoredCase]) -> list[int]:
    """Their numbers."""
    return [case.id for case in cases]


async def test_who_is_warned(store: Store, closed: list[StoredCase], member: Member) -> None:
    """Cases that closed before a moment come once, the longest closed first; open ones never."""
    async with store.unit() as unit:
        team = member.team_id
        assert await unit.cases_to_warn(MONDAY + 2 * DAY, 9) == [(case_id, team) for case_id in ids(closed)[:2]]
        assert await unit.cases_to_warn(LATER, 1) == [(closed[0].id, team)]
        await unit.note_warned(ids(closed)[:2], LATER)
        await unit.note_warned([], LATER)
        assert await unit.cases_to_warn(MONDAY + 3 * DAY, 9) == [(closed[2].id, team)]


async def test_who_was_warned_is_purged(store: Store, closed: list[StoredCase], member: Member) -> None:
    """Warned cases are purged a limited number at a time, each with a line in the audit; others stay as they are."""
    async with store.unit() as unit:
        await unit.note_warned(ids(closed)[:3], LATER)
        await unit.note_warned(ids(closed)[3:4], LATER + DAY)
        assert await unit.purge(LATER, 9, LATER, RESULTS) == 0
        assert await unit.purge(LATER + DAY, 2, LATER, RESULTS) == 2
        assert await unit.purge(LATER + DAY, 9, LATER, RESULTS) == 1
        assert await unit.purge(LATER + DAY, 9, LATER, RESULTS) == 0
        lines = await unit.audit_lines(member.team_id)
        assert [(line.role, line.action, line.case_id) for line in lines] == [
            (SYSTEM, Action.PURGED, case_id) for case_id in ids(closed)[:3]
        ]
    left = [(case_id,) for case_id in ids(closed)[3:]]
    assert await rows(store, 'SELECT id FROM "case" ORDER BY id') == left
    assert await rows(store, "SELECT DISTINCT case_id FROM case_event ORDER BY case_id") == left


async def test_counting_outlives_purging(
    store: Store, closed: list[StoredCase], member: Member, bot_content: BotContent
) -> None:
    """What a school counts is the same before and after the purge, in however many rounds it is done."""
    async with store.unit() as unit:
        await opened_case(unit, bot_content, member, CODES[7])
        before = await unit.counted(member.team_id, RESULTS)
        assert sum(counted.cases for counted in before) == 6
        await unit.note_warned(ids(closed), LATER)
        for left in (3, 2):
            assert await unit.purge(LATER + DAY, 3, LATER, RESULTS) == left
            assert await unit.counted(member.team_id, RESULTS) == before
        other = await unit.add_team("School B", MONDAY)
        assert await unit.counted(other, RESULTS) == []
    assert await rows(store, "SELECT sum(cases) FROM case_count") == [(5,)]


async def counted_as(
    unit: UnitOfWork, bot_content: BotContent, case: StoredCase, closing: datetime, *log: CaseEvent
) -> Counted:
    """How the one case of a school is counted that went through `log` and was closed at a moment."""
    later = replace(case, revision=case.revision + 1)
    await unit.save_case(later, log)
    await closed_case(unit, bot_content, later, closing)
    info = await unit.case_info(case.id)
    (counted,) = await unit.counted(info.team_id, RESULTS)
    await unit.note_warned([info.id], closing)
    assert await unit.purge(closing + DAY, 9, closing, RESULTS) == 1
    assert await unit.counted(info.team_id, RESULTS) == [counted]
    return counted


async def test_how_a_case_is_counted(store: Store, member: Member, bot_content: BotContent) -> None:
    """School year and month of opening, the step it was closed from, approach, outcome, and weeks begun."""
    async with store.unit() as unit:
        case = await opened_case(unit, bot_content, member, memory={"aanpak": "confronterend"}, step="nazorg")
        log = chosen("opvolging", "nazorg", "is_gestopt")
        counted = await counted_as(unit, bot_content, case, MONDAY + 8 * DAY, log)
    assert counted == Counted(2026, 11, "nazorg", "confronterend", "gestopt", 14, 1)


@pytest.mark.parametrize(
    ("choices", "outcome"),
    [
        ((), "onbekend"),
        (("nog_opvolgen",), "onbekend"),
        (("is_gestopt",), "gestopt"),
        (("is_niet_gestopt",), "niet_gestopt"),
        (("verdere_stappen",), "niet_gestopt"),
        (("is_niet_gestopt", "is_gestopt"), "gestopt"),
        (("is_gestopt", "is_niet_gestopt"), "niet_gestopt"),
        (("is_gestopt", "nog_opvolgen"), "gestopt"),
    ],
)
async def test_the_last_word_on_stopping_counts(
    store: Store, member: Member, bot_content: BotContent, choices: tuple[str, ...], outcome: str
) -> None:
    """Whether it stopped is what was chosen last where the plan asks for it; not knowing yet says nothing."""
    async with store.unit() as unit:
        case = await opened_case(unit, bot_content, member, step="opvolging")
        log = [chosen("opvolging", "opvolging", choice) for choice in choices]
        counted = await counted_as(unit, bot_content, case, SOON, *log)
    assert counted == Counted(2026, 11, "opvolging", "geen", outcome, 7, 1)


@pytest.mark.parametrize(
    ("opened", "expected"),
    [
        (datetime(2026, 8, 31, 21, 59, tzinfo=UTC), (2025, 8)),
        (datetime(2026, 8, 31, 22, 0, tzinfo=UTC), (2026, 9)),
        (datetime(2026, 12, 31, 23, 0, tzinfo=UTC), (2026, 1)),
    ],
)
async def test_belgian_time_counts(
    store: Store, member: Member, bot_content: BotContent, opened: datetime, expected: tuple[int, int]
) -> None:
    """The school year and month of a case are those of Belgium, open or closed."""
    async with store.unit() as unit:
        case = await opened_case(unit, bot_content, member, opened_at=opened)
        (counted,) = await unit.counted(member.team_id, RESULTS)
        assert counted == Counted(*expected, "melding", "geen", "open", 0, 1)
        counted = await counted_as(unit, bot_content, case, opened)
        assert (counted.school_year, counted.month) == expected


@pytest.mark.parametrize(
    ("after", "days"),
    [(timedelta(0), 7), (timedelta(seconds=1), 7), (WEEK, 7), (WEEK + timedelta(seconds=1), 14), (30 * DAY, 35)],
)
async def test_weeks_are_counted_as_begun(
    store: Store, member: Member, bot_content: BotContent, after: timedelta, days: int
) -> None:
    """How long a case took is told in whole weeks, rounded up, one at least."""
    async with store.unit() as unit:
        counted = await counted_as(unit, bot_content, await opened_case(unit, bot_content, member), MONDAY + after)
    assert counted.days == days


async def test_silent_cases(store: Store, member: Member, bot_content: BotContent) -> None:
    """Open cases untouched since a moment come, longest untouched first, until somebody was asked or touched them."""
    async with store.unit() as unit:
        made = [
            await opened_case(unit, bot_content, member, code, changed_at=MONDAY - days * DAY)
            for code, days in zip(CODES, (1, 3, 2, 0), strict=False)
        ]
        infos = [await unit.case_info(case_id) for case_id in ids(made)]
        assert await unit.silent_cases(MONDAY, 9) == [infos[1], infos[2], infos[0]]
        assert await unit.silent_cases(MONDAY, 1) == [infos[1]]
        await unit.note_asked_to_close(infos[1].id, SOON)
        await unit.save_follow_up(done(await followed(unit, made[2]), Found.SAME, "leerkracht", MONDAY))
        await closed_case(unit, bot_content, made[0])
        assert await unit.silent_cases(MONDAY, 9) == []
        await unit.save_case(replace(made[1], revision=1, changed_at=MONDAY + DAY), [])
        found = [info.id for info in await unit.silent_cases(MONDAY + 2 * DAY, 9)]
        assert found == [infos[2].id, infos[3].id, infos[1].id]


async def test_who_has_it_during_the_holiday(store: Store, member: Member, bot_content: BotContent) -> None:
    """Open cases of a school come until asked for this holiday; a pause counts only when it reaches into it."""
    first_day, next_holiday = date(2026, 12, 21), date(2027, 2, 8)
    async with store.unit() as unit:
        made = [await opened_case(unit, bot_content, member, code) for code in CODES[:5]]
        infos = [await unit.case_info(case_id) for case_id in ids(made)]
        await unit.pause_case(infos[1].id, date(2026, 12, 22))
        await unit.pause_case(infos[2].id, first_day)
        await closed_case(unit, bot_content, made[3])
        found = await unit.cases_before_holiday(member.team_id, first_day, 9)
        assert [info.id for info in found] == [infos[0].id, infos[2].id, infos[4].id]
        assert len(await unit.cases_before_holiday(member.team_id, first_day, 2)) == 2
        for info in found:
            await unit.note_asked_for_holiday(info.id, first_day)
        assert await unit.cases_before_holiday(member.team_id, first_day, 9) == []
        assert len(await unit.cases_before_holiday(member.team_id, next_holiday, 9)) == 4
        other = await unit.add_team("School B", MONDAY)
        assert await unit.cases_before_holiday(other, first_day, 9) == []
