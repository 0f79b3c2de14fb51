"""What the tests of reminders share: a school, its clock and its postman."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import aiosqlite
import pytest

from bot.store import Store
from bot.wiring import House
from tests.support.clock import SimulatedClock
from tests.support.fake_notifier import FakePostman
from tests.support.school import STAFF, School


@pytest.fixture
def sim() -> SimulatedClock:
    """A clock that stands at eight on a Monday morning in November."""
    return SimulatedClock()


@pytest.fixture
def postman(sim: SimulatedClock) -> FakePostman:
    """A postman with whom everything arrives."""
    return FakePostman(sim)


@pytest.fixture
async def school(store: Store, house: House, team_id: int, sim: SimulatedClock, postman: FakePostman) -> School:
    """Two teachers, two of the care team, a coordinator; no group."""
    school = School(store, house, team_id, sim, postman)
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
