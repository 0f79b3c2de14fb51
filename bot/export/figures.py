"""The figures of a school as they may leave this house: tables per school year, without small counts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from bot.domain.counts import OPEN, Counted
from bot.export.disclosure import Cell, publish, shown
from bot.export.words import Breakdown, FigureWords, school_year

_DAYS_OF_A_WEEK = 7


@dataclass(frozen=True)
class Year:
    """A school year in which cases were opened."""

    start: int
    """The year in which it begins."""
    total: int | None
    """None: fewer than five."""
    tables: Mapping[Breakdown, tuple[Cell, ...]]
    """Each is empty where the total is too small."""

    @property
    def name(self) -> str:
        """`2026-2027`."""
        return school_year(self.start)


def figures(counted: Iterable[Counted], steps: Mapping[str, str], words: FigureWords) -> tuple[Year, ...]:
    """The school years with cases, in order.

    Args:
        counted: all cases of one team.
        steps: step -> title, in the order of the plan.
        words: what the rest is called.
    """
    of_year: dict[int, list[Counted]] = defaultdict(list)
    for sort in counted:
        of_year[sort.school_year].append(sort)
    return tuple(_year(start, of_year[start], steps, words) for start in sorted(of_year))


def _year(start: int, counted: Collection[Counted], steps: Mapping[str, str], words: FigureWords) -> Year:
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
    return Year(start, shown(sum(sort.cases for sort in counted)), tables)


def _ordered(counts: Counter[str], order: Iterable[str]) -> dict[str, int]:
    """The counts in the order of their labels; those of unknown ones last."""
    return {label: counts[label] for label in dict.fromkeys((*order, *counts))}
