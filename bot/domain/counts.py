"""How many cases were alike, for the yearly figures."""

from __future__ import annotations

from dataclasses import dataclass


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
    """`confronterend`, `niet_confronterend` or `geen`."""
    outcome: str
    """`gestopt`, `niet_gestopt`, `onbekend` or `open`."""
    days: int
    """From opening to closing, in weeks of seven days (7, 14 …); 0 for open cases."""
    cases: int
