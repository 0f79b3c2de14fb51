"""Time as pages count it."""

from __future__ import annotations

import time


def now_ms() -> int:
    """The present moment, in milliseconds."""
    return time.time_ns() // 1_000_000
