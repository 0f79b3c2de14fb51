"""What a process counts, as Prometheus takes it. Numbers only: no content, no ids."""

from __future__ import annotations

import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from bot.domain.messages import Answer

if TYPE_CHECKING:
    from prometheus_client.core import Metric

BUCKETS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 1.0, 5.0)
"""Upper bounds of the turn times that are told apart, in seconds."""


class Metrics:
    """Counts since the start of the process, of all channels that it serves."""

    def __init__(self) -> None:
        self.turns: Counter[str] = Counter()
        """Answers, by kind of turn."""
        self.notices: Counter[str] = Counter()
        """Notices handed to a channel, by what became of them."""
        self.refusals = 0
        """Requests that a channel refused for good."""
        self.seconds = 0.0
        self.buckets = [0] * (len(BUCKETS) + 1)
        """Turns that took at most each of the bounds and longer than the one before; the last has no bound."""
        self.ticked_at: Callable[[], datetime | None] = lambda: None
        """When reminders were last looked for, in UTC; None before the first time, and where nobody is reminded."""

    async def timed(self, answering: Awaitable[Answer]) -> Answer:
        """Wait for the answer to a message, and count it."""
        begun = time.perf_counter()
        answer = await answering
        self.answered(answer.turn, time.perf_counter() - begun)
        return answer

    def answered(self, turn: str, seconds: float) -> None:
        """A message was answered in so many seconds."""
        self.turns[turn] += 1
        self.seconds += seconds
        self.buckets[bisect_left(BUCKETS, seconds)] += 1

    def refused(self) -> None:
        """A channel refused a request for good."""
        self.refusals += 1

    def notice(self, state: str) -> None:
        """A notice was handed to a channel."""
        self.notices[state] += 1


def exposition(metrics: Metrics) -> bytes:
    """All metrics, in Prometheus' text format 0.0.4."""
    from prometheus_client import CollectorRegistry, generate_latest

    registry = CollectorRegistry()
    registry.register(_Collector(metrics))
    return generate_latest(registry)


class _Collector:
    """The metrics as Prometheus' client takes them."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics

    def collect(self) -> Iterator[Metric]:
        """All metrics."""
        from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily

        metrics = self._metrics
        turns = CounterMetricFamily("ehbc_turns", "Messages answered, by what was decided.", labels=["turn"])
        for turn, count in sorted(metrics.turns.items()):
            turns.add_metric([turn], count)
        yield turns
        yield CounterMetricFamily("ehbc_refusals", "Requests that a channel refused for good.", metrics.refusals)
        notices = CounterMetricFamily("ehbc_notices", "Notices handed to a channel, by outcome.", labels=["state"])
        for state, count in sorted(metrics.notices.items()):
            notices.add_metric([state], count)
        yield notices
        below, buckets = 0, []
        for bound, count in zip((*map(str, BUCKETS), "+Inf"), metrics.buckets, strict=True):
            below += count
            buckets.append((bound, below))
        seconds = HistogramMetricFamily("ehbc_turn_seconds", "How long it took to answer a message, commit included.")
        seconds.add_metric([], buckets, metrics.seconds)
        yield seconds
        if (ticked_at := metrics.ticked_at()) is not None:
            name, text = "ehbc_last_tick_timestamp", "When reminders were last looked for, in seconds since 1970."
            yield GaugeMetricFamily(name, text, ticked_at.timestamp())
