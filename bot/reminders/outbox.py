"""Delivers notices: claimed in one transaction, sent outside any, noted in another; in order per address.

A notice is sent twice only when the process dies between sending and noting: an outcome that the store did not take is
kept and noted before anything else is sent.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.domain.messages import Address
from bot.domain.notices import Notice, NoticeKind, NoticeState
from bot.logs import log_fault
from bot.ports.notifier import Delivered, DeliveryResult, Moved, Notifier, Refused, TryLater
from bot.ports.unit_of_work import Store, UnitOfWork
from bot.reminders.composer import Composer, OutgoingMessage
from bot.reminders.notice_texts import NoticeTexts
from bot.reminders.recipients import School, Schools
from bot.reminders.undeliverable import lose, refuse

_log = logging.getLogger(__name__)

BATCH = 500
CLAIM = timedelta(minutes=8)
_WORK_SECONDS = 300.0
"""How long a batch is worked on; what is left then goes back, well before its claim ends."""
_SEND_SECONDS = 90.0
"""A notifier that takes longer has lost its way."""
_FIRST_WAIT, _LONGEST_WAIT = timedelta(seconds=30), timedelta(minutes=15)
_PARALLEL = 20
_DOWN = 3
"""After so many outages in a row the rest of a batch is not tried."""
_MOST_MOVES = 2


@dataclass(frozen=True)
class _Attempt:
    """What came of a letter; None for a fault of ours."""

    letter: OutgoingMessage
    address: Address
    delivery: DeliveryResult | None
    at: datetime


class Outbox:
    """Delivers what is ready, over every channel there is a notifier for."""

    def __init__(
        self, store: Store, notifiers: Mapping[str, Notifier], wording: NoticeTexts, clock: Clock, warning: timedelta
    ) -> None:
        """`warning`: how long before a purge the team is told."""
        self._store = store
        self._notifiers = notifiers
        self._wording = wording
        self._clock = clock
        self._warning = warning
        self._transactions = asyncio.Lock()
        self._parallel = asyncio.Semaphore(_PARALLEL)
        self._unnoted: deque[_Attempt] = deque()
        self._stopping = False

    def stop(self) -> None:
        """Send nothing new; what is being sent is still noted."""
        self._stopping = True

    async def deliver_ready(self) -> int:
        """Deliver one batch per channel; how many notices that were. Fewer than `BATCH` when none is left.

        Raises:
            StoreError: the store cannot be used now. What was sent is noted the next time.
        """
        while self._unnoted:
            await self._note(self._unnoted[0])
            self._unnoted.popleft()
        if self._stopping:
            return 0
        counts = [await self._deliver(channel) for channel in self._notifiers]
        return max(counts, default=0)

    async def _deliver(self, channel: str) -> int:
        now = self._clock()
        async with self._unit() as unit:
            notices = await unit.claim_notices(channel, tuple(NoticeKind), now, now + CLAIM, BATCH)
        of_address: dict[Address, list[Notice]] = {}
        for notice in notices:
            of_address.setdefault(notice.address, []).append(notice)
        batch = _Batch(asyncio.get_running_loop().time() + _WORK_SECONDS)
        served = (self._serve(address, waiting, batch) for address, waiting in of_address.items())
        # All are waited for, whatever befalls one: nothing may be stopped between sending and noting.
        results = await asyncio.gather(*served, return_exceptions=True)
        for error in results:
            if isinstance(error, BaseException):
                raise error
        return len(notices)

    async def _serve(self, address: Address, notices: Sequence[Notice], batch: _Batch) -> None:
        """Everything for one address, in order, until something must wait."""
        async with self._parallel:
            if self._stopping or batch.is_over:
                await self._postpone(notices, tried=not self._stopping)
                return
            letters = deque(await self._write(address, notices, batch))
            moves = 0
            while letters:
                if self._stopping or batch.is_late:
                    await self._postpone(_notices(letters), tried=False)
                    return
                delivery = await self._send(address, letters[0])
                batch.note(delivery)
                if isinstance(delivery, Moved) and moves < _MOST_MOVES:
                    moves += 1
                    async with self._unit() as unit:
                        await unit.redirect_notices(address, delivery.address)
                    batch.schools.clear()
                    address = delivery.address
                    # What was sent before the move can no longer be changed.
                    letters = deque(letter for letter in letters if letter.message_id is None)
                    continue
                # An outage, or a chat that is lost, holds for all that is left.
                stays = isinstance(delivery, TryLater | Moved) or (isinstance(delivery, Refused) and delivery.lost)
                for letter in tuple(letters) if stays else (letters[0],):
                    letters.popleft()
                    await self._settle(_Attempt(letter, address, delivery, self._clock()))
                if stays:
                    batch.schools.clear()

    async def _write(self, address: Address, notices: Sequence[Notice], batch: _Batch) -> tuple[OutgoingMessage, ...]:
        now = self._clock()
        async with self._unit() as unit:
            schools = Schools(unit, self._notifiers, batch.schools)
            found = await Composer(unit, self._wording, schools, now, self._warning).sort(address, notices)
            for notice, moment in found.later:
                await unit.retry_notice(notice.id or 0, moment)
            for notice in found.moot:
                await refuse(unit, notice, now)
        return found.letters

    async def _send(self, address: Address, letter: OutgoingMessage) -> DeliveryResult | None:
        notifier = self._notifiers[address.channel]
        try:
            async with asyncio.timeout(_SEND_SECONDS):
                if letter.message_id is None:
                    return await notifier.deliver(address, letter.reply)
                return await notifier.change(address, letter.message_id, letter.reply)
        except TimeoutError:
            return TryLater()
        # A fault in one message must not cost the others. Its text is not logged: it could repeat what is sent.
        except Exception as error:  # noqa: BLE001 - see above
            log_fault(_log, error)
            return None

    async def _settle(self, outcome: _Attempt) -> None:
        """Note what came of a letter; what the store does not take now is kept."""
        try:
            await self._note(outcome)
        except Exception:
            self._unnoted.append(outcome)
            raise

    async def _note(self, outcome: _Attempt) -> None:
        letter, delivery = outcome.letter, outcome.delivery
        async with self._unit() as unit:
            match delivery:
                case Delivered():
                    await self._note_delivered(unit, outcome, delivery)
                case Refused(lost=True):
                    await lose(unit, Schools(unit, self._notifiers), outcome.address, letter.notices, outcome.at)
                case Refused():
                    for notice in letter.notices:
                        await refuse(unit, notice, outcome.at)
                case _:
                    asked = delivery.seconds if isinstance(delivery, TryLater) else None
                    wait = _pause(letter.attempts) if asked is None else timedelta(seconds=max(asked, 1))
                    for notice in letter.notices:
                        await unit.retry_notice(notice.id or 0, outcome.at + wait)

    async def _note_delivered(self, unit: UnitOfWork, outcome: _Attempt, delivery: Delivered) -> None:
        for notice in outcome.letter.notices:
            changed = notice.state is NoticeState.TO_CHANGE
            state = NoticeState.CHANGED if changed else NoticeState.SENT
            await unit.note_delivery(notice.id or 0, state, message_id=delivery.message_id, now=outcome.at)

    async def _postpone(self, notices: Iterable[Notice], *, tried: bool) -> None:
        """Give notices back; those that an outage kept from being tried wait like those that were."""
        now = self._clock()
        async with self._unit() as unit:
            for notice in notices:
                wait = _pause(notice.attempts) if tried else timedelta()
                await unit.retry_notice(notice.id or 0, now + wait)

    @asynccontextmanager
    async def _unit(self) -> AsyncIterator[UnitOfWork]:
        """One transaction at a time: many side by side would only wait for one another, and make others wait."""
        async with self._transactions, self._store.unit() as unit:
            yield unit


class _Batch:
    """What the addresses of a batch share: schools, until when it is worked on, and whether the channel is down."""

    def __init__(self, deadline: float) -> None:
        self.schools: dict[int, School] = {}
        self._deadline = deadline
        self._outages = 0

    def note(self, delivery: DeliveryResult | None) -> None:
        """Count outages in a row."""
        if isinstance(delivery, TryLater) and delivery.seconds is None:
            self._outages += 1
        elif delivery is not None:
            self._outages = 0

    @property
    def is_late(self) -> bool:
        """Whether the claims are about to end."""
        return asyncio.get_running_loop().time() > self._deadline

    @property
    def is_over(self) -> bool:
        """Whether no further address is to be tried."""
        return self.is_late or self._outages >= _DOWN


def _pause(attempts: int) -> timedelta:
    return min(_FIRST_WAIT * (1 << min(max(attempts, 1) - 1, 10)), _LONGEST_WAIT)


def _notices(letters: Iterable[OutgoingMessage]) -> list[Notice]:
    return [notice for letter in letters for notice in letter.notices]
