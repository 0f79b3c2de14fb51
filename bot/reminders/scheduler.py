"""The loop that reminds: escalate what is due, do the day's work, deliver, sleep."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.logs import fault_of
from bot.ports.notifier import Notifier
from bot.ports.unit_of_work import Store
from bot.reminders.daily_jobs import DailyJobs
from bot.reminders.escalate import FOLLOW_UPS_AT_ONCE, escalate_due
from bot.reminders.notice_texts import NoticeTexts
from bot.reminders.outbox import NOTICES_AT_ONCE, Outbox
from bot.reminders.retention import Retention
from bot.texts.texts import Texts
from dialogues.flowchart import Flowchart

_log = logging.getLogger(__name__)

_JUMP = timedelta(minutes=5)
_SHORTEST, _LONGEST = 1.0, 30.0
_OVERDUE = 5.0
"""Pause when something is due that this process cannot do, or not yet."""
_LONGEST_AFTER_FAILURE = 300.0
_FINISH_SECONDS = 10.0


class Scheduler:
    """Reminds for as long as it runs. Several instances may share one database."""

    def __init__(
        self,
        store: Store,
        notifiers: Mapping[str, Notifier],
        texts: Texts,
        flowchart: Flowchart,
        *,
        channels: Collection[str],
        clock: Clock,
        monotonic: Callable[[], float],
        retention: Retention | None = None,
    ) -> None:
        """Take the means.

        Args:
            store: the database, open.
            notifiers: who delivers, by channel: what this process sends.
            texts: the sentences.
            flowchart: the step plan.
            channels: by which notices can be sent, by this process or another: who is told is chosen among their
                members, and members of any other channel count as not reachable.
            clock: the time of day.
            monotonic: seconds of a clock nobody can set, to notice when the other is.
            retention: how long cases are kept.

        Raises:
            ValueError: a notifier for a channel by which no notices can be sent.
        """
        if not set(channels) >= set(notifiers):
            raise ValueError(f"no notices can be sent by {', '.join(sorted(set(notifiers) - set(channels)))}")
        self._store = store
        self._channels = frozenset(channels)
        self._clock = clock
        self._monotonic = monotonic
        self._retention = retention or Retention()
        self._outbox = Outbox(
            store,
            notifiers,
            NoticeTexts(texts, flowchart),
            channels=self._channels,
            clock=clock,
            warning=self._retention.warning,
        )
        self._daily = DailyJobs(store, self._channels, self._retention, flowchart.results())
        self._reading: tuple[datetime, float] | None = None
        self._ticked_at: datetime | None = None
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Something was planned or answered just now: do not sleep on."""
        self._woken.set()

    async def run(self) -> None:
        """Remind until cancelled; what is being sent then is still noted."""
        failures = 0
        while True:
            self._woken.clear()
            tick = asyncio.ensure_future(self.tick())
            try:
                await asyncio.shield(tick)
                failures, pause = 0, await self._pause()
            except asyncio.CancelledError:
                self._outbox.stop()
                await asyncio.wait((tick,), timeout=_FINISH_SECONDS)
                tick.cancel()
                raise
            # Whatever went wrong in one round, the next ones must come. The error's own text is not logged: it could
            # hold what is in the database.
            except Exception as error:  # noqa: BLE001 - see above
                failures += 1
                pause = min(2.0 ** min(failures, 10), _LONGEST_AFTER_FAILURE)
                _log.error("reminders: %s; again in %.0f s", fault_of(error), pause)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self._woken.wait()

    async def tick(self) -> None:
        """Do all there is to do now.

        Raises:
            StoreError: the store cannot be used now. Nothing is lost: the next tick goes on.
        """
        if not self._clock_is_steady():
            return
        while await self._escalate() >= FOLLOW_UPS_AT_ONCE:
            pass
        await self._daily.run(self._clock())
        while await self._outbox.deliver_ready() >= NOTICES_AT_ONCE:
            pass
        self._ticked_at = self._clock()

    @property
    def ticked_at(self) -> datetime | None:
        """When a tick last did all there was to do; None before the first."""
        return self._ticked_at

    def _clock_is_steady(self) -> bool:
        """Whether the time of day went on as fast as time itself since the last reading."""
        now, ticks = self._clock(), self._monotonic()
        before, self._reading = self._reading, (now, ticks)
        if before is None:
            return True
        moved = now - before[0] - timedelta(seconds=ticks - before[1])
        if abs(moved) <= _JUMP:
            return True
        _log.warning("the clock was moved by %.0f s; waiting for it to settle", moved.total_seconds())
        return False

    async def _escalate(self) -> int:
        async with self._store.unit() as unit:
            return await escalate_due(unit, self._clock(), self._channels)

    async def _pause(self) -> float:
        """Seconds until something is due, within limits."""
        async with self._store.unit() as unit:
            due = await unit.next_due()
        if due is None:
            return _LONGEST
        seconds = (due - self._clock()).total_seconds()
        return min(max(seconds, _SHORTEST), _LONGEST) if seconds > 0 else _OVERDUE
