"""A school that is reminded, and a process that is watched."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.support.monitoring import Monitor, Monitored
from tests.support.reminders import notifier, school, sim

__all__ = ["notifier", "school", "sim"]


@pytest.fixture
def monitored() -> Monitored:
    """A process with no parts yet."""
    return Monitored()


@pytest.fixture
async def monitor(monitored: Monitored) -> AsyncIterator[Monitor]:
    """Who watches over it."""
    async with monitored.served() as monitor:
        yield monitor
