"""The figures of a school as they may leave this house: tables per school year, without small counts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from bot.domain.counts import OPEN, Counted, FactCounted
from bot.export.disclosure import Cell, publish, shown
from bot.export.words import Breakdown, FigureWords, school_year
from nlu.examples import NO, YES

_DAYS_OF_A_WEEK = 7
_THROUGH, _HOW_LONG = "via_", "al_lang"
"""The facts that are told: how the ids of those about through what begin, and the one about how long."""
_NOT_TOLD = ""
"""The category of closed cases in which a fact is neither so nor not so, or in too few."""


@dataclass(frozen=True)
class Year:
    """A school year in which cases were opened."""

    start: int
    """The year in which it begins."""
    total: int | None
    """None: fewer than five."""
    tables: Mapping[Breakdown, tuple[Cell, ...]]
    """Each is empty where the total is too small."""
    facts: Mapping[str, tuple[Cell, ...]] = field(default_factory=dict)
    """What was told in closed cases, by what a fact is called: in how many it is so, and in how many not.

    A fact of which neither may be shown is left out.
    """

    @property
    def name(self) -> str:
        """`2026-2027`."""
        return school_year(self.start)


def figures(
    counted: Iterable[Counted], steps: Mapping[str, str], words: FigureWords, facts: Iterable[FactCounted] = ()
) -> tuple[Year, ...]:
    """The school years with cases, in order.

    Args:
        counted: all cases of one team.
        steps: step -> title, in the order of the plan.
        words: what the rest is called.
        facts: what was told in the closed ones, small counts left out.
    """
    of_year: dict[int, list[Counted]] = defaultdict(list)
    for sort in counted:
        of_year[sort.school_year].append(sort)
    told: dict[int, list[FactCounted]] = defaultdict(list)
    for fact in facts:
        told[fact.school_year].append(fact)
    return tuple(_year(start, of_year[start], steps, words, told[start]) for start in sorted(of_year))


def _year(
    start: int,
    counted: Collection[Counted],
    steps: Mapping[str, str],
    words: FigureWords,
    told: Iterable[FactCounted],
) -> Year:
    counts: dict[Breakdown, Counter[str]] = defaultdict(Counter)
    for sort in counted:
        # A step that the plan no longer has keeps its id.
        labels = {
            Breakdown.MONTH: words.month(sort.month),
            Breakdown.STEP: steps.get(sort.step, sort.step),
            Breakdown.APPROACH: words.approach(sort.approach),
            Breakdown.OUTCOME: words.outcome(sort.outcome),
            Breakdown.WEEKS: words.open if sort.outcome == OPEN else words.length(sort.days // _DAYS_OF_A_WEEK),
        }
        for breakdown, label in labels.items():
            counts[breakdown][label] += sort.cases
    order = {
        Breakdown.MONTH: words.months,
        Breakdown.STEP: steps.values(),
        Breakdown.APPROACH: words.approaches,
        Breakdown.OUTCOME: words.outcomes,
        Breakdown.WEEKS: words.lengths,
    }
    # What is open is a row of the outcomes and of the weeks: in both it is the same count.
    tables = {
        breakdown: publish(_ordered(counts[breakdown], order[breakdown]), shared={words.open})
        for breakdown in Breakdown
    }
    return Year(start, shown(sum(sort.cases for sort in counted)), tables, _facts(told, counted, words))


def _facts(
    told: Iterable[FactCounted], counted: Collection[Counted], words: FigureWords
) -> dict[str, tuple[Cell, ...]]:
    """What may be shown of each fact, as of a table of all cases of the year: what it leaves of them tells too."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for fact in told:
        if fact.value in (YES, NO) and (fact.fact.startswith(_THROUGH) or fact.fact == _HOW_LONG):
            found[fact.fact][fact.value] = fact.cases
    of_open = sum(sort.cases for sort in counted if sort.outcome == OPEN)
    closed = sum(sort.cases for sort in counted) - of_open
    tables = {}
    for name in sorted(found, key=lambda name: (name == _HOW_LONG, name)):
        said = {value: found[name][value] for value in (YES, NO) if value in found[name]}
        rest = closed - sum(said.values())
        if rest < 0:
            # Cases that were closed twice were counted twice: of how many there are it tells too little.
            continue
        cells = publish({**said, _NOT_TOLD: rest, words.open: of_open}, shared={words.open})
        told_apart = tuple(cell for cell in cells if len(cell.names) == 1 and cell.names[0] in said)
        # That a fact is there without a count would tell that there is one.
        if told_apart:
            tables[words.fact(name)] = told_apart
    return tables


def _ordered(counts: Counter[str], order: Iterable[str]) -> dict[str, int]:
    """The counts in the order of their labels; those of unknown ones last."""
    return {label: counts[label] for label in dict.fromkeys((*order, *counts))}
