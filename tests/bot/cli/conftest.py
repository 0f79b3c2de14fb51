"""The command line on a database of the test's own, and with the trained model."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from bot.settings import read_settings
from dialogues.brain import Brain
from tests.support.command_line import ehbc, schools
from tests.support.program import Program

__all__ = ["ehbc", "schools"]


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
