"""Many reminders at once: bundled for one person, a full Monday morning, and several instances."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest

from bot.content import BotContent
from bot.domain.messages import Address
from bot.domain.notices import NoticeState
from bot.domain.teams import Role
from bot.store import Store
from bot.wiring import vocabulary
from tests.support.clock import DAY, MONDAY_MORNING, SimulatedClock
from tests.support.fake_notifier import FakeNotifier
from tests.support.school import COLLEAGUE, STAFF, TEACHER, School


@pytest.mark.usefixtures("direct_sqlite")
async def test_more_than_five_at_once_come_as_one(school: School, notifier: FakeNotifier) -> None:
    cases = [await school.case(code=f"GELE-UIL-{n}") for n in range(1, 31)]
    follow_ups = [await school.due(case) for case in cases]
    await school.reminders.tick()
    [bundle] = notifier.sent
    head, lines = bundle.text.split("\n\n")
    assert head == "30 opvolgingen wachten op een antwoord."
    assert lines.splitlines()[0] == "• GELE-UIL-1: het gesprek met de gepeste leerling"
    assert lines.splitlines()[20:] == ["… en nog 10 andere."]
    assert [(b.id, b.label) for b in bundle.reply.buttons] == [("doe.vandaag", "Wat staat open?")]
    async with school.store.unit() as unit:
        together = await unit.notice_by_message(TEACHER, bundle.message_id)
    assert len(together) == 30
    assert {notice.state for notice in together} == {NoticeState.SENT}

    for follow_up in (follow_ups[1], follow_ups[25]):
        await school.finish(follow_up)
    await school.reminders.tick()
    [change] = [a for a in notifier.arrived if a.changed]
    assert change.message_id == bundle.message_id
    head, lines = change.text.split("\n\n")
    assert head == "28 opvolgingen wachten op een antwoord."
    assert [line[0] for line in lines.splitlines()[:3]] == ["•", "✅", "•"]

    await school.closed(cases[0])
    for follow_up in (*follow_ups[2:25], *follow_ups[26:]):
        await school.finish(follow_up)
        await school.reminders.tick()
    last = notifier.shown(TEACHER)[0]
    assert last.text.startswith("Op al deze opvolgingen is geantwoord.")
    assert "✅ een dossier dat gesloten is" in last.text
    assert not last.buttons


async def test_five_at_once_come_one_by_one(school: School, notifier: FakeNotifier) -> None:
    for _ in range(5):
        await school.due(await school.case())
    await school.reminders.tick()
    assert len(notifier.sent) == 5


@pytest.mark.usefixtures("direct_sqlite")
async def test_five_hundred_on_a_monday_morning(school: School, notifier: FakeNotifier) -> None:
    teachers = [Address("telegram", 1000 + n) for n in range(40)]
    for address in teachers:
        await school.join(address, Role.TEACHER)
    owners = [teachers[n % 40 if n < 150 else n % 7] for n in range(500)]
    total = Counter(owners)
    await school.many_due(owners)
    await school.reminders.tick()
    told = Counter(arrived.address for arrived in notifier.sent)
    assert set(told) == set(teachers)
    assert all(told[a] == (1 if total[a] > 5 else total[a]) for a in teachers)
    assert {arrived.at for arrived in notifier.sent} == {MONDAY_MORNING}
    async with school.store.unit() as unit:
        for address in teachers:
            of_messages = [await unit.notice_by_message(address, a.message_id) for a in notifier.to(address)]
            assert sum(len(notices) for notices in of_messages) == total[address]
    await school.reminders.tick()
    assert sum(told.values()) == len(notifier.arrived)


async def test_two_instances_on_postgresql_send_nothing_twice(
    postgres_url: str, bot_content: BotContent, sim: SimulatedClock, notifier: FakeNotifier
) -> None:
    stores = [Store(postgres_url), Store(postgres_url)]
    for store in stores:
        await store.open(vocabulary(bot_content))
    try:
        async with stores[0].unit() as unit:
            team_id = await unit.add_team("School", sim())
        schools = [School(store, bot_content, team_id, sim, notifier) for store in stores]
        for address, role in STAFF.items():
            await schools[0].join(address, role)
        follow_ups = await schools[0].many_due((TEACHER, COLLEAGUE) * 60)
        runners = [schools[n % 2].instance().tick() for n in range(4)]
        await asyncio.gather(*runners)
        sim.now += DAY
        await asyncio.gather(*(schools[n % 2].instance().tick() for n in range(4)))
        await asyncio.gather(*(schools[n % 2].instance().tick() for n in range(4)))
        async with stores[0].unit() as unit:
            for follow_up in follow_ups:
                numbers = [(n.number, n.state) for n in await unit.notices_of(follow_up.id or 0)]
                assert numbers == [(1, NoticeState.SENT), (2, NoticeState.SENT)]
        lines = sum(a.text.count("RODE-VOS") for a in notifier.sent if "wachten" not in a.text)
        bundled = sum(int(a.text.split()[0]) for a in notifier.sent if "wachten" in a.text)
        assert lines + bundled == 240
    finally:
        for store in stores:
            await store.close()
