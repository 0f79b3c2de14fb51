"""The golden conversations, held with the real trained model."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from pathlib import Path

import pytest

from bot.content import BotContent
from bot.conversation.conversation import Conversation
from bot.domain.messages import Address
from bot.domain.teams import Role
from bot.store import Store
from dialogues.steps import StepKind
from tests.support.goldens import SAYS, TAPS, WHO, Golden, golden_paths, hold, read_golden
from tests.support.talk import Talk

ROLES = {**{role.value: role for role in Role}, "collega": Role.TEACHER}


class GoldenCast:
    """One school's staff, and a stranger. Who is never mentioned is no member."""

    def __init__(self, conversation: Conversation, store: Store, team_id: int) -> None:
        self._conversation = conversation
        self._store = store
        self._team_id = team_id
        self._talks: dict[str, Talk] = {}
        self._codes: list[str] = []
        self._starts: list[str] = []

    async def talk(self, name: str) -> Talk:
        """The talk of a person: a key of `ROLES`, or anybody else for a stranger."""
        if name not in self._talks:
            address = Address("terminal", str(len(self._talks) + 1))
            if name in ROLES:
                async with self._store.unit() as unit:
                    await unit.add_member(self._team_id, address, ROLES[name])
            numbers = itertools.count((len(self._talks) + 1) * 1_000)
            talk = Talk(self._conversation, address, codes=self._codes, starts=self._starts, ids=numbers)
            self._talks[name] = talk
        return self._talks[name]


@pytest.mark.parametrize("path", golden_paths(), ids=lambda path: path.stem)
async def test_golden_conversation(path: Path, conversation: Conversation, store: Store, team_id: int) -> None:
    """The bot answers every turn of a golden conversation as it says."""
    golden = read_golden(path)
    school = GoldenCast(conversation, store, team_id)
    for name in dict.fromkeys(str(turn.get(WHO, "leerkracht")) for turn in golden.turns):
        await school.talk("vreemde" if golden.stranger else name)
    wrong = await hold(golden, school)
    if wrong:
        pytest.fail("\n".join(wrong), pytrace=False)


@pytest.fixture(scope="module")
def goldens() -> list[Golden]:
    """All of them."""
    return [read_golden(path) for path in golden_paths()]


def walked(goldens: Iterable[Golden], way: str) -> set[str]:
    """The arrows that some golden conversation walks this way."""
    return {str(turn["pijl"]) for golden in goldens for turn in golden.turns if way in turn and "pijl" in turn}


def test_every_arrow_is_walked(goldens: list[Golden], bot_content: BotContent) -> None:
    """Every arrow of the step plan is walked by a golden conversation."""
    arrows = {f"{step.id}/{choice.id}" for step, choice in bot_content.flowchart.arrows()}
    assert walked(goldens, SAYS) | walked(goldens, TAPS) == arrows


def test_most_arrows_are_walked_both_ways(goldens: list[Golden], bot_content: BotContent) -> None:
    """At least half of the arrows between steps are walked both by a tap and in somebody's own words."""
    arrows = {f"{step.id}/{choice.id}" for step, choice in bot_content.flowchart.arrows() if step.kind is StepKind.STEP}
    both = walked(goldens, SAYS) & walked(goldens, TAPS) & arrows
    assert len(both) >= len(arrows) / 2


def test_every_title_is_said_once(goldens: list[Golden]) -> None:
    """No two golden conversations state the same requirement."""
    titles = [golden.title for golden in goldens]
    assert len(set(titles)) == len(titles)
