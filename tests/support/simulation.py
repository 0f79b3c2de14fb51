"""A school that lives: cases are opened, answered, put off, forgotten and closed, by chance but always the same way."""

from __future__ import annotations

import functools
import heapq
import itertools
import random
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from bot.calendar.school_days import SchoolCalendar
from bot.clock import BRUSSELS
from bot.domain.button_ids import parse_holiday
from bot.domain.cases import StoredCase
from bot.domain.follow_ups import FollowUp, Found, WaiveReason, done, put_off, waive
from bot.domain.messages import Address
from bot.domain.notices import NoticeKind
from bot.domain.teams import Role
from bot.ports.notifier import Refused
from dialogues.steps import FollowUpKind
from tests.support.clock import DAY, HOUR
from tests.support.fake_notifier import Arrived
from tests.support.school import School

KINDS = tuple(kind for kind in FollowUpKind if kind is not FollowUpKind.CONSULTATION)
GROUP = Address("telegram", "-900")
TEACHERS = tuple(Address("telegram", str(100 + n)) for n in range(52))
CARE_TEAM = tuple(Address("telegram", str(200 + n)) for n in range(5))
CLB = tuple(Address("telegram", str(300 + n)) for n in range(2))
COORDINATOR = Address("telegram", "400")
STAFF = {
    **dict.fromkeys(TEACHERS, Role.TEACHER),
    **dict.fromkeys(CARE_TEAM, Role.CARE_TEAM),
    **dict.fromkeys(CLB, Role.CLB),
    COORDINATOR: Role.ADMIN,
}
LOCAL_DAYS_OFF = frozenset({date(2026, 10, 2), date(2027, 3, 12), date(2027, 11, 12), date(2028, 10, 6)})
CALENDAR = SchoolCalendar(LOCAL_DAYS_OFF)


def at(day: date, clock: time) -> datetime:
    """A moment on Belgian clocks, in UTC."""
    return datetime.combine(day, clock, BRUSSELS).astimezone(UTC)


def is_in_hours(moment: datetime) -> bool:
    """Whether it falls in the hours of a school day."""
    local = moment.astimezone(BRUSSELS)
    return CALENDAR.is_school_day(local.date()) and time(8) <= local.time() < time(17)


@dataclass
class Round:
    """A follow-up from one answer to the next: its escalation begins at `start`."""

    kind: FollowUpKind
    owner: Address
    start: datetime
    ended: datetime | None = None


@dataclass
class Announced:
    """What was said to whom."""

    at: datetime
    level: int
    address: Address


@dataclass
class Life:
    """One case, as it was lived."""

    case: StoredCase
    owner: Address
    opened: datetime
    closed: datetime | None = None
    follow_ups: list[FollowUp] = field(default_factory=list)


class Simulation:
    """Runs a school through time, and writes down what it did and what arrived."""

    def __init__(self, school: School, seed: int, begin: datetime, end: datetime) -> None:
        self.school = school
        self.end = end
        self.begin = begin
        self.random = random.Random(seed)
        self.rounds: dict[tuple[int, int], Round] = {}
        self.told: dict[tuple[int, int], list[Announced]] = defaultdict(list)
        self.keys: list[tuple[Address, int, int, NoticeKind, int]] = []
        self.asked: dict[tuple[int, date], list[Announced]] = defaultdict(list)
        self.lives: list[Life] = []
        self.blocks: dict[Address, list[tuple[datetime, datetime]]] = {}
        self.groups: list[tuple[datetime, Address | None, bool]] = []
        self.ticks = 0
        self._events: list[tuple[datetime, int, Callable[[], Awaitable[None]]]] = []
        self._count = itertools.count()
        self._seen = 0

    # What is planned

    def on(self, moment: datetime, what: Callable[[], Awaitable[None]]) -> None:
        """Do something at a moment."""
        heapq.heappush(self._events, (moment.astimezone(UTC), next(self._count), what))

    async def prepare(self, cases: int) -> None:
        """Fill the school with staff, and the calendar with so many cases, absences and changes of the group."""
        for address, role in STAFF.items():
            await self.school.join(address, role)
        for address in (TEACHERS[0], COORDINATOR):
            await self.school.set_member(address, summary=True)
        await self.school.set_team(days_off=LOCAL_DAYS_OFF)
        # A group in the first year, none in the second; in the third it gets the first reminders too.
        for moment, group, too in (
            (self.begin, GROUP, False), (at(date(2027, 7, 15), time(12)), None, False),
            (at(date(2028, 7, 15), time(12)), GROUP, True),
        ):  # fmt: skip
            self.groups.append((moment, group, too))
            self.on(moment, functools.partial(self.school.set_team, group=group, group_too=too))
        for address, first, last in (
            (TEACHERS[3], date(2027, 2, 1), date(2029, 7, 1)), (TEACHERS[7], date(2027, 11, 15), date(2028, 3, 1)),
            (TEACHERS[9], date(2026, 11, 3), date(2027, 1, 20)), (CARE_TEAM[2], date(2027, 9, 15), date(2028, 5, 2)),
        ):  # fmt: skip
            self._block(address, at(first, time(7, 3)), at(last, time(7, 3)))
        for _ in range(cases):
            self.on(self._moment_in_school(), self._open)

    def _block(self, address: Address, first: datetime, last: datetime) -> None:
        self.blocks[address] = [(first, last)]

        async def block() -> None:
            self.school.notifier.always[address] = Refused(lost=True)

        async def write_again() -> None:
            del self.school.notifier.always[address]
            await self.school.set_member(address, reachable=True)

        self.on(first, block)
        self.on(last, write_again)

    def _moment_in_school(self) -> datetime:
        while True:
            day = self.begin + self.random.random() * (self.end - self.begin - 20 * DAY)
            moment = day.astimezone(UTC).replace(second=17, microsecond=0)
            if is_in_hours(moment):
                return moment

    async def _open(self) -> None:
        now = self.school.clock()
        where = self.random.random()
        owner = self.random.choice(TEACHERS if where < 0.75 else CARE_TEAM if where < 0.92 else (*CLB, COORDINATOR))
        case = await self.school.case(owner)
        life = Life(case, owner, now)
        self.lives.append(life)
        for kind in self.random.sample(KINDS, self.random.randint(2, 3)):
            day = CALENDAR.next_school_day(
                (now + self.random.choice((7, 14, 21, 40)) * DAY).astimezone(BRUSSELS).date()
            )
            await self._follow(life, kind, at(day, time(8)))
        if self.random.random() < 0.4:
            await self._follow(life, FollowUpKind.CONSULTATION, now)
        if self.random.random() < 0.85:
            self.on(now + self.random.randint(15, 200) * DAY + 41 * timedelta(minutes=1), lambda: self._close(life))

    async def _follow(self, life: Life, kind: FollowUpKind, due: datetime) -> None:
        follow_up = await self.school.due(life.case, due, kind)
        life.follow_ups.append(follow_up)
        self._begin_round(life, follow_up)

    def _begin_round(self, life: Life, follow_up: FollowUp) -> None:
        assert follow_up.id is not None
        assert follow_up.next_at is not None
        key = (follow_up.id, follow_up.revision)
        self.rounds[key] = Round(follow_up.kind, life.owner, follow_up.next_at)
        chance = self.random.random()
        if chance < 0.25:
            return  # nobody ever answers
        days = (
            self.random.uniform(0, 0.4) if follow_up.kind is FollowUpKind.CONSULTATION else self.random.uniform(-2, 6)
        )
        moment = max(follow_up.next_at + days * DAY, self.school.clock() + HOUR).replace(second=29, microsecond=0)
        how = "put off" if chance < 0.4 and follow_up.revision < 3 else "waived" if chance < 0.5 else "done"
        self.on(moment, lambda: self._answer(life, follow_up, how))

    async def _answer(self, life: Life, follow_up: FollowUp, how: str) -> None:
        if life.closed is not None:
            return
        now, answered = self.school.clock(), await self.school.now(follow_up)
        key = (answered.id, answered.revision)
        match how:
            case "put off":
                day = CALENDAR.add_school_days(now.astimezone(BRUSSELS).date(), self.random.randint(1, 15))
                after = put_off(answered, at(day, time(8)))
            case "waived":
                after = waive(answered, WaiveReason.NOT_NEEDED, Role.TEACHER, now)
            case _:
                found = Found.TAKEN if answered.kind is FollowUpKind.CONSULTATION else Found.BETTER
                after = done(answered, found, Role.TEACHER, now)
        async with self.school.store.unit() as unit:
            await unit.save_follow_up(after)
        self.rounds[key].ended = now
        if after.is_open:
            self._begin_round(life, after)

    async def _close(self, life: Life) -> None:
        now = self.school.clock()
        await self.school.closed(life.case)
        life.closed = now
        for key, of_round in self.rounds.items():
            if of_round.ended is None and key[0] in {follow_up.id for follow_up in life.follow_ups}:
                of_round.ended = now

    # Time

    async def run(self) -> None:
        """Go from event to event until the end."""
        clock = self.school.clock
        clock.now = self.begin.astimezone(UTC)
        while clock.now < self.end:
            await self._happen()
            await self.school.reminders.tick()
            self.ticks += 1
            await self._write_down()
            async with self.school.store.unit() as unit:
                due = await unit.next_due()
            moments = [self.end, self._next_morning(clock.now)]
            moments += [self._events[0][0]] if self._events else []
            moments += [max(due, clock.now + timedelta(seconds=1))] if due else []
            clock.now = min(moments).astimezone(UTC)

    async def _happen(self) -> None:
        while self._events and self._events[0][0] <= self.school.clock.now:
            await heapq.heappop(self._events)[2]()

    def _next_morning(self, now: datetime) -> datetime:
        local = now.astimezone(BRUSSELS)
        return at(CALENDAR.next_school_day(local.date() + (DAY if local.time() >= time(8) else timedelta())), time(8))

    async def _write_down(self) -> None:
        new, self._seen = self.school.notifier.arrived[self._seen :], len(self.school.notifier.arrived)
        async with self.school.store.unit() as unit:
            for arrived in new:
                if arrived.changed or arrived.text.startswith("Goeiemorgen"):
                    continue
                self._note_question(arrived)
                for notice in await unit.notice_by_message(arrived.address, arrived.message_key):
                    if notice.follow_up_id is None:
                        continue
                    of = (notice.follow_up_id, notice.round)
                    self.keys.append((arrived.address, *of, notice.kind, notice.level))
                    self.told[of].append(Announced(arrived.at, notice.level, arrived.address))

    def _note_question(self, arrived: Arrived) -> None:
        for tap in {parse_holiday(button.id) for button in arrived.reply.buttons} - {None}:
            if tap is not None and tap.action == "houden":
                self.asked[tap.case_id, tap.back].append(Announced(arrived.at, 0, arrived.address))
