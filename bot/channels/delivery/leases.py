"""The answers on record that this instance is sending: its own for as long as it says so in time."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable

from bot.conversation.conversation import Conversation
from bot.domain.messages import Answer, Message
from bot.ports.answers import LEASE
from bot.ports.unit_of_work import StoreError

_log = logging.getLogger(__name__)

_LEASE = LEASE.total_seconds()
_ENOUGH = 30.0
"""What one call to a channel takes at most: with less time left, another instance might send the same meanwhile."""
_LATEST = 5.0
"""With less left, it is too late to say that it is still being sent."""
_LOOK_AGAIN = 1.0


class Leases:
    """What is being sent, and until when the store leaves it to this instance."""

    def __init__(self, conversation: Conversation, channel: str, ticks: Callable[[], float] = time.monotonic) -> None:
        """Take the conversation, the channel it is sent on, and seconds of a clock nobody can set."""
        self._conversation = conversation
        self._channel = channel
        self._ticks = ticks
        self._until: dict[str, float] = {}
        self._unnoted: set[str] = set()
        """What arrived, but could not be noted yet."""
        self._store = asyncio.Lock()

    def begin(self, message: Message) -> None:
        """The answer to a message was written down or taken up just now, and is to be sent."""
        self._until[message.key] = self._ticks() + _LEASE

    async def arrived(self, message: Message) -> None:
        """The answer to a message has arrived."""
        if await self._conversation.sent(message):
            self._until.pop(message.key, None)
        else:
            self._unnoted.add(message.key)

    async def may_send(self, message: Message) -> bool:
        """Whether the answer to a message is still this instance's to send; asked before each call."""
        while (until := self._until.get(message.key)) is not None:
            left = until - self._ticks()
            if left > _ENOUGH:
                return True
            if left > -_LOOK_AGAIN:
                # Either the next look says in time that it is still being sent, or the claim ends.
                await asyncio.sleep(_LOOK_AGAIN)
            else:
                await self._take_up_again(message)
        return False

    async def _take_up_again(self, message: Message) -> None:
        """Too long nothing could be said: whoever is first takes it up."""
        async with self._store:
            until = self._until.get(message.key)
            if until is None or until > self._ticks():
                return
            begun = self._ticks()
            try:
                taken = await self._conversation.take_up(message)
            except StoreError as error:
                _log.warning("an answer waits for the store: %s", type(error).__name__)
                await asyncio.sleep(_LOOK_AGAIN)
                return
            if taken:
                self._until[message.key] = begun + _LEASE
            else:
                _log.info("an answer that could not be sent in time is left to another instance")
                del self._until[message.key]

    async def look(self, *, at_start: bool = False) -> list[tuple[Message, Answer]]:
        """Say what is still being sent, note what could not be noted, and take up what nobody sends: to be sent now.

        Raises:
            StoreError: the store cannot be used; the next look does it.
        """
        async with self._store:
            begun = self._ticks()
            unnoted = tuple(self._unnoted)
            sending = [key for key, until in self._until.items() if until - begun > _LATEST]
            found = await self._conversation.unsent(self._channel, at_start=at_start, arrived=unnoted, sending=sending)
            for key in unnoted:
                self._unnoted.discard(key)
                self._until.pop(key, None)
            for key in sending:
                if key in self._until:
                    self._until[key] = begun + _LEASE
            fresh = [(message, answer) for message, answer in found if message.key not in self._until]
            for message, _ in found:
                self._until[message.key] = begun + _LEASE
            return fresh
