"""Health and metrics of a process that serves the page."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.domain.teams import Member
from bot.store import Store
from dialogues.brain import Brain
from tests.support.monitoring import monitor_of
from tests.support.process import Process
from tests.support.web.page import Visitor
from tests.support.web.served import Served


async def test_while_it_serves(web: Served) -> None:
    """The page is down before it is served and afterwards; nobody is reminded here, so nothing is said of that."""
    async with web.monitored.served() as monitor:
        assert await monitor.health() == (200, "ok", {"web": "ok"})
        await web.stop()
        assert await monitor.health() == (503, "web", {"web": "down"})
        await web.start()
        assert await monitor.health() == (200, "ok", {"web": "ok"})


async def test_metrics(web: Served, guest: Visitor, teacher: Member) -> None:
    """Messages of guests and of members are counted and timed; nothing of what they said is told."""
    await guest.opens()
    for text in ("/gids", "/privacy", "Zwartehond"):
        await guest.types(text)
    visitor = await web.signed_in(teacher)
    await visitor.types("/nieuw")
    async with web.monitored.served() as monitor:
        samples = await monitor.samples()
        text = (await monitor.client.get("/metrics")).text
    turns = sum(value for name, value in samples.items() if name[0] == "ehbc_turns_total")
    # What the member's page begins with is a message as well; a guest's greeting belongs to nobody.
    assert turns == samples["ehbc_turn_seconds_count",] == 5
    assert samples["ehbc_refusals_total",] == 0
    assert ("ehbc_last_tick_timestamp",) not in samples
    assert "zwartehond" not in text.lower()


@pytest.fixture
async def page(brain: Brain, store: Store, free_port: int) -> AsyncIterator[Process]:
    """`ehbc web` in a process of its own, ready, with an address for its health."""
    assert brain, "the model is trained, so that the process finds it"
    process = await Process.start(
        *("web", "--listen", "127.0.0.1:0"), database_url=store.where, health_listen=f"127.0.0.1:{free_port}"
    )
    await process.says("open http://127.0.0.1:")
    yield process
    await process.kill()


async def test_the_process(page: Process, store: Store, free_port: int) -> None:
    """`ehbc web` tells of its store and its page, also when the store no longer answers; it ends as told."""
    address = (await page.says("open http://127.0.0.1:")).split()[2]
    database = Path(store.where.partition("///")[2])
    async with monitor_of(f"http://127.0.0.1:{free_port}") as monitor:
        assert await monitor.health() == (200, "ok", {"store": "ok", "web": "ok"})
        visitor = Visitor(address)
        await visitor.opens()
        await visitor.types("/gids")
        await visitor.leaves()
        assert (await monitor.samples())["ehbc_turns_total", "command"] == 1
        await asyncio.to_thread(_lock_out, database)
        assert await monitor.health() == (503, "store", {"store": "down", "web": "ok"})
    page.process.send_signal(signal.SIGTERM)
    assert await page.ended() == 0


def _lock_out(database: Path) -> None:
    """Take away what the process reads."""
    with sqlite3.connect(database) as connection:
        connection.execute("ALTER TABLE team RENAME TO elsewhere")


async def test_a_port_that_is_taken(brain: Brain, store: Store, free_port: int) -> None:
    """Without the address that it is to be watched at, the page is not served: one line says so."""
    assert brain
    taken = await asyncio.start_server(lambda *_: None, "127.0.0.1", free_port)
    async with taken:
        process = await Process.start(
            *("web", "--listen", "127.0.0.1:0"), database_url=store.where, health_listen=f"127.0.0.1:{free_port}"
        )
        assert await process.ended() == 1
    assert process.err == [f"ehbc: EHBC_HEALTH_LISTEN=127.0.0.1:{free_port}: Address already in use"]
