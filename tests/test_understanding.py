"""Understanding, held to account: messages no example repeats, and the examples themselves."""

from __future__ import annotations

import itertools
import json
import re
from pathlib import Path

import pytest

from dialogues.brain import Brain
from nlu.evaluation import Evaluation, evaluate, read_labelled
from nlu.examples import SAFETY_INTENTS, read_examples
from nlu.normalise import normalise

UNSEEN = Path(__file__).parent / "data" / "understanding.jsonl"
NEGATIVES = Path(__file__).parent / "data" / "not_read_as.jsonl"
FEWEST = {"acuut": 490, "buiten_bereik": 1_200, "vraag": 400}
FEWEST_OTHERS = 250


def plain(text: str) -> str:
    """Letters and digits only: two messages that differ in nothing else are the same."""
    return " ".join(re.findall(r"[a-z0-9]+", normalise(text))) or text.strip()


@pytest.fixture(scope="module")
async def figures(brain: Brain) -> Evaluation:
    """How the unseen messages are read, without any context."""
    labelled = read_labelled(UNSEEN, ())
    return evaluate([(line, await brain.read_alone(line.text)) for line in labelled])


def test_unseen_messages_are_read(figures: Evaluation) -> None:
    """Of at least 400 messages never seen, 94 in 100 are read right, and 98 in 100 within three guesses."""
    assert figures.n >= 400
    assert figures.accuracy is not None
    assert figures.accuracy >= 0.94
    assert figures.among_first is not None
    assert figures.among_first >= 0.98


def test_no_danger_is_missed(figures: Evaluation) -> None:
    """Every unseen message that tells of danger gets the safety card; few others do."""
    assert figures.safety_recall == 1
    assert figures.false_alarms is not None
    assert figures.false_alarms <= 0.025


def test_no_example_stands_in_the_test_set() -> None:
    """What is tested was never learnt."""
    examples = {plain(example.text) for example in read_examples()}
    tested = [json.loads(line)["text"] for line in UNSEEN.read_text(encoding="utf-8").splitlines()]
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
    missed = [example.text for example in danger if (await brain.read_alone(example.text)).safety is None]
    assert len(missed) <= len(danger) * 0.01, missed
