"""Several instances on one PostgreSQL: nobody does what another does, and nobody waits for another in a circle."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import date, timedelta

import pytest

from bot.content import BotContent
from bot.domain.cases import StaleCaseError, StoredCase
from bot.domain.messages import Address
from bot.domain.outcomes import Outcome
from bot.domain.teams import Member
from bot.ports.unit_of_work import StoreBusyError
from bot.store import Store
from tests.support.school_store import (
    CODES,
    FACTS,
    TEACHER,
    claimed,
    closed_case,
    followed,
    opened_case,
    opened_store,
    reminder,
    rows,
)
from tests.support.talk import MONDAY

MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)


@pytest.fixture
async def store(postgres_url: str, bot_content: BotContent) -> AsyncIterator[Store]:
    """The first instance."""
    async with opened_store(postgres_url, bot_content) as store:
        yield store


@pytest.fixture
async def second(postgres_url: str, bot_content: BotContent) -> AsyncIterator[Store]:
    """The second instance."""
    async with opened_store(postgres_url, bot_content) as store:
        yield store


@pytest.fixture
async def cases(store: Store, member: Member, bot_content: BotContent) -> list[StoredCase]:
    """Six cases, each with a follow-up that is due and a reminder that waits."""
    async with store.unit() as unit:
        made = [await opened_case(unit, bot_content, member, code) for code in CODES[:6]]
        for case in made:
            await unit.add_notice(reminder(member, await followed(unit, case)))
    return made


async def test_a_due_follow_up_is_given_to_one(store: Store, second: Store, cases: list[StoredCase]) -> None:
    """What one instance has claimed, another skips without waiting; what was not escalated is free again afterwards."""
    async with store.unit() as one, second.unit() as other:
        first = {due.follow_up.id for due in await one.claim_due(MONDAY, 4)}
        rest = {due.follow_up.id for due in await asyncio.wait_for(other.claim_due(MONDAY, 4), 5)}
        assert (len(first), len(rest), first & rest) == (4, 2, set())
        for follow_up_id in first:
            await one.note_escalation(follow_up_id, 1, None)
    async with second.unit() as other:
        assert {due.follow_up.id for due in await other.claim_due(MONDAY, 9)} == rest


async def test_a_notice_is_given_to_one(store: Store, second: Store, cases: list[StoredCase]) -> None:
    """Of two instances that ask for notices at once each gets others, and none is given again before its claim ends."""
    async with store.unit() as one, second.unit() as other:
        first = {notice.id for notice in await claimed(one, limit=4)}
        rest = {notice.id for notice in await asyncio.wait_for(claimed(other, limit=4), 5)}
    assert (len(first), len(rest), first & rest) == (4, 2, set())
    async with second.unit() as other:
        assert await claimed(other) == []


async def test_claims_in_a_hurry(store: Store, second: Store, cases: list[StoredCase]) -> None:
    """Many rounds of both instances at once give every notice exactly once."""

    async def take(one: Store) -> list[int | None]:
        async with one.unit() as unit:
            return [notice.id for notice in await claimed(unit, limit=1)]

    taken = await asyncio.gather(*(take(one) for _ in range(6) for one in (store, second)))
    given = [notice_id for found in taken for notice_id in found]
    assert len(given) == len(set(given)) == len(cases)


async def test_the_same_notice_twice_at_once(
    store: Store, second: Store, member: Member, cases: list[StoredCase]
) -> None:
    """Of two instances that store the same notice at once, one is told that it is there already."""
    async with store.unit() as unit:
        (follow_up,) = await unit.follow_ups(cases[0].id)

    async def add(one: Store) -> bool:
        async with one.unit() as unit:
            return await unit.add_notice(reminder(member, follow_up, 2))

    assert sorted(await asyncio.gather(add(store), add(second))) == [False, True]


async def test_a_purge_counts_once(
    store: Store, second: Store, cases: list[StoredCase], member: Member, bot_content: BotContent
) -> None:
    """Two instances that purge at once count and delete every case once."""
    async with store.unit() as unit:
        for case in cases:
            await closed_case(unit, bot_content, case)
        await unit.note_warned([case.id for case in cases], MONDAY)

    async def purge(one: Store) -> int:
        async with one.unit() as unit:
            return await unit.purge(MONDAY + MINUTE, 4, MONDAY, {})

    purged = await asyncio.gather(purge(store), purge(second))
    assert sum(purged) == len(cases)
    assert await rows(store, "SELECT sum(cases) FROM case_count") == [(6,)]
    assert await rows(store, "SELECT count(*) FROM audit") == [(6,)]


async def test_facts_are_counted_once(
    store: Store, second: Store, cases: list[StoredCase], member: Member, bot_content: BotContent
) -> None:
    """Instances that close cases at once count the facts of all, and none waits for another in a circle."""
    async with store.unit() as unit:
        for case in cases:
            await unit.save_facts(case.id, FACTS, ())

    async def close(one: Store, case: StoredCase) -> None:
        async with one.unit() as unit:
            await closed_case(unit, bot_content, case)

    await asyncio.gather(*(close((store, second)[number % 2], case) for number, case in enumerate(cases)))
    async with store.unit() as unit:
        found = await unit.facts_counted(member.team_id)
    assert {counted.fact: (counted.value, counted.cases) for counted in found} == {
        fact: (value, len(cases)) for fact, value in FACTS.items()
    }


@pytest.mark.parametrize("first", ["close", "tell"])
async def test_what_is_told_while_a_case_is_closed(
    store: Store, second: Store, cases: list[StoredCase], bot_content: BotContent, first: str
) -> None:
    """Facts that another instance saves in the same moment are counted with the rest, or refused: none is left."""

    async def tell() -> bool:
        try:
            async with second.unit() as unit:
                await unit.save_facts(cases[0].id, FACTS, ())
                await asyncio.sleep(0.1)
        except StaleCaseError:
            return False
        return True

    async def close() -> bool:
        async with store.unit() as unit:
            await closed_case(unit, bot_content, cases[0])
            await asyncio.sleep(0.1)
        return True

    works = (close, tell) if first == "close" else (tell, close)
    starting = asyncio.create_task(works[0]())
    await asyncio.sleep(0.05)
    assert list(await asyncio.gather(starting, works[1]())) == [True, first == "tell"]
    assert await rows(store, "SELECT * FROM case_fact") == []
    counted = await rows(store, "SELECT * FROM fact_count")
    assert len(counted) == (len(FACTS) if first == "tell" else 0)


async def test_two_that_tell_at_once(store: Store, second: Store, cases: list[StoredCase], member: Member) -> None:
    """Of two instances that save the facts of a case at once, one comes after the other."""

    async def tell(one: Store, facts: dict[str, str]) -> None:
        async with one.unit() as unit:
            await unit.save_facts(cases[0].id, facts, facts)
            await asyncio.sleep(0.1)

    await asyncio.gather(tell(store, FACTS), tell(second, {"via_game": "ja"}))
    async with store.unit() as unit:
        found = await unit.case(cases[0].id, member)
    assert found is not None
    assert found.facts in (FACTS, {"via_game": "ja"})
    assert found.heard == set(found.facts)


async def test_a_question_is_asked_by_one(store: Store, second: Store, cases: list[StoredCase]) -> None:
    """Of two instances that find the same case at once, one is told to ask: once for a holiday, once for a silence."""
    holiday, next_holiday = date(2026, 12, 21), date(2027, 2, 8)

    async def ask(one: Store, first_day: date) -> tuple[bool, bool]:
        async with one.unit() as unit:
            asked = await unit.note_asked_for_holiday(cases[0].id, first_day)
            await asyncio.sleep(0.1)
            return asked, await unit.note_asked_to_close(cases[0].id, MONDAY)

    for first_day, silent in ((holiday, [False, True]), (next_holiday, [False, False])):
        answers = await asyncio.gather(ask(store, first_day), ask(second, first_day))
        assert sorted(holiday for holiday, _ in answers) == [False, True]
        assert sorted(silence for _, silence in answers) == silent


async def test_an_unsent_answer_is_given_to_one(store: Store, second: Store, member: Member) -> None:
    """An answer is left to whoever wrote it for a minute, then given to one instance, then again to one."""
    async with store.unit() as unit:
        for number in range(4):
            await unit.note_answer(TEACHER, str(number), Outcome("move"), None, MONDAY)
        await unit.note_answer(Address("telegram", "1"), "9", Outcome("move"), None, MONDAY)

    async def take(one: Store, seconds: int, *, at_start: bool = False) -> list[str]:
        async with one.unit() as unit:
            found = await unit.unsent("terminal", MONDAY + seconds * SECOND, at_start=at_start)
            return [seen.message_key for seen in found]

    assert list(await asyncio.gather(take(store, 59), take(second, 59, at_start=True))) == [[], []]
    given = await asyncio.gather(take(store, 60), take(second, 60, at_start=True))
    assert sorted(key for found in given for key in found) == ["0", "1", "2", "3"]
    # The clock of another machine may be a little behind.
    assert await take(store, 50) == await take(second, 119) == []
    async with store.unit() as unit:
        await unit.note_sent("terminal", "2")
        await unit.keep_answers("terminal", ["1", "2"], MONDAY + 119 * SECOND)
    assert await take(second, 120) == ["0", "3"]
    # A claim until three minutes past is later than a clock of just before one past could have made.
    assert await take(second, 59) == ["0", "3"]
    async with store.unit() as unit:
        assert len(await unit.unsent("terminal")) == 3


async def test_one_answer_is_taken_up_by_one(store: Store, second: Store, member: Member) -> None:
    """Of two instances that ask for the same answer at once one gets it, when nobody has it and it was not sent."""
    async with store.unit() as unit:
        await unit.note_answer(TEACHER, "7", Outcome("move"), None, MONDAY)

    async def take(one: Store, seconds: int) -> bool:
        async with one.unit() as unit:
            return await unit.claim_answer("terminal", "7", MONDAY + seconds * SECOND)

    assert list(await asyncio.gather(take(store, 59), take(second, 59))) == [False, False]
    assert sorted(await asyncio.gather(take(store, 60), take(second, 60))) == [False, True]
    async with store.unit() as unit:
        await unit.note_sent("terminal", "7")
    assert not await take(store, 999)


async def test_a_circle_of_waiting_is_broken(
    store: Store, second: Store, member: Member, cases: list[StoredCase]
) -> None:
    """Two transactions that wait for each other: one goes on, the other is told that it may work later."""

    async def change(one: Store, first: StoredCase, then: StoredCase) -> str:
        try:
            async with one.unit() as unit:
                await unit.hand_to_clb(first.id)
                await asyncio.sleep(0.2)
                await unit.hand_to_clb(then.id)
        except StoreBusyError:
            return "busy"
        return "done"

    outcome = await asyncio.gather(change(store, *cases[:2]), change(second, *reversed(cases[:2])))
    assert sorted(outcome) == ["busy", "done"]


async def test_tidying_beside_another(store: Store, second: Store, cases: list[StoredCase]) -> None:
    """Tidying waits for nobody and disturbs nobody, and the connection it used begins transactions again."""
    async with second.unit() as unit:
        await unit.delete_case(cases[0].id)
        await asyncio.wait_for(store.tidy(), 5)
    assert await rows(store, 'SELECT count(*) FROM "case"') == [(5,)]
    with pytest.raises(ZeroDivisionError):  # noqa: PT012 - refused at the latest at the end of the block
        async with store.unit() as unit:
            await unit.delete_case(cases[1].id)
            raise ZeroDivisionError
    assert await rows(store, 'SELECT count(*) FROM "case"') == [(5,)]
