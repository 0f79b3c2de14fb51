"""The command line on a database of the test's own."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import pytest

from bot.cli.main import main
from bot.content import BotContent
from bot.domain.audit import Action
from bot.domain.cases import StoredCase
from bot.domain.messages import Address
from bot.domain.teams import Member, Role
from bot.ports.unit_of_work import UnitOfWork
from tests.support.school_store import CODES, joined, opened_case, opened_store
from tests.support.talk import MONDAY

Found = TypeVar("Found")

CODE, OTHER_CODE = CODES[6], CODES[7]
TEACHER = 4_815_162_342
"""An address nobody should see."""


def status_of(*arguments: str) -> int:
    """The exit status of a command, run in this process."""
    try:
        return main(arguments)
    except SystemExit as leaving:
        return int(leaving.code or 0)


@dataclass
class Ehbc:
    """Runs commands, and does what no command does."""

    folder: Path
    bot_content: BotContent
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
        return (status_of(*arguments), *self.capsys.readouterr())

    def refuses(self, *arguments: str) -> list[str]:
        """The lines on stderr of a command that is used wrongly."""
        status, out, err = self.run(*arguments)
        assert (status, out) == (2, "")
        return err.splitlines()

    def stored(self, work: Callable[[UnitOfWork], Awaitable[Found]]) -> Found:
        """What work on the database gives."""

        async def run() -> Found:
            async with opened_store(self.url, self.bot_content) as store, store.unit() as unit:
                return await work(unit)

        return asyncio.run(run())


@pytest.fixture
def ehbc(
    tmp_path: Path, bot_content: BotContent, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Ehbc:
    """The command line, without settings but for a home of its own."""
    for name in [name for name in os.environ if name.startswith("EHBC_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("EHBC_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return Ehbc(tmp_path, bot_content, capsys)


@pytest.fixture
def schools(ehbc: Ehbc) -> Ehbc:
    """A school with a teacher who has two cases, a colleague of the care team, and another school."""

    async def found(unit: UnitOfWork) -> None:
        team = await unit.team(await unit.add_team("De Linde", MONDAY))
        await unit.save_team(replace(team, group=Address("telegram", "-100"), group_too=True))
        teacher = await joined(unit, team.id, TEACHER, Role.TEACHER)
        care = await joined(unit, team.id, 2, Role.CARE_TEAM)
        await unit.save_member(replace(care, reachable=False, summary=True))
        for code in (CODE, OTHER_CODE):
            case = await opened_case(unit, ehbc.bot_content, teacher, code)
            await unit.add_audit(team.id, "leerkracht", Action.OPENED, case.id, MONDAY)
        await unit.join_case(case.id, care)
        await unit.add_team("Atheneum", MONDAY)

    ehbc.stored(found)
    return ehbc


def table(out: str) -> list[list[str]]:
    """The cells of the rows below the heads."""
    return [[cell.strip() for cell in line.split("  ") if cell] for line in out.splitlines()[1:]]


async def member_of(unit: UnitOfWork, number: int = TEACHER) -> Member:
    """The member at an address: the teacher, if no other is named."""
    found = await unit.member(Address("terminal", str(number)))
    assert found is not None
    return found


async def case_of(unit: UnitOfWork, code: str = CODE) -> StoredCase:
    """A case of the teacher's, by its code."""
    found = await unit.reachable_case(code, await member_of(unit))
    assert found is not None
    return found
