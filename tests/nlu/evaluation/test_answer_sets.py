"""Answers to questions on screen: the files are read, the figures computed by hand, and the report drawn."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlu.evaluation.answer_set import (
    HeldAnswer,
    LabelledAnswer,
    QuestionScore,
    count_answers,
    misread_answers,
    read_answer_set,
    report_answers,
)
from nlu.evaluation.labelled import LabelledFileError

QUESTIONS = {
    "vorm": frozenset({"kiest_groep", "kiest_individueel", "act:ok", "act:vraag"}),
    "vorm+gids": frozenset({"kiest_groep", "act:ok"}),
}
GROUP, OK, ASKED = frozenset({"kiest_groep"}), frozenset({"act:ok"}), frozenset({"act:vraag"})


def held(accepted: frozenset[str], turn: str, choice: str | None = None, question: str = "vorm") -> HeldAnswer:
    """What the chat made of an answer."""
    return HeldAnswer(LabelledAnswer(question, accepted, "met heel de klas"), turn, choice)


EIGHT = [
    held(GROUP, "move", "kiest_groep"),
    held(GROUP, "confirm", "kiest_groep"),
    held(GROUP, "move", "kiest_individueel"),
    held(GROUP, "ask_again"),
    held(OK, "command", question="vorm+gids"),
    held(OK, "safety", question="vorm+gids"),
    held(ASKED, "guide"),
    held(GROUP | OK, "confirm", "kiest_individueel"),
]
"""Four right: the move, the question about it, the acknowledgement, the guide."""


def test_figures() -> None:
    """What was asked about counts as right, a guide only where something was asked, a card only in danger."""
    figures = count_answers(EIGHT)
    assert (figures.n, figures.right, figures.wrong_moves, figures.false_cards) == (8, 4 / 8, 1 / 8, 1 / 8)
    assert figures.confirmed == 2 / 8
    assert (figures.must_n, figures.must_move) == (4, 2 / 4)
    assert (figures.may_not_n, figures.may_not_move) == (3, 2 / 3)
    assert figures.questions == (QuestionScore("vorm", 6, 3, 1), QuestionScore("vorm+gids", 2, 1, 0))


@pytest.mark.parametrize(
    ("one", "right"),
    [
        (held(OK, "guide"), False),
        (held(frozenset({"act:onduidelijk"}), "guide"), True),
        (held(frozenset({"act:gevaar"}), "safety"), True),
        (held(GROUP, "safety"), False),
        (held(GROUP, "move", None), False),
    ],
)
def test_what_is_right(one: HeldAnswer, right: bool) -> None:
    """A choice of another question is none of this one."""
    assert one.right is right


def test_shares_of_nothing() -> None:
    """Without any of a kind there is no share of it; without any answer there is nothing to count."""
    figures = count_answers(EIGHT[:1])
    assert figures.may_not_move is None
    assert "may not move          -  of 0" in report_answers(figures)
    with pytest.raises(ValueError, match="no answers"):
        count_answers([])


def test_report() -> None:
    """Every figure with its whole, the weakest questions, and what was misread."""
    lines = report_answers(count_answers(EIGHT)).splitlines()
    assert max(map(len, lines)) <= 80
    assert [line.split("  ")[0] for line in lines[:6]] == [
        "right", "wrong moves", "false cards", "confirmed", "must move", "may not move"]  # fmt: skip
    assert lines[0] == "right             50.0%  of 8 answers"
    assert [line.split() for line in lines[8:]] == [["vorm", "6", "3", "1"], ["vorm+gids", "2", "1", "0"]]
    assert [line.split("\t")[:2] for line in misread_answers(EIGHT)] == [
        ["vorm kiest_groep", "move kiest_individueel"],
        ["vorm kiest_groep", "ask_again -"],
        ["vorm+gids act:ok", "safety -"],
        ["vorm act:ok,kiest_groep", "confirm kiest_individueel"],
    ]


def test_report_sums_up_the_rest() -> None:
    """Beyond the weakest questions only their number is told; those without a fault are not listed."""
    many = [held(GROUP, "ask_again", question=f"vraag_{number}") for number in range(13)]
    text = report_answers(count_answers([*many, held(GROUP, "move", "kiest_groep", question="goed")]))
    assert text.endswith("\n3 misread at 3 other questions")
    assert "goed" not in text
    assert "weakest" not in report_answers(count_answers(EIGHT[:2]))


def test_reading_a_file(tmp_path: Path) -> None:
    """A byte order mark, Windows line ends, empty lines, and room around the commas."""
    path = tmp_path / "answers.tsv"
    path.write_bytes("\ufeffvorm\tkiest_groep, act:ok\tmet de klas\r\n\r\nvorm+gids\tact:ok\tok \u2028\r\n".encode())
    assert read_answer_set(path, QUESTIONS) == [
        LabelledAnswer("vorm", GROUP | OK, "met de klas"),
        LabelledAnswer("vorm+gids", OK, "ok \u2028"),
    ]


def test_faults_are_told_at_once(tmp_path: Path) -> None:
    """Each bad line with its place, and what comes nearest."""
    path = tmp_path / "bad.tsv"
    lines = [
        b"vormm\tkiest_groep\tx",
        b"vorm\tkiest_groepp,act:okee\tx",
        b"vorm+kaart\tact:ok\tx",
        b"vorm\tkiest_groep",
        b"vorm\tkiest_groep\t ",
        b"vorm\tkiest_groep\tx\ty",
        b"vorm\tkiest_groep\t\xff",
        b"vorm\t\tx",
    ]
    path.write_bytes(b"\n".join([*lines, b"vorm\tkiest_groep\tgoed"]))
    with pytest.raises(LabelledFileError) as caught:
        read_answer_set(path, QUESTIONS)
    fields = "expected question, accepted outcomes and text, between tabs"
    assert caught.value.faults == (
        f"{path}:1: there is no question 'vormm'. Did you mean 'vorm'?",
        f"{path}:2: 'vorm' has no outcome 'kiest_groepp'. Did you mean 'kiest_groep'?",
        f"{path}:2: 'vorm' has no outcome 'act:okee'. Did you mean 'act:ok'?",
        f"{path}:3: there is no question 'vorm+kaart'. Did you mean 'vorm'?",
        *(f"{path}:{number}: {fields}" for number in (4, 5, 6)),
        f"{path}:7: this is no UTF-8",
        f"{path}:8: 'vorm' has no outcome ''.",
    )


@pytest.mark.parametrize("content", ["", "\n \n", "\ufeff"])
def test_an_empty_file(tmp_path: Path, content: str) -> None:
    """A file without messages is a fault too."""
    path = tmp_path / "empty.tsv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(LabelledFileError, match="no message"):
        read_answer_set(path, QUESTIONS)
