"""What is written for the next person is true: the picture, the paths, the hooks, the version."""

from __future__ import annotations

import itertools
import pkgutil
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
_DOTTED = re.compile(r"`((?:bot|nlu|dialogues|benchmarks|tests)(?:\.\w+)+)`")
_OF_ALL_FEATURES = {"__init__", "button_ids", "unit_of_work"}
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


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_what_a_document_names_of_the_code_is_there(document: Path) -> None:
    """Each dotted name, `bot.domain.cases.Case`, is a module or stands in one."""
    missing = []
    for name in _DOTTED.findall(document.read_text(encoding="utf-8")):
        if name.endswith(".example"):
            # A host in a manual.
            continue
        try:
            pkgutil.resolve_name(name)
        except (ImportError, AttributeError):
            missing.append(name)
    assert missing == []


def test_a_feature_is_where_the_table_says() -> None:
    """Each module in the table of features stands in the folder above it, and no feature of a layer is left out."""
    lines = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8").splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith("| feature |"))
    head, _, *rows = itertools.takewhile(lambda line: line.startswith("|"), lines[start:])
    folders = [ROOT / cell.strip(" `") for cell in head.split("|")[2:-2]]
    named = [
        (folder / cell.strip()).with_suffix(".py")
        for row in rows
        for folder, cells in zip(folders, row.split("|")[2:-2], strict=True)
        for cell in cells.split(",")
        if cell.strip()
    ]
    assert [str(path) for path in named if not path.is_file()] == []
    for folder in (ROOT / "bot" / "domain", ROOT / "bot" / "ports"):
        modules = {path for path in folder.glob("*.py") if path.stem not in _OF_ALL_FEATURES}
        assert modules - set(named) == set()


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
