"""What was told of a case: kept as words while it is open, and counted when it is closed, on either database."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.content import BotContent
from bot.domain.cases import StaleCaseError, StoredCase
from bot.domain.counts import LEAST, FactCounted
from bot.domain.teams import Member, Role
from bot.ports.unit_of_work import StoreBusyError, StoreError, UnitOfWork
from bot.store import Store
from dialogues.steps import DANGER
from tests.support.school_store import CODES, FACTS, SOON, WEEK, closed_case, joined, opened_case, rows
from tests.support.stores import on_either_database
from tests.support.talk import MONDAY

store = on_either_database

HEARD = frozenset({"via_game", "vorm"})
NAKED, VIOLENCE = "acuut_naaktbeelden", "acuut_geweld"
SHARE = "ABCDEFGH23456789"


@pytest.fixture
async def told(store: Store, case: StoredCase, member: Member) -> StoredCase:
    """The case of the teacher, of which facts and a danger were told."""
    async with store.unit() as unit:
        await unit.save_facts(case.id, FACTS, HEARD)
        await unit.note_danger(case.id, NAKED)
        found = await unit.case(case.id, member)
    assert found is not None
    return found


async def kept(store: Store) -> list[tuple[str, ...]]:
    """The facts of all cases."""
    return await rows(store, "SELECT fact, value FROM case_fact ORDER BY fact")


async def danger(store: Store) -> list[tuple[str | None, ...]]:
    """The kinds of danger of all cases."""
    return await rows(store, 'SELECT gevaar FROM "case" ORDER BY id')


async def test_facts_come_back_with_the_case(store: Store, case: StoredCase, told: StoredCase, member: Member) -> None:
    """However a case is asked for by itself, its facts come with it; a list says the cases only."""
    assert told == replace(case, facts=FACTS, heard=HEARD, memory={DANGER: NAKED})
    async with store.unit() as unit:
        colleague = await joined(unit, member.team_id, 2, Role.TEACHER)
        await unit.add_share(case.id, SHARE, MONDAY + WEEK)
        assert await unit.reachable_case(case.code, member) == told
        assert await unit.use_share(SHARE, colleague, MONDAY) == told
        bare = replace(told, facts={}, heard=frozenset())
        assert await unit.cases(member) == [bare]
        assert await unit.open_cases(member, limit=9) == ([bare], 1)


async def test_a_new_case_brings_its_facts(store: Store, member: Member, bot_content: BotContent) -> None:
    """What was told before a case is stored is stored with it."""
    known: dict[str, Any] = {"facts": FACTS, "heard": HEARD, "memory": {DANGER: NAKED}}
    async with store.unit() as unit:
        made = await opened_case(unit, bot_content, member, **known)
        other = await opened_case(unit, bot_content, member, CODES[0])
        assert await unit.case(made.id, member) == made
        assert (made.facts, made.heard) == (FACTS, HEARD)
        assert await unit.case(other.id, member) == other


@pytest.mark.parametrize(
    ("facts", "heard"),
    [
        ({"via_game": "ja"}, {"via_game"}),
        ({**FACTS, "via_livestream": "ja"}, ()),
        (FACTS, ["al_lang", "via_livestream"]),
        ({}, {"via_game"}),
    ],
)
async def test_the_facts_become_exactly_these(
    store: Store, told: StoredCase, member: Member, facts: Mapping[str, str], heard: Collection[str]
) -> None:
    """What is saved takes the place of what was there; nothing else of the case changes."""
    async with store.unit() as unit:
        await unit.save_facts(told.id, facts, heard)
        assert await unit.case(told.id, member) == replace(told, facts=facts, heard=frozenset(facts) & set(heard))


async def test_danger_is_noted_and_cleared(store: Store, told: StoredCase, member: Member) -> None:
    """The last word counts; the revision stays, so that no button is late for it."""
    async with store.unit() as unit:
        for kind in (VIOLENCE, None):
            await unit.note_danger(told.id, kind)
            found = await unit.case(told.id, member)
            assert found == replace(told, memory={DANGER: kind} if kind else {})


async def test_a_change_of_the_case_leaves_both(store: Store, case: StoredCase, told: StoredCase) -> None:
    """Whoever read the case before something was told, and changes it since, takes nothing of that away."""
    async with store.unit() as unit:
        await unit.save_case(replace(case, revision=1, step="vorm", memory={"aanpak": "confronterend"}), [])
    assert await kept(store) == sorted(FACTS.items())
    assert await rows(store, 'SELECT gevaar, aanpak FROM "case"') == [(NAKED, "confronterend")]


async def test_free_text_is_refused(store: Store, told: StoredCase) -> None:
    """No fact, value or kind of danger that is not in the vocabulary gets in, and what was told before stays."""
    for facts in ({"Jan uit 5B": "ja"}, {"via_game": "Jan uit 5B"}):
        with pytest.raises(StoreError) as refused:
            async with store.unit() as unit:
                await unit.save_facts(told.id, facts, ())
        assert not isinstance(refused.value, StoreBusyError)
    with pytest.raises(StoreError):
        async with store.unit() as unit:
            await unit.note_danger(told.id, "Jan wil niet meer leven")
    assert await kept(store) == sorted(FACTS.items())
    assert await danger(store) == [(NAKED,)]


@pytest.mark.parametrize("known", [True, False])
async def test_closing_forgets_it(
    store: Store, told: StoredCase, member: Member, bot_content: BotContent, known: bool
) -> None:
    """Of a closed case nothing told is left but counts, also when whoever closes it read it before it was told."""
    async with store.unit() as unit:
        seen = told if known else replace(told, facts={}, heard=frozenset(), memory={})
        closed = await closed_case(unit, bot_content, seen)
        assert await unit.closed_case(member, code=told.code) == closed
    assert await kept(store) == []
    assert await danger(store) == [(None,)]
    counted = await rows(store, "SELECT team_id, school_year, fact, value, cases FROM fact_count ORDER BY fact")
    assert counted == [(member.team_id, 2026, fact, value, 1) for fact, value in sorted(FACTS.items())]


async def test_a_late_closing_forgets_nothing(store: Store, told: StoredCase, bot_content: BotContent) -> None:
    """A case that changed meanwhile is not closed, and keeps what was told."""
    with pytest.raises(StaleCaseError):
        async with store.unit() as unit:
            await closed_case(unit, bot_content, replace(told, revision=3))
    assert await kept(store) == sorted(FACTS.items())
    assert await rows(store, "SELECT * FROM fact_count") == []


@pytest.mark.parametrize("how", ["close", "delete"])
async def test_nothing_is_told_of_what_ended(store: Store, case: StoredCase, bot_content: BotContent, how: str) -> None:
    """Facts for a case that is closed or deleted are refused; that there are none, and danger, is nothing to write."""
    async with store.unit() as unit:
        if how == "close":
            await closed_case(unit, bot_content, case)
        else:
            await unit.delete_case(case.id)
        with pytest.raises(StaleCaseError):
            await unit.save_facts(case.id, FACTS, ())
        await unit.save_facts(case.id, {}, ())
        await unit.note_danger(case.id, NAKED)
        await unit.note_danger(case.id, None)
    assert await kept(store) == []
    assert await danger(store) == ([(None,)] if how == "close" else [])


async def test_deleting_counts_nothing(store: Store, told: StoredCase) -> None:
    """A deleted case leaves no fact and no count; one that closed before it was deleted was counted."""
    async with store.unit() as unit:
        await unit.delete_case(told.id)
    assert await kept(store) == await rows(store, "SELECT * FROM fact_count") == []


async def test_purging_keeps_the_counts(
    store: Store, told: StoredCase, member: Member, bot_content: BotContent
) -> None:
    """A purge changes nothing of what was counted, and leaves open cases what was told of them."""
    async with store.unit() as unit:
        other = await opened_case(unit, bot_content, member, CODES[0], facts={"via_livestream": "ja"})
        await closed_case(unit, bot_content, told)
        before = len(FACTS)
        await unit.note_warned([told.id], MONDAY)
        assert await unit.purge(SOON, 9, SOON, {}) == 1
        assert await unit.case(other.id, member) == other
    assert await rows(store, "SELECT sum(cases) FROM fact_count") == [(before,)]
    assert await kept(store) == [("via_livestream", "ja")]


async def closed_with(
    unit: UnitOfWork, bot_content: BotContent, member: Member, code: str, **changes: Any
) -> StoredCase:
    """A case that was closed on Monday, with changes of its own."""
    return await closed_case(unit, bot_content, await opened_case(unit, bot_content, member, code, **changes))


async def test_small_counts_are_not_given(store: Store, member: Member, bot_content: BotContent) -> None:
    """Counts of five and more come by year, fact and value, of the school that is asked for; those below never."""
    async with store.unit() as unit:
        for number in range(LEAST + 1):
            facts = {"via_game": "ja" if number < LEAST else "nee", "via_groepschat": "nee"}
            facts |= {"al_lang": "ja"} if number else {}
            await closed_with(unit, bot_content, member, CODES[number], facts=facts)
            # Their school year is that in which they began.
            began = {"now": MONDAY - timedelta(days=100)} if number else {}
            await closed_with(unit, bot_content, member, CODES[10 + number], facts={"vorm": "allebei"}, **began)
        await opened_case(unit, bot_content, member, CODES[20], facts={"via_game": "nee"})
        assert await unit.facts_counted(member.team_id) == [
            FactCounted(2025, "vorm", "allebei", LEAST),
            FactCounted(2026, "al_lang", "ja", LEAST),
            FactCounted(2026, "via_game", "ja", LEAST),
            FactCounted(2026, "via_groepschat", "nee", LEAST + 1),
        ]
        assert await unit.facts_counted(await unit.add_team("School B", MONDAY)) == []
    assert await rows(store, "SELECT cases FROM fact_count WHERE value = 'nee' AND fact = 'via_game'") == [(1,)]


async def test_a_case_that_is_closed_twice_counts_what_was_told_anew(
    store: Store, told: StoredCase, member: Member, bot_content: BotContent
) -> None:
    """Reopened it knows nothing; what is told then counts once more when it is closed again."""
    async with store.unit() as unit:
        closed = await closed_case(unit, bot_content, told)
        again = replace(closed, revision=closed.revision + 1, closed_at=None, step="nazorg", changed_at=SOON)
        await unit.save_case(again, [])
        await unit.join_case(again.id, member)
        assert await unit.case(again.id, member) == again
        await unit.save_facts(again.id, {"via_game": "nee"}, ())
        await closed_case(unit, bot_content, again, SOON)
    found = await rows(store, "SELECT fact, cases FROM fact_count ORDER BY fact")
    assert found == [("al_lang", 1), ("via_game", 2), ("via_groepschat", 1), ("vorm", 1)]
