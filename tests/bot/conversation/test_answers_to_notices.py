"""Answers to what the bot asked of its own accord, while something else goes on."""

from __future__ import annotations

from datetime import date

import pytest

from bot.content import BotContent
from bot.domain.button_ids import HolidayAction, holiday_id
from bot.domain.follow_ups import StaleFollowUpError
from bot.domain.messages import Button
from bot.domain.permissions import MATRIX, Permission
from bot.domain.teams import Member, Role
from bot.store import Store
from bot.store.database import UnitOfWork
from bot.texts.sentences import Sentence
from dialogues.steps import FollowUpKind
from tests.support.school_store import enrol
from tests.support.talk import Talk

BACK = date(2027, 1, 4)


async def test_handed_to_the_care_team_while_practising(store: Store, member: Member, team_id: int, talk: Talk) -> None:
    """The question is about the real case: the care team is asked, whatever is practised meanwhile."""
    await enrol(store, team_id, 9, Role.CARE_TEAM)
    await talk.types("/nieuw")
    async with store.unit() as unit:
        (case,) = await unit.cases(member)
    await talk.types("/oefen")
    answer = await talk.taps(Button(holiday_id(HolidayAction.HAND_OVER, case.id, BACK), ""))
    assert case.code in answer.replies[0].paragraphs[0]
    async with store.unit() as unit:
        kinds = [f.kind for f in await unit.follow_ups(case.id) if f.is_open]
    assert FollowUpKind.CONSULTATION in kinds


@pytest.mark.parametrize(("mine", "kept"), [(True, True), (False, False)])
async def test_keeping_a_case_over_a_holiday_is_taking_it_over(  # noqa: PLR0917 - fixtures
    store: Store,
    member: Member,
    team_id: int,
    talk: Talk,
    bot_content: BotContent,
    monkeypatch: pytest.MonkeyPatch,
    *,
    mine: bool,
    kept: bool,
) -> None:
    """Whoever may not become the owner of a case keeps their own, and no colleague's."""
    await talk.types("/nieuw")
    colleague = await enrol(store, team_id, 9, Role.TEACHER)
    async with store.unit() as unit:
        (case,) = await unit.cases(member)
        await unit.set_owner(case.id, member if mine else colleague)
    monkeypatch.setitem(MATRIX, member.role, MATRIX[member.role] - {Permission.TAKE_OVER})
    answer = await talk.taps(Button(holiday_id(HolidayAction.KEEP, case.id, BACK), ""))
    assert (answer.notice == bot_content.texts(Sentence.MAG_NIET)) is not kept
    async with store.unit() as unit:
        owner = (await unit.case_info(case.id)).owner
    assert owner is not None
    assert (owner.id == member.id) is kept


@pytest.mark.parametrize("asks_first", [True, False])
async def test_a_day_that_somebody_else_was_before(
    talk: Talk, bot_content: BotContent, monkeypatch: pytest.MonkeyPatch, *, asks_first: bool
) -> None:
    """A typed day loses to who answered the follow-up at the same moment: that is said, and it is no fault."""
    await talk.types("/nieuw")
    await talk.taps(talk.shown["meldt_slachtoffer_zelf"])
    if asks_first:
        await talk.types("herinner mij")

    async def overtaken(*_: object) -> None:
        raise StaleFollowUpError

    monkeypatch.setattr(UnitOfWork, "save_follow_up", overtaken)
    answer = await talk.types("volgende week dinsdag" if asks_first else "herinner mij volgende week dinsdag")
    assert answer.notice == bot_content.texts(Sentence.OPV_VERANDERD)
