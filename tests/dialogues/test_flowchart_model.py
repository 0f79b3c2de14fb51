"""The trained model against the step plan it was trained on: every arrow, and no other."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from functools import cache

import pytest

from bot.content import BotContent
from dialogues.brain import Brain
from dialogues.flowchart import Flowchart
from dialogues.loader import load_flowchart
from dialogues.rules import COMMANDS
from dialogues.steps import Choice, Step
from dialogues.turns import TurnKind
from nlu.examples import SAFETY_INTENTS, read_examples

Slots = Mapping[str, str]


@cache
def flowchart() -> Flowchart:
    """The plan, for the parameters of the tests."""
    return load_flowchart()


@cache
def intents() -> tuple[str, ...]:
    """Every intent of the domain: those of the examples and those that only a tap stands for."""
    read = {example.intent for example in read_examples()}
    return tuple(sorted(read | {choice.tap for _, choice in flowchart().arrows()}))


def slot_values(step: Step) -> Iterator[Slots]:
    """Every combination of what the choices of a step depend on, not knowing included; the rest unknown, then known."""
    needed = {slot for choice in step.choices for slot in choice.when or {}}
    options = [(None, *values) if slot in needed else (None, values[-1]) for slot, values in flowchart().slots.items()]
    for combination in itertools.product(*options):
        yield {slot: value for slot, value in zip(flowchart().slots, combination, strict=True) if value is not None}


def positions() -> list[Step]:
    """The steps, the questions of the aids and the parent lines."""
    return list(flowchart().positions.values())


def offered_arrows() -> list[tuple[Step, Choice]]:
    """Every arrow of the plan."""
    return list(flowchart().arrows())


@pytest.mark.parametrize(("step", "choice"), offered_arrows(), ids=lambda part: part.id)
def test_arrow_is_taken(step: Step, choice: Choice, brain: Brain) -> None:
    """A tap on a choice, and each of its intents, takes its arrow wherever the choice is offered."""
    where = [slots for slots in slot_values(step) if choice.holds(slots)]
    assert where
    for slots in where:
        turns = [brain.tap(choice, step.id, slots), *(brain.decide(i, step.id, slots) for i in choice.intents)]
        assert {(turn.kind, turn.subject) for turn in turns} == {(TurnKind.MOVE, choice.id)}, slots


@pytest.mark.parametrize("step", positions(), ids=lambda step: step.id)
def test_no_other_arrow(step: Step, brain: Brain) -> None:
    """An intent that no choice on offer means, never moves a case."""
    for slots in slot_values(step):
        meant = {intent for choice in step.offered(slots) for intent in (choice.tap, *choice.intents)}
        moved = [i for i in intents() if i not in meant and brain.decide(i, step.id, slots).kind is TurnKind.MOVE]
        assert moved == [], slots


def test_nothing_moves_without_a_case(brain: Brain) -> None:
    """Without an open case no intent moves anything."""
    assert [intent for intent in intents() if brain.decide(intent, None, {}).kind is TurnKind.MOVE] == []


def test_a_report_opens_a_case(brain: Brain, bot_content: BotContent) -> None:
    """Without an open case, telling who reported it opens one."""
    start = bot_content.flowchart.positions[bot_content.flowchart.start]
    turns = [brain.decide(intent, None, {}) for choice in start.choices for intent in choice.intents]
    assert {(turn.kind, turn.subject) for turn in turns} == {(TurnKind.COMMAND, "nieuw_dossier")}


@pytest.mark.parametrize("intent", SAFETY_INTENTS)
def test_safety_at_every_position(intent: str, brain: Brain) -> None:
    """A safety intent shows its card at every position and without a case."""
    turns = [brain.decide(intent, position, {}) for position in (None, *(step.id for step in positions()))]
    assert {(turn.kind, turn.subject) for turn in turns} == {(TurnKind.SAFETY, intent)}


def test_guides_at_every_position(brain: Brain, bot_content: BotContent) -> None:
    """A question about a guide shows that guide at every position and without a case."""
    for guide in bot_content.content.guides:
        turns = [brain.decide(f"vraag_{guide}", position, {}) for position in (None, *(s.id for s in positions()))]
        assert {(turn.kind, turn.subject) for turn in turns} == {(TurnKind.GUIDE, guide)}


@pytest.mark.parametrize("command", COMMANDS)
def test_commands_at_every_position(command: str, brain: Brain) -> None:
    """A command runs wherever no choice on offer claims its words."""
    for step in positions():
        for slots in slot_values(step):
            if any(command in choice.intents for choice in step.offered(slots)):
                continue
            turn = brain.decide(command, step.id, slots)
            assert (turn.kind, turn.subject) == (TurnKind.COMMAND, command), (step.id, slots)
