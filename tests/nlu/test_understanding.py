"""Understanding, held to account: messages no example repeats, and the examples themselves."""

from __future__ import annotations

import itertools
import json
import re
from pathlib import Path

import pytest

from dialogues.brain import Brain
from dialogues.rules import NOT_FOR_THEM
from nlu.evaluation.cross_validation import cross_validate
from nlu.evaluation.labelled import Labelled, read_labelled
from nlu.evaluation.scores import Evaluation, evaluate
from nlu.examples import SAFETY_INTENTS, read_examples
from nlu.normalise import normalise
from nlu.reading import Reading

UNSEEN = sorted((Path(__file__).parents[1] / "data").glob("understanding*.jsonl"))
"""One file per author; docs/understanding.md tells which was seen when."""
SOUNDS_ALARMING = Path(__file__).parents[1] / "data" / "understanding_5.jsonl"
"""Its author put a word that sounds alarming into one in eight harmless messages."""
NEGATIVES = Path(__file__).parents[1] / "data" / "not_read_as.jsonl"
FEWEST = {
    "acuut": 490, "buiten_bereik": 1_200, "vraag": 400, "samenvatting": 30, "te_veel": 60,
    **dict.fromkeys(NOT_FOR_THEM, 60),
}  # fmt: skip
"""By intent, or how it begins; those whom the plan is not for have one author as yet."""
FEWEST_OTHERS = 250


def plain(text: str) -> str:
    """Letters and digits only: two messages that differ in nothing else are the same."""
    return " ".join(re.findall(r"[^\W_]+", normalise(text))) or text.strip()


@pytest.fixture(scope="module")
async def read(brain: Brain) -> dict[Path, list[tuple[Labelled, Reading]]]:
    """How the unseen messages are read, without any context: by the file of each author."""
    return {path: [(line, await brain.read_alone(line.text)) for line in read_labelled(path, ())] for path in UNSEEN}


@pytest.fixture(scope="module")
def figures(read: dict[Path, list[tuple[Labelled, Reading]]]) -> Evaluation:
    """The figures of all authors together."""
    return evaluate([pair for pairs in read.values() for pair in pairs])


def test_unseen_messages_are_read(figures: Evaluation) -> None:
    """Of messages never seen, 95 in 100 are read right, and 98 in 100 within three guesses."""
    assert figures.n >= 2_100
    assert figures.accuracy >= 0.95
    assert figures.among_first >= 0.98
    # Of the intents that the sets hold: to those that came later they have no message.
    held = [score.f1 for score in figures.intents if score.n]
    assert sum(held) / len(held) >= 0.94


def test_no_author_is_read_badly(read: dict[Path, list[tuple[Labelled, Reading]]]) -> None:
    """Whoever writes, 94 in 100 messages are read right."""
    assert all(evaluate(pairs).accuracy >= 0.94 for pairs in read.values())


def test_no_danger_is_missed(figures: Evaluation) -> None:
    """In every unseen message that tells of danger it is found, surely or possibly."""
    assert figures.safety_n >= 240
    assert figures.safety_recall == 1


def test_few_messages_raise_a_false_alarm(read: dict[Path, list[tuple[Labelled, Reading]]]) -> None:
    """Of ordinary messages at most one in two hundred gets the safety card, of those that sound alarming three.

    And few are asked whether somebody is in danger.
    """
    alarming = evaluate(read[SOUNDS_ALARMING])
    ordinary = evaluate([pair for path, pairs in read.items() if path != SOUNDS_ALARMING for pair in pairs])
    assert ordinary.false_alarms is not None
    assert ordinary.false_alarms <= 0.005
    assert alarming.false_alarms is not None
    assert alarming.false_alarms <= 0.015
    assert ordinary.possible_alarms is not None
    assert ordinary.possible_alarms <= 0.03


def test_what_is_beyond_the_plan_is_known(figures: Evaluation) -> None:
    """Nine in ten messages about something else are read as such."""
    assert figures.out_of_scope_recall is not None
    assert figures.out_of_scope_recall >= 0.90


def test_cross_validation() -> None:
    """Examples are read by a network that never saw them. They were written to differ, so this is harder than life."""
    figures = evaluate(list(cross_validate(read_examples(), 2)))
    assert figures.accuracy >= 0.70
    assert figures.among_first >= 0.88
    assert figures.safety_recall is not None
    assert figures.safety_recall >= 0.87


def test_no_example_stands_in_the_test_set() -> None:
    """What is tested was never learnt."""
    examples = {plain(example.text) for example in read_examples()}
    lines = [line for path in UNSEEN for line in path.read_text(encoding="utf-8").splitlines()]
    tested = [json.loads(line)["text"] for line in lines]
    assert [text for text in tested if plain(text) in examples] == []


def test_near_duplicates_count_once() -> None:
    """No two examples differ only in signs, capitals or accents."""
    seen = sorted((plain(example.text), example.text) for example in read_examples())
    assert [(a[1], b[1]) for a, b in itertools.pairwise(seen) if a[0] == b[0]] == []


def test_there_are_enough_examples() -> None:
    """Every intent has the stock it needs."""
    counted: dict[str, int] = {}
    for example in read_examples():
        counted[example.intent] = counted.get(example.intent, 0) + 1
    for intent, number in counted.items():
        kind = intent.partition("_")[0]
        assert number >= FEWEST.get(intent, FEWEST.get(kind, FEWEST_OTHERS)), intent


@pytest.mark.parametrize("line", NEGATIVES.read_text(encoding="utf-8").splitlines())
async def test_what_must_not_be_read_so(line: str, brain: Brain) -> None:
    """A reading that once went wrong does not come back."""
    wrong = json.loads(line)
    reading = await brain.read_alone(wrong["text"])
    if wrong["not"] == "safety":
        assert reading.safety is None
    else:
        assert (reading.safety or reading.intent) != wrong["not"]


async def test_danger_is_told_in_many_ways(brain: Brain) -> None:
    """The examples of danger themselves are all recognised, but for a handful."""
    danger = [example for example in read_examples() if example.intent in SAFETY_INTENTS]
    missed = [example.text for example in danger if (await brain.read_alone(example.text)).danger is None]
    assert len(missed) <= len(danger) * 0.01, missed
