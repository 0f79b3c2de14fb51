"""What reminders need of a channel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from bot.domain.messages import Address, Reply


@dataclass(frozen=True)
class Delivered:
    """It arrived, or was changed."""

    message_key: str
    """What the channel knows the message by."""


@dataclass(frozen=True)
class Refused:
    """The channel will never deliver it."""

    lost: bool
    """Nothing arrives at this address any more: blocked, deleted, thrown out. If not, only this message is refused."""


@dataclass(frozen=True)
class Moved:
    """The chat has another address now: a group became a supergroup."""

    address: Address


@dataclass(frozen=True)
class TryLater:
    """Not now: the channel is down, or asks to slow down."""

    seconds: float | None = None
    """How long the channel asks to wait for this chat; None for an outage, which all chats share."""


DeliveryResult = Delivered | Refused | Moved | TryLater


class Notifier(Protocol):
    """Delivers to the addresses of one channel. Tells every outcome as a value; anything raised is a fault."""

    async def deliver(self, address: Address, reply: Reply) -> DeliveryResult:
        """Send a message."""
        ...

    async def change(self, address: Address, message_key: str, reply: Reply) -> DeliveryResult:
        """Put something else in the place of a message that was sent; that it already says so counts as delivered."""
        ...
