"""A school with its staff, its cases and their follow-ups, that is reminded as time passes."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.clock import BRUSSELS
from bot.content import BotContent
from bot.domain.cases import StoredCase, close, open_case
from bot.domain.follow_up_planning import hours_of
from bot.domain.follow_ups import FollowUp, Found, NewFollowUp, done, put_off
from bot.domain.messages import Address
from bot.domain.teams import Member, Role, Team
from bot.ports.notifier import Notifier
from bot.ports.unit_of_work import UnitOfWork
from bot.reminders.retention import Retention
from bot.reminders.scheduler import Scheduler
from bot.store import Store
from dialogues.steps import FollowUpKind
from tests.support.clock import SimulatedClock
from tests.support.fake_notifier import FakeNotifier

TEACHER, COLLEAGUE = Address("telegram", "101"), Address("telegram", "102")
CARE, CARE_TOO = Address("telegram", "201"), Address("telegram", "202")
COORDINATOR = Address("telegram", "301")
GROUP = Address("telegram", "-500")
STAFF = {
    TEACHER: Role.TEACHER,
    COLLEAGUE: Role.TEACHER,
    CARE: Role.CARE_TEAM,
    CARE_TOO: Role.CARE_TEAM,
    COORDINATOR: Role.ADMIN,
}
OTTER = "BLAUWE-OTTER-7"


@dataclass
class School:
    """A school that is reminded."""

    store: Store
    bot_content: BotContent
    team_id: int
    clock: SimulatedClock
    notifier: FakeNotifier
    retention: Retention = field(default_factory=Retention)
    _codes: Iterator[int] = field(default_factory=lambda: iter(range(1, 100_000)))

    def __post_init__(self) -> None:
        self.reminders = self.instance()

    def instance(
        self, notifiers: Mapping[str, Notifier] | None = None, channels: Collection[str] = ("telegram",)
    ) -> Scheduler:
        """A process of its own on the same database; without `notifiers` it sends by the school's own, on Telegram."""
        return Scheduler(
            self.store,
            notifiers or {"telegram": self.notifier},
            self.bot_content.texts,
            self.bot_content.flowchart,
            channels=channels,
            clock=self.clock,
            monotonic=self.clock.monotonic,
            retention=self.retention,
        )

    async def join(self, address: Address, role: Role) -> Member:
        """Somebody joins."""
        async with self.store.unit() as unit:
            await unit.add_member(self.team_id, address, role)
        return await self.member(address)

    async def member(self, address: Address) -> Member:
        """Somebody, as they are stored."""
        async with self.store.unit() as unit:
            return await member_in(unit, address)

    async def set_member(self, address: Address, **changes: Any) -> None:
        """Somebody changes."""
        member = dataclasses.replace(await self.member(address), **changes)
        async with self.store.unit() as unit:
            await unit.save_member(member)

    async def team(self) -> Team:
        """The school, as it is stored."""
        async with self.store.unit() as unit:
            return await unit.team(self.team_id)

    async def set_team(self, **changes: Any) -> None:
        """The school changes its settings."""
        team = dataclasses.replace(await self.team(), **changes)
        async with self.store.unit() as unit:
            await unit.save_team(team)

    async def case(self, owner: Address = TEACHER, code: str = "") -> StoredCase:
        """A case that was opened just now."""
        member = await self.member(owner)
        change = open_case(
            self.bot_content.flowchart, code or f"RODE-VOS-{next(self._codes)}", member.role, self.clock()
        )
        async with self.store.unit() as unit:
            return await unit.add_case(change.case, change.events, member)

    async def many_due(self, owners: Collection[Address], code: str = "RODE-VOS") -> list[FollowUp]:
        """A case with a follow-up that is due now, for each of these owners, in one transaction."""
        found = []
        members = {address: await self.member(address) for address in set(owners)}
        async with self.store.unit() as unit:
            for number, owner in enumerate(owners):
                member = members[owner]
                opened = open_case(self.bot_content.flowchart, f"{code}-{number}", member.role, self.clock())
                case = await unit.add_case(opened.case, opened.events, member)
                found.append(await self.due_in(unit, case))
        return found

    async def closed(self, case: StoredCase) -> StoredCase:
        """The case, closed now."""
        change = close(self.bot_content.flowchart, case, Role.TEACHER, self.clock())
        async with self.store.unit() as unit:
            await unit.save_case(change.case, change.events)
        return change.case

    async def due(
        self, case: StoredCase, at: datetime | None = None, kind: FollowUpKind = FollowUpKind.BULLIED
    ) -> FollowUp:
        """A follow-up of a case, due at a moment."""
        async with self.store.unit() as unit:
            return await self.due_in(unit, case, at, kind)

    async def due_in(
        self, unit: UnitOfWork, case: StoredCase, at: datetime | None = None, kind: FollowUpKind = FollowUpKind.BULLIED
    ) -> FollowUp:
        """The same, in a transaction that the test began."""
        assert case.id is not None
        return await unit.add_follow_up(NewFollowUp(case.id, kind, at or self.clock()))

    async def now(self, follow_up: FollowUp) -> FollowUp:
        """A follow-up as it is stored."""
        async with self.store.unit() as unit:
            return await follow_up_in(unit, follow_up)

    async def finish(self, follow_up: FollowUp, role: Role = Role.CARE_TEAM) -> None:
        """Somebody answers that it is done."""
        answered = done(await self.now(follow_up), Found.BETTER, role, self.clock())
        async with self.store.unit() as unit:
            await unit.save_follow_up(answered)

    async def put_off(self, follow_up: FollowUp, day: date) -> None:
        """Somebody puts it off until a school day begins."""
        hours = hours_of(await self.team())
        answered = put_off(await self.now(follow_up), hours.at(day, hours.start))
        async with self.store.unit() as unit:
            await unit.save_follow_up(answered)

    async def until(self, moment: datetime, *processes: Scheduler) -> None:
        """Let time pass: what becomes due meanwhile is done at its time, by these processes or by the school's own."""
        while True:
            for scheduler in processes or (self.reminders,):
                await scheduler.tick()
            if self.clock.now >= moment:
                return
            async with self.store.unit() as unit:
                due = await unit.next_due()
            soonest = self.clock.now.astimezone(UTC) + timedelta(seconds=1)
            events = [moment, await self._next_morning()]
            events += [max(due - self.clock.skew, soonest)] if due else []
            self.clock.now = min(events)

    async def _next_morning(self) -> datetime:
        start = (await self.team()).day_start
        local = self.clock.now.astimezone(BRUSSELS)
        day = local.date() if local.time() < start else local.date() + timedelta(days=1)
        return datetime.combine(day, start, BRUSSELS)


async def member_in(unit: UnitOfWork, address: Address) -> Member:
    """A member, in a transaction that the test began."""
    member = await unit.member(address)
    assert member is not None
    return member


async def follow_up_in(unit: UnitOfWork, follow_up: FollowUp) -> FollowUp:
    """A follow-up as it is stored, in a transaction that the test began."""
    found = await unit.follow_up(follow_up.id)
    assert found is not None
    return found
