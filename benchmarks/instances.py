"""Several instances on one PostgreSQL: nothing claimed twice, reminders a second, turns while all of them answer."""

from __future__ import annotations

import argparse
import asyncio
import itertools
import multiprocessing
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from multiprocessing.synchronize import Barrier

from sqlalchemy import text

from benchmarks.figures import percentile, show
from bot.content import load_bot_content
from bot.conversation.conversation import Conversation
from bot.conversation.screens.steps import StepScreens
from bot.domain.cases import open_case
from bot.domain.follow_ups import NewFollowUp
from bot.domain.messages import Address, Message, Reply
from bot.domain.teams import Role
from bot.ports.notifier import Delivered, DeliveryResult, Notifier
from bot.reminders.scheduler import Scheduler
from bot.settings import Settings
from bot.store import Store
from bot.wiring import load_brain, vocabulary
from dialogues.steps import FollowUpKind
from tests.support.postgres import running_postgres

INSTANCES = 4
_PER_TEACHER = 5
"""Follow-ups of one teacher: more would come as one message."""
_TURNS = 150
_MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
_WORDS = ("/nieuw", "iemand anders heeft het gemeld", "/vandaag", "/terug", "/hulplijnen")
_started = time.monotonic()


class _SwiftNotifier(Notifier):
    """With whom everything arrives at once: what is measured is this side of Telegram."""

    def __init__(self) -> None:
        self.delivered = 0
        self._ids = itertools.count(time.time_ns() % 10**12)

    async def deliver(self, address: Address, reply: Reply) -> DeliveryResult:
        self.delivered += 1
        return Delivered(str(next(self._ids)))

    async def change(self, address: Address, message_key: str, reply: Reply) -> DeliveryResult:
        return Delivered(message_key)


def _clock() -> datetime:
    """A Monday morning, whenever this runs."""
    return _MONDAY + timedelta(seconds=time.monotonic() - _started)


def main() -> None:
    """Print the figures for one instance, and for four."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--reminders", type=int, default=2_000)
    reminders: int = parser.parse_args().reminders
    for instances in (1, INSTANCES):
        with running_postgres() as server:
            server.run("CREATE DATABASE bench")
            _measure(server.url("bench"), instances, reminders)


def _measure(url: str, instances: int, reminders: int) -> None:
    asyncio.run(_fill(url, instances, reminders))
    context = multiprocessing.get_context("spawn")
    with context.Pool(instances, _begin, (context.Barrier(instances),)) as pool:
        found = pool.starmap(_instance, [(url, number) for number in range(instances)], chunksize=1)
    took = max(seconds for seconds, _, _ in found)
    sent, twice = sum(number for _, number, _ in found), asyncio.run(_claimed_twice(url))
    turns = [turn for _, _, of_one in found for turn in of_one]
    name = f"{instances} instance{'s' * (instances > 1)}"
    show(f"{name}: reminders sent of {reminders}", [sent], "", 0)
    show(f"{name}: notices claimed twice", [twice], "", 0)
    show(f"{name}: reminders a second", [sent / took], "/s", 0)
    show(f"{name}: a turn, p50", [percentile(turns, 0.5)], "ms")
    show(f"{name}: a turn, p99", [percentile(turns, 0.99)], "ms")


async def _fill(url: str, instances: int, reminders: int) -> None:
    """A school with so many follow-ups that are due, and somebody to write to each instance."""
    bot_content = load_bot_content()
    async with _opened(url) as store, store.unit() as unit:
        team = await unit.add_team("School", _MONDAY)
        for number in range(instances):
            await unit.add_member(team, _writer(number), Role.TEACHER)
        for number in range(reminders):
            address = Address("telegram", str(1_000 + number // _PER_TEACHER))
            if number % _PER_TEACHER == 0:
                await unit.add_member(team, address, Role.TEACHER)
            member = await unit.member(address)
            assert member is not None
            opened = open_case(bot_content.flowchart, f"RODE-VOS-{number}", member.role, _MONDAY)
            case = await unit.add_case(opened.case, opened.events, member)
            await unit.add_follow_up(NewFollowUp(case.id, FollowUpKind.BULLIED, _MONDAY))


def _writer(number: int) -> Address:
    return Address("telegram", str(1 + number))


@asynccontextmanager
async def _opened(url: str) -> AsyncIterator[Store]:
    store = Store(url)
    await store.open(vocabulary(load_bot_content()))
    try:
        yield store
    finally:
        await store.close()


async def _claimed_twice(url: str) -> int:
    """Each claim of a notice counts as an attempt, and here every first one succeeds."""
    async with _opened(url) as store, store.transaction() as connection:
        return int((await connection.execute(text("SELECT count(*) FROM notice WHERE attempts > 1"))).scalar_one())


_together: Barrier


def _begin(barrier: Barrier) -> None:
    global _together  # noqa: PLW0603 - a process of its own begins
    _together = barrier


def _instance(url: str, number: int) -> tuple[float, int, list[float]]:
    """An instance: seconds in which it sent how many reminders, and milliseconds of each turn."""
    return asyncio.run(_live(url, number, _together.wait))


async def _live(url: str, number: int, wait: Callable[[], int]) -> tuple[float, int, list[float]]:
    bot_content, settings = load_bot_content(), Settings(_env_file=None)
    screens, notifier = (
        StepScreens(bot_content.flowchart, bot_content.content, bot_content.texts, bot_content.facts),
        _SwiftNotifier(),
    )
    async with _opened(url) as store:
        conversation = Conversation(store, load_brain(settings, bot_content), screens, _clock)
        await _turns(conversation, number, len(_WORDS))
        reminders = Scheduler(
            store,
            {"telegram": notifier},
            bot_content.texts,
            bot_content.flowchart,
            channels=("telegram",),
            clock=_clock,
            monotonic=time.monotonic,
        )
        wait()
        begun = time.perf_counter()
        await reminders.tick()
        took = time.perf_counter() - begun
        wait()
        return took, notifier.delivered, await _turns(conversation, number, _TURNS)


async def _turns(conversation: Conversation, number: int, turns: int) -> list[float]:
    took = []
    first = (number + 1) * 10**9 + turns * 10**6
    for turn in range(turns):
        begun = time.perf_counter()
        answer = await conversation.answer(Message(str(first + turn), _writer(number), text=_WORDS[turn % len(_WORDS)]))
        took.append((time.perf_counter() - begun) * 1_000)
        assert answer.turn != "refusal", answer
    return took


if __name__ == "__main__":
    main()
