"""`GET /health`, whichever parts a process has; a scheduler is the real one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.channels.monitoring.endpoints import listening
from bot.channels.monitoring.health import Health, RemindersEndedError, run_watched
from bot.channels.monitoring.metrics import Metrics
from bot.domain.messages import Address, Reply
from bot.ports.notifier import DeliveryResult
from bot.reminders.scheduler import Scheduler
from tests.support.clock import MINUTE, MONDAY_MORNING, SimulatedClock
from tests.support.fake_notifier import FakeNotifier
from tests.support.monitoring import Monitor, Monitored
from tests.support.school import TEACHER, School


async def test_a_process_without_parts(monitor: Monitor) -> None:
    """There is nothing that could be down."""
    assert await monitor.health() == (200, "ok", {})


async def test_parts_are_named_by_who_serves_them(monitored: Monitored, monitor: Monitor) -> None:
    """503 names the first that is down, in the order in which they were named; 200 when all work."""
    monitored.health.note("brievenbus", works=True)
    monitored.health.note("postduif", works=False)
    monitored.health.note("fax", works=False)
    assert await monitor.health() == (503, "postduif", {"brievenbus": "ok", "postduif": "down", "fax": "down"})
    monitored.health.note("postduif", works=True)
    assert (await monitor.health())[:2] == (503, "fax")
    monitored.health.note("fax", works=True)
    assert await monitor.health() == (200, "ok", {"brievenbus": "ok", "postduif": "ok", "fax": "ok"})


@pytest.mark.parametrize("how", ["slow", "broken", "no"])
async def test_a_part_that_does_not_answer(monitored: Monitored, monitor: Monitor, how: str) -> None:
    """503 that names it, after two seconds at most; not what it said, which could repeat what is stored."""

    async def question() -> bool:
        if how == "slow":
            await asyncio.sleep(60)
        if how == "broken":
            raise OSError("disk full: Zwartehond")
        return False

    monitored.health.ask("store", question)
    async with asyncio.timeout(5):
        assert await monitor.health() == (503, "store", {"store": "down"})


@asynccontextmanager
async def reminding(scheduler: Scheduler, monitored: Monitored, clock: SimulatedClock) -> AsyncIterator[None]:
    """Reminders run while the block does."""
    task = asyncio.create_task(run_watched(scheduler, monitored.health, monitored.metrics, clock))
    await asyncio.sleep(0)
    yield
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


class SlowNotifier(FakeNotifier):
    """Delivers only once it may."""

    def __init__(self, clock: SimulatedClock) -> None:
        super().__init__(clock)
        self.delivering, self.may_go = asyncio.Event(), asyncio.Event()

    async def deliver(self, address: Address, reply: Reply) -> DeliveryResult:
        self.delivering.set()
        await self.may_go.wait()
        return await super().deliver(address, reply)


@pytest.fixture
def slow(sim: SimulatedClock) -> SlowNotifier:
    return SlowNotifier(sim)


@pytest.fixture
async def backlog(school: School, slow: SlowNotifier) -> School:
    """A school whose reminders find something to send that does not arrive yet."""
    await school.due(await school.case(TEACHER))
    school.notifier = slow
    school.reminders = school.instance()
    return school


async def test_a_first_tick_that_takes_long(
    monitored: Monitored, monitor: Monitor, backlog: School, slow: SlowNotifier
) -> None:
    """All is well while the first tick is under way, for a quarter of an hour; no tick can be told of yet."""
    async with reminding(backlog.reminders, monitored, backlog.clock):
        await slow.delivering.wait()
        assert await monitor.health() == (200, "ok", {"reminders": "ok"})
        assert ("ehbc_last_tick_timestamp",) not in await monitor.samples()
        backlog.clock.now += 14 * MINUTE
        assert (await monitor.health())[:2] == (200, "ok")
        backlog.clock.now += 2 * MINUTE
        assert await monitor.health() == (503, "reminders", {"reminders": "down"})
        slow.may_go.set()
        while backlog.reminders.ticked_at is None:  # noqa: ASYNC110 - a tick tells nobody that it ended
            await asyncio.sleep(0.01)
        assert await monitor.health() == (200, "ok", {"reminders": "ok"})
        told = (MONDAY_MORNING + 16 * MINUTE).timestamp()
        assert (await monitor.samples())["ehbc_last_tick_timestamp",] == told


async def test_reminders_that_are_stuck(monitored: Monitored, monitor: Monitor, school: School) -> None:
    """They are down when the last tick is a quarter of an hour ago; one of before the start does not count."""
    await school.reminders.tick()
    school.clock.now += timedelta(days=3)
    async with reminding(StuckScheduler.like(school), monitored, school.clock):
        school.clock.now += 14 * MINUTE
        assert (await monitor.health())[:2] == (200, "ok")
        school.clock.now += 2 * MINUTE
        assert (await monitor.health())[:2] == (503, "reminders")


class StuckScheduler(Scheduler):
    """A scheduler that once did a tick, and no longer does."""

    @classmethod
    def like(cls, school: School) -> StuckScheduler:
        """The school's own."""
        scheduler = cls(
            school.store,
            {"telegram": school.notifier},
            school.bot_content.texts,
            school.bot_content.flowchart,
            channels=("telegram",),
            clock=school.clock,
            monotonic=school.clock.monotonic,
        )
        scheduler._ticked_at = school.reminders.ticked_at
        return scheduler

    async def run(self) -> None:
        await asyncio.Event().wait()


@pytest.mark.parametrize("end", [RuntimeError("Zwartehond"), None])
async def test_reminders_that_ended(  # noqa: PLR0917 - fixtures
    monitored: Monitored,
    monitor: Monitor,
    school: School,
    end: Exception | None,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """By a fault or not, whoever runs them is told so, and they are down; the log tells where it was, not what."""

    async def run() -> None:
        if end is not None:
            raise end

    monkeypatch.setattr(school.reminders, "run", run)
    with pytest.raises(RemindersEndedError):
        await run_watched(school.reminders, monitored.health, monitored.metrics)
    assert (await monitor.health())[:2] == (503, "reminders")
    assert ("RuntimeError at " in caplog.text) == (end is not None)
    assert "Zwartehond" not in caplog.text


async def test_nothing_listens_without_an_address() -> None:
    """By default there is no such server."""
    async with listening("", Health(), Metrics()) as port:
        assert port is None


async def test_the_metrics_have_their_type(monitor: Monitor) -> None:
    """Prometheus knows them by the content type of its text format; each is counted from the start."""
    answer: httpx.Response = await monitor.client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    families = {family.name: family for family in text_string_to_metric_families(answer.text)}
    assert set(families) == {"ehbc_turns", "ehbc_turn_seconds", "ehbc_notices", "ehbc_refusals"}
    assert families["ehbc_turn_seconds"].type == "histogram"
    assert "Telegram" not in answer.text, "they count every channel"


async def test_times_are_told_apart(monitored: Monitored, monitor: Monitor) -> None:
    """A time counts for each bound that it is not above, and for no lower one."""
    for seconds in (0.005, 0.0051, 0.3, 60):
        monitored.metrics.answered("move", seconds)
    samples = await monitor.samples()
    bounds = ("0.005", "0.01", "0.25", "1.0", "5.0", "+Inf")
    assert [samples["ehbc_turn_seconds_bucket", bound] for bound in bounds] == [1, 2, 2, 3, 3, 4]
    assert samples["ehbc_turns_total", "move"] == samples["ehbc_turn_seconds_count",] == 4
