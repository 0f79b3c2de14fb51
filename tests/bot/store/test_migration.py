"""A database of an earlier version is brought up to date, by one instance or by several at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date

import pytest

from bot.content import BotContent
from bot.domain.cases import StoredCase
from bot.domain.messages import Address
from bot.domain.notices import NoticeKind, NoticeState
from bot.domain.outcomes import Outcome, moved, said_about
from bot.domain.teams import Member, Role, Team
from bot.store import Store
from bot.store import database as store_module
from bot.wiring import vocabulary
from dialogues.steps import DANGER, FollowUpKind
from tests.support.earlier_databases import EARLIER, filled, row_counts
from tests.support.school_store import FACTS, claimed, followed, opened_store, rows
from tests.support.talk import MONDAY

TEACHER, CARE = Address("terminal", "1"), Address("terminal", "2")


@pytest.fixture
async def old_url(empty_database_url: str, bot_content: BotContent) -> str:
    """A database of version 0001 with a school, two teachers, two cases of which one is closed, and answers."""
    await filled(empty_database_url, bot_content, EARLIER[0])
    return empty_database_url


@pytest.fixture
async def store(old_url: str, bot_content: BotContent) -> AsyncIterator[Store]:
    """The old database, opened by this program."""
    async with opened_store(old_url, bot_content) as store:
        yield store


@pytest.mark.parametrize("revision", EARLIER)
async def test_no_row_is_lost(empty_database_url: str, bot_content: BotContent, revision: str) -> None:
    """Whatever version wrote a row, it is there after the update, and the database is as sound as a new one."""
    before = await filled(empty_database_url, bot_content, revision)
    async with opened_store(empty_database_url, bot_content) as store, store.transaction() as connection:
        after = await connection.run_sync(row_counts)
        assert {table: after[table] for table in before} == before
        if connection.dialect.name == "sqlite":
            assert (await connection.exec_driver_sql("PRAGMA foreign_key_check")).all() == []
            assert (await connection.exec_driver_sql("PRAGMA foreign_keys")).scalar_one() == 1


async def test_nothing_is_lost(store: Store) -> None:
    """What an earlier version kept is there, and what it did not know has its usual value."""
    teacher = Member(1, 1, "School A", TEACHER, Role.TEACHER, 1)
    care = Member(2, 1, "School A", CARE, Role.CARE_TEAM, 1)
    case = StoredCase("BLAUWE-OTTER-7", "vorm", MONDAY, MONDAY, id=1, revision=5, memory={"aanpak": "confronterend"})
    async with store.unit() as unit:
        assert await unit.team(1) == Team(1, "School A")
        assert await unit.members(1) == [teacher, care]
        assert await unit.cases(teacher) == await unit.cases(care) == [case]
        assert await unit.closed_case(care, code="BLAUWE-OTTER-8") is not None
        assert len(await unit.events(1)) == 1
        assert [seen.message_key for seen in await unit.unsent("terminal", MONDAY)] == ["7"]
        info = await unit.case_info(1)
        assert (info.owner, info.clb, info.paused_until) == (teacher, False, None)
    assert await rows(store, "SELECT case_id, owner FROM participant ORDER BY member_id") == [(1, True), (1, False)]


@pytest.mark.parametrize("revision", EARLIER)
async def test_answers_tell_what_they_told(empty_database_url: str, bot_content: BotContent, revision: str) -> None:
    """An answer that an earlier version noted and could not send says the same, whatever its page number meant."""
    await filled(empty_database_url, bot_content, revision)
    was = {
        "7": moved("melding", "meldt_iemand_anders"),
        "11": Outcome("guide", "signalen", 3),
        "12": said_about(3, "opv_dag_vraag"),
        "13": said_about(3, "opv_uitstel_vraag", putting_off=True),
        "14": Outcome("command", "overleg_opgenomen"),
        "15": Outcome("command", "vakantie_pauze", day=date(2026, 11, 9)),
        "16": Outcome("command", "welkom"),
        "17": said_about(3, "opv_uitstel_vraag", putting_off=True),
    }
    since = {"7": "0001", "17": "0004"}
    async with opened_store(empty_database_url, bot_content) as store, store.unit() as unit:
        unsent = await unit.unsent("terminal")
        latest = await unit.last_answer(TEACHER)
    assert [int(seen.message_key) for seen in unsent] == sorted(int(seen.message_key) for seen in unsent)
    assert latest is not None
    assert latest.message_key == ("7" if revision == "0001" else "16")
    found = {seen.message_key: seen.outcome for seen in unsent}
    assert found == {key: outcome for key, outcome in was.items() if since.get(key, "0002") <= revision}


@pytest.mark.parametrize("revision", [revision for revision in EARLIER if revision >= "0002"])
async def test_follow_ups_and_notices_go_on(empty_database_url: str, bot_content: BotContent, revision: str) -> None:
    """What runs in a database of an earlier version runs on."""
    await filled(empty_database_url, bot_content, revision)
    async with opened_store(empty_database_url, bot_content) as store, store.unit() as unit:
        assert (await unit.team(1)).group == Address("telegram", "-1001234567890")
        (follow_up,) = await unit.follow_ups(1)
        assert (follow_up.id, follow_up.kind, follow_up.level, follow_up.revision) == (3, FollowUpKind.BULLIED, 1, 2)
        first, second, *later = await unit.notices_of(3)
        assert (first.kind, first.state, first.address) == (NoticeKind.REMINDER, NoticeState.SENT, TEACHER)
        assert (first.round, first.level, first.cases) == (2, 1, None)
        assert (second.round, second.level, second.cases) == (2, 0, None)
        assert [(n.level, n.message_key, n.address) for n in later] == [(3, "901", CARE)] * (revision >= "0005")
        assert [n.cases for n in await claimed(unit) if n.kind is NoticeKind.PURGE] == [4]
        assert [notice.id for notice in await unit.notice_by_message(TEACHER, "900")] == [first.id]
        assert (second.kind, second.state, second.address) == (NoticeKind.TAKEN, NoticeState.READY, CARE)


async def test_of_an_earlier_case_something_is_told(empty_database_url: str, bot_content: BotContent) -> None:
    """Of a case that knew no facts none are known, until they are told; what had a text as its key keeps it."""
    await filled(empty_database_url, bot_content, "0006")
    async with opened_store(empty_database_url, bot_content) as store, store.unit() as unit:
        (_, care) = await unit.members(1)
        case = await unit.reachable_case("BLAUWE-OTTER-9", care)
        assert case == StoredCase("BLAUWE-OTTER-9", "ernst", MONDAY, MONDAY, id=4, revision=2)
        await unit.save_facts(4, FACTS, ["al_lang"])
        await unit.note_danger(4, "acuut_geweld")
        now = replace(case, facts=FACTS, heard=frozenset({"al_lang"}), memory={DANGER: "acuut_geweld"})
        assert await unit.case(4, care) == now
        (seen,) = await unit.unsent("web")
        assert (seen.message_key, seen.address, seen.case_id) == ("29:1tq_x-0", Address("web", "b-7"), 4)


async def test_the_new_works_on_the_old(store: Store) -> None:
    """A case of an earlier version is followed up like a new one."""
    async with store.unit() as unit:
        (member, _) = await unit.members(1)
        (case,) = await unit.cases(member)
        follow_up = await followed(unit, case)
        assert [due.follow_up for due in await unit.claim_due(MONDAY, 9)] == [follow_up]
        assert [due.follow_up for due in (await unit.agenda(member, MONDAY.replace(year=2027), 9))[0]] == [follow_up]


async def test_instances_that_start_at_once(empty_database_url: str, bot_content: BotContent) -> None:
    """Several instances that start at once on an empty database all find it up to date."""
    await start_at_once(empty_database_url, bot_content)


async def test_instances_that_update_at_once(old_url: str, bot_content: BotContent) -> None:
    """Several instances that start at once on a database of an earlier version all find it up to date."""
    await start_at_once(old_url, bot_content)


async def start_at_once(url: str, bot_content: BotContent) -> None:
    """Four instances that start together, and what they find."""
    stores = [Store(url) for _ in range(4)]
    await asyncio.gather(*(store.open(vocabulary(bot_content)) for store in stores))
    for store in stores:
        assert await rows(store, "SELECT version_num FROM alembic_version") == [(store_module.HEAD,)]
        await store.close()
