"""What must stand in a text for a regular expression to fit: hundreds of patterns are looked at for each sentence.

A pattern needs groups of pieces of text: of each group at least one must be there. Whether a piece is there takes a
fiftieth of the time of a search with gaps, and most patterns have a group of which nothing is there.
"""

from __future__ import annotations

# The standard library's own reader of patterns, which has no public name and no types: what a pattern needs can be told
# from what it reads only. `tests/nlu/test_fact_patterns.py` tells when another Python reads otherwise.
import re._constants as codes  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
from collections.abc import Iterable, Sequence
from typing import Any

Pieces = frozenset[str]
_SHORTEST = 3
_MOST_PIECES = 400
_MOST_GROUPS = 8


def needed(pattern: str) -> tuple[Pieces, ...]:
    """Groups of pieces of text, at least one of each of which every match contains; none when nothing is sure.

    Raises `re.error` for what is no pattern.
    """
    groups = list(_groups(parser.parse(pattern)))
    telling = [group for group in groups if group and min(map(len, group)) >= _SHORTEST and len(group) <= _MOST_PIECES]
    return tuple(sorted(dict.fromkeys(telling), key=lambda group: (len(group), -min(map(len, group))))[:_MOST_GROUPS])


def _groups(parsed: Iterable[tuple[Any, Any]]) -> list[Pieces]:
    """The groups of a sequence: of each literal run, and of each part that cannot be left out."""
    found: list[Pieces] = []
    run = ""
    for code, argument in parsed:
        if code is codes.LITERAL:
            run += chr(argument)
            continue
        if run:
            found.append(frozenset({run}))
            run = ""
        found += _of_part(code, argument)
    if run:
        found.append(frozenset({run}))
    return found


def _of_part(code: Any, argument: Any) -> list[Pieces]:
    if code is codes.SUBPATTERN:
        return _groups(argument[-1])
    if code in (codes.MAX_REPEAT, codes.MIN_REPEAT):
        least, _, part = argument
        return _groups(part) if least else []
    if code is codes.ASSERT:
        return _groups(argument[1])
    if code is codes.BRANCH:
        return _of_branches(argument[1])
    return []


def _of_branches(branches: Sequence[Any]) -> list[Pieces]:
    """One group that any branch gives a piece of; none when a branch has no sure piece."""
    pieces: set[str] = set()
    for branch in branches:
        groups = [group for group in _groups(branch) if min(map(len, group)) >= _SHORTEST]
        if not groups:
            return []
        pieces |= max(groups, key=lambda group: min(map(len, group)))
    return [frozenset(pieces)]


class PieceFinder:
    """Which groups a text has a piece of: all are looked for at once, since many patterns need the same."""

    def __init__(self, groups: Sequence[Pieces]) -> None:
        self._groups_of: dict[str, list[int]] = {}
        for number, group in enumerate(groups):
            for piece in group:
                self._groups_of.setdefault(piece, []).append(number)

    def found_in(self, text: str) -> set[int]:
        """The numbers of the groups of which at least one piece stands in a text."""
        return {number for piece, numbers in self._groups_of.items() if piece in text for number in numbers}
