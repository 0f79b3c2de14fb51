"""A notifier that records what arrives, and what of it a test asks about."""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass
from datetime import datetime

from bot.domain.messages import Address, Reply
from bot.ports.notifier import Delivered, DeliveryResult, Notifier
from tests.support.clock import SimulatedClock


@dataclass(frozen=True)
class Arrived:
    """Something that was sent, or put in the place of what was."""

    at: datetime
    address: Address
    message_key: str
    reply: Reply
    changed: bool

    @property
    def text(self) -> str:
        """What it says, without its buttons."""
        return self.reply.text


class FakeNotifier(Notifier):
    """Records what arrives; fails as a test says."""

    def __init__(self, clock: SimulatedClock) -> None:
        self._clock = clock
        self.arrived: list[Arrived] = []
        self.tried = 0
        """How many deliveries and changes, failed ones too."""
        self.once: dict[Address, deque[DeliveryResult | Exception]] = defaultdict(deque)
        """Outcomes for the next deliveries to an address."""
        self.always: dict[Address, DeliveryResult] = {}
        """The outcome of every delivery to an address."""
        self.everywhere: DeliveryResult | None = None
        """The outcome of every delivery."""
        self._ids: dict[Address, int] = defaultdict(int)

    async def deliver(self, address: Address, reply: Reply) -> DeliveryResult:
        """A new message."""
        failure = self._failure(address)
        if failure is not None:
            return failure
        self._ids[address] += 1
        return self._record(address, str(self._ids[address]), reply, changed=False)

    async def change(self, address: Address, message_key: str, reply: Reply) -> DeliveryResult:
        """Another text and other buttons in the place of a message."""
        failure = self._failure(address)
        return failure or self._record(address, message_key, reply, changed=True)

    def _record(self, address: Address, message_key: str, reply: Reply, *, changed: bool) -> Delivered:
        self.arrived.append(Arrived(self._clock(), address, message_key, reply, changed))
        return Delivered(message_key)

    def _failure(self, address: Address) -> DeliveryResult | None:
        self.tried += 1
        if self.once[address]:
            outcome = self.once[address].popleft()
            if isinstance(outcome, Exception):
                raise outcome
            return outcome
        return self.always.get(address) or self.everywhere

    @property
    def sent(self) -> list[Arrived]:
        """New messages, in order."""
        return [arrived for arrived in self.arrived if not arrived.changed]

    def to(self, address: Address) -> list[Arrived]:
        """New messages to an address."""
        return [arrived for arrived in self.sent if arrived.address == address]

    def shown(self, address: Address) -> list[Reply]:
        """What the messages at an address say now."""
        said: dict[str, Reply] = {}
        for arrived in self.arrived:
            if arrived.address == address:
                said[arrived.message_key] = arrived.reply
        return list(said.values())


def labels(reply: Reply) -> list[str]:
    """What the buttons say."""
    return [button.label for button in reply.buttons]


def told(notifier: FakeNotifier) -> list[tuple[datetime, Address]]:
    """Whom and when, for new messages."""
    return [(arrived.at, arrived.address) for arrived in notifier.sent]


def reminded(notifier: FakeNotifier) -> list[Address]:
    """Who got a reminder, in order."""
    return [arrived.address for arrived in notifier.sent if "opvolging van" in arrived.text]


def about(notifier: FakeNotifier, word: str) -> list[Arrived]:
    """New messages in which something is said."""
    return [arrived for arrived in notifier.sent if word in arrived.text]
