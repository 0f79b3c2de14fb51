"""How well labelled messages are read: the figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from nlu.evaluation.labelled import Labelled
from nlu.examples import OUT_OF_SCOPE, QUESTION, SAFETY_INTENTS
from nlu.reading import Reading

SECTIONS = {"A": "steering", "B": "answers", "C": "questions", "D": "safety", "E": "everything else"}
"""The sections of the intents, and what they hold."""

FIRST = 3
"""How many readings the bot shows at most when it asks again."""
BINS = 10


@dataclass(frozen=True)
class IntentScore:
    """One intent: how often it was expected, how often it was read, and how often both."""

    intent: str
    n: int
    read: int
    right: int

    @property
    def precision(self) -> float | None:
        """The share of its readings that are right; None when nothing was read as it."""
        return _share(self.right, self.read)

    @property
    def recall(self) -> float | None:
        """The share of its messages that are read as it; None when it has none."""
        return _share(self.right, self.n)

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall; 0 when nothing is right."""
        return 2 * self.right / (self.n + self.read) if self.right else 0.0


@dataclass(frozen=True)
class Confusion:
    """Messages of one intent that were read as another."""

    expected: str
    got: str
    n: int


@dataclass(frozen=True)
class Evaluation:
    """The figures of a set of readings. A share of nothing is None."""

    n: int
    accuracy: float
    among_first: float
    """The share whose intent is among the `FIRST` likeliest readings."""
    macro_f1: float
    """The mean F1 of the intents that were expected or read."""
    intents: tuple[IntentScore, ...]
    """Every intent that was expected or read, in the order of `in_sections`."""
    answers: Collection[str]
    """The intents that are answers."""
    confusions: tuple[Confusion, ...]
    """All of them, the most frequent first."""
    safety_n: int
    safety_recall: float | None
    """The share of the safety messages in which any danger is found, surely or possibly."""
    safety_exact: float | None
    """The share of the safety messages in which danger of their own intent is found."""
    false_alarms: float | None
    """The share of the other messages for which a safety card is shown."""
    possible_alarms: float | None
    """The share of the other messages for which it is asked whether somebody is in danger."""
    out_of_scope_recall: float | None
    out_of_scope_precision: float | None
    calibration_error: float
    """The mean distance between confidence and accuracy in `BINS` equal bins [low, high), weighed by their messages."""


def in_sections(intents: Iterable[str], answers: Collection[str]) -> dict[str, list[str]]:
    """The intents by section (the keys of `SECTIONS`), alphabetically in each; sections without any are left out.

    `answers`: those that mean something only to a question, which is the step plan's to say.
    """
    grouped: dict[str, list[str]] = {section: [] for section in SECTIONS}
    for intent in sorted(set(intents)):
        grouped[_section(intent, answers)].append(intent)
    return {section: names for section, names in grouped.items() if names}


def predicted(reading: Reading) -> str:
    """The intent that a message is answered as: safety wins."""
    return reading.safety or reading.intent


def evaluate(pairs: Sequence[tuple[Labelled, Reading]], answers: Collection[str] = ()) -> Evaluation:
    """The figures of at least one reading; `answers`: see `in_sections`. Raises `ValueError` without any."""
    if not pairs:
        raise ValueError("there are no readings to evaluate")
    counts = Counter((labelled.intent, predicted(reading)) for labelled, reading in pairs)
    scores = _scores(counts, answers)
    by_intent = {score.intent: score for score in scores}
    out_of_scope = by_intent.get(OUT_OF_SCOPE, IntentScore(OUT_OF_SCOPE, 0, 0, 0))
    confusions = [Confusion(*pair, n) for pair, n in counts.items() if pair[0] != pair[1]]
    safety = [(labelled, reading) for labelled, reading in pairs if labelled.intent in SAFETY_INTENTS]
    rest = [reading for labelled, reading in pairs if labelled.intent not in SAFETY_INTENTS]
    return Evaluation(
        n=len(pairs),
        accuracy=sum(score.right for score in scores) / len(pairs),
        among_first=sum(labelled.intent in _first(reading) for labelled, reading in pairs) / len(pairs),
        macro_f1=sum(score.f1 for score in scores) / len(scores),
        intents=scores,
        answers=answers,
        confusions=tuple(sorted(confusions, key=lambda c: (-c.n, c.expected, c.got))),
        safety_n=len(safety),
        safety_recall=_share(sum(reading.danger is not None for _, reading in safety), len(safety)),
        safety_exact=_share(sum(_kind(reading) == labelled.intent for labelled, reading in safety), len(safety)),
        false_alarms=_share(sum(reading.safety is not None for reading in rest), len(rest)),
        possible_alarms=_share(sum(reading.danger is not None and not reading.safety for reading in rest), len(rest)),
        out_of_scope_recall=out_of_scope.recall,
        out_of_scope_precision=out_of_scope.precision,
        calibration_error=_calibration_error(pairs),
    )


def _section(intent: str, answers: Collection[str]) -> str:
    if intent == OUT_OF_SCOPE:
        return "E"
    if intent in SAFETY_INTENTS:
        return "D"
    if intent in answers:
        return "B"
    return "C" if intent.startswith(QUESTION) else "A"


def _scores(counts: Counter[tuple[str, str]], answers: Collection[str]) -> tuple[IntentScore, ...]:
    expected: Counter[str] = Counter()
    read: Counter[str] = Counter()
    for (intent, got), n in counts.items():
        expected[intent] += n
        read[got] += n
    grouped = in_sections([*expected, *read], answers).values()
    return tuple(IntentScore(i, expected[i], read[i], counts[i, i]) for names in grouped for i in names)


def _first(reading: Reading) -> list[str]:
    """The intents a reading proposes first."""
    ranked = dict.fromkeys([predicted(reading), reading.intent, *(intent for intent, _ in reading.runners_up)])
    return list(ranked)[:FIRST]


def _kind(reading: Reading) -> str | None:
    return reading.danger.kind if reading.danger else None


def _calibration_error(pairs: Sequence[tuple[Labelled, Reading]]) -> float:
    gaps = [0.0] * BINS
    for labelled, reading in pairs:
        index = min(int(reading.confidence * BINS), BINS - 1)
        gaps[index] += reading.confidence - (predicted(reading) == labelled.intent)
    return sum(map(abs, gaps)) / len(pairs)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
