"""Delivers notices: claimed in one transaction, sent outside any, noted in another; in order per address.

A notice is sent twice only when the process dies between sending and noting: a result that the store did not take is
kept and noted before anything else is sent.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator, Collection, Iterable, Mapping, Sequence
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
from bot.reminders.recipients import Recipients, TeamRecipients
from bot.reminders.undeliverable import lose, refuse

_log = logging.getLogger(__name__)

NOTICES_AT_ONCE = 500
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
    """A message that was handed to a notifier, and its result; None for a fault of ours."""

    message: OutgoingMessage
    address: Address
    result: DeliveryResult | None
    at: datetime


class Outbox:
    """Delivers what is ready by the channels of this process."""

    def __init__(
        self,
        store: Store,
        notifiers: Mapping[str, Notifier],
        texts: NoticeTexts,
        *,
        channels: Collection[str],
        clock: Clock,
        warning: timedelta,
    ) -> None:
        """Take the means.

        Args:
            store: the database, open.
            notifiers: who delivers, by channel; only notices of these channels are claimed.
            texts: what notices say.
            channels: by which notices can be sent, by this process or another.
            clock: the time of day.
            warning: how long before a purge the team is told.
        """
        self._store = store
        self._notifiers = notifiers
        self._texts = texts
        self._channels = channels
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
        """Deliver one batch per channel; how many notices that were. Fewer than `NOTICES_AT_ONCE` when none is left.

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
            notices = await unit.claim_notices(channel, tuple(NoticeKind), now, now + CLAIM, NOTICES_AT_ONCE)
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
            messages = deque(await self._write(address, notices, batch))
            moves = 0
            while messages:
                if self._stopping or batch.is_late:
                    await self._postpone(_notices(messages), tried=False)
                    return
                result = await self._send(address, messages[0])
                batch.note(result)
                if isinstance(result, Moved) and moves < _MOST_MOVES:
                    moves += 1
                    async with self._unit() as unit:
                        await unit.redirect_notices(address, result.address)
                    batch.recipients.clear()
                    address = result.address
                    # What was sent before the move can no longer be changed.
                    messages = deque(message for message in messages if message.message_key is None)
                    continue
                # An outage, or a chat that is lost, holds for all that is left.
                stays = isinstance(result, TryLater | Moved) or (isinstance(result, Refused) and result.lost)
                for message in tuple(messages) if stays else (messages[0],):
                    messages.popleft()
                    await self._settle(_Attempt(message, address, result, self._clock()))
                if stays:
                    batch.recipients.clear()

    async def _write(self, address: Address, notices: Sequence[Notice], batch: _Batch) -> tuple[OutgoingMessage, ...]:
        now = self._clock()
        async with self._unit() as unit:
            recipients = Recipients(unit, self._channels, batch.recipients)
            found = await Composer(unit, self._texts, recipients, now, self._warning).sort(address, notices)
            for notice, moment in found.later:
                await unit.retry_notice(notice.id, moment)
            for notice in found.moot:
                await refuse(unit, notice, now)
        return found.messages

    async def _send(self, address: Address, message: OutgoingMessage) -> DeliveryResult | None:
        notifier = self._notifiers[address.channel]
        try:
            async with asyncio.timeout(_SEND_SECONDS):
                if message.message_key is None:
                    return await notifier.deliver(address, message.reply)
                return await notifier.change(address, message.message_key, message.reply)
        except TimeoutError:
            return TryLater()
        # A fault in one message must not cost the others. Its text is not logged: it could repeat what is sent.
        except Exception as error:  # noqa: BLE001 - see above
            log_fault(_log, error)
            return None

    async def _settle(self, attempt: _Attempt) -> None:
        """Note what came of a message; what the store does not take now is kept."""
        try:
            await self._note(attempt)
        except Exception:
            self._unnoted.append(attempt)
            raise

    async def _note(self, attempt: _Attempt) -> None:
        message, result = attempt.message, attempt.result
        async with self._unit() as unit:
            match result:
                case Delivered():
                    await self._note_delivered(unit, attempt, result)
                case Refused(lost=True):
                    await lose(unit, Recipients(unit, self._channels), attempt.address, message.notices, attempt.at)
                case Refused():
                    for notice in message.notices:
                        await refuse(unit, notice, attempt.at)
                case _:
                    asked = result.seconds if isinstance(result, TryLater) else None
                    wait = _pause(message.attempts) if asked is None else timedelta(seconds=max(asked, 1))
                    for notice in message.notices:
                        await unit.retry_notice(notice.id, attempt.at + wait)

    async def _note_delivered(self, unit: UnitOfWork, attempt: _Attempt, result: Delivered) -> None:
        for notice in attempt.message.notices:
            changed = notice.state is NoticeState.TO_CHANGE
            state = NoticeState.CHANGED if changed else NoticeState.SENT
            await unit.note_delivery(notice.id, state, message_key=result.message_key, now=attempt.at)

    async def _postpone(self, notices: Iterable[Notice], *, tried: bool) -> None:
        """Give notices back; those that an outage kept from being tried wait like those that were."""
        now = self._clock()
        async with self._unit() as unit:
            for notice in notices:
                wait = _pause(notice.attempts) if tried else timedelta()
                await unit.retry_notice(notice.id, now + wait)

    @asynccontextmanager
    async def _unit(self) -> AsyncIterator[UnitOfWork]:
        """One transaction at a time: many side by side would only wait for one another, and make others wait."""
        async with self._transactions, self._store.unit() as unit:
            yield unit


class _Batch:
    """What the addresses of a batch share: teams that were read, until when it goes on, whether the channel is down."""

    def __init__(self, deadline: float) -> None:
        self.recipients: dict[int, TeamRecipients] = {}
        self._deadline = deadline
        self._outages = 0

    def note(self, result: DeliveryResult | None) -> None:
        """Count outages in a row."""
        if isinstance(result, TryLater) and result.seconds is None:
            self._outages += 1
        elif result is not None:
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


def _notices(messages: Iterable[OutgoingMessage]) -> list[Notice]:
    return [notice for message in messages for notice in message.notices]
