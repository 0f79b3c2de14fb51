"""The example answers, and a network that reads a message against a question."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.answers import SETS
from bot.content import BotContent
from bot.evaluation import questions_of
from dialogues.answers import check_answers
from dialogues.faults import Faults
from nlu.answers import ACT, ACTS, read_answers
from nlu.components.classifier import Taught, chances, learn
from nlu.evaluation.answer_set import read_answer_set

CONFIG = {"hidden": 16, "epochs": 40, "out_of_scope": 0.5, "temperature": 1.0}
ALONE = [
    *((f"dank je wel {word}", "bedankt") for word in ("hoor", "zeg", "allemaal", "nog", "echt", "alvast")),
    *((f"het weer is {word} vandaag", "buiten_bereik") for word in ("mooi", "slecht", "koud", "warm", "grijs", "nat")),
]
DONE = [f"ja {word} al gebeurd" for word in ("dat is", "dit is", "het is", "alles is", "is", "ze is")]
WORDS_OF_ANYBODY = 2
"""So short, two authors say the same: "nee", "12/3"."""
NOT_YET = [f"nee {word} nog niet" for word in ("dat", "dit", "het", "alles", "eigenlijk", "toch")]


def taught() -> list[Taught]:
    """Two questions to which the same words are another answer, and messages by themselves."""
    return [
        *(Taught(text, "", intent) for text, intent in ALONE),
        *(Taught(text, "gesprek", "klaar") for text in DONE),
        *(Taught(text, "gesprek", f"{ACT}nog_niet") for text in NOT_YET),
        *(Taught(text, "herhaling", "meermaals") for text in DONE),
        *(Taught(text, "herhaling", "eenmalig") for text in NOT_YET),
    ]


def test_the_same_words_answer_what_is_asked() -> None:
    """A message is read against its question; by itself it still has its intent."""
    network = learn(taught(), CONFIG)
    _, talk = chances(network, "ja dat is al gebeurd", "gesprek")
    _, repeated = chances(network, "ja dat is al gebeurd", "herhaling")
    assert max(talk, key=lambda name: talk[name]) == "klaar"
    assert max(repeated, key=lambda name: repeated[name]) == "meermaals"
    alone, none = chances(network, "dank je wel hoor")
    assert (max(alone, key=lambda name: alone[name]), none) == ("bedankt", {})


def test_each_question_has_its_own_outcomes_and_all_acts() -> None:
    """What answers one question is no answer to another; the chances of a question add up to one."""
    network = learn(taught(), CONFIG)
    alone, answers = chances(network, "nee dat nog niet", "gesprek")
    assert set(answers) == {"klaar", *(ACT + name for name in ACTS)}
    assert sum(answers.values()) == pytest.approx(1, abs=1e-4)
    assert set(alone) == {intent for _, intent in ALONE}


def test_a_text_of_which_nothing_is_known_is_no_answer() -> None:
    """Another script is out of scope, and says nothing that can be read."""
    network = learn(taught(), CONFIG)
    alone, answers = chances(network, "привет", "gesprek")
    assert max(alone, key=lambda name: alone[name]) == "buiten_bereik"
    assert answers == {f"{ACT}onduidelijk": 1.0}


def test_faults_of_the_examples_are_named_with_their_line(bot_content: BotContent, tmp_path: Path) -> None:
    """An outcome that is no choice, a text that stands twice and a choice with too few examples are told at once."""
    question = next(step for step in bot_content.flowchart.steps() if len(step.choices) > 1)
    first = question.choices[0].id
    lines = [f"= {first}", "een", "Een", f"= {first}x", "twee", "= act:nog_nit", "drie"]
    (tmp_path / f"{question.id}.txt").write_text("\n".join(lines), encoding="utf-8")
    faults = Faults()
    check_answers(bot_content.flowchart, read_answers(tmp_path), faults)
    told = sorted(str(fault) for fault in faults.found)
    assert any(f"{question.id}.txt:3" in line and "regel 2" in line for line in told)
    assert any(f"{question.id}.txt:5" in line and f"'{first}x'" in line for line in told)
    assert any(f"{question.id}.txt:7" in line and "nog_nit" in line for line in told)
    assert any(f"'{question.choices[1].id}' heeft 0 voorbeelden" in line for line in told)


@pytest.mark.parametrize("path", SETS, ids=lambda path: path.stem)
def test_no_test_message_is_learnt(path: Path, bot_content: BotContent) -> None:
    """What understanding is measured on is not learnt at its question, but for what anybody says; all are measured."""
    lines = read_answer_set(path, questions_of(bot_content.flowchart))
    # Where something was shown beside the question (`+gids`), the question is the same.
    messages = [(line.question.partition("+")[0], line.text) for line in lines]
    learnt = {(example.question, example.text.casefold()) for example in read_answers()}
    repeated = [text for question, text in messages if (question, text.casefold()) in learnt]
    assert [text for text in repeated if len(text.split()) > WORDS_OF_ANYBODY] == []
    assert {question for question, _ in messages} == {example.question for example in read_answers()}
