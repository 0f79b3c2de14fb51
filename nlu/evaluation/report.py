"""The figures of an evaluation as a text table, and what was misread."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from nlu.evaluation.labelled import Labelled
from nlu.evaluation.scores import FIRST, SECTIONS, Evaluation, in_sections, predicted
from nlu.examples import OUT_OF_SCOPE
from nlu.reading import Reading

WORST = 12
"""How many confusions a report lists."""


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
        _figure("asked whether in danger", _percent(evaluation.possible_alarms), f"of {rest} other messages"),
        _figure("out of scope: recall", _percent(evaluation.out_of_scope_recall), f"of {beyond_n} messages"),
        _figure("out of scope: precision", _percent(evaluation.out_of_scope_precision), f"of {beyond_read} readings"),
        "",
        *_intent_table(evaluation),
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


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{share:.1%}"


def _number(number: float | None) -> str:
    return "-" if number is None else f"{number:.3f}"


def _figure(name: str, figure: str, of: str = "") -> str:
    return f"{name:<30}{figure:>7}  {of}".rstrip()


def _intent_table(evaluation: Evaluation) -> Iterator[str]:
    by_intent = {score.intent: score for score in evaluation.intents}
    yield f"{'intent':<30}{'n':>5}{'precision':>11}{'recall':>9}{'F1':>8}"
    for section, names in in_sections(by_intent, evaluation.answers).items():
        yield f"{section}. {SECTIONS[section]}"
        for score in map(by_intent.__getitem__, names):
            precision, recall = _number(score.precision), _number(score.recall)
            yield f"   {score.intent:<27}{score.n:>5}{precision:>11}{recall:>9}{_number(score.f1):>8}"
