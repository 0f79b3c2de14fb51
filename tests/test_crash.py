"""Killed 300 times at random moments, under load: no confirmed step and no follow-up is lost, every reminder arrives.

Each database is gone through in 150 lives of the bot (see `tests.crash_supervisor`), ended by SIGKILL: 0 to 300 ms
after it began to take updates, or as soon as it made some number of requests, or while it started. Meanwhile people
walk through cases as fast as answers come, and follow-ups become due of which people are reminded, and some answer.
Telegram's double knows what arrived, and after every kill that is held against the database.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from bot.cases import open_case
from bot.follow_ups import FollowUpKind, plan
from bot.messages import Address
from bot.notices import NoticeState
from bot.records import Role
from bot.store import Store
from bot.wiring import House
from dialogues.brain import Brain
from tests.bot_api import BotApiDouble
from tests.crash_lives import Lives
from tests.crash_people import Owner, Walker, offered
from tests.store_world import opened_store

pytest_plugins = ["tests.database_fixtures"]

KILLS = int(os.environ.get("CRASH_KILLS", "150"))
"""Per kind of database."""
SEED = int(os.environ.get("CRASH_SEED", "20261123"))
_AT_START, _AFTER_REQUESTS = 0.15, 0.4
"""How many of the kills fall while the bot starts, and how many as soon as it made so many requests."""
_START_SECONDS, _LATEST_SECONDS = 0.15, 0.3
_MOST_REQUESTS, _REQUESTS_SECONDS = 20, 0.5
_STEP = 20
"""Seconds that the bot is down between two lives, for its clock."""
_WALKERS, _TYPING = 6, 2
_OWNERS = 2 * KILLS
_FIRST_OWNER, _FIRST_WALKER = 10_000, 101
_LAST_LIVES, _LAST_SECONDS = 6, 5
_MONDAY = datetime(2026, 11, 23, 8, 5, tzinfo=UTC)


@dataclass
class Ledger:
    """What was seen from outside, held against the database after every kill."""

    api: BotApiDouble
    store: Store
    arrived: Counter[int] = field(default_factory=Counter)
    """By owner, how many times their reminder arrived."""
    excused: Counter[int] = field(default_factory=Counter)
    """By owner, how many kills fell after their reminder arrived and before that was noted."""
    answers: Counter[tuple[int, int]] = field(default_factory=Counter)
    """By case and revision, how many messages asked its question."""
    _read: int = 0

    async def close_life(self) -> None:
        """A life has ended. What was confirmed in it must be in the database."""
        calls, self._read = self.api.calls[self._read :], len(self.api.calls)
        reminded: set[int] = set()
        shown: Counter[int] = Counter()
        for call in calls:
            chat = int(call.params.get("chat_id", 0))
            if call.method == "sendMessage" and chat >= _FIRST_OWNER and "herinnering 1 van 2" in call.params["text"]:
                self.arrived[chat] += 1
                reminded.add(chat)
            for case, revision in _questions(call.params.get("reply_markup", "")):
                shown[case] = max(shown[case], revision)
                self.answers[case, revision] += call.method == "sendMessage"
        stored = await self._rows('SELECT id, revision FROM "case"')
        lost = {
            case: (revision, stored.get(case)) for case, revision in shown.items() if stored.get(case, -1) < revision
        }
        assert not lost, f"shown, but not in the database: {lost}"
        states = await self._rows("SELECT address, state FROM notice WHERE kind = 'herinnering'")
        for chat in reminded:
            if states.get(chat, NoticeState.READY) == NoticeState.READY:
                self.excused[chat] += 1

    async def _rows(self, query: str) -> dict[int, object]:
        async with self.store.unit() as unit:
            return {row[0]: row[1] for row in (await unit._connection.execute(text(query))).all()}


def _questions(markup: str) -> set[tuple[int, int]]:
    """Case and revision of the questions that buttons belong to."""
    rows = json.loads(markup)["inline_keyboard"] if markup else []
    found = [offered(button.get("callback_data", "")) for row in rows for button in row]
    # A follow-up's button counts revisions of its own.
    return {(one.case, one.revision) for one in found if one is not None and not one.choice.startswith("opv.")}


@pytest.fixture
async def crash_store(database_url: str, house: House, brain: Brain) -> AsyncIterator[Store]:
    """The database, for looking in from outside; the model is trained, so that the bot finds it."""
    assert brain
    async with opened_store(database_url, house) as store:
        yield store


@pytest.fixture
async def api() -> AsyncIterator[BotApiDouble]:
    """Telegram."""
    async with BotApiDouble("123456:TEST") as double:
        yield double


@pytest.fixture
async def lives(api: BotApiDouble, database_url: str) -> AsyncIterator[Lives]:
    """The bot, not yet living."""
    supervised = await Lives.supervised(api, database_url)
    yield supervised
    await supervised.close()


async def school(store: Store, house: House, api: BotApiDouble, rng: random.Random) -> tuple[list[Walker], list[Owner]]:
    """Teachers who walk, and teachers with a follow-up that becomes due while the bot is being killed."""
    due = KILLS * _STEP / _OWNERS
    async with store.unit() as unit:
        team = await unit.add_team("Basisschool De Wegwijzer", _MONDAY)
        for user in range(_FIRST_WALKER, _FIRST_WALKER + _WALKERS):
            await unit.add_member(team, Address("telegram", user), Role.TEACHER)
    walkers = [
        Walker(api.phone(_FIRST_WALKER + number), random.Random(rng.random()), types=number < _TYPING)
        for number in range(_WALKERS)
    ]
    owners = []
    for number in range(_OWNERS):
        address, code = Address("telegram", _FIRST_OWNER + number), f"RODE-VOS-{number}"
        async with store.unit() as unit:
            await unit.add_member(team, address, Role.TEACHER)
            member = await unit.member(address)
            assert member is not None
            opened = open_case(house.flowchart, code, member.role, _MONDAY)
            case_id = await unit.add_case(opened.case, opened.events, member)
            found = await unit.add_follow_up(
                plan(case_id, FollowUpKind.BULLIED, _MONDAY + timedelta(seconds=number * due))
            )
        owners.append(Owner(api.phone(address.number), code, found.id or 0, answers=number % 3 == 0))
    return walkers, owners


async def killed_again_and_again(lives: Lives, ledger: Ledger, rng: random.Random) -> Counter[str]:
    """Live and be killed; how many kills fell when."""
    kills: Counter[str] = Counter()
    for number in range(KILLS):
        before = lives.api.polls
        await lives.begin()
        moment = rng.random() if number else 1.0
        if moment < _AT_START:
            await asyncio.sleep(rng.uniform(0, _START_SECONDS))
        else:
            await lives.takes_updates(before)
            if moment < _AT_START + _AFTER_REQUESTS:
                await lives.makes_requests(rng.randint(1, _MOST_REQUESTS), _REQUESTS_SECONDS)
            else:
                await asyncio.sleep(rng.uniform(0, _LATEST_SECONDS))
        kills["after it took updates" if lives.api.polls > before else "while it started"] += 1
        await lives.kill()
        await ledger.close_life()
        lives.later += _STEP
    return kills


async def test_killed_at_random(
    lives: Lives, crash_store: Store, house: House, api: BotApiDouble, database_url: str
) -> None:
    """See the module's words."""
    rng = random.Random(SEED)
    walkers, owners = await school(crash_store, house, api, rng)
    ledger = Ledger(api, crash_store)
    walking = [asyncio.create_task(walker.walk()) for walker in walkers]
    waiting = [asyncio.create_task(owner.wait()) for owner in owners]

    kills = await killed_again_and_again(lives, ledger, rng)

    # What was under way when it died belongs to the dead for some minutes: each of these lives begins later than that.
    for walker in walkers:
        walker.stopping = True
    for _ in range(_LAST_LIVES):
        before = lives.api.polls
        await lives.begin()
        await lives.takes_updates(before)
        busy = {task for task in (*walking, *waiting) if not task.done()}
        if busy:
            await asyncio.wait(busy, timeout=_LAST_SECONDS)
        assert await lives.stop() == 0, lives.told[-5:]
        await ledger.close_life()
        if not busy:
            break
        lives.later += 600
    late = [one for one, task in zip((*walkers, *owners), (*walking, *waiting), strict=True) if not task.done()]
    assert not late, (len(late), late[0].phone.chat_id, late[0].phone.screen())
    await asyncio.gather(*walking, *waiting)
    print(f"\nseed {SEED}, {database_url.partition(':')[0]}: {sum(kills.values())} kills: {dict(kills)}")
    await compare(ledger, walkers, owners)
    assert not [line for line in lives.told if "Traceback" in line or "Error" in line]


async def compare(ledger: Ledger, walkers: list[Walker], owners: list[Owner]) -> None:
    """Nothing confirmed is lost, nothing is done twice, everybody was reminded; what came twice is accounted for."""
    store = ledger.store
    for walker in walkers:
        async with store.unit() as unit:
            for case, steps in walker.steps.items():
                events = await unit.events(case)
                assert [event.choice for event in events if event.choice] == steps, (case, steps)
    async with store.unit() as unit:
        cases = (await unit._connection.execute(text('SELECT count(*) FROM "case"'))).scalar_one()
        done = (await unit._connection.execute(text("SELECT id FROM follow_up WHERE state = 'gedaan'"))).scalars().all()
        unsent = (await unit._connection.execute(text("SELECT count(*) FROM answered WHERE NOT sent"))).scalar_one()
    assert cases == len(owners) + sum(len(walker.steps) for walker in walkers)
    assert {owner.follow_up for owner in owners if owner.confirmed} <= set(done)
    missed = [owner.code for owner in owners if not ledger.arrived[owner.phone.chat_id]]
    assert not missed
    twice = {chat: times - 1 for chat, times in ledger.arrived.items() if times > 1}
    unexcused = {chat: times for chat, times in twice.items() if times > ledger.excused[chat]}
    steps = sum(len(steps) for walker in walkers for steps in walker.steps.values())
    answers_twice = sum(times - 1 for times in ledger.answers.values() if times > 1)
    print(
        f"{steps} confirmed steps in {cases - len(owners)} cases: none lost, none twice; {answers_twice} questions "
        f"shown again\n{len(owners)} reminders: all arrived, {sum(twice.values())} came twice, where "
        f"{sum(ledger.excused.values())} kills fell between sending and noting; "
        f"{sum(owner.confirmed for owner in owners)} answered, none lost; {unsent} answers left unsent"
    )
    assert not unexcused
    assert not unsent
