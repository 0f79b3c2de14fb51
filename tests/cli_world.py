"""The command line on a database of the test's own."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pytest

from bot.cli import main
from bot.ports import Unit
from bot.wiring import House
from tests.store_world import opened_store

Found = TypeVar("Found")


@dataclass
class Ehbc:
    """Runs commands, and does what no command does."""

    folder: Path
    house: House
    capsys: pytest.CaptureFixture[str]

    @property
    def url(self) -> str:
        """The database."""
        return f"sqlite:///{self.folder / 'ehbc.sqlite'}"

    def __call__(self, *arguments: str) -> str:
        """What a command that works prints."""
        status, out, err = self.run(*arguments)
        assert status == 0, err
        return out

    def run(self, *arguments: str) -> tuple[int, str, str]:
        """Exit status, stdout, and stderr of a command."""
        self.capsys.readouterr()
        try:
            status = main(arguments)
        except SystemExit as leaving:
            status = int(leaving.code or 0)
        return (status, *self.capsys.readouterr())

    def refuses(self, *arguments: str) -> list[str]:
        """The lines on stderr of a command that is used wrongly."""
        status, out, err = self.run(*arguments)
        assert (status, out) == (2, "")
        return err.splitlines()

    def stored(self, work: Callable[[Unit], Awaitable[Found]]) -> Found:
        """What work on the database gives."""

        async def run() -> Found:
            async with opened_store(self.url, self.house) as store, store.unit() as unit:
                return await work(unit)

        return asyncio.run(run())


@pytest.fixture
def ehbc(tmp_path: Path, house: House, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Ehbc:
    """The command line, without settings but for a home of its own."""
    for name in [name for name in os.environ if name.startswith("EHBC_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("EHBC_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return Ehbc(tmp_path, house, capsys)
