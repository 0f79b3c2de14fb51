"""What remains of a case when it is purged: one more of its sort. Pure functions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.calendar.holidays import school_year
from bot.clock import local_day
from bot.domain.case_log import EventKind
from bot.domain.counts import NO_APPROACH, OPEN, UNKNOWN, CaseResults

_WEEK = timedelta(weeks=1)


@dataclass(frozen=True)
class Sort:
    """What counted cases of a team have in common; see `bot.domain.counts.Counted`."""

    school_year: int
    month: int
    step: str
    approach: str
    outcome: str
    days: int


@dataclass(frozen=True)
class Told:
    """Of a line of the log what counting needs."""

    kind: str
    origin: str | None
    choice: str | None


def sort_of_open(opened_at: datetime, step: str, approach: str | None) -> Sort:
    """The sort of a case that is open."""
    day = local_day(opened_at)
    return Sort(school_year(day), day.month, step, approach or NO_APPROACH, OPEN, 0)


def sort_of_closed(
    opened_at: datetime,
    closed_at: datetime,
    step: str,
    approach: str | None,
    log: Iterable[Told],
    *,
    results: CaseResults,
) -> Sort:
    """The sort of a closed case; `step` stands where the log does not tell from which step it was closed.

    What was chosen last of `results` is its outcome.
    """
    outcome: str = UNKNOWN
    for told in log:
        if told.kind == EventKind.CLOSED and told.origin:
            step = told.origin
        elif told.origin and told.choice:
            outcome = results.get((told.origin, told.choice), outcome)
    day = local_day(opened_at)
    weeks = max(1, -((opened_at - closed_at) // _WEEK))
    return Sort(school_year(day), day.month, step, approach or NO_APPROACH, outcome, weeks * _WEEK.days)
