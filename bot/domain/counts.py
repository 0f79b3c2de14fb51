"""How many cases were alike, for the yearly figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dialogues.steps import CaseResult

LEAST = 5
"""The smallest count that is shown to anybody."""
NO_APPROACH = "geen"
"""The approach of a case in which none was chosen yet."""
UNKNOWN, OPEN = "onbekend", "open"
"""The outcomes of a case that do not come from the plan: nothing was said, or it is still open."""
CaseResults = Mapping[tuple[str, str], CaseResult]
"""(Step, choice) -> what that choice tells of how a case ends; see `Flowchart.results`."""


@dataclass(frozen=True)
class Counted:
    """How many cases of a school year were alike; nothing below five is ever shown."""

    school_year: int
    """In which it began."""
    month: int
    """Of opening, 1..12."""
    step: str
    """Where the case was when it was closed, or is now."""
    approach: str
    """A value of the plan, or `NO_APPROACH`."""
    outcome: str
    """A `CaseResult`, `UNKNOWN` or `OPEN`."""
    days: int
    """From opening to closing, in weeks of seven days (7, 14 …); 0 for open cases."""
    cases: int


@dataclass(frozen=True)
class FactCounted:
    """In how many cases of a school year, closed since, a fact had this value; never fewer than `LEAST`.

    A case that is reopened, and closed once more with facts told anew, counts once more.
    """

    school_year: int
    """In which they began."""
    fact: str
    value: str
    cases: int
