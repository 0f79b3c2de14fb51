"""Killed at random moments on PostgreSQL; see `tests.crash.trial`. In a module of its own, for a worker of its own."""

from __future__ import annotations

import pytest

from tests.crash.trial import Trial


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_killed_at_random(trial: Trial) -> None:
    """No confirmed step and no follow-up is lost, nothing is done twice, and everybody is reminded."""
    await trial.held()
