"""One turn inside the bot, SQLite commit included: a tapped choice and a typed text, with few and with many cases."""

from __future__ import annotations

import argparse
import asyncio
import itertools
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import create_engine, insert

from benchmarks.figures import RUNS, percentile, show
from bot.channels.terminal.terminal import join_practice_team
from bot.clock import system_clock
from bot.conversation.conversation import Conversation
from bot.domain.messages import Address, Button, Message
from bot.settings import Settings
from bot.store.schema import cases as schema
from bot.wiring import running_conversation

ADDRESS = Address("terminal", "1")
TURNS = 1_000
_BATCH = 10_000
_LONGEST_CASE = 40
"""Turns in one case: a whole step plan takes some twenty."""


def main() -> None:
    """Print p50 and p99 per number of cases, and memory after all turns."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, nargs="*", default=[10, 1_000, 100_000])
    for cases in parser.parse_args().cases:
        asyncio.run(_with(cases))
    print(f"peak memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


async def _with(cases: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "bench.sqlite"
        settings = Settings(database_url=f"sqlite:///{database}")
        async with running_conversation(settings) as (conversation, store, _):
            await join_practice_team(store, "Oefenteam", ADDRESS, system_clock())
            _fill(database, cases)
            for kind, turn in (("a tapped choice", _tap), ("a typed text", _text)):
                figures = [await _measure(conversation, turn) for _ in range(RUNS)]
                show(f"{kind}, {cases} cases: p50", [p50 for p50, _ in figures], "ms")
                show(f"{kind}, {cases} cases: p99", [p99 for _, p99 in figures], "ms")


def _fill(database: Path, cases: int) -> None:
    now = system_clock()
    engine = create_engine(f"sqlite:///{database}")
    with engine.begin() as connection:
        for start in range(0, cases, _BATCH):
            rows = [
                {"code": f"A-B-{n}", "team_id": 1, "step": "ernst", "revision": 1, "opened_at": now, "changed_at": now}
                for n in range(start, min(start + _BATCH, cases))
            ]
            connection.execute(insert(schema.case), rows)
    engine.dispose()


_ids = itertools.count(time.time_ns())


async def _measure(conversation: Conversation, turn: Callable[[int], Message]) -> tuple[float, float]:
    took = []
    for number in range(TURNS // RUNS):
        if not number % _LONGEST_CASE:
            await conversation.answer(Message(str(next(_ids)), ADDRESS, text="/nieuw"))
            await conversation.answer(Message(str(next(_ids)), ADDRESS, tap=Button("doe.nieuw_toch", "")))
        message = turn(number)
        begin = time.perf_counter()
        answer = await conversation.answer(message)
        took.append((time.perf_counter() - begin) * 1000)
        assert answer.turn in ("move", "command", "guide")
    return percentile(took, 0.5), percentile(took, 0.99)


def _tap(number: int) -> Message:
    return Message(str(next(_ids)), ADDRESS, tap=Button("doe.terug" if number % 2 else "meldt_iemand_anders", ""))


def _text(number: int) -> Message:
    texts = ("de mama heeft het gemeld", "oeps, vorige stap", "hoe praat ik met de ouders?", "waar zat ik ook weer?")
    return Message(str(next(_ids)), ADDRESS, text=texts[number % len(texts)])


if __name__ == "__main__":
    main()
