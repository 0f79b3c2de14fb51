"""What a process tells of itself, asked over HTTP as a monitor does."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx
from prometheus_client.parser import text_string_to_metric_families

from bot.channels.monitoring.endpoints import listening
from bot.channels.monitoring.health import Health
from bot.channels.monitoring.metrics import Metrics

Samples = dict[tuple[str, ...], float]
"""What Prometheus reads: a value for each name with the values of its labels."""


@dataclass
class Monitor:
    """Asks a process how it is."""

    client: httpx.AsyncClient

    async def health(self) -> tuple[int, str, dict[str, str]]:
        """Status, reason phrase, and what is told of each part."""
        answer = await self.client.get("/health")
        return answer.status_code, answer.reason_phrase, answer.json()

    async def samples(self) -> Samples:
        """What is counted."""
        families = text_string_to_metric_families((await self.client.get("/metrics")).text)
        samples = [sample for family in families for sample in family.samples]
        return {(sample.name, *sample.labels.values()): sample.value for sample in samples}


@dataclass
class Monitored:
    """The health and metrics of a process that is served in a test."""

    health: Health = field(default_factory=Health)
    metrics: Metrics = field(default_factory=Metrics)

    @asynccontextmanager
    async def served(self) -> AsyncIterator[Monitor]:
        """Told over HTTP while the block runs."""
        async with (
            listening("127.0.0.1:0", self.health, self.metrics) as port,
            monitor_of(f"http://127.0.0.1:{port}") as monitor,
        ):
            yield monitor


@asynccontextmanager
async def monitor_of(address: str) -> AsyncIterator[Monitor]:
    """Somebody who watches over the process at an address."""
    async with httpx.AsyncClient(base_url=address, timeout=10) as client:
        yield Monitor(client)
