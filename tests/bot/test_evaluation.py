"""Answers are said to the chat itself: every question is reached, what cannot be is told, and two sets are held."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest

from bot.content import BotContent
from bot.conversation.conversation import Conversation
from bot.conversation.screens.steps import StepScreens
from bot.evaluation import REHEARSED_AT, Rehearsal, UnreachableError, asked_by_command, questions_of, ways_to
from dialogues.brain import Brain
from dialogues.training import ROOT
from nlu.answers import WITHOUT_A_CASE, read_answers
from nlu.evaluation.answer_set import (
    AnswerFigures,
    HeldAnswer,
    LabelledAnswer,
    count_answers,
    misread_answers,
    read_answer_set,
    report_answers,
)
from tests.support.school_store import opened_store

SETS = [ROOT / "tests" / "data" / f"answers_{author}.tsv" for author in (1, 2)]
"""One file per author. That of the third is for one first look, so that no test reads it."""


@pytest.fixture(scope="module")
def questions(bot_content: BotContent) -> Mapping[str, frozenset[str]]:
    """The questions there are, with their outcomes."""
    return questions_of(bot_content.flowchart)


@pytest.fixture(scope="module")
async def rehearsal(
    bot_content: BotContent, brain: Brain, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Rehearsal]:
    """One school for all answers: each is said by somebody new."""
    path = tmp_path_factory.mktemp("rehearsal") / "ehbc.sqlite"
    screens = StepScreens(bot_content.flowchart, bot_content.content, bot_content.texts, bot_content.facts)
    async with opened_store(f"sqlite:///{path}", bot_content) as store:
        conversation = Conversation(store, brain, screens, lambda: REHEARSED_AT)
        yield Rehearsal(conversation, store, bot_content.flowchart)


def answer(question: str, text: str, *accepted: str) -> LabelledAnswer:
    """A message at a question."""
    return LabelledAnswer(question, frozenset(accepted), text)


def test_every_question_with_examples_is_known(
    bot_content: BotContent, questions: Mapping[str, frozenset[str]]
) -> None:
    """Every position that asks, every question of ours, and each outcome that an example has."""
    asking = {position.id for position in bot_content.flowchart.positions.values() if position.choices}
    assert asking | {WITHOUT_A_CASE, *asked_by_command(bot_content.flowchart)} == {
        name for name in questions if "+" not in name
    }
    assert [one for one in read_answers() if one.outcome not in questions[one.question]] == []


def test_what_is_shown_beside_is_known(questions: Mapping[str, frozenset[str]]) -> None:
    """A guide where the question has one, an agreed day where one is proposed, a card everywhere."""
    beside = {name.partition("+")[2] for name in questions if name.startswith("ernst+")}
    assert beside == {"gids", "kaart", "dag"}
    assert "criterium_macht+dag" not in questions
    assert "sluit_vraag+gids" not in questions
    assert questions["ernst+kaart"] == questions["ernst"]


def test_taps_lead_to_every_position(bot_content: BotContent) -> None:
    """The shortest row of taps from a new case on."""
    ways = ways_to(bot_content.flowchart)
    assert ways.keys() == bot_content.flowchart.positions.keys()
    assert ways[bot_content.flowchart.start].taps == ()
    assert ways["is_cyberpesten"].taps == ("meldt_slachtoffer_zelf",)
    assert ways["vorm"].case.step == "keuzemoment"


async def test_every_question_is_reached(rehearsal: Rehearsal, questions: Mapping[str, frozenset[str]]) -> None:
    """With a guide or a card beside it too; a command that fits everywhere is heard there."""
    reached = [question for question in questions if not question.endswith("+dag")]
    held = [await rehearsal.hold(answer(question, "/hulp", "act:vraag")) for question in reached]
    assert [one for one in held if (one.turn, one.choice) != ("command", None)] == []
    assert (await rehearsal.hold(answer("nazorg+dag", "/hulp", "act:vraag"))).turn == "command"


@pytest.mark.parametrize(
    ("question", "why"),
    [
        ("ernts", "'ernts': no taps lead there"),
        ("sluit_vraag+gids", "'sluit_vraag\\+gids': there is nothing to show there"),
        ("ernst+film", "'ernst\\+film': there is nothing to show there"),
        ("start+dag", "'start': no taps lead there"),
        ("criterium_macht+dag", "'criterium_macht': no day is proposed there"),
    ],
)
async def test_what_cannot_be_reached_is_an_error(rehearsal: Rehearsal, question: str, why: str) -> None:
    """It is told, and not left out."""
    with pytest.raises(UnreachableError, match=why):
        await rehearsal.hold(answer(question, "ja", "ja"))


async def test_what_was_made_of_an_answer(rehearsal: Rehearsal) -> None:
    """A choice at the question, one that a question of ours offers, what opened a case; else only the kind of turn."""
    told = {
        ("vorm", "2"): ("move", "kiest_groep"),
        ("wis_vraag", "2"): ("move", "wis_niet"),
        ("dag_vraag", "morgen"): ("move", "dag"),
        ("liep_nog", "dat is gebeurd"): ("move", "opv_klaar"),
        ("start", "een mama heeft mij verteld dat haar zoon gepest wordt"): ("move", "meldt_iemand_anders"),
        ("ernst+kaart", "ok"): ("command", None),
    }
    held = {at: await rehearsal.hold(answer(*at, "act:ok")) for at in told}
    assert {at: (one.turn, one.choice) for at, one in held.items()} == told


@pytest.fixture(scope="module")
async def of_authors(rehearsal: Rehearsal, questions: Mapping[str, frozenset[str]]) -> list[list[HeldAnswer]]:
    """What the chat made of each author's answers."""
    begun = time.monotonic()
    held = [[await rehearsal.hold(line) for line in read_answer_set(path, questions)] for path in SETS]
    print(f"{sum(map(len, held))} answers in {time.monotonic() - begun:.0f} s")
    return held


def test_answers_are_read_against_their_question(of_authors: list[list[HeldAnswer]]) -> None:
    """Whoever writes, of ten answers nine are read right, and hardly one moves the case where nobody meant it.

    Each limit lies a point or two below what two training runs gave (docs/understanding.md): a run differs from the
    next by a point, and a wrong move costs a teacher more than a question does.
    """
    for path, held in zip(SETS, of_authors, strict=True):
        figures = count_answers(held)
        assert _too_low(figures) == [], _told(path, held, figures)


def _too_low(figures: AnswerFigures) -> list[str]:
    """The figures that are worse than they may be."""
    holds = {
        "right": figures.right >= 0.9,
        "wrong moves": figures.wrong_moves <= 0.03,
        "false cards": figures.false_cards <= 0.01,
        "must move": (figures.must_move or 0.0) >= 0.87,
        "may not move": (figures.may_not_move or 0.0) >= 0.9,
    }
    return [name for name, is_held in holds.items() if not is_held]


def _told(path: Path, held: list[HeldAnswer], figures: AnswerFigures) -> str:
    return "\n".join((path.name, report_answers(figures), *misread_answers(held)))
