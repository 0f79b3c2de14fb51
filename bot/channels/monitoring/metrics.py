"""What is counted, and whether each part of the bot_content works. Numbers only: no content, no ids."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter

BUCKETS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 1.0, 5.0)
"""Upper bounds of the turn times that are told apart, in seconds."""


class Metrics:
    """Counts since the start of the process."""

    def __init__(self) -> None:
        self.turns: Counter[str] = Counter()
        """Answers, by kind of turn."""
        self.notices: Counter[str] = Counter()
        """Notices handed to Telegram, by what became of them."""
        self.refusals = 0
        """Requests that Telegram refused for good."""
        self.seconds = 0.0
        self.buckets = [0] * (len(BUCKETS) + 1)
        """Turns that took at most each of the bounds and longer than the one before; the last has no bound."""

    def turn(self, kind: str, seconds: float) -> None:
        """A message was answered."""
        self.turns[kind] += 1
        self.seconds += seconds
        self.buckets[bisect_left(BUCKETS, seconds)] += 1

    def refused(self) -> None:
        """Telegram refused a request for good."""
        self.refusals += 1

    def notice(self, state: str) -> None:
        """A notice was handed to Telegram."""
        self.notices[state] += 1
