"""What an instance is sending, with a store that does not take word of it: noted later, or left to another."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from dataclasses import dataclass, field

import pytest

from bot.channels.delivery.leases import Leases
from bot.domain.messages import Address, Answer, Message
from bot.ports.answers import LEASE
from bot.ports.unit_of_work import StoreBusyError
from tests.support.telegram.scripted import ScriptedConversation

MESSAGE = Message("7", Address("telegram", "101"))
ALL = LEASE.total_seconds()


@dataclass
class Claims(ScriptedConversation):
    """A conversation whose store gives or refuses what is asked for."""

    taken: list[bool | None] = field(default_factory=list)
    """What comes of each claim; None: the store is out of order."""
    found: list[tuple[Message, Answer]] = field(default_factory=list)
    told: list[tuple[str, ...]] = field(default_factory=list)

    async def take_up(self, message: Message) -> bool:
        taken = self.taken.pop(0)
        if taken is None:
            raise StoreBusyError("out of order")
        return taken

    async def unsent(
        self, channel: str, *, at_start: bool = False, arrived: Collection[str] = (), sending: Collection[str] = ()
    ) -> list[tuple[Message, Answer]]:
        self.told.append(tuple(sending))
        return self.found


@pytest.fixture
def claims() -> Claims:
    return Claims()


@pytest.fixture
def ticks(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Seconds that only pass while somebody waits."""
    passed = [0.0]

    async def sleep(seconds: float) -> None:
        passed[0] += seconds

    monkeypatch.setattr(asyncio, "sleep", sleep)
    return passed


@pytest.mark.parametrize(("taken", "sends"), [([True], True), ([False], False), ([None, None, True], True)])
async def test_a_claim_that_ended(claims: Claims, ticks: list[float], taken: list[bool | None], sends: bool) -> None:
    """Who could say nothing for too long sends only what nobody took meanwhile, and asks the store until it knows."""
    mine = Leases(claims, "telegram", lambda: ticks[0])
    mine.begin(MESSAGE)
    assert await mine.may_send(MESSAGE)
    ticks[0] += ALL / 2
    claims.taken = taken
    assert await mine.may_send(MESSAGE) is sends
    assert ticks[0] > ALL
    assert await mine.may_send(MESSAGE) is sends


async def test_said_in_time(claims: Claims, ticks: list[float]) -> None:
    """Said again before the claim ends, an answer stays with who sends it; found all the same, it is not sent twice."""
    mine = Leases(claims, "telegram", lambda: ticks[0])
    mine.begin(MESSAGE)
    for _ in range(5):
        ticks[0] += ALL / 3
        assert await mine.look() == []
        assert await mine.may_send(MESSAGE)
    assert claims.told == [("7",)] * 5
    ticks[0] += ALL
    claims.found = [(MESSAGE, Answer("command"))]
    assert await mine.look() == []
    assert claims.told[-1] == ()
    assert await mine.may_send(MESSAGE)
