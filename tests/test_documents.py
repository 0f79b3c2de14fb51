"""What is written for the next person is true: the picture, the paths, the hooks, the version."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
import yaml

from dialogues.training import ROOT
from tests.support import rooms

DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "tests").rglob("README.md")])
_LINK = re.compile(r"\]\((?!https?://)([^)#\s]+)[^)]*\)|src=\"([^\"]+)\"")
_CODE = re.compile(r"`([^`\n]+)`")
_PATH = re.compile(r"(?:bot|nlu|dialogues|data|tests|benchmarks|docs|\.ci)/[\w./*-]+")
_HEADING = re.compile(r"^## (\d+\.\d+\.\d+) \(\d{4}-\d{2}-\d{2}\)$", re.MULTILINE)


def test_the_picture_is_the_contract() -> None:
    """The rooms are drawn as `pyproject.toml` lays them out now."""
    assert rooms.PICTURE.read_text(encoding="utf-8") == rooms.draw(rooms.read_rooms()), (
        "the contract or a docstring changed: run python -m tests.support.rooms"
    )


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_what_a_document_names_exists(document: Path) -> None:
    """Every file that it links to or names is there. A name with `<…>` in it stands for one that somebody will make."""
    text = document.read_text(encoding="utf-8")
    links = [link or picture for link, picture in _LINK.findall(text)]
    assert [link for link in links if not (document.parent / link).exists()] == []
    named = {path for code in _CODE.findall(text) if "<" not in code for path in _PATH.findall(code)}
    assert sorted(path for path in named if not any(ROOT.glob(path.rstrip("/.")))) == []


def test_hooks_are_the_quick_part_of_the_checks() -> None:
    """A hook runs a program of this project or its environment, and each is something that a change must pass."""
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    assert [repository["repo"] for repository in config["repos"]] == ["local"]
    hooks = config["repos"][0]["hooks"]
    assert {hook["language"] for hook in hooks} == {"system"}
    checks = (ROOT / ".ci" / "run").read_text(encoding="utf-8").replace("$bin/", ".venv/bin/").splitlines()
    assert [hook["entry"] for hook in hooks if not any(line.startswith(hook["entry"]) for line in checks)] == []


def test_the_version_is_the_latest_of_the_changes() -> None:
    """`ehbc --version` prints what the newest dated section of the changes tells of."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    dated = _HEADING.findall((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))
    assert dated[:1] == [version]
