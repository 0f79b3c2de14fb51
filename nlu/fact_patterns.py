"""What words say outright of a case: patterns per fact, `nlu/feiten/patronen/*.yml`, over the plain words of a message.

A message is read sentence by sentence; a part of a sentence that asks, supposes or repeats what somebody claims tells
nothing. In a sentence the first value of a fact whose patterns fit counts, in the order of the file; of several
sentences the last counts, or the first for a fact that says `eerst: ja`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from nlu.needed_words import PieceFinder, Pieces, needed
from nlu.normalise import normalise, plain_words, words

PATTERNS = Path(__file__).parent / "feiten" / "patronen"
_SILENT = "zwijgt"
"""Under this name a file tells which part of a sentence tells nothing."""
_NAMED = re.compile(r"\{([a-z_]+)\}")
_ENDS = frozenset(".!?;")
_ENDS_OF_PARTS = frozenset(",:()")


class PatternError(ValueError):
    """A pattern cannot be read; names file, fact and pattern."""


@dataclass
class Pattern:
    """A regular expression that is compiled once a sentence has what it needs: there are far more than a talk uses."""

    source: str
    needs: frozenset[int]
    """The numbers of the groups of pieces of which a sentence must have one each."""
    _ready: re.Pattern[str] | None = None

    def fits(self, sentence: str, found: set[int]) -> bool:
        """Whether it is somewhere in a sentence. `found`: the groups of which a piece is there."""
        if not self.needs <= found:
            return False
        if self._ready is None:
            self._ready = re.compile(self.source)
        return self._ready.search(sentence) is not None


class FactPatterns:
    """The patterns of each fact, value by value, in the order in which they are tried."""

    def __init__(
        self,
        silent: re.Pattern[str],
        facts: Mapping[str, Mapping[str, Sequence[Pattern]]],
        first: Collection[str],
        groups: Sequence[Pieces],
    ) -> None:
        """Take what was read or loaded; `first`: facts of which the first sentence counts that tells one."""
        self._silent = silent
        self._facts = facts
        self._first = frozenset(first)
        self._groups = groups
        self._pieces = PieceFinder(groups)

    def told(self, text: str) -> dict[str, str]:
        """Fact -> value, of what the words of a message say outright."""
        told: dict[str, str] = {}
        for sentence in self.sentences(text):
            found = self._pieces.found_in(sentence)
            for fact, values in self._facts.items():
                if fact in self._first and fact in told:
                    continue
                for value, patterns in values.items():
                    if any(one.fits(sentence, found) for one in patterns):
                        told[fact] = value
                        break
        return told

    def sources(self) -> Iterator[tuple[str, str, str]]:
        """Every pattern, with its fact and value."""
        for fact, values in self._facts.items():
            for value, patterns in values.items():
                yield from ((one.source, fact, value) for one in patterns)

    def sentences(self, text: str) -> Iterator[str]:
        """The sentences of a message in plain words, without the parts that tell nothing; a blank at both ends."""
        for sentence in _sentences(text):
            telling = [part for part in sentence if not self._silent.search(f" {part} ")]
            if telling:
                yield f" {' , '.join(telling)} "

    def save(self, path: Path) -> None:
        """Write the patterns with what they need: to find that out takes longer than a start may."""

        def of(patterns: Sequence[Pattern]) -> list[Any]:
            return [[one.source, sorted(one.needs)] for one in patterns]

        stored = {
            "silent": self._silent.pattern,
            "facts": {
                fact: {v: of(patterns) for v, patterns in values.items()} for fact, values in self._facts.items()
            },
            "first": sorted(self._first),
            "groups": [sorted(group) for group in self._groups],
        }
        path.write_text(json.dumps(stored), encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> FactPatterns:
        """What `save` wrote."""
        stored = json.loads(path.read_text(encoding="utf-8"))

        def of(patterns: list[Any]) -> tuple[Pattern, ...]:
            return tuple(Pattern(source, frozenset(needs)) for source, needs in patterns)

        facts = {fact: {v: of(patterns) for v, patterns in values.items()} for fact, values in stored["facts"].items()}
        groups = [frozenset(group) for group in stored["groups"]]
        return cls(re.compile(stored["silent"]), facts, stored["first"], groups)


def _sentences(text: str) -> Iterator[list[str]]:
    """Each sentence as its parts, in plain words; a question mark stays with the part it ends."""
    parts: list[list[str]] = [[]]
    for word in words(normalise(text.replace("\n", " . "))):
        if word in _ENDS:
            parts[-1] += ["?"] * (word == "?")
            if any(parts):
                yield [" ".join(part) for part in parts if part]
            parts = [[]]
        elif word in _ENDS_OF_PARTS:
            parts.append([])
        else:
            parts[-1] += plain_words(word)
    if any(parts):
        yield [" ".join(part) for part in parts if part]


def read_fact_patterns(folder: Path = PATTERNS) -> FactPatterns:
    """The patterns of the files. Raises `PatternError` when one cannot be read, `OSError` when a file cannot."""
    groups: dict[Pieces, int] = {}
    facts: dict[str, dict[str, tuple[Pattern, ...]]] = {}
    first: set[str] = set()
    silent = re.compile("(?!)")
    for path in sorted(folder.glob("*.yml")):
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        named = content.get("begrippen") or {}
        if _SILENT in content:
            # They are tried together, on each part of a sentence: what one needs is of no use.
            alone = _PatternFile(path, named, {})
            silent = re.compile("|".join(f"(?:{alone.ready(_SILENT, one).source})" for one in content[_SILENT]))
            continue
        file = _PatternFile(path, named, groups)
        for fact, values in content["feiten"].items():
            if values.pop("eerst", None) is not None:
                first.add(fact)
            facts[fact] = {value: tuple(file.ready(fact, one) for one in found) for value, found in values.items()}
    return FactPatterns(silent, facts, first, list(groups))


@dataclass(frozen=True)
class _PatternFile:
    """Makes the patterns of a file ready, and numbers the groups of pieces that they need."""

    path: Path
    named: Mapping[str, str]
    """The pieces that stand in patterns as `{name}`."""
    groups: dict[Pieces, int]
    """Of all files."""

    def ready(self, fact: str, pattern: str) -> Pattern:
        """A pattern with what it needs. Raises `PatternError`."""
        try:
            whole = str(pattern)
            while _NAMED.search(whole):
                whole = _NAMED.sub(lambda match: f"(?:{self.named[match[1]]})", whole)
            return Pattern(whole, frozenset(self.groups.setdefault(one, len(self.groups)) for one in needed(whole)))
        except (re.error, KeyError) as error:
            raise PatternError(f"{self.path}: {fact}: {pattern!r}: {error}") from error
