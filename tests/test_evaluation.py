"""The figures on labelled messages: computed by hand, read from good and bad files, drawn, and on the command line."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from bot.cli import main
from nlu.confusion_plot import draw_confusion
from nlu.evaluation import Confusion, Evaluation, IntentScore, evaluate, in_sections, predicted
from nlu.evaluation_report import misread, report
from nlu.examples import SAFETY_INTENTS
from nlu.labelled import Labelled, LabelledFileError, known_intents, read_labelled
from nlu.reading import Reading

VIOLENCE, SUICIDE = "acuut_geweld", "acuut_zelfdoding"

TEN = [
    (Labelled("hallo", "groet"), Reading("groet", 0.95)),
    (Labelled("dag", "groet"), Reading("groet", 0.85)),
    (Labelled("saluutjes", "groet"), Reading("bedankt", 0.65, (("groet", 0.2),))),
    (Labelled("merci", "bedankt"), Reading("bedankt", 0.75)),
    (Labelled("hij heeft een mes", VIOLENCE), Reading(VIOLENCE, 0.9, safety=VIOLENCE)),
    (Labelled("hij wil hem dood", VIOLENCE), Reading(SUICIDE, 0.2, ((VIOLENCE, 0.1),), safety=SUICIDE)),
    (Labelled("ze wil er niet meer zijn", SUICIDE), Reading("is_ruzie", 0.4)),
    (Labelled("de kat is weg", "buiten_bereik"), Reading("buiten_bereik", 0.55)),
    (Labelled("wapens in WO I", "buiten_bereik"), Reading(VIOLENCE, 0.25, safety=VIOLENCE)),
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
    """A card of another safety intent catches a message too; only its own is exact."""
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
    grouped = in_sections([*known_intents(), "vraag_iets_nieuws"])
    assert list(grouped) == list("ABCDE")
    assert [len(names) for names in grouped.values()] == [11, 14, 20, 3, 1]
    assert set(grouped["D"]) == set(SAFETY_INTENTS)
    assert grouped["E"] == ["buiten_bereik"]
    assert "vraag_iets_nieuws" in grouped["C"]


def test_reading_a_file(tmp_path: Path) -> None:
    """Steps at will, empty lines, a byte order mark, Windows line ends and further fields."""
    path = tmp_path / "set.jsonl"
    lines = [
        '\ufeff{"text": "hallo\u2028daar", "intent": "groet"}',
        "",
        '{"text": "2", "intent": "ja", "step": "ernst", "note": 1}',
        '{"text": " ja ", "intent": "ja", "step": null}',
    ]
    path.write_bytes("\r\n".join(lines).encode())
    expected = [Labelled("hallo\u2028daar", "groet"), Labelled("2", "ja", "ernst"), Labelled(" ja ", "ja")]
    assert read_labelled(path, steps={"ernst"}) == expected


FAULTS = [
    (b"{", "this is no JSON: Expecting property name enclosed in double quotes at character 2"),
    (b"[" * 100_000, "this is no JSON that can be read"),
    (b"9" * 5_000, "this is no JSON that can be read"),
    (b'{"text": "\xff", "intent": "ja"}', "this is no UTF-8"),
    (b'["ja", "ja"]', 'expected an object {"text": …, "intent": …}'),
    (b'{"intent": "ja"}', '"text" is missing'),
    (b'{"text": "ja"}', '"intent" is missing'),
    (b'{"text": null, "intent": "ja"}', '"text" is no string'),
    (b'{"text": "ja", "intent": ["ja"]}', '"intent" is no string'),
    (b'{"text": " ", "intent": "ja"}', '"text" is empty'),
    (b'{"text": "\\ud83d", "intent": "ja"}', '"text" holds half a character (a lone surrogate)'),
    (b'{"text": "x", "intent": "groett"}', "there is no intent 'groett'. Did you mean 'groet'?"),
    (b'{"text": "x", "intent": "%%%"}', "there is no intent '%%%'."),
    (b'{"text": "x", "intent": "a\\nb\\u001b\\ud800"}', r"there is no intent 'a\nb\x1b\ud800'."),
    (b'{"text": "x", "intent": "ja", "step": "ernts"}', "there is no step 'ernts'. Did you mean 'ernst'?"),
    (b'{"text": "x", "intent": "ja", "step": 3}', '"step" is no string'),
]


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    """Each bad line with its place."""
    path = tmp_path / "bad.jsonl"
    path.write_bytes(b"\n".join([b'{"text": "ja", "intent": "ja"}', *(line for line, _ in FAULTS)]))
    with pytest.raises(LabelledFileError) as caught:
        read_labelled(path, steps={"ernst"})
    assert caught.value.faults == tuple(f"{path}:{n}: {what}" for n, (_, what) in enumerate(FAULTS, start=2))
    assert str(caught.value).splitlines() == list(caught.value.faults)


def test_two_faults_on_a_line(tmp_path: Path) -> None:
    """Both are told."""
    path = tmp_path / "bad.jsonl"
    path.write_text('{"text": 1, "intent": "jaa"}')
    with pytest.raises(LabelledFileError) as caught:
        read_labelled(path, intents=["ja"])
    assert caught.value.faults == (
        f'{path}:1: "text" is no string',
        f"{path}:1: there is no intent 'jaa'. Did you mean 'ja'?",
    )


@pytest.mark.parametrize("content", ["", "\n\n", "\ufeff"])
def test_an_empty_file(tmp_path: Path, content: str) -> None:
    """A file without messages is a fault too."""
    path = tmp_path / "empty.jsonl"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(LabelledFileError, match="no message"):
        read_labelled(path)


def test_drawing(tmp_path: Path, ten: Evaluation) -> None:
    """A PNG, also with an intent that has no examples; a folder that is not there is named."""
    path = tmp_path / "matrix.png"
    draw_confusion(ten, path)
    assert path.read_bytes().startswith(b"\x89PNG")
    draw_confusion(evaluate([(Labelled("x", "vraag_nieuw"), Reading("ja", 0.5))]), path)
    assert path.read_bytes().startswith(b"\x89PNG")
    with pytest.raises(OSError, match="nergens"):
        draw_confusion(ten, tmp_path / "nergens" / "matrix.png")


def labelled_file(folder: Path, *lines: dict[str, str]) -> str:
    path = folder / "set.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)))
    return str(path)


@pytest.mark.usefixtures("brain")
def test_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The report; with --wrong the misread messages, the step taken into account; with --plot the picture."""
    said = [{"text": "hallo", "intent": "groet"}, {"text": "1", "intent": "hulp", "step": "ernst"}]
    picture = tmp_path / "matrix.PNG"
    assert main(["evaluate", labelled_file(tmp_path, *said), "--wrong", "--plot", str(picture)]) == 0
    out = capsys.readouterr().out
    assert "50.0%  of 2 messages" in out
    assert out.splitlines()[-1].startswith("hulp ")
    assert out.splitlines()[-1].endswith(' 1.00  "1"')
    assert picture.read_bytes().startswith(b"\x89PNG")


@pytest.mark.usefixtures("brain")
def test_command_without_plot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Misread messages are not shown unasked, and what draws is not imported."""
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    assert main(["evaluate", labelled_file(tmp_path, {"text": "hallo", "intent": "bedankt"})]) == 0
    assert '"hallo"' not in capsys.readouterr().out


def test_command_with_a_bad_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A line per fault, exit status 2, nothing on stdout."""
    said = [{"text": "a", "intent": "groett"}, {"text": "b", "intent": "ja", "step": "ernts"}]
    path = labelled_file(tmp_path, *said)
    assert main(["evaluate", path]) == 2
    out, err = capsys.readouterr()
    assert not out
    assert err.splitlines() == [
        f"ehbc: {path}:1: there is no intent 'groett'. Did you mean 'groet'?",
        f"ehbc: {path}:2: there is no step 'ernts'. Did you mean 'ernst'?",
    ]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nergens.jsonl"], "ehbc: nergens.jsonl: No such file or directory"),
        (["nergens.jsonl", "--plot", "x.pdf"], "ehbc: --plot: 'x.pdf' does not end in .png"),
    ],
)
def test_command_with_wrong_arguments(
    arguments: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line, exit status 2."""
    monkeypatch.chdir(tmp_path)
    assert main(["evaluate", *arguments]) == 2
    assert capsys.readouterr().err.splitlines() == [said]


def test_scores_without_anything_right() -> None:
    """F1 is zero, not undefined."""
    assert IntentScore("ja", 0, 0, 0).f1 == 0.0
