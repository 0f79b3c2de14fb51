"""What the tests of reminders share: a school, its clock and its notifier."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import aiosqlite
import pytest

from bot.content import BotContent
from bot.store import Store
from tests.support.clock import SimulatedClock
from tests.support.fake_notifier import FakeNotifier
from tests.support.school import STAFF, School


@pytest.fixture
def sim() -> SimulatedClock:
    """A clock that stands at eight on a Monday morning in November."""
    return SimulatedClock()


@pytest.fixture
def notifier(sim: SimulatedClock) -> FakeNotifier:
    """A notifier with whom everything arrives."""
    return FakeNotifier(sim)


@pytest.fixture
async def school(
    store: Store, bot_content: BotContent, team_id: int, sim: SimulatedClock, notifier: FakeNotifier
) -> School:
    """Two teachers, two of the care team, a coordinator; no group."""
    school = School(store, bot_content, team_id, sim, notifier)
    for address, role in STAFF.items():
        await school.join(address, role)
    return school


@pytest.fixture
def direct_sqlite(monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite without the driver's thread, for tests with ten thousands of statements one after another.

    Handing a statement to a thread takes far longer than the statement. For tests that never do two things at once.
    """

    async def execute(_: aiosqlite.Connection, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        return function(*args, **kwargs)

    async def connect(self: aiosqlite.Connection) -> aiosqlite.Connection:
        if self._connection is None:
            self._connection = self._connector()
        return self

    monkeypatch.setattr(aiosqlite.Connection, "_execute", execute)
    monkeypatch.setattr(aiosqlite.Connection, "_connect", connect)
