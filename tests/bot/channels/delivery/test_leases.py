"""What an instance is sending, with a store that does not take word of it: noted later, or left to another."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from dataclasses import dataclass, field

import pytest

from bot.channels.delivery.leases import Leases
from bot.channels.telegram import dispatcher
from bot.clock import Clock
from bot.content import BotContent
from bot.domain.messages import Address, Answer, Message, Reply
from bot.ports.answers import LEASE
from bot.ports.unit_of_work import StoreBusyError
from bot.settings import Settings
from bot.store import Store
from dialogues.brain import Brain
from tests.support.bot_api import ApiFault, BotApiDouble
from tests.support.failing_store import FailingStore
from tests.support.telegram.phone import ServedBot, nothing_more, read, until
from tests.support.telegram.scripted import ScriptedBot, ScriptedConversation

MESSAGE = Message(7, Address("telegram", 101))
ALL = LEASE.total_seconds()


@pytest.mark.usefixtures("teacher")
async def test_noted_when_the_store_is_back(  # noqa: PLR0917 - fixtures
    api: BotApiDouble,
    settings: Settings,
    store: Store,
    brain: Brain,
    bot_content: BotContent,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What arrived while the store was out of order is noted afterwards, and not sent again."""
    monkeypatch.setattr(dispatcher, "LOOK_SECONDS", 0.05)
    failing, now = FailingStore(store), [clock()]
    bot = ServedBot(api, settings, failing, brain, bot_content, lambda: now[0])
    bot.start()
    try:
        phone = api.phone(101)
        api.inject(ApiFault("sendMessage", "slow", seconds=0.3))
        await phone.send("/privacy")
        await bot.noted(1)
        failing.fails = True
        await read(phone)
        now[0] += 3 * LEASE
        await asyncio.sleep(0.2)
        failing.fails = False
        await bot.noted(1, unsent=0)
        await nothing_more(phone)
    finally:
        await bot.crash()


async def test_what_cannot_be_made_is_not_tried_for_ever(api: BotApiDouble, scripted: ScriptedBot) -> None:
    """An answer in which a fault of ours shows is noted as dealt with: what of it arrived does not come again."""

    def broken(_step: str | None) -> bytes:
        raise ZeroDivisionError

    scripted.draw = broken
    await scripted.start()
    scripted.says("plan", Reply("", ("Eerst dit.",)), Reply("", ("En dan.",), picture=""), stored=True)
    phone = api.phone(900)
    await phone.send("plan")
    await read(phone)
    heard = scripted.conversation.heard
    await until(lambda: ("sent", heard[0].id) in scripted.conversation.noted)


@dataclass
class Claims(ScriptedConversation):
    """A conversation whose store gives or refuses what is asked for."""

    taken: list[bool | None] = field(default_factory=list)
    """What comes of each claim; None: the store is out of order."""
    found: list[tuple[Message, Answer]] = field(default_factory=list)
    told: list[tuple[int, ...]] = field(default_factory=list)

    async def take_up(self, message: Message) -> bool:
        taken = self.taken.pop(0)
        if taken is None:
            raise StoreBusyError("out of order")
        return taken

    async def unsent(
        self, channel: str, *, at_start: bool = False, arrived: Collection[int] = (), sending: Collection[int] = ()
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
    assert claims.told == [(7,)] * 5
    ticks[0] += ALL
    claims.found = [(MESSAGE, Answer("command"))]
    assert await mine.look() == []
    assert claims.told[-1] == ()
    assert await mine.may_send(MESSAGE)
