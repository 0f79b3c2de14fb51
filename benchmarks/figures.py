"""How figures are taken and printed."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

RUNS = 5


def show(what: str, values: Sequence[float], unit: str, digits: int = 2) -> None:
    """The median of some runs, with the lowest and the highest."""
    median, low, high = statistics.median(values), min(values), max(values)
    print(f"{what:<58} {median:>10.{digits}f} {unit:<3} ({low:.{digits}f} to {high:.{digits}f})", flush=True)


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` (0..1) of the values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
