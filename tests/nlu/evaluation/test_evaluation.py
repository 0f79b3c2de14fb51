"""The figures on labelled messages: computed by hand, reported and drawn."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from dialogues.loader import load_flowchart
from dialogues.rules import answer_intents
from nlu.evaluation.confusion_plot import draw_confusion
from nlu.evaluation.labelled import Labelled
from nlu.evaluation.report import misread, report
from nlu.evaluation.scores import Confusion, Evaluation, IntentScore, evaluate, in_sections, predicted
from nlu.examples import SAFETY_INTENTS, known_intents
from nlu.reading import Danger, Grade, Reading

VIOLENCE, SUICIDE = "acuut_geweld", "acuut_zelfdoding"


def _sure(reading: Reading, kind: str) -> Reading:
    return dataclasses.replace(reading, safety=kind, danger=Danger(kind, Grade.SURE))


TEN = [
    (Labelled("hallo", "groet"), Reading("groet", 0.95)),
    (Labelled("dag", "groet"), Reading("groet", 0.85)),
    (Labelled("saluutjes", "groet"), Reading("bedankt", 0.65, (("groet", 0.2),))),
    (Labelled("merci", "bedankt"), Reading("bedankt", 0.75)),
    (Labelled("hij heeft een mes", VIOLENCE), _sure(Reading(VIOLENCE, 0.9), VIOLENCE)),
    (Labelled("hij wil hem dood", VIOLENCE), _sure(Reading(SUICIDE, 0.2, ((VIOLENCE, 0.1),)), SUICIDE)),
    (Labelled("ze wil er niet meer zijn", SUICIDE), Reading("is_ruzie", 0.4)),
    (Labelled("de kat is weg", "buiten_bereik"), Reading("buiten_bereik", 0.55)),
    (Labelled("wapens in WO I", "buiten_bereik"), _sure(Reading(VIOLENCE, 0.25), VIOLENCE)),
    (
        Labelled("wat doe jij", "hulp"),
        Reading("buiten_bereik", 0.35, (("groet", 0.2), ("bedankt", 0.1), ("hulp", 0.05))),
    ),
]
"""Five right: both greetings, the thanks, the knife, the cat."""


@pytest.fixture
def ten() -> Evaluation:
    """The figures of the ten."""
    return evaluate(TEN)


def test_overall_figures(ten: Evaluation) -> None:
    """Half is right; two more are among the first three, and the fourth place does not count."""
    assert ten.n == 10
    assert ten.accuracy == 0.5
    assert ten.among_first == 0.7
    assert ten.macro_f1 == pytest.approx((4 / 5 + 2 / 3 + 0 + 1 / 2 + 0 + 0 + 1 / 2) / 7)


def test_figures_per_intent(ten: Evaluation) -> None:
    """Precision and recall of each intent that was expected or read, by section."""
    assert [(s.intent, s.n, s.precision, s.recall, s.f1) for s in ten.intents] == [
        ("bedankt", 1, 1 / 2, 1.0, pytest.approx(2 / 3)),
        ("groet", 3, 1.0, 2 / 3, pytest.approx(4 / 5)),
        ("hulp", 1, None, 0.0, 0.0),
        ("is_ruzie", 0, 0.0, None, 0.0),
        (VIOLENCE, 2, 1 / 2, 1 / 2, 1 / 2),
        (SUICIDE, 1, 0.0, 0.0, 0.0),
        ("buiten_bereik", 2, 1 / 2, 1 / 2, 1 / 2),
    ]


def test_safety_figures(ten: Evaluation) -> None:
    """Danger of another safety intent catches a message too; only its own is exact."""
    assert ten.safety_n == 3
    assert ten.safety_recall == 2 / 3
    assert ten.safety_exact == 1 / 3
    assert ten.false_alarms == 1 / 7


def test_out_of_scope_figures(ten: Evaluation) -> None:
    """Of two messages one is recognised; of two readings one is right."""
    assert ten.out_of_scope_recall == 0.5
    assert ten.out_of_scope_precision == 0.5


def test_calibration(ten: Evaluation) -> None:
    """Per bin from the tenth down: .15 .15 .25 .65 .45 .40 .35 and .45 for the two in the third."""
    assert ten.calibration_error == pytest.approx((0.15 + 0.15 + 0.25 + 0.65 + 0.45 + 0.40 + 0.35 + 0.45) / 10)


@pytest.mark.parametrize(
    ("confidences", "error"),
    [
        ([(0.55, True), (0.55, False)], 0.05),
        ([(0.49, True), (0.51, False)], 0.51),
        ([(1.0, True), (0.9, True)], 0.05),
        ([(0.0, False)], 0.0),
        ([(1.0, False)], 1.0),
    ],
)
def test_calibration_within_and_across_bins(confidences: list[tuple[float, bool]], error: float) -> None:
    """Within a bin over- and underconfidence make up for each other, across bins they do not."""
    pairs = [(Labelled("x", "ja" if right else "nee"), Reading("ja", confidence)) for confidence, right in confidences]
    assert evaluate(pairs).calibration_error == pytest.approx(error)


def test_confusions_are_sorted() -> None:
    """The most frequent first, then by name."""
    said = [("ja", "nee"), ("nee", "ja"), ("nee", "hulp"), ("nee", "ja"), ("ja", "ja")]
    evaluation = evaluate([(Labelled("x", expected), Reading(got, 0.5)) for expected, got in said])
    assert evaluation.confusions == (Confusion("nee", "ja", 2), Confusion("ja", "nee", 1), Confusion("nee", "hulp", 1))


def test_all_right_without_safety() -> None:
    """A perfect set has no confusions; a share of nothing is None, and a dash in the report."""
    evaluation = evaluate([(Labelled("ja", "ja"), Reading("ja", 1.0))])
    assert (evaluation.accuracy, evaluation.among_first, evaluation.macro_f1) == (1.0, 1.0, 1.0)
    assert evaluation.confusions == ()
    assert (evaluation.safety_recall, evaluation.safety_exact, evaluation.false_alarms) == (None, None, 0.0)
    assert (evaluation.out_of_scope_recall, evaluation.out_of_scope_precision) == (None, None)
    assert "confusions" not in report(evaluation)
    assert "safety caught                       -  of 0 safety messages" in report(evaluation)


def test_nothing_cannot_be_evaluated() -> None:
    """No readings, no figures."""
    with pytest.raises(ValueError, match="no readings"):
        evaluate([])


def test_safety_wins() -> None:
    """The safety intent is the prediction, whatever the likeliest intent is."""
    reading = Reading("groet", 0.9, (("ja", 0.05), ("nee", 0.01)), safety=VIOLENCE)
    assert predicted(reading) == VIOLENCE
    said = [(Labelled("x", intent), reading) for intent in (VIOLENCE, "groet", "ja", "nee")]
    assert evaluate(said).among_first == 0.75


def test_report_is_compact(ten: Evaluation) -> None:
    """Every figure with its whole, in lines that fit a terminal."""
    lines = report(ten).splitlines()
    assert max(map(len, lines)) <= 80
    assert lines[0].split() == "right 50.0% of 10 messages".split()
    assert "safety caught                   66.7%  of 3 safety messages" in lines
    assert "false safety alarms             14.3%  of 7 other messages" in lines
    assert next(line for line in lines if "groet " in line).split() == ["groet", "3", "1.000", "0.667", "0.800"]
    assert "   1  groet -> bedankt" in lines


def test_report_sums_up_the_rest() -> None:
    """Beyond the worst confusions only their number is told."""
    intents = known_intents()[:15]
    text = report(evaluate([(Labelled("x", intent), Reading("weet_niet", 0.5)) for intent in intents]))
    assert text.count(" -> weet_niet") == 12
    assert text.endswith("   3  in 3 other confusions")


def test_misread_lines() -> None:
    """Only the wrong ones; text stays on its line, without control characters."""
    pairs = [*TEN[:3], (Labelled('é\n"\x1b', "ja"), Reading("nee", 0.625))]
    assert [line.split(maxsplit=3) for line in misread(pairs)] == [
        ["groet", "bedankt", "0.65", '"saluutjes"'],
        ["ja", "nee", "0.62", '"é\\n\\"\\u001b"'],
    ]


def test_every_intent_has_its_section() -> None:
    """All known intents, once, in sections A to E; a new guide is a question."""
    grouped = in_sections([*known_intents(), "vraag_iets_nieuws"], answer_intents(load_flowchart()))
    assert list(grouped) == list("ABCDE")
    assert [len(names) for names in grouped.values()] == [18, 14, 20, 3, 1]
    assert set(grouped["D"]) == set(SAFETY_INTENTS)
    assert grouped["E"] == ["buiten_bereik"]
    assert "vraag_iets_nieuws" in grouped["C"]


def test_drawing(tmp_path: Path, ten: Evaluation) -> None:
    """A PNG, also with an intent that has no examples; a folder that is not there is named."""
    path = tmp_path / "matrix.png"
    draw_confusion(ten, path)
    assert path.read_bytes().startswith(b"\x89PNG")
    draw_confusion(evaluate([(Labelled("x", "vraag_nieuw"), Reading("ja", 0.5))]), path)
    assert path.read_bytes().startswith(b"\x89PNG")
    with pytest.raises(OSError, match="nergens"):
        draw_confusion(ten, tmp_path / "nergens" / "matrix.png")


def test_scores_without_anything_right() -> None:
    """F1 is zero, not undefined."""
    assert IntentScore("ja", 0, 0, 0).f1 == 0.0
