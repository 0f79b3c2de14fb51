"""`GET /health` and `GET /metrics`, for whoever watches over the process. No content, no ids."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, RequestHandler, url

from bot.channels.monitoring.metrics import BUCKETS, Metrics
from bot.clock import system_clock

if TYPE_CHECKING:
    from prometheus_client.core import Metric

OK, DOWN = "ok", "down"
_STORE_SECONDS = 2.0
_STUCK = timedelta(minutes=15)
_UNAVAILABLE = 503
_CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

Ask = Callable[[], Awaitable[object]]


class Scheduler(Protocol):
    """What sends reminders."""

    @property
    def ticked_at(self) -> datetime | None:
        """When it last did all there was to do; None before the first time."""
        ...

    async def run(self) -> None:
        """Send what is due, until cancelled."""
        ...


@dataclass
class Health:
    """Whether the parts of the bot_content work."""

    ask_store: Ask | None = None
    """Asks the store for anything; raises, or takes long, when it does not answer."""
    has_reminders: bool = True
    takes_updates: bool = False
    """Whether the last request for updates was answered, or the webhook stands."""
    reminders: Scheduler | None = None
    running_since: datetime | None = None
    """Since when reminders are sent; None when they are not."""

    def note_updates(self, works: bool) -> None:
        """Updates can be taken, or cannot."""
        self.takes_updates = works

    async def look(self) -> dict[str, str]:
        """Each part with `ok` or `down`; a part that there is not is left out."""
        parts = {} if self.ask_store is None else {"store": await _answers(self.ask_store)}
        parts["telegram"] = OK if self.takes_updates else DOWN
        if self.has_reminders:
            parts["reminders"] = OK if self._reminds() else DOWN
        return parts

    @property
    def ticked_at(self) -> datetime | None:
        """When reminders were last looked for."""
        return self.reminders.ticked_at if self.reminders is not None else None

    def _reminds(self) -> bool:
        """Whether they run, and are not stuck: the longest pause between two looks is well below this."""
        if self.running_since is None:
            return False
        return system_clock() - max(self.ticked_at or self.running_since, self.running_since) < _STUCK


async def _answers(ask: Ask) -> str:
    try:
        async with asyncio.timeout(_STORE_SECONDS):
            await ask()
    # Whatever keeps the store from answering: this is where it is told.
    except Exception:  # noqa: BLE001 - see above
        return DOWN
    return OK


@asynccontextmanager
async def watched(listen: str, health: Health, metrics: Metrics) -> AsyncIterator[int | None]:
    """Answer on `HOST:PORT` while the block runs; the port, None without one. Raises `OSError` when it is taken."""
    if not listen:
        yield None
        return
    host, _, port = listen.rpartition(":")
    routes = [
        url(r"/health", _HealthHandler, {"health": health}),
        url(r"/metrics", _MetricsHandler, {"health": health, "metrics": metrics}),
    ]
    server = HTTPServer(Application(routes, log_function=lambda _: None))
    sockets = bind_sockets(int(port), host.strip("[]"))
    server.add_sockets(sockets)
    try:
        yield int(sockets[0].getsockname()[1])
    finally:
        server.stop()
        await server.close_all_connections()


class _HealthHandler(RequestHandler):
    def initialize(self, health: Health) -> None:
        self._health = health

    async def get(self) -> None:
        parts = await self._health.look()
        broken = next((part for part, state in parts.items() if state != OK), None)
        # The reason phrase says it in one word: ok, or the part that does not work.
        self.set_status(_UNAVAILABLE if broken else 200, reason=broken or OK)
        self.finish(parts)


class _MetricsHandler(RequestHandler):
    def initialize(self, health: Health, metrics: Metrics) -> None:
        self._health, self._metrics = health, metrics

    def get(self) -> None:
        from prometheus_client import CollectorRegistry, generate_latest

        registry = CollectorRegistry()
        registry.register(_Collector(self._metrics, self._health.ticked_at))
        self.set_header("Content-Type", _CONTENT_TYPE)
        self.finish(generate_latest(registry))


class _Collector:
    """The metrics as Prometheus takes it."""

    def __init__(self, metrics: Metrics, ticked_at: datetime | None) -> None:
        self._metrics = metrics
        self._ticked_at = ticked_at

    def collect(self) -> Iterator[Metric]:
        """All metrics."""
        from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily

        metrics = self._metrics
        turns = CounterMetricFamily("ehbc_turns", "Messages answered, by what was decided.", labels=["turn"])
        for turn, count in sorted(metrics.turns.items()):
            turns.add_metric([turn], count)
        yield turns
        yield CounterMetricFamily("ehbc_refusals", "Requests that Telegram refused for good.", metrics.refusals)
        notices = CounterMetricFamily("ehbc_notices", "Notices handed to Telegram, by outcome.", labels=["state"])
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
        if self._ticked_at is not None:
            name, text = "ehbc_last_tick_timestamp", "When reminders were last looked for, in seconds since 1970."
            yield GaugeMetricFamily(name, text, self._ticked_at.timestamp())
