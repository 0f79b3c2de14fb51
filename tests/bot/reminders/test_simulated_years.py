"""Three school years of a school of 1,000 pupils: every escalation as it should be, nothing lost or out of hours."""

from __future__ import annotations

import os
from collections import Counter
from datetime import date, datetime, time, timedelta

import pytest

from bot.calendar.holidays import holidays
from bot.clock import BRUSSELS
from bot.content import BotContent
from bot.domain.messages import Address
from bot.store import Store
from dialogues.steps import FollowUpKind
from tests.support.clock import SimulatedClock
from tests.support.fake_notifier import FakeNotifier
from tests.support.school import School
from tests.support.simulation import (
    CALENDAR,
    CARE_TEAM,
    COORDINATOR,
    GROUP,
    Announced,
    Round,
    Simulation,
    at,
    is_in_hours,
)

BEGIN, END = at(date(2026, 8, 31), time(12)), at(date(2029, 7, 1), time(12))
CASES = 120
SEED = int(os.environ.get("EHBC_TEST_SEED", "7"))
MINUTE = timedelta(minutes=1)


class Expected:
    """The escalation policy, once more: written from the specification, knowing all that happened."""

    def __init__(self, simulation: Simulation) -> None:
        self._simulation = simulation

    def escalation(self, of_round: Round) -> list[Announced]:
        """Who should have been told when."""
        consulting = of_round.kind is FollowUpKind.CONSULTATION
        told: list[Announced] = []
        moment = self._first_in_hours(of_round.start)
        for level, who in enumerate("CCA" if consulting else "OOCA", 1):
            addresses = [a for a in self._who(who, of_round, moment) if not self._blocked(a, moment)]
            if level > 2:
                twice = Counter(t.address for t in told)
                addresses = [address for address in addresses if twice[address] < 2]
            if not addresses:
                continue
            if (of_round.ended is not None and of_round.ended <= moment) or moment >= END:
                break
            told += [Announced(moment, level, address) for address in addresses]
            moment = self._first_in_hours(moment + timedelta(hours=2)) if consulting else self._tomorrow(moment)
        return told

    def _who(self, who: str, of_round: Round, moment: datetime) -> list[Address]:
        group, too = [(group, too) for since, group, too in self._simulation.groups if since <= moment][-1]
        match who:
            case "O":
                return [of_round.owner, *([group] if group and too else [])]
            case "C":
                asks_itself = of_round.kind is FollowUpKind.CONSULTATION
                people = [a for a in CARE_TEAM if not (asks_itself and a == of_round.owner)]
                return [group] if group else people
            case _:
                return [COORDINATOR]

    def _blocked(self, address: Address, moment: datetime) -> bool:
        return any(first <= moment < last for first, last in self._simulation.blocks.get(address, ()))

    def _first_in_hours(self, moment: datetime) -> datetime:
        while not is_in_hours(moment):
            local = moment.astimezone(BRUSSELS)
            late = local.time() >= time(8)
            moment = at(local.date() + timedelta(days=1 if late else 0), time(8))
        return moment

    def _tomorrow(self, moment: datetime) -> datetime:
        local = moment.astimezone(BRUSSELS)
        day = local.date() + timedelta(days=1)
        while not CALENDAR.is_school_day(day):
            day += timedelta(days=1)
        return at(day, local.time())


@pytest.fixture
async def simulation(  # noqa: PLR0917 - fixtures
    direct_sqlite: None,
    store: Store,
    bot_content: BotContent,
    team_id: int,
    sim: SimulatedClock,
    notifier: FakeNotifier,
) -> Simulation:
    simulation = Simulation(School(store, bot_content, team_id, sim, notifier), SEED, BEGIN, END)
    sim.now = BEGIN
    await simulation.prepare(CASES)
    return simulation


async def test_three_school_years(simulation: Simulation, notifier: FakeNotifier) -> None:
    await simulation.run()

    assert len(simulation.lives) == CASES
    assert len(simulation.rounds) > 350
    assert [a.text for a in notifier.sent if not is_in_hours(a.at)] == []
    assert [key for key, times in Counter(simulation.keys).items() if times > 1] == []

    expected = Expected(simulation)
    for key, of_round in simulation.rounds.items():
        should, was = expected.escalation(of_round), simulation.told.get(key, [])
        told = sorted((t.level, t.address.key) for t in was)
        assert told == sorted((t.level, t.address.key) for t in should), (key, of_round, was)
        when = {(t.level, t.address): t.at for t in should}
        assert all(abs(t.at - when[t.level, t.address]) < MINUTE for t in was), (key, of_round, was)
    assert set(simulation.told) <= set(simulation.rounds)

    await _check_holidays(simulation)
    await _check_retention(simulation, notifier)
    summaries = Counter((a.address, a.at.date()) for a in notifier.sent if a.text.startswith("Goeiemorgen"))
    assert len(summaries) > 300
    assert set(summaries.values()) == {1}
    lost = [a for a in notifier.to(COORDINATOR) if "niet meer bereikbaar" in a.text]
    assert 1 <= len(lost) <= len(simulation.blocks)
    assert {a.address for a in notifier.sent} >= {GROUP, COORDINATOR, *CARE_TEAM}


async def _check_holidays(simulation: Simulation) -> None:
    """Every case that was open on the last two mornings before a holiday was asked about once."""
    coming = [h for year in (2026, 2027, 2028) for h in holidays(year) if h.is_long]
    for holiday in coming:
        back = CALENDAR.next_school_day(holiday.last + timedelta(days=1))
        last = CALENDAR.previous_school_day(holiday.first - timedelta(days=1))
        mornings = [at(day, time(8)) for day in (CALENDAR.previous_school_day(last - timedelta(days=1)), last)]
        for life in simulation.lives:
            was_open = any(life.opened < m and (life.closed is None or life.closed > m) for m in mornings)
            asked = simulation.asked[life.case.id, back]
            assert len({t.at for t in asked}) == (1 if was_open else 0), (holiday, life, asked)
            assert len({t.address for t in asked}) == len(asked)
            assert all(any(abs(t.at - morning) < MINUTE for morning in mornings) for t in asked)


async def _check_retention(simulation: Simulation, notifier: FakeNotifier) -> None:
    """What was closed more than 90 days ago is gone, what was closed since is there; all of it is counted."""
    async with simulation.school.store.unit() as unit:
        for life in simulation.lives:
            try:
                info = await unit.case_info(life.case.id)
            except LookupError:
                assert life.closed is not None
                assert life.closed + timedelta(days=90) <= END
            else:
                assert life.closed is None or life.closed + timedelta(days=92) > END, info
        counted = await unit.counted(simulation.school.team_id, {})
    assert sum(count.cases for count in counted) == CASES
    warned = [a for a in notifier.sent if "voorgoed op" in a.text]
    assert warned
    silent = Counter(a.text.split()[1] for a in notifier.sent if "hele tijd stil" in a.text)
    assert silent
    assert set(silent) <= {life.case.code for life in simulation.lives}
