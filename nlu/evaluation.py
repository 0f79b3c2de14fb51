"""How well labelled messages are read: the file they come from, the figures, and a table of these."""

from __future__ import annotations

import difflib
import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nlu.choices import ANSWER_INTENTS
from nlu.examples import EXAMPLES, OUT_OF_SCOPE, SAFETY_INTENTS
from nlu.reading import Reading

SECTIONS = {"A": "steering", "B": "answers", "C": "questions", "D": "safety", "E": "everything else"}
"""The sections of the intents, and what they hold."""

FIRST = 3
"""How many readings the bot shows at most when it asks again."""
BINS = 10
WORST = 12
"""How many confusions a report lists."""


class LabelledFileError(Exception):
    """A file of labelled messages cannot be used. `faults` holds at least one, each as `path:line: what`."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


@dataclass(frozen=True)
class Labelled:
    """A message and the intent it should be read as."""

    text: str
    intent: str
    step: str | None = None
    """The open step it is read at; None: without any context."""


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
    confusions: tuple[Confusion, ...]
    """All of them, the most frequent first."""
    safety_n: int
    safety_recall: float | None
    """The share of the safety messages for which any safety card is shown."""
    safety_exact: float | None
    """The share of the safety messages for which the card of their own intent is shown."""
    false_alarms: float | None
    """The share of the other messages for which a safety card is shown."""
    out_of_scope_recall: float | None
    out_of_scope_precision: float | None
    calibration_error: float
    """The mean distance between confidence and accuracy in `BINS` equal bins [low, high), weighed by their messages."""


def known_intents(folder: Path = EXAMPLES) -> tuple[str, ...]:
    """The intents that have a file of examples."""
    return tuple(sorted(path.stem for path in folder.glob("*.txt")))


def in_sections(intents: Iterable[str]) -> dict[str, list[str]]:
    """The intents by section (the keys of `SECTIONS`), alphabetically in each; sections without any are left out."""
    grouped: dict[str, list[str]] = {section: [] for section in SECTIONS}
    for intent in sorted(set(intents)):
        grouped[_section(intent)].append(intent)
    return {section: names for section, names in grouped.items() if names}


def read_labelled(
    path: Path, steps: Collection[str] | None = None, intents: Collection[str] | None = None
) -> list[Labelled]:
    """The messages of a file: a JSON object `{"text", "intent"}` per line, with a `"step"` at will.

    Empty lines are skipped; further fields mean nothing.

    Args:
        path: the file, in UTF-8.
        steps: the steps there are; None: any.
        intents: the intents there are; None: those that have examples.

    Raises:
        LabelledFileError: with every fault of every line.
        OSError: the file cannot be read.
    """
    known = known_intents() if intents is None else intents
    labelled: list[Labelled] = []
    faults: list[str] = []
    for number, line in enumerate(path.read_bytes().removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        if not line.strip():
            continue
        raw, wrong = _object(line)
        wrong += list(_wrong_fields(raw, known, steps)) if raw is not None else []
        faults += [f"{path}:{number}: {what}" for what in wrong]
        if raw is not None and not wrong:
            labelled.append(Labelled(raw["text"], raw["intent"], raw.get("step")))
    if not labelled and not faults:
        faults.append(f'{path}:1: no message; expected {{"text": …, "intent": …}} on each line')
    if faults:
        raise LabelledFileError(faults)
    return labelled


def predicted(reading: Reading) -> str:
    """The intent that a message is answered as: safety wins."""
    return reading.safety or reading.intent


def evaluate(pairs: Sequence[tuple[Labelled, Reading]]) -> Evaluation:
    """The figures of at least one reading. Raises `ValueError` without any."""
    if not pairs:
        raise ValueError("there are no readings to evaluate")
    counts = Counter((labelled.intent, predicted(reading)) for labelled, reading in pairs)
    scores = _scores(counts)
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
        confusions=tuple(sorted(confusions, key=lambda c: (-c.n, c.expected, c.got))),
        safety_n=len(safety),
        safety_recall=_share(sum(_alarms(reading) for _, reading in safety), len(safety)),
        safety_exact=_share(sum(reading.safety == labelled.intent for labelled, reading in safety), len(safety)),
        false_alarms=_share(sum(map(_alarms, rest)), len(rest)),
        out_of_scope_recall=out_of_scope.recall,
        out_of_scope_precision=out_of_scope.precision,
        calibration_error=_calibration_error(pairs),
    )


def report(evaluation: Evaluation) -> str:
    """The figures as a text table."""
    rest = evaluation.n - evaluation.safety_n
    beyond = next((score for score in evaluation.intents if score.intent == OUT_OF_SCOPE), None)
    beyond_n, beyond_read = (beyond.n, beyond.read) if beyond else (0, 0)
    lines = [
        _figure("right", _percent(evaluation.accuracy), f"of {evaluation.n} messages"),
        _figure(f"right among the first {FIRST}", _percent(evaluation.among_first)),
        _figure("macro-F1", _number(evaluation.macro_f1), f"over {len(evaluation.intents)} intents"),
        _figure("calibration error", _number(evaluation.calibration_error), "0 is best"),
        "",
        _figure("safety caught", _percent(evaluation.safety_recall), f"of {evaluation.safety_n} safety messages"),
        _figure("safety caught and named right", _percent(evaluation.safety_exact)),
        _figure("false safety alarms", _percent(evaluation.false_alarms), f"of {rest} other messages"),
        _figure("out of scope: recall", _percent(evaluation.out_of_scope_recall), f"of {beyond_n} messages"),
        _figure("out of scope: precision", _percent(evaluation.out_of_scope_precision), f"of {beyond_read} readings"),
        "",
        *_intent_table(evaluation.intents),
    ]
    if evaluation.confusions:
        lines += ["", "worst confusions (expected -> got)"]
        lines += [f"{c.n:4}  {c.expected} -> {c.got}" for c in evaluation.confusions[:WORST]]
        left = evaluation.confusions[WORST:]
        lines += [f"{sum(c.n for c in left):4}  in {len(left)} other confusions"] if left else []
    return "\n".join(lines)


def misread(pairs: Iterable[tuple[Labelled, Reading]]) -> Iterator[str]:
    """A line for each message that was read wrongly: expected, got, confidence, text."""
    for labelled, reading in pairs:
        if predicted(reading) != labelled.intent:
            text = json.dumps(labelled.text, ensure_ascii=False)
            yield f"{labelled.intent:<28}{predicted(reading):<28}{reading.confidence:.2f}  {text}"


def _section(intent: str) -> str:
    if intent == OUT_OF_SCOPE:
        return "E"
    if intent in SAFETY_INTENTS:
        return "D"
    if intent in ANSWER_INTENTS:
        return "B"
    return "C" if intent.startswith("vraag_") else "A"


def _object(line: bytes) -> tuple[dict[str, Any] | None, list[str]]:
    """The JSON object of a line, or what is wrong with it."""
    try:
        raw = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError:
        return None, ["this is no UTF-8"]
    except json.JSONDecodeError as error:
        return None, [f"this is no JSON: {error.msg} at character {error.colno}"]
    except (ValueError, RecursionError):
        # An endless number, or brackets without end.
        return None, ["this is no JSON that can be read"]
    if not isinstance(raw, dict):
        return None, ['expected an object {"text": …, "intent": …}']
    return raw, []


def _wrong_fields(raw: dict[str, Any], intents: Collection[str], steps: Collection[str] | None) -> Iterator[str]:
    text, intent, step = raw.get("text"), raw.get("intent"), raw.get("step")
    for name in ("text", "intent"):
        if name not in raw:
            yield f'"{name}" is missing'
        elif not isinstance(raw[name], str):
            yield f'"{name}" is no string'
    if isinstance(text, str) and not text.strip():
        yield '"text" is empty'
    if isinstance(text, str) and any("\ud800" <= character <= "\udfff" for character in text):
        yield '"text" holds half a character (a lone surrogate)'
    if isinstance(intent, str) and intent not in intents:
        yield f"there is no intent {_quoted(intent)}.{_nearest(intent, intents)}"
    if step is not None and not isinstance(step, str):
        yield '"step" is no string'
    elif step is not None and steps is not None and step not in steps:
        yield f"there is no step {_quoted(step)}.{_nearest(step, steps)}"


def _quoted(word: str) -> str:
    # On one line, and printable whatever it holds.
    return f"'{ascii(word)[1:-1]}'"


def _nearest(word: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.5)
    return f" Did you mean '{close[0]}'?" if close else ""


def _scores(counts: Counter[tuple[str, str]]) -> tuple[IntentScore, ...]:
    expected: Counter[str] = Counter()
    read: Counter[str] = Counter()
    for (intent, got), n in counts.items():
        expected[intent] += n
        read[got] += n
    grouped = in_sections([*expected, *read]).values()
    return tuple(IntentScore(i, expected[i], read[i], counts[i, i]) for names in grouped for i in names)


def _first(reading: Reading) -> list[str]:
    """The intents a reading proposes first."""
    ranked = dict.fromkeys([predicted(reading), reading.intent, *(intent for intent, _ in reading.runners_up)])
    return list(ranked)[:FIRST]


def _alarms(reading: Reading) -> bool:
    return reading.safety is not None


def _calibration_error(pairs: Sequence[tuple[Labelled, Reading]]) -> float:
    gaps = [0.0] * BINS
    for labelled, reading in pairs:
        index = min(int(reading.confidence * BINS), BINS - 1)
        gaps[index] += reading.confidence - (predicted(reading) == labelled.intent)
    return sum(map(abs, gaps)) / len(pairs)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{share:.1%}"


def _number(number: float | None) -> str:
    return "-" if number is None else f"{number:.3f}"


def _figure(name: str, figure: str, of: str = "") -> str:
    return f"{name:<30}{figure:>7}  {of}".rstrip()


def _intent_table(scores: Iterable[IntentScore]) -> Iterator[str]:
    by_intent = {score.intent: score for score in scores}
    yield f"{'intent':<30}{'n':>5}{'precision':>11}{'recall':>9}{'F1':>8}"
    for section, names in in_sections(by_intent).items():
        yield f"{section}. {SECTIONS[section]}"
        for score in map(by_intent.__getitem__, names):
            precision, recall = _number(score.precision), _number(score.recall)
            yield f"   {score.intent:<27}{score.n:>5}{precision:>11}{recall:>9}{_number(score.f1):>8}"
