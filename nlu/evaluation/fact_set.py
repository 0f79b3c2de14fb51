"""How well facts are read: messages with what they tell, counted and reported.

A file holds what `nlu.facts` reads: `{"text": …, "facts": {fact: value}}` per line. A fact told with the wrong value is
false and missed at once. What a program derives from another fact (`DERIVED`) is left out on both sides.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from nlu.evaluation.labelled import LabelledFileError
from nlu.facts import FactExample, FactExampleError, read_fact_file

DERIVED = frozenset({"online"})
"""Facts that others bring: whether it is online follows from through what."""

FactRead = tuple[FactExample, Mapping[str, str]]
"""A message and the facts that were read in it."""


@dataclass(frozen=True)
class FactFigures:
    """Facts told and read: how many are right, false, missed, and of which the value is wrong."""

    right: int
    false: int
    missed: int
    wrong_value: int
    """Counted as false and as missed too."""
    by_fact: Mapping[str, tuple[int, int, int]]
    """Fact -> right, false, missed."""

    @property
    def precision(self) -> float:
        """Of the facts read, the part that is right."""
        return self.right / max(1, self.right + self.false)

    @property
    def recall(self) -> float:
        """Of the facts told, the part that is read."""
        return self.right / max(1, self.right + self.missed)

    @property
    def wrong(self) -> float:
        """Of the facts told, the part that is read with another value."""
        return self.wrong_value / max(1, self.right + self.missed)


def is_fact_set(path: Path) -> bool:
    """Whether the first line of a file is one of such a set. Raises `OSError`."""
    with path.open("rb") as file:
        first = file.readline()
    try:
        entry = json.loads(first)
    except ValueError:
        return False
    return isinstance(entry, dict) and "facts" in entry


def read_fact_set(path: Path) -> list[FactExample]:
    """The messages of a file. Raises `LabelledFileError` with every fault of every line, `OSError`."""
    try:
        return read_fact_file(path)
    except FactExampleError as error:
        raise LabelledFileError(str(error).splitlines()) from error


def count_facts(pairs: Sequence[FactRead]) -> FactFigures:
    """The figures of messages and the facts read in them."""
    counted: Counter[tuple[str, str]] = Counter()
    wrong_value = 0
    for example, read in pairs:
        told = {fact: value for fact, value in example.facts.items() if fact not in DERIVED}
        found = {fact: value for fact, value in read.items() if fact not in DERIVED}
        for fact, value in found.items():
            counted[fact, "right" if told.get(fact) == value else "false"] += 1
            wrong_value += fact in told and told[fact] != value
        for fact, value in told.items():
            counted[fact, "missed"] += found.get(fact) != value
    by_fact = {
        fact: (counted[fact, "right"], counted[fact, "false"], counted[fact, "missed"])
        for fact in sorted({fact for fact, _ in counted})
    }
    right, false, missed = (sum(numbers[place] for numbers in by_fact.values()) for place in range(3))
    return FactFigures(right, false, missed, wrong_value, by_fact)


def report_facts(figures: FactFigures) -> str:
    """The figures as a text table."""
    lines = [
        f"precision    {figures.precision:>7.1%}",
        f"recall       {figures.recall:>7.1%}",
        f"wrong value  {figures.wrong:>7.1%}",
        "",
        f"{'':<26}{'right':>6}{'false':>6}{'missed':>7}",
        *(f"{fact:<26}{of[0]:>6}{of[1]:>6}{of[2]:>7}" for fact, of in figures.by_fact.items()),
    ]
    return "\n".join(lines)


def misread_facts(pairs: Iterable[FactRead]) -> Iterator[str]:
    """A line for each message of which something was missed or made up: what, and the text."""
    for example, read in pairs:
        missed = [f"-{fact}={value}" for fact, value in example.facts.items() if read.get(fact) != value]
        made_up = [f"+{fact}={value}" for fact, value in read.items() if example.facts.get(fact) != value]
        if kept := [one for one in (*missed, *made_up) if one[1:].partition("=")[0] not in DERIVED]:
            yield f"{' '.join(kept)}\t{example.text}"
