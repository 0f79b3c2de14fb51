"""`ehbc train`, `ehbc check` and `ehbc draw`, and content or a model that cannot be used."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from dialogues.training import ROOT, ModelCache
from tests.dialogues.broken_content import PLAN_FILE, put
from tests.support.command_line import status_of
from tests.support.program import Program


@pytest.mark.usefixtures("settings")
@pytest.mark.parametrize(("form", "begins"), [("svg", b"<svg"), ("png", b"\x89PNG\r\n"), ("mermaid", b"flowchart")])
def test_the_plan_is_drawn(form: str, begins: bytes, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    """The plan is drawn in each format, differently with a step highlighted."""
    pictures = []
    for step in ([], ["--step", "ernst"]):
        assert status_of("draw", "--format", form, *step) == 0
        pictures.append(capfdbinary.readouterr().out)
    assert all(begins in picture[:200] for picture in pictures)
    assert pictures[0] != pictures[1]


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
    asked = program.run("--version")
    assert (asked.returncode, asked.stdout) == (1, "")
    assert asked.stderr.endswith("pyproject.toml: No such file or directory\n")
