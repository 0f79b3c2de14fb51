"""What every store keeps and refuses, on SQLite and on PostgreSQL."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from bot.content import BotContent
from bot.domain import cases, outcomes
from bot.domain.case_log import CaseEvent, EventKind
from bot.domain.cases import StaleCaseError, StoredCase
from bot.domain.messages import Address
from bot.domain.outcomes import Outcome, said_about
from bot.domain.teams import Member, Role
from bot.ports.unit_of_work import StoreBusyError, StoreError
from bot.store import Store
from tests.support.school_store import TEACHER, TEAM, followed, rows
from tests.support.stores import on_either_database
from tests.support.talk import MONDAY

store = on_either_database

OTHER = Address("terminal", "2")
CODE = "BLAUWE-OTTER-7"
MOVE = outcomes.moved("melding", "meldt_iemand_anders")


def moved(case: StoredCase, **changes: Any) -> StoredCase:
    """The case one revision later."""
    return replace(case, revision=case.revision + 1, **changes)


async def test_a_case_comes_back_as_it_was(store: Store, case: StoredCase, member: Member) -> None:
    """What a case remembers, its moments in UTC and its log come back as they were written."""
    event = CaseEvent(MONDAY, "leerkracht", EventKind.CHOSE, "keuzemoment", "vorm", "kiest_confronterend")
    later = moved(case, step="vorm", side="criterium_macht", memory={"aanpak": "confronterend"}, changed_at=MONDAY)
    async with store.unit() as unit:
        await unit.save_case(later, [event])
    async with store.unit() as unit:
        assert case.id is not None
        assert await unit.case(case.id, member) == later
        assert (await unit.events(case.id))[-1] == event


async def test_opening_again_keeps_what_is_there(
    store: Store, case: StoredCase, member: Member, database_url: str
) -> None:
    """Opening a database that is up to date changes nothing but to add new words."""
    again = Store(database_url)
    assert again.where == store.where
    await again.open(["kers", "kers", "verse"])
    async with again.unit() as unit:
        assert [found.code for found in await unit.cases(member)] == [case.code]
    assert len(await rows(again, "SELECT term FROM vocabulary WHERE term IN ('kers', 'verse')")) == 2
    await again.close()


@pytest.mark.parametrize("field", ["step", "side", "aanpak", "vorm", "reden_ouders_gepeste"])
async def test_free_text_is_refused(store: Store, case: StoredCase, field: str) -> None:
    """A word that is not in the vocabulary does not get into a case."""
    secret: dict[str, Any] = {"memory": {field: "Jan uit 5B"}} if field in cases.MEMORY else {field: "Jan uit 5B"}
    with pytest.raises(StoreError) as refused:
        async with store.unit() as unit:
            await unit.save_case(moved(case, **secret), [])
    assert not isinstance(refused.value, StoreBusyError)
    assert await rows(store, 'SELECT revision FROM "case"') == [(case.revision,)]


async def test_free_text_in_the_log_is_refused(store: Store, case: StoredCase) -> None:
    """A word that is not in the vocabulary does not get into the log, and the change it came with is undone."""
    event = CaseEvent(MONDAY, "leerkracht", EventKind.CHOSE, "melding", "melding", "Jan heeft het gedaan")
    with pytest.raises(StoreError):
        async with store.unit() as unit:
            await unit.save_case(moved(case), [event])
    assert await rows(store, 'SELECT revision FROM "case"') == [(case.revision,)]


@pytest.mark.parametrize("code", ["Jan-Peeters-7", "BLAUWE OTTER-7-X", "BLAUWEOTTER7", "blauwe-otter-7", ""])
async def test_a_code_of_another_form_is_refused(
    store: Store, member: Member, bot_content: BotContent, code: str
) -> None:
    """A case code with a space, a small letter or fewer than three parts is refused."""
    change = cases.open_case(bot_content.flowchart, code, "leerkracht", MONDAY)
    with pytest.raises(StoreError):
        async with store.unit() as unit:
            await unit.add_case(change.case, change.events, member)


async def test_a_late_change_is_refused(store: Store, case: StoredCase, member: Member) -> None:
    """A change of an older revision writes nothing, not even its log."""
    event = CaseEvent(MONDAY, "leerkracht", EventKind.CHOSE, "melding", "melding_door_derde", "meldt_iemand_anders")
    async with store.unit() as unit:
        await unit.save_case(moved(case, step="melding_door_derde"), [event])
    with pytest.raises(StaleCaseError):
        async with store.unit() as unit:
            await unit.save_case(moved(case, step="is_cyberpesten"), [event])
    async with store.unit() as unit:
        (found,) = await unit.cases(member)
        assert (found.step, found.revision, len(await unit.events(found.id))) == ("melding_door_derde", 1, 2)


async def test_of_two_changes_at_once_one_holds(store: Store, case: StoredCase) -> None:
    """Of two people who change a case at the same moment one is told that it changed."""

    async def change(step: str) -> str:
        try:
            async with store.unit() as unit:
                await unit.save_case(moved(case, step=step), [_opened()])
        except StaleCaseError:
            return "late"
        return step

    outcome = await asyncio.gather(change("ernst"), change("vorm"))
    (stored,) = await rows(store, 'SELECT step, revision FROM "case"')
    assert sorted(outcome) == sorted(["late", stored[0]])
    assert stored[1] == 1


def _opened() -> CaseEvent:
    return CaseEvent(MONDAY, "leerkracht", EventKind.OPENED, None, "melding")


async def test_many_units_at_once(store: Store) -> None:
    """Transactions that come together all get their turn."""

    async def add(number: int) -> None:
        async with store.unit() as unit:
            await unit.add_team(f"School {number:02}", MONDAY)

    await asyncio.gather(*(add(number) for number in range(20)))
    async with store.unit() as unit:
        assert await unit.team_names() == [f"School {number:02}" for number in range(20)]


async def test_an_exception_undoes_all(store: Store, team_id: int) -> None:
    """Nothing of a block that an exception leaves is kept."""
    with pytest.raises(ZeroDivisionError):  # noqa: PT012 - refused at the latest at the end of the block
        async with store.unit() as unit:
            await unit.add_member(team_id, OTHER, Role.CLB)
            await unit.add_team("School B", MONDAY)
            raise ZeroDivisionError
    async with store.unit() as unit:
        assert (await unit.team_names(), await unit.member(OTHER)) == ([TEAM], None)


async def test_closing_lets_go_of_people(store: Store, case: StoredCase, member: Member) -> None:
    """A closed case is linked to nobody, nobody has it open, and the team finds it by its code only."""
    async with store.unit() as unit:
        await unit.save_case(moved(case, step="afgesloten", closed_at=MONDAY), [_opened()])
    assert await rows(store, "SELECT * FROM participant") == []
    assert await rows(store, "SELECT current_case_id FROM member") == [(None,)]
    async with store.unit() as unit:
        assert (await unit.cases(member), await unit.case(case.id, member)) == ([], None)
        closed = await unit.closed_case(member, code=CODE)
    assert closed is not None
    assert closed.closed_at == MONDAY


async def test_another_team_finds_nothing(store: Store, case: StoredCase) -> None:
    """A case, open or closed, is not there for somebody of another team."""
    async with store.unit() as unit:
        await unit.add_member(await unit.add_team("School B", MONDAY), OTHER, Role.CARE_TEAM)
        stranger = await unit.member(OTHER)
        assert stranger is not None
        await unit.save_case(moved(case, step="afgesloten", closed_at=MONDAY), [_opened()])
        assert await unit.case(case.id, stranger) is None
        assert await unit.closed_case(stranger, code=CODE) is None
        assert await unit.closed_case(stranger, case_id=case.id) is None


async def test_who_moves_to_another_team_loses_its_cases(store: Store, case: StoredCase) -> None:
    """An address that joins another team no longer takes part in the cases of the first."""
    async with store.unit() as unit:
        await unit.add_member(await unit.add_team("School B", MONDAY), TEACHER, Role.TEACHER)
        moved_member = await unit.member(TEACHER)
        assert moved_member is not None
        assert (moved_member.current_case_id, await unit.cases(moved_member)) == (None, [])
        assert await unit.case(case.id, moved_member) is None


async def test_deleting_leaves_no_row(store: Store, case: StoredCase, member: Member) -> None:
    """A deleted case is gone with its log and its links; the record of its last answer no longer points to it."""
    async with store.unit() as unit:
        await unit.note_answer(TEACHER, "5", MOVE, case.id, MONDAY)
    async with store.unit() as unit:
        await unit.delete_case(case.id)
    for table in ('"case"', "case_event", "participant"):
        assert await rows(store, f"SELECT * FROM {table}") == []
    assert await rows(store, "SELECT case_id FROM answered") == [(None,)]
    async with store.unit() as unit:
        assert await unit.member(TEACHER) == replace(member, current_case_id=None)


async def test_an_invitation_is_kept_as_a_hash(store: Store, team_id: int) -> None:
    """Of an invitation only 32 bytes are kept, in which the code cannot be read."""
    async with store.unit() as unit:
        await unit.add_invitation(team_id, Role.CLB, "ABCDEFGH23456789", MONDAY + timedelta(days=7), 1)
    (row,) = await rows(store, "SELECT * FROM invitation")
    hashes = [value for value in row if isinstance(value, bytes)]
    assert [len(found) for found in hashes] == [32]
    assert "ABCDEFGH" not in repr(row)


async def test_an_invitation_is_used_up(store: Store, team_id: int) -> None:
    """An invitation for two is good for two, however it is typed, and no third."""
    async with store.unit() as unit:
        await unit.add_invitation(team_id, Role.CLB, "ABCDEFGH23456789", MONDAY + timedelta(days=7), 2)
        tries = [" abcdefgh23456789 ", "ABCDEFGH23456789", "ABCDEFGH23456789", "ABCDEFGH23456780"]
        found = [await unit.use_invitation(code, MONDAY) for code in tries]
    assert found == [(team_id, Role.CLB), (team_id, Role.CLB), None, None]


async def test_an_invitation_expires(store: Store, team_id: int) -> None:
    """An invitation holds until its moment, and not at it."""
    expires = MONDAY + timedelta(days=7)
    async with store.unit() as unit:
        await unit.add_invitation(team_id, Role.CLB, "ABCDEFGH23456789", expires, 5)
        assert await unit.use_invitation("ABCDEFGH23456789", expires) is None
        assert await unit.use_invitation("ABCDEFGH23456789", expires - timedelta(seconds=1)) == (team_id, Role.CLB)


async def test_an_answer_is_unsent_until_it_is_sent(store: Store, case: StoredCase) -> None:
    """Answers that never reached the channel are given back, oldest first, until they did."""
    async with store.unit() as unit:
        await unit.note_answer(TEACHER, "9", Outcome("guide", "ernst", 2), case.id, MONDAY)
        await unit.note_answer(TEACHER, "10", MOVE, case.id, MONDAY)
        await unit.note_answer(Address("telegram", "1"), "10", MOVE, None, MONDAY)
        found = await unit.unsent("terminal")
        assert [(seen.message_key, seen.outcome.page) for seen in found] == [("9", 2), ("10", 1)]
        await unit.note_sent("terminal", "10")
        assert [seen.message_key for seen in await unit.unsent("terminal")] == ["9"]
        seen = await unit.answered(TEACHER, "10")
        assert seen is not None
        assert await unit.last_answer(TEACHER) == seen
        assert (seen.sent, seen.outcome, seen.case_id) == (True, MOVE, case.id)


async def test_an_answer_tells_all_it_told(store: Store, case: StoredCase) -> None:
    """Whatever a message led to is read back as it was noted: enough to say it again."""
    async with store.unit() as unit:
        follow_up = await followed(unit, case)
        told = [
            MOVE,
            Outcome("guide", "ernst", 2),
            said_about(follow_up.id, "opv_uitstel_vraag", putting_off=True),
            Outcome("command", "vakantie_pauze", day=date(2026, 11, 9)),
            Outcome("ask_again"),
        ]
        for number, outcome in enumerate(told):
            await unit.note_answer(TEACHER, str(number), outcome, case.id, MONDAY)
        assert [seen.outcome for seen in await unit.unsent("terminal")] == told


async def test_answers_are_forgotten(store: Store, case: StoredCase) -> None:
    """Records of answers from before a moment are deleted, later ones are kept."""
    async with store.unit() as unit:
        await unit.note_answer(TEACHER, "1", MOVE, case.id, MONDAY - timedelta(days=2))
        await unit.note_answer(TEACHER, "2", MOVE, case.id, MONDAY)
        await unit.forget_answers(MONDAY - timedelta(days=1))
        assert (await unit.answered(TEACHER, "1"), await unit.answered(TEACHER, "2") is None) == (None, False)


async def test_a_message_is_answered_once(store: Store, case: StoredCase) -> None:
    """A second record for the same message is refused."""
    with pytest.raises(StoreError):  # noqa: PT012 - refused at the latest at the end of the block
        async with store.unit() as unit:
            await unit.note_answer(TEACHER, "1", MOVE, case.id, MONDAY)
            await unit.note_answer(TEACHER, "1", MOVE, case.id, MONDAY)
    assert await rows(store, "SELECT * FROM answered") == []
