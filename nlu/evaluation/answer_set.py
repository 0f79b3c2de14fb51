"""A file of answers to questions on screen: read, counted, reported.

A line holds three fields between tabs: the question, the outcomes that a sensible colleague would accept (between
commas), then the message. A question is a position of the plan, or one that the bot asks beside it; `+gids`, `+kaart`
or `+dag` behind it means that a guide, a safety card or an agreed day was shown last. An outcome is a choice of the
question, or `act:` and a name of `nlu.answers.ACTS`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from nlu.answers import ACT
from nlu.evaluation.labelled import did_you_mean
from nlu.evaluation.tab_separated import between_commas, read_fields

WORST = 10
"""How many questions a report lists at most."""
_MOVE, _CONFIRM, _GUIDE, _SAFETY = "move", "confirm", "guide", "safety"
"""Kinds of turn, as the chat calls them."""


@dataclass(frozen=True)
class LabelledAnswer:
    """A message at a question, and what a sensible colleague would accept."""

    question: str
    accepted: frozenset[str]
    text: str

    @property
    def must_move(self) -> bool:
        """Whether only a choice is right."""
        return not any(outcome.startswith(ACT) for outcome in self.accepted)

    @property
    def may_move(self) -> bool:
        """Whether a choice is right, perhaps beside an act."""
        return any(not outcome.startswith(ACT) for outcome in self.accepted)


def read_answer_set(path: Path, questions: Mapping[str, Collection[str]]) -> list[LabelledAnswer]:
    """The messages of a file.

    Args:
        path: the file, in UTF-8.
        questions: the questions there are, each with its outcomes.

    Raises:
        LabelledFileError: with every fault of every line.
        OSError: the file cannot be read.
    """

    def faults_of(fields: Sequence[str]) -> Iterator[str]:
        question, accepted = fields[0], fields[1]
        known = questions.get(question)
        if known is None:
            yield f"there is no question '{question}'.{did_you_mean(question, questions)}"
            return
        for outcome in between_commas(accepted):
            if outcome not in known:
                yield f"'{question}' has no outcome '{outcome}'.{did_you_mean(outcome, known)}"

    lines = read_fields(path, "question, accepted outcomes and text", faults_of)
    return [LabelledAnswer(question, frozenset(between_commas(accepted)), text) for question, accepted, text in lines]


@dataclass(frozen=True)
class HeldAnswer:
    """What the chat made of an answer."""

    labelled: LabelledAnswer
    turn: str
    choice: str | None
    """What was chosen, or asked about."""

    @property
    def moved_wrong(self) -> bool:
        """Whether it took a choice that nobody meant."""
        return self.turn == _MOVE and self.choice not in self.labelled.accepted

    @property
    def alarmed(self) -> bool:
        """Whether a safety card came for nothing."""
        return self.turn == _SAFETY and f"{ACT}gevaar" not in self.labelled.accepted

    @property
    def right(self) -> bool:
        """Whether it did, or asked about, what was meant; for an act: whether it changed nothing and showed no card."""
        if self.turn in (_MOVE, _CONFIRM):
            return self.choice in self.labelled.accepted
        acts = {outcome for outcome in self.labelled.accepted if outcome.startswith(ACT)}
        if self.turn == _GUIDE:
            return bool(acts & {f"{ACT}vraag", f"{ACT}onduidelijk"})
        return bool(acts) and not self.alarmed


@dataclass(frozen=True)
class QuestionScore:
    """One question: how many answers, how many read right, how many taken for a choice that nobody meant."""

    question: str
    n: int
    right: int
    wrong_moves: int


@dataclass(frozen=True)
class AnswerFigures:
    """How a set of answers was read, as shares of all unless they say otherwise. A share of nothing is None."""

    n: int
    right: float
    wrong_moves: float
    false_cards: float
    confirmed: float
    """Asked about, rightly or not."""
    must_n: int
    must_move: float | None
    """Of those where only a choice is right: the choice was made, or asked about."""
    may_not_n: int
    may_not_move: float | None
    """Of those where no choice is right: none was made or asked about, and no card shown."""
    questions: tuple[QuestionScore, ...]
    """The weakest first."""


def count_answers(held: Sequence[HeldAnswer]) -> AnswerFigures:
    """The figures of some answers. Raises `ValueError` without any."""
    if not held:
        raise ValueError("there are no answers to count")
    must = [one for one in held if one.labelled.must_move]
    may_not = [one for one in held if not one.labelled.may_move]
    scores = (_score_of(name, held) for name in dict.fromkeys(one.labelled.question for one in held))
    return AnswerFigures(
        n=len(held),
        right=sum(one.right for one in held) / len(held),
        wrong_moves=sum(one.moved_wrong for one in held) / len(held),
        false_cards=sum(one.alarmed for one in held) / len(held),
        confirmed=sum(one.turn == _CONFIRM for one in held) / len(held),
        must_n=len(must),
        must_move=_share(one.right for one in must),
        may_not_n=len(may_not),
        may_not_move=_share(one.turn not in (_MOVE, _CONFIRM) and not one.alarmed for one in may_not),
        questions=tuple(sorted(scores, key=lambda score: (score.right / score.n, -score.wrong_moves, score.question))),
    )


def _score_of(question: str, held: Iterable[HeldAnswer]) -> QuestionScore:
    mine = [one for one in held if one.labelled.question == question]
    return QuestionScore(question, len(mine), sum(o.right for o in mine), sum(o.moved_wrong for o in mine))


def _share(found: Iterable[bool]) -> float | None:
    told = list(found)
    return sum(told) / len(told) if told else None


def report_answers(figures: AnswerFigures) -> str:
    """The figures as a text table; of the questions those with anything misread, the weakest first."""
    lines = [
        _figure("right", figures.right, f"of {figures.n} answers"),
        _figure("wrong moves", figures.wrong_moves, "a choice was taken that nobody meant"),
        _figure("false cards", figures.false_cards),
        _figure("confirmed", figures.confirmed, 'asked "Bedoel je …?", rightly or not'),
        _figure("must move", figures.must_move, f"of {figures.must_n}: the choice was taken, or asked about"),
        _figure("may not move", figures.may_not_move, f"of {figures.may_not_n}: none was, and no card came"),
    ]
    weak = [score for score in figures.questions if score.right < score.n]
    if weak:
        lines += ["", f"{'weakest questions':<32}{'n':>5}{'right':>8}{'wrong moves':>14}"]
        lines += [f"{s.question:<32}{s.n:>5}{s.right:>8}{s.wrong_moves:>14}" for s in weak[:WORST]]
        left = weak[WORST:]
        lines += [f"{sum(s.n - s.right for s in left)} misread at {len(left)} other questions"] if left else []
    return "\n".join(lines)


def _figure(name: str, share: float | None, of: str = "") -> str:
    return f"{name:<16}{'-' if share is None else format(share, '.1%'):>7}  {of}".rstrip()


def misread_answers(held: Iterable[HeldAnswer]) -> Iterator[str]:
    """A line for each answer that was misread."""
    for one in held:
        if not one.right:
            got = f"{one.turn} {one.choice or '-'}"
            yield f"{one.labelled.question} {','.join(sorted(one.labelled.accepted))}\t{got}\t{one.labelled.text}"
