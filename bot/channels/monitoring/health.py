"""Whether the parts of a process work. Whoever serves a part names it, and says how it is known whether it works."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta

from bot.channels.monitoring.metrics import Metrics
from bot.clock import Clock, system_clock
from bot.logs import log_fault
from bot.reminders.scheduler import Scheduler

_log = logging.getLogger(__name__)

OK, DOWN = "ok", "down"
REMINDERS = "reminders"
"""The part that reminds, of every process that does."""
_ANSWER_SECONDS = 2.0
_STUCK = timedelta(minutes=15)

Question = Callable[[], Awaitable[bool]]


class RemindersEndedError(Exception):
    """The reminders came to an end of their own; the log says why."""


class Health:
    """The parts of a process, in the order in which they were first named."""

    def __init__(self) -> None:
        self._parts: dict[str, bool | Question] = {}

    def note(self, part: str, *, works: bool) -> None:
        """A part works from now on, or does not."""
        self._parts[part] = works

    def ask(self, part: str, question: Question) -> None:
        """Ask each time whether a part works; it does not when the question raises something or takes too long."""
        self._parts[part] = question

    async def look(self) -> dict[str, str]:
        """Each part with `ok` or `down`."""
        return {part: OK if await _works(answer) else DOWN for part, answer in list(self._parts.items())}


async def _works(answer: bool | Question) -> bool:
    if isinstance(answer, bool):
        return answer
    try:
        async with asyncio.timeout(_ANSWER_SECONDS):
            return await answer()
    # Whatever keeps a part from answering: this is where it is told.
    except Exception:  # noqa: BLE001 - see above
        return False


async def run_watched(scheduler: Scheduler, health: Health, metrics: Metrics, clock: Clock = system_clock) -> None:
    """Remind until cancelled, as `health` and `metrics` then tell.

    Raises:
        RemindersEndedError: the reminders came to an end.
    """
    began = clock()

    async def goes_on() -> bool:
        # The longest pause between two looks is well below this; the first look after a start gets as long.
        return clock() - max(scheduler.ticked_at or began, began) < _STUCK

    health.ask(REMINDERS, goes_on)
    metrics.ticked_at = lambda: scheduler.ticked_at
    try:
        await scheduler.run()
    except Exception as error:
        log_fault(_log, error)
        raise RemindersEndedError from error
    finally:
        health.note(REMINDERS, works=False)
    raise RemindersEndedError
