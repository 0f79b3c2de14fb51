"""What the tests of the yearly figures share: cases that were counted, and the steps they stand at."""

from __future__ import annotations

from typing import Any

from bot.domain.counts import LEAST, Counted

SMALL = frozenset(range(1, LEAST))
STEPS = {"melding": "Melding", "ernst": "Ernst", "opvolging": "Opvolging"}


def counted(cases: int = 1, **changes: Any) -> Counted:
    """Cases that were alike."""
    values: dict[str, Any] = {
        "school_year": 2026, "month": 11, "step": "opvolging", "approach": "confronterend", "outcome": "gestopt",
        "days": 14, "cases": cases,
    }  # fmt: skip
    return Counted(**values | changes)
