"""Whole conversations by an author who saw neither code nor examples: what a good bot must do at least."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from bot.clock import BRUSSELS
from bot.content import BotContent
from bot.conversation.conversation import Conversation
from bot.conversation.screens.steps import StepScreens
from bot.domain.messages import Address
from bot.domain.teams import Role
from bot.store import Store
from dialogues.brain import Brain
from dialogues.training import ROOT
from tests.support.held_conversations import UnderWay, hold, read_dialogues

SET = ROOT / "tests" / "data" / "conversations.jsonl"


@pytest.fixture
def ranks(bot_content: BotContent) -> dict[str, float]:
    """How far along the plan each step is."""
    return {step.id: number for number, step in enumerate(bot_content.flowchart.steps())}


@pytest.fixture
def begin(store: Store, brain: Brain, bot_content: BotContent) -> Callable[[datetime], Conversation]:
    """The program, begun anew at a moment, on the same store."""
    screens = StepScreens(bot_content.flowchart, bot_content.content, bot_content.texts, bot_content.facts)

    def started(moment: datetime) -> Conversation:
        return Conversation(store, brain, screens, lambda: moment.replace(tzinfo=BRUSSELS))

    return started


async def test_what_people_say_is_heard(
    store: Store, team_id: int, begin: Callable[[datetime], Conversation], ranks: dict[str, float]
) -> None:
    """Gates just under the figures of docs/understanding.md; first look: 22 of 60 whole, 75 % of the expectations."""
    scores = []
    for number, dialogue in enumerate(read_dialogues(SET)):
        address = Address("terminal", f"held{number}")
        async with store.unit() as unit:
            await unit.add_member(team_id, address, Role.TEACHER)
        scores.append(await hold(dialogue, begin, address, ranks))
    tried, missed = sum(score.tried for score in scores), [fault for score in scores for fault in score.missed]
    whole = sum(not score.missed for score in scores)
    told = f"{whole}/{len(scores)} whole, {tried - len(missed)}/{tried} expectations\n" + "\n".join(missed)
    assert whole >= GATE_WHOLE, told
    assert 1 - len(missed) / tried >= GATE_EXPECTATIONS, told


GATE_WHOLE, GATE_EXPECTATIONS = 27, 0.79

ANSWER = {
    "case": "BLAUWE-OTTER-7",
    "step": "ernst",
    "turn": "move",
    "replies": [{"text": "Ik begrijp: Ja."}, {"text": "Hoe ernstig is het?"}],
}


@pytest.mark.parametrize(
    ("expect", "met"),
    [
        ({"step": "ernst", "not_turn": ["safety", "ask_again"]}, True),
        ({"step": ["melding", "vorm"]}, False),
        ({"not_step": "ernst"}, False),
        ({"from": "ernst", "upto": "vorm"}, True),
        ({"from": "vorm"}, False),
        ({"upto": "melding"}, False),
        ({"case": "same"}, True),
        ({"case": "new"}, False),
        ({"case": "1"}, True),
        ({"case": "2"}, False),
        ({"case": "none"}, False),
        ({"contains": "begrijp.*ernstig", "not_contains": "{case1}"}, True),
        ({"contains": "\\Aernstig"}, False),
        ({"any": [{"step": "vorm"}, {"turn": "move"}]}, True),
        ({"any": [{"step": "vorm"}, {"turn": "guide"}]}, False),
    ],
)
def test_expectations(expect: dict[str, Any], met: bool, ranks: dict[str, float]) -> None:
    """Each kind of expectation, met and not met."""
    held = UnderWay(ranks, ANSWER, ["BLAUWE-OTTER-7", None])
    assert (held.missed(expect) == []) is met
