"""`ehbc understand`, and `ehbc evaluate`: the report, what was misread, the picture, and what is wrong with files."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from bot.cli.main import main
from tests.support.command_line import status_of
from tests.support.program import Program


@pytest.mark.usefixtures("settings")
def test_understand_shows_how_a_message_is_read(capsys: pytest.CaptureFixture[str]) -> None:
    """A message per argument gives a JSON object per line with the keys that others hold on to."""
    assert status_of("understand", "hij wil niet meer leven", "wie moet ik bellen?") == 0
    told, asked = map(json.loads, capsys.readouterr().out.splitlines())
    assert {"text", "intent", "confidence", "runners_up", "safety", "danger"} <= told.keys()
    assert (told["text"], told["intent"], told["safety"]) == (
        "hij wil niet meer leven", "acuut_zelfdoding", "acuut_zelfdoding")  # fmt: skip
    assert told["danger"] == {"kind": "acuut_zelfdoding", "grade": "sure"}
    assert (asked["safety"], asked["danger"]) == (None, None)
    assert all(isinstance(name, str) and 0 <= chance <= 1 for name, chance in asked["runners_up"])


@pytest.mark.usefixtures("settings")
def test_understand_tells_a_possible_danger(capsys: pytest.CaptureFixture[str]) -> None:
    """What may be danger is told beside what the message is read as."""
    assert status_of("understand", "er is iets met een mes geweest maar het bleek een grap") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["safety"], told["danger"]["grade"]) == (None, "possible")
    assert not told["intent"].startswith("acuut")


@pytest.mark.usefixtures("settings")
def test_understand_with_a_step(capsys: pytest.CaptureFixture[str]) -> None:
    """The open step is evidence for the reading."""
    assert status_of("understand", "--step", "vorm", "2") == 0
    assert json.loads(capsys.readouterr().out)["intent"] == "kiest_groep"


@pytest.mark.usefixtures("settings")
def test_understand_tells_personal_data(capsys: pytest.CaptureFixture[str]) -> None:
    """A name, a class and initials, each with its kind and its place; nothing where there is none."""
    assert status_of("understand", "met wiebe gesproken", "iemand uit 3Bwet", "L.V. weent", "iemand uit het zesde") == 0
    shown = [json.loads(line)["personal_data"] for line in capsys.readouterr().out.splitlines()]
    assert shown == [
        [{"kind": "name", "start": 4, "end": 9}],
        [{"kind": "class_code", "start": 11, "end": 16}],
        [{"kind": "name", "start": 0, "end": 4}],
        [],
    ]


def test_understand_reads_stdin(program: Program) -> None:
    """Without arguments each line of stdin is a message."""
    found = program.lines("understand", said="ja\r\n\nnee")
    assert [line["text"] for line in found] == ["ja", "", "nee"]


def labelled_file(folder: Path, *lines: dict[str, str]) -> str:
    """Where a file with these messages is."""
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


@pytest.mark.usefixtures("brain")
def test_a_set_of_danger(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file of danger has figures of its own; with --wrong what was missed, or not left in peace."""
    path = tmp_path / "danger.tsv"
    lines = ["sure\tacuut_geweld\they", "calm\tage\thij is 14", "sure\tacuut_zelfdoding\tze wil niet meer leven"]
    path.write_text("\n".join(lines))
    assert main(["evaluate", str(path), "--wrong"]) == 0
    out = capsys.readouterr().out
    assert "danger found       50.0%  of 2" in out
    assert out.splitlines()[-1] == "sure acuut_geweld\t-\they"
    assert status_of("evaluate", str(path), "--plot", "x.png") == 2
    path.write_text("sure\tgeweld\they\n")
    assert status_of("evaluate", str(path)) == 2
    assert "danger.tsv:1: there is no safety intent 'geweld'. Did you mean 'acuut_geweld'?" in capsys.readouterr().err


@pytest.mark.usefixtures("settings")
def test_a_set_of_answers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file of answers is said to the chat; with --wrong what was misread."""
    path = tmp_path / "answers.tsv"
    path.write_text("vorm\tkiest_groep\t2\nvorm+kaart\tact:ok\tok\nvorm\tkiest_groep\t1\n")
    assert main(["evaluate", str(path), "--wrong"]) == 0
    out = capsys.readouterr().out
    assert "right             66.7%  of 3 answers" in out
    assert out.splitlines()[-1] == "vorm kiest_groep\tmove kiest_individueel\t1"


@pytest.mark.usefixtures("settings")
def test_a_set_of_answers_that_cannot_be_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each fault with its place; no picture."""
    path = tmp_path / "answers.tsv"
    path.write_text("vrom\tkiest_groep\tx\nvorm\tkies_groep\tx\nvorm\tkiest_groep\n")
    assert status_of("evaluate", str(path)) == 2
    assert capsys.readouterr().err.splitlines() == [
        f"ehbc: {path}:1: there is no question 'vrom'. Did you mean 'vorm'?",
        f"ehbc: {path}:2: 'vorm' has no outcome 'kies_groep'. Did you mean 'kiest_groep'?",
        f"ehbc: {path}:3: expected question, accepted outcomes and text, between tabs",
    ]
    assert status_of("evaluate", str(path), "--plot", "x.png") == 2
    assert status_of("evaluate", "nergens.tsv") == 2
    assert capsys.readouterr().err.splitlines()[-1] == "ehbc: nergens.tsv: No such file or directory"


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
