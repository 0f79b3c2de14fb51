"""What is wrong with the content, gathered so that all of it is shown at once."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, order=True)
class SourcePlace:
    """A line of a file."""

    path: Path
    line: int = 1
    """Counted from 1."""


@dataclass(frozen=True, order=True)
class Fault:
    """One thing that is wrong, in Dutch: what, and what would be right."""

    place: SourcePlace
    text: str

    def __str__(self) -> str:
        return f"{_shown(self.place.path)}:{self.place.line}: {self.text}"


@dataclass
class Faults:
    """Collects faults; reading goes on after each."""

    found: list[Fault] = field(default_factory=list)

    def add(self, place: SourcePlace, text: str) -> None:
        """Note a fault."""
        self.found.append(Fault(place, text))


class ContentError(Exception):
    """The content cannot be used. `faults` holds at least one."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = sorted(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


def nearest(word: str, known: Iterable[str]) -> str:
    """` Bedoel je 'x'?` with the known word nearest to `word`, or nothing."""
    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.5)
    return f" Bedoel je '{close[0]}'?" if close else ""


def check_known(name: str, known: Iterable[str], what: str, place: SourcePlace, faults: Faults) -> None:
    """A name is one of those there are; `what` says in Dutch what it names."""
    if name not in known:
        faults.add(place, f"{what} '{name}' bestaat niet.{nearest(name, known)}")


def _shown(path: Path) -> Path:
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
