"""The command line: options, settings, and what each command prints."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from bot.cli.main import build_parser, main
from bot.settings import read_settings
from dialogues.brain import Brain
from dialogues.training import ROOT, ModelCache
from tests.dialogues.broken_content import PLAN_FILE, put
from tests.support.program import Program

README = ROOT / "README.md"


@pytest.fixture(scope="session")
def home(
    brain: Brain,
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """A home with a copy of the trained model."""
    folder = tmp_path_factory.mktemp("home")
    for name in ("model.tar.gz", "model.json"):
        shutil.copy(read_settings().home / name, folder)
    return folder


@pytest.fixture
def program(home: Path) -> Program:
    """The program in a home where the model is ready."""
    return Program(home)


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, home: Path) -> pytest.MonkeyPatch:
    """No settings but a home with the model and an empty database."""
    for name in os.environ:
        if name.startswith("EHBC_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("EHBC_HOME", str(home))
    monkeypatch.setenv("EHBC_DATABASE_URL", f"sqlite:///{tmp_path / 'ehbc.sqlite'}")
    monkeypatch.chdir(tmp_path)
    return monkeypatch


def status(*arguments: str) -> int:
    """The exit status of a command, run in this process."""
    try:
        return main(arguments)
    except SystemExit as leaving:
        return int(leaving.code or 0)


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["nonsens"], "'nonsens'"),
        ([], "COMMAND"),
        (["chat", "--jsn"], "--jsn"),
        (["chat", "--at", "morgen"], "--at: 'morgen' is no time"),
        (["chat", "--at", "2026-13-01"], "--at: '2026-13-01' is no time"),
        (["chat", "--db"], "--db"),
        (["chat", "--json", "--db", "mysql://x/y"], "'mysql'"),
        (["chat", "--json", "--db", "nergens"], "'nergens'"),
        (["understand", "--step", "ernts", "hoi"], "--step: there is no step 'ernts'. Did you mean 'ernst'?"),
        (["draw", "--step", "ernts"], "--step: there is no step 'ernts'. Did you mean 'ernst'?"),
        (["draw", "--format", "gif"], "'gif'"),
        (["invite", "directeur"], "'directeur'"),
        (["invite", "clb", "--uses", "0"], "--uses: '0'"),
        (["invite", "clb", "--days", "een"], "--days: 'een'"),
        (["invite", "clb"], "there is no team yet"),
        (["team", "add", " "], "NAME"),
        (["team", "add", "x" * 101], "NAME"),
        (["team", "add", "a\nb"], "NAME"),
        (["telegram"], "EHBC_TELEGRAM_TOKEN"),
    ],
    ids=" ".join,
)
@pytest.mark.usefixtures("settings")
def test_a_wrong_option_is_named(arguments: list[str], named: str, capsys: pytest.CaptureFixture[str]) -> None:
    """What is wrong with a command line is said in one line on stderr that names it, with status 2 (store: 1)."""
    found = status(*arguments)
    out, err = capsys.readouterr()
    assert (out, found) == ("", 1 if "--db" in arguments and len(arguments) > 2 else 2)
    assert named in err
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({"EHBC_TELEGRAM_TOKEN": "geheim"}, ["EHBC_TELEGRAM_TOKEN"]),
        ({"EHBC_WEBHOOK_SECRET": "kort"}, ["EHBC_WEBHOOK_SECRET"]),
        ({"EHBC_INVITATION_DAYS": "0", "EHBC_TELEGRAM_TOKEN": "1"}, ["EHBC_INVITATION_DAYS", "EHBC_TELEGRAM_TOKEN"]),
        ({"EHBC_TELEGRAM_TOKEN": "123:abc", "EHBC_WEBHOOK_URL": "https://bot.example.be/x"}, ["EHBC_WEBHOOK_SECRET"]),
    ],
)
def test_a_wrong_setting_is_named(
    values: dict[str, str], named: list[str], settings: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every wrong or missing setting is named in a line of its own, never with its value, with status 2."""
    for name, value in values.items():
        settings.setenv(name, value)
    found = status("telegram")
    lines = capsys.readouterr().err.splitlines()
    assert found == 2
    assert [name for name in named if not any(name in line for line in lines)] == []
    assert "geheim" not in "".join(lines)


@pytest.mark.usefixtures("settings")
def test_teams_and_invitations(capsys: pytest.CaptureFixture[str]) -> None:
    """Teams are added once, listed by name, and invited to by name when there are several."""
    assert status("team", "add", " School B ") == 0
    assert status("invite", "clb", "--uses", "2") == 0
    assert "(clb, School B, 2 use(s)" in capsys.readouterr().out
    assert status("team", "add", "School B") == 2
    assert "there is a team 'School B' already" in capsys.readouterr().err
    assert status("team", "add", "Atheneum A") == 0
    assert status("invite", "clb") == 2
    assert "--team: there are several teams, name one of: Atheneum A, School B" in capsys.readouterr().err
    assert status("invite", "clb", "--team", "School C") == 2
    assert "--team: there is no team 'School C'" in capsys.readouterr().err
    assert status("team", "list") == 0
    listed = capsys.readouterr().out.splitlines()[1:]
    assert [line.split("  ")[0] for line in listed] == ["Atheneum A", "School B"]


@pytest.mark.usefixtures("settings")
@pytest.mark.parametrize(("form", "begins"), [("svg", b"<svg"), ("png", b"\x89PNG\r\n"), ("mermaid", b"flowchart")])
def test_the_plan_is_drawn(form: str, begins: bytes, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    """The plan is drawn in each format, differently with a step highlighted."""
    pictures = []
    for step in ([], ["--step", "ernst"]):
        assert status("draw", "--format", form, *step) == 0
        pictures.append(capfdbinary.readouterr().out)
    assert all(begins in picture[:200] for picture in pictures)
    assert pictures[0] != pictures[1]


@pytest.mark.usefixtures("settings")
def test_understand_shows_how_a_message_is_read(capsys: pytest.CaptureFixture[str]) -> None:
    """A message per argument gives a JSON object per line with the keys that others hold on to."""
    assert status("understand", "hij wil niet meer leven", "wie moet ik bellen?") == 0
    told, asked = map(json.loads, capsys.readouterr().out.splitlines())
    assert {"text", "intent", "confidence", "runners_up", "safety"} <= told.keys()
    assert (told["text"], told["intent"], told["safety"]) == (
        "hij wil niet meer leven", "acuut_zelfdoding", "acuut_zelfdoding")  # fmt: skip
    assert asked["safety"] is None
    assert all(isinstance(name, str) and 0 <= chance <= 1 for name, chance in asked["runners_up"])


@pytest.mark.usefixtures("settings")
def test_understand_with_a_step(capsys: pytest.CaptureFixture[str]) -> None:
    """The open step is evidence for the reading."""
    assert status("understand", "--step", "vorm", "2") == 0
    assert json.loads(capsys.readouterr().out)["intent"] == "kiest_groep"


def test_understand_reads_stdin(program: Program) -> None:
    """Without arguments each line of stdin is a message."""
    found = program.lines("understand", said="ja\r\n\nnee")
    assert [line["text"] for line in found] == ["ja", "", "nee"]


def test_training_twice(program: Program) -> None:
    """Where the model fits the content there is nothing to train."""
    done = program.run("train")
    assert (done.returncode, done.stdout) == (0, "")
    assert "nothing to train" in done.stderr


def test_a_model_that_does_not_fit_is_noticed(home: Path, tmp_path: Path) -> None:
    """A model that is missing, damaged or of other content is told from one that fits."""
    cache = ModelCache(tmp_path / "home")
    assert cache.state() == "missing"
    shutil.copytree(home, cache.folder)
    assert cache.state() == "current"
    note = cache.folder / "model.json"
    note.write_text(json.dumps({**json.loads(note.read_text(encoding="utf-8")), "fingerprint": "x"}), encoding="utf-8")
    assert cache.state() == "outdated"
    cache.path.write_bytes(cache.path.read_bytes()[:-1])
    assert cache.state() == "damaged"
    note.write_text("{", encoding="utf-8")
    assert cache.state() == "damaged"


def test_a_damaged_model_is_trained_again(home: Path, tmp_path: Path) -> None:
    """A damaged model is trained again, on stderr, and the message is answered."""
    shutil.copytree(home, tmp_path / "home")
    (tmp_path / "home" / "model.tar.gz").write_bytes(b"")
    done = Program(tmp_path / "home").run("understand", "hallo")
    assert json.loads(done.stdout)["intent"] == "groet"
    assert "model file damaged; training" in done.stderr


def test_broken_content_is_refused(home: Path, tmp_path: Path) -> None:
    """With a fault in the content no command starts: the fault is named on stderr, without a traceback."""
    for name in ("bot", "data", "dialogues", "nlu"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "config.yml", tmp_path)
    put(tmp_path / PLAN_FILE, "id: ruzie\n", "gidsen: .*", "gidsen: [belied]")
    program = Program(home, root=tmp_path)
    done = program.run("chat", "--json", said="hoi\n")
    assert (done.returncode, done.stdout) == (1, "")
    assert "gids 'belied' bestaat niet. Bedoel je 'beleid'?" in done.stderr
    assert "Traceback" not in done.stderr
    checked = program.run("check")
    assert checked.returncode == 1
    assert "gids 'belied' bestaat niet. Bedoel je 'beleid'?" in checked.stdout


def test_the_launcher_is_a_shell_script() -> None:
    """The launcher is written for a plain shell."""
    assert subprocess.run(["sh", "-n", str(ROOT / "ehbc")], check=False).returncode == 0


@pytest.mark.skipif(not README.is_file(), reason="there is no README yet")
def test_every_command_is_documented() -> None:
    """README names every command."""
    text = README.read_text(encoding="utf-8")
    actions = next(action for action in build_parser()._actions if action.dest == "command")
    assert actions.choices is not None
    assert [name for name in actions.choices if f"ehbc {name}" not in text] == []
