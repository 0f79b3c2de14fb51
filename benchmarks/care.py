"""Follow-ups at scale: a turn, `/vandaag`, the due-query and a purge, with few and with many open cases, on SQLite."""

from __future__ import annotations

import argparse
import asyncio
import itertools
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, create_engine, insert

from benchmarks.figures import RUNS, percentile, show
from bot.clock import system_clock
from bot.conversation.conversation import Conversation
from bot.domain.messages import Address, Message
from bot.domain.teams import Role
from bot.settings import Settings
from bot.store import Store
from bot.store.schema import cases as schema
from bot.wiring import running_conversation

CARE_TEAM = Address("telegram", "1")
EVENTS_PER_CASE = 10
_TEAMS, _BATCH, _ASKED, _PURGED = 100, 10_000, 40, 50
_LONG_AGO = timedelta(days=100)
_ids = itertools.count(time.time_ns())


def main() -> None:
    """Print the figures per number of open cases, each with ten lines of log and one follow-up."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, nargs="*", default=[1_000, 10_000, 100_000])
    for cases in parser.parse_args().cases:
        asyncio.run(_with(cases))


async def _with(cases: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "bench.sqlite"
        async with running_conversation(Settings(database_url=f"sqlite:///{file}")) as (conversation, store, _):
            async with store.unit() as unit:
                teams = [await unit.add_team(f"School {n}", system_clock()) for n in range(_TEAMS)]
                await unit.add_member(teams[0], CARE_TEAM, Role.CARE_TEAM)
            _fill(create_engine(f"sqlite:///{file}"), teams, cases)
            await _measure(conversation, store, cases)


def _fill(engine: Engine, teams: list[int], cases: int) -> None:
    now = system_clock()
    with engine.begin() as connection:
        for start in range(0, cases, _BATCH):
            numbers = range(start + 1, min(start + _BATCH, cases) + 1)
            connection.execute(insert(schema.case), [_case(n, teams, now) for n in numbers])
            connection.execute(
                insert(schema.case_event), [_event(n, now) for n in numbers for _ in range(EVENTS_PER_CASE)]
            )
            connection.execute(insert(schema.follow_up), [_follow_up(n, teams, now) for n in numbers])
    engine.dispose()


def _case(number: int, teams: list[int], now: datetime) -> dict[str, object]:
    return {
        "id": number,
        "code": f"A-B-{number}",
        "team_id": teams[number % _TEAMS],
        "step": "ernst",
        "revision": 1,
        "opened_at": now,
        "changed_at": now,
    }


def _event(case: int, now: datetime) -> dict[str, object]:
    return {"case_id": case, "at": now, "role": "leerkracht", "kind": "keuze", "origin": "melding", "target": "ernst"}


def _follow_up(case: int, teams: list[int], now: datetime) -> dict[str, object]:
    due = now + timedelta(minutes=case % 20_000 - 100)
    moments = {"due_at": due, "first_due_at": due, "next_at": due}
    kind = {"kind": "dossier", "state": "open", "revision": 0, "rung": 0}
    return {"case_id": case, "team_id": teams[case % _TEAMS], **moments, **kind}


async def _measure(conversation: Conversation, store: Store, cases: int) -> None:
    async def turn(text: str) -> None:
        answer = await conversation.answer(Message(str(next(_ids)), CARE_TEAM, text=text))
        assert answer.turn in ("move", "command"), answer

    async def due() -> None:
        async with store.unit() as unit:
            await unit.claim_due(system_clock(), 20)

    await turn("/nieuw")
    questions: dict[str, Callable[[], Awaitable[None]]] = {
        "a typed answer": lambda: turn("de mama heeft het gemeld"),
        "back": lambda: turn("/terug"),
        "/vandaag": lambda: turn("/vandaag"),
        "/school": lambda: turn("/school"),
        "follow-ups due now": due,
    }
    took: dict[str, list[float]] = {name: [] for name in questions}
    for _ in range(_ASKED):
        for name, ask in questions.items():
            start = time.perf_counter()
            await ask()
            took[name].append((time.perf_counter() - start) * 1_000)
    for name, values in took.items():
        show(f"{cases} open cases: {name}, p50", [percentile(values, 0.5)], "ms")
    await _purge(store, cases)


async def _purge(store: Store, cases: int) -> None:
    now = system_clock()
    values = []
    for run in range(RUNS):
        async with store.unit() as unit:
            for number in range(run * _PURGED + 1, (run + 1) * _PURGED + 1):
                case = schema.case
                closed = {"closed_at": now - _LONG_AGO, "warned_at": now - _LONG_AGO}
                update = case.update().where(case.c.id == number).values(**closed)
                await unit._connection.execute(update)  # noqa: SLF001 - nobody closes a case in the past
        start = time.perf_counter()
        async with store.unit() as unit:
            assert await unit.purge(now - timedelta(days=3), _PURGED, now, {}) == _PURGED
        values.append((time.perf_counter() - start) * 1_000)
    show(f"{cases} open cases: purging {_PURGED} closed ones", values, "ms")
    start = time.perf_counter()
    await store.tidy()
    show(f"{cases} open cases: giving the space back", [time.perf_counter() - start], "s")


if __name__ == "__main__":
    main()
