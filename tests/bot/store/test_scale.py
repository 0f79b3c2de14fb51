"""What is asked every minute, or in every turn, walks along an index: as fast with 100,000 cases as with ten.

SQLite's planner knows nothing of how many rows there are, so an empty database tells as much as a full one.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event

from bot.content import BotContent
from bot.domain.notices import NoticeKind
from bot.domain.teams import Member, Role
from bot.ports.unit_of_work import UnitOfWork
from bot.store import Store
from bot.store.schema import cases as schema
from tests.support.school_store import CODES, FACTS, TEACHER, closed_case, opened_case
from tests.support.talk import MONDAY

LATER = MONDAY + timedelta(days=1)
Question = Callable[[UnitOfWork, Member], Awaitable[Any]]


async def plan_of(store: Store, member: Member, ask: Question) -> list[str]:
    """What SQLite does to answer a question: a line for each table it looks at."""
    asked = await statements_of(store, member, ask)
    steps: list[str] = []
    async with store.transaction() as connection:
        for statement, parameters in asked:
            explained = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            steps += [row.detail for row in explained]
    return steps


async def statements_of(store: Store, member: Member, ask: Question) -> list[tuple[str, Any]]:
    """The statements of a question, with their values."""
    asked: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, statement: str, parameters: Any, *_rest: object) -> None:
        asked.append((statement, parameters))

    engine = store._engine.sync_engine
    async with store.unit() as unit:
        event.listen(engine, "before_cursor_execute", note)
        try:
            await ask(unit, member)
        finally:
            event.remove(engine, "before_cursor_execute", note)
    return asked


QUESTIONS: dict[str, tuple[Question, str]] = {
    "claim_due": (lambda unit, _: unit.claim_due(MONDAY, 9), "ix_follow_up_next_at"),
    "next_due": (lambda unit, _: unit.next_due(), "ix_follow_up_next_at"),
    "claim_notices": (
        lambda unit, _: unit.claim_notices("terminal", [NoticeKind.REMINDER], MONDAY, LATER, 9),
        "ix_notice_next_at",
    ),
    "agenda": (lambda unit, member: unit.agenda(member, LATER, 9), "ix_follow_up_due_at"),
    "open_cases": (lambda unit, member: unit.open_cases(member, limit=9), "ix_case_open"),
    "open_cases of steps": (
        lambda unit, member: unit.open_cases(member, limit=9, steps=["ernst", "vorm"]),
        "ix_case_open",
    ),
    "reachable_case": (lambda unit, member: unit.reachable_case("A-B-7", member), "sqlite_autoindex_case_1"),
    "case": (lambda unit, member: unit.case(7, member), "sqlite_autoindex_case_fact_1"),
    "save_facts": (lambda unit, _: unit.save_facts(7, {}, ()), "sqlite_autoindex_case_fact_1"),
    "facts_counted": (lambda unit, member: unit.facts_counted(member.team_id), "sqlite_autoindex_fact_count_1"),
    "cases": (lambda unit, member: unit.cases(member), "sqlite_autoindex_participant_1"),
    "unsent": (lambda unit, _: unit.unsent("terminal", MONDAY), "ix_answered_unsent"),
    "last_answer": (lambda unit, _: unit.last_answer(TEACHER), "ix_answered_address"),
    "notice_by_message": (lambda unit, _: unit.notice_by_message(TEACHER, "7"), "ix_notice_message_id"),
    "delete_case": (lambda unit, _: unit.delete_case(7), "ix_notice_case_id"),
    "silent_cases": (lambda unit, _: unit.silent_cases(MONDAY, 9), "ix_case_changed_at"),
    "cases_to_warn": (lambda unit, _: unit.cases_to_warn(MONDAY, 9), "ix_case_closed_at"),
    "purge": (lambda unit, _: unit.purge(MONDAY, 9, MONDAY, {}), "ix_case_warned_at"),
    "cases_before_holiday": (
        lambda unit, member: unit.cases_before_holiday(member.team_id, MONDAY.date(), 9),
        "ix_case_open",
    ),
}


@pytest.mark.parametrize("role", [Role.CARE_TEAM, Role.CLB, Role.TEACHER])
@pytest.mark.parametrize("name", QUESTIONS)
async def test_no_table_is_searched_through(store: Store, member: Member, name: str, role: Role) -> None:
    """No question looks at every row of a table, and each uses the index that was made for it."""
    ask, index = QUESTIONS[name]
    async with store.unit() as unit:
        await unit.change_role(member, role)
        asker = await unit.member(TEACHER)
    assert asker is not None
    steps = await plan_of(store, asker, ask)
    searched_through = [
        step for step in steps if step.startswith("SCAN ") and step.split()[1] in schema.metadata.tables
    ]
    assert searched_through == []
    assert not any("ix_case_team_id" in step for step in steps), "closed cases would be walked past"
    if role is Role.CARE_TEAM or name not in {"agenda", "open_cases", "open_cases of steps"}:
        assert any(index in step for step in steps), steps


ONE_CASE: dict[str, Question] = {
    "case": lambda unit, member: unit.case(1, member),
    "reachable_case": lambda unit, member: unit.reachable_case(CODES[0], member),
    "closed_case": lambda unit, member: unit.closed_case(member, case_id=1),
}


@pytest.mark.parametrize("name", ONE_CASE)
async def test_facts_take_no_statement_of_their_own(
    store: Store, member: Member, bot_content: BotContent, name: str
) -> None:
    """A case comes with all that was told of it in the one statement that finds it; a closed one has nothing told."""
    async with store.unit() as unit:
        case = await opened_case(unit, bot_content, member, CODES[0], facts=FACTS)
        if name == "closed_case":
            await closed_case(unit, bot_content, case)
    assert case.id == 1
    ((statement, _),) = await statements_of(store, member, ONE_CASE[name])
    assert ("case_fact" in statement) == (name != "closed_case")


@pytest.mark.parametrize("name", ["claim_due", "claim_notices", "purge", "unsent"])
async def test_finding_nothing_takes_one_statement(store: Store, member: Member, name: str) -> None:
    """What is asked again and again, and mostly finds nothing, then does no more than ask."""
    ask, _ = QUESTIONS[name]
    assert len(await statements_of(store, member, ask)) == 1
