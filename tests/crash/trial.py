"""Killed at random moments, under load: no confirmed step and no follow-up is lost, every reminder arrives.

Each database is gone through in 150 lives of the bot (see `tests.crash.supervisor`), ended by SIGKILL: 0 to 300 ms
after it began to take updates, or as soon as it made some number of requests, or while it started. Meanwhile people
walk through cases as fast as answers come, and follow-ups become due of which people are reminded, and some answer.
Telegram's double knows what arrived, and after every kill that is held against the database.
"""

from __future__ import annotations

import asyncio
import os
import random
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.content import BotContent
from bot.domain.cases import open_case
from bot.domain.follow_ups import NewFollowUp
from bot.domain.messages import Address
from bot.domain.teams import Role
from bot.store import Store
from dialogues.steps import FollowUpKind
from tests.crash.ledger import Ledger, compare
from tests.crash.lives import Lives
from tests.crash.teachers import FIRST_OWNER, Owner, Walker
from tests.support.bot_api import BotApiDouble

KILLS = int(os.environ.get("CRASH_KILLS", "150"))
"""Per kind of database."""
SEED = int(os.environ.get("CRASH_SEED", "20261123"))
_AT_START, _AFTER_REQUESTS = 0.15, 0.4
"""How many of the kills fall while the bot starts, and how many as soon as it made so many requests."""
_START_SECONDS, _LATEST_SECONDS = 0.15, 0.3
_MOST_REQUESTS, _REQUESTS_SECONDS = 20, 0.5
_STEP = 70
"""Seconds the bot is down between two lives, for its clock: the leases of the life before have then ended."""
_WALKERS, _TYPING = 6, 2
_OWNERS = 2 * KILLS
_FIRST_WALKER = 101
_LAST_SECONDS = (5, 5, 10, 20, 40, 80)
"""How long each of the last lives may take: longer and longer, for a machine that is busy with other things."""
_MONDAY = datetime(2026, 11, 23, 8, 5, tzinfo=UTC)


@dataclass
class Trial:
    """A bot, not yet living, and its database, for looking in from outside."""

    lives: Lives
    store: Store
    bot_content: BotContent

    async def held(self) -> None:
        """Kill the bot again and again; afterwards it lives until everybody is done, and everything is compared."""
        rng = random.Random(SEED)
        walkers, owners = await school(self.store, self.bot_content, self.lives.api, rng)
        ledger = Ledger(self.lives.api, self.store)
        walking = [asyncio.create_task(walker.walk()) for walker in walkers]
        waiting = [asyncio.create_task(owner.wait()) for owner in owners]

        kills = await killed_again_and_again(self.lives, ledger, rng)

        # The leases of a life that died hold for some minutes: each of these lives begins later than that.
        for walker in walkers:
            walker.stopping = True
        for seconds in _LAST_SECONDS:
            before = self.lives.api.polls
            await self.lives.begin()
            await self.lives.takes_updates(before)
            busy = {task for task in (*walking, *waiting) if not task.done()}
            if busy:
                await asyncio.wait(busy, timeout=seconds)
            assert await self.lives.stop() == 0, self.lives.told[-5:]
            await ledger.close_life()
            if not busy:
                break
            self.lives.later += 600
        everybody: list[Walker | Owner] = [*walkers, *owners]
        late = [one for one, task in zip(everybody, (*walking, *waiting), strict=True) if not task.done()]
        assert not late, (len(late), late[0].phone.chat_id, late[0].phone.screen())
        await asyncio.gather(*walking, *waiting)
        print(f"\nseed {SEED}, {self.lives.database.partition(':')[0]}: {sum(kills.values())} kills: {dict(kills)}")
        await compare(ledger, walkers, owners)
        assert not [line for line in self.lives.told if "Traceback" in line or "Error" in line]


async def school(
    store: Store, bot_content: BotContent, api: BotApiDouble, rng: random.Random
) -> tuple[list[Walker], list[Owner]]:
    """Teachers who walk, and teachers with a follow-up that becomes due while the bot is being killed."""
    due = KILLS * _STEP / _OWNERS
    async with store.unit() as unit:
        team = await unit.add_team("Basisschool De Wegwijzer", _MONDAY)
        for user in range(_FIRST_WALKER, _FIRST_WALKER + _WALKERS):
            await unit.add_member(team, Address("telegram", str(user)), Role.TEACHER)
    walkers = [
        Walker(api.phone(_FIRST_WALKER + number), random.Random(rng.random()), types=number < _TYPING)
        for number in range(_WALKERS)
    ]
    owners = []
    for number in range(_OWNERS):
        address, code = Address("telegram", str(FIRST_OWNER + number)), f"RODE-VOS-{number}"
        async with store.unit() as unit:
            await unit.add_member(team, address, Role.TEACHER)
            member = await unit.member(address)
            assert member is not None
            opened = open_case(bot_content.flowchart, code, member.role, _MONDAY)
            case = await unit.add_case(opened.case, opened.events, member)
            found = await unit.add_follow_up(
                NewFollowUp(case.id, FollowUpKind.BULLIED, _MONDAY + timedelta(seconds=number * due))
            )
        owners.append(Owner(api.phone(int(address.key)), code, found.id, answers=number % 3 == 0))
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
