"""What was told in the cases of a school year: in how many it is so, and in how many not, but for small counts."""

from __future__ import annotations

import itertools
from collections import defaultdict
from typing import Any

import pytest

from bot.domain.counts import LEAST, FactCounted
from bot.export.figures import figures
from bot.export.words import Breakdown, FigureWords
from tests.support.figures import SMALL, STEPS, counted


def told(fact: str, value: str = "ja", cases: int = 8, school_year: int = 2026) -> FactCounted:
    """In how many cases something was told."""
    return FactCounted(school_year, fact, value, cases)


def test_what_was_told(words: FigureWords) -> None:
    """Through what, in order, then how long: in how many it is so, and in how many not; nothing else that was told."""
    facts = [
        told("al_lang", cases=5),
        told("gemeld_door", "ouder"),
        told("via_game", "nee", 6),
        told("via_game"),
        told("via_groepschat", school_year=2027),
        told("via_rooksignalen"),
        told("via_sociale_media", "soms"),
    ]
    (year,) = figures([counted(20), counted(9, outcome="open")], STEPS, words, facts)
    assert [(fact, [(*cell.names, cell.count) for cell in cells]) for fact, cells in year.facts.items()] == [
        ("via een game", [("ja", 8), ("nee", 6)]),
        ("via_rooksignalen", [("ja", 8)]),
        ("duurde al weken of maanden", [("ja", 5)]),
    ]


@pytest.mark.parametrize(
    ("closed", "of_open", "facts", "expected"),
    [
        # All that were closed; of the rest nothing is told.
        (8, 0, [told("via_game")], [("ja", 8)]),
        (13, 0, [told("via_game")], [("ja", 8)]),
        # Three in which it is not so, or was not told.
        (11, 0, [told("via_game")], []),
        # What is open is known from the other tables.
        (11, 20, [told("via_game")], []),
        (10, 0, [told("via_game", cases=5), told("via_game", "nee", 5)], [("ja", 5), ("nee", 5)]),
        # What was not told is counted with those in which it is not so.
        (18, 0, [told("via_game"), told("via_game", "nee", 7)], [("ja", 8)]),
        # Some were closed twice, and counted twice.
        (7, 0, [told("via_game")], []),
        (4, 0, [told("via_game", cases=5)], []),
    ],
)
def test_what_was_told_leaves_no_small_count(
    closed: int, of_open: int, facts: list[FactCounted], expected: list[tuple[str, int]], words: FigureWords
) -> None:
    """What a fact leaves of the cases of the year is never one to four."""
    (year,) = figures([counted(closed), counted(of_open, outcome="open")], STEPS, words, facts)
    assert [(*cell.names, cell.count) for cells in year.facts.values() for cell in cells] == expected
    assert bool(year.facts) == bool(expected)


def test_who_knows_the_rules_learns_no_small_count_of_what_was_told(words: FigureWords) -> None:
    """With the outcomes beside it, every small count of what was told or not has three different values at least."""
    alike: defaultdict[Any, set[tuple[int, ...]]] = defaultdict(set)
    for table in itertools.product(range(15), repeat=4):
        yes, no, rest, of_open = table
        if LEAST <= sum(table) < 15:
            facts = [told("via_game", value, cases) for value, cases in (("ja", yes), ("nee", no)) if cases >= LEAST]
            sorts = [counted(yes + no + rest), counted(of_open, outcome="open")]
            (year,) = figures(sorts, STEPS, words, facts)
            alike[year.total, year.tables[Breakdown.OUTCOME], tuple(year.facts.items())].add(table)
    for published, tables in alike.items():
        for values in map(set, zip(*tables, strict=True)):
            assert not values & SMALL or len(values) >= 3, (published, tables)
