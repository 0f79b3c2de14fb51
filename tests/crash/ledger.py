"""What was seen of a bot that is killed, from outside, held against its database."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field

from bot.domain.notices import NoticeState
from bot.store import Store
from tests.crash.teachers import FIRST_OWNER, Owner, Walker, offered
from tests.support.bot_api import BotApiDouble
from tests.support.school_store import rows


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
            if call.method == "sendMessage" and chat >= FIRST_OWNER and "herinnering 1 van 2" in call.params["text"]:
                self.arrived[chat] += 1
                reminded.add(chat)
            for case, revision in _questions(call.params.get("reply_markup", "")):
                shown[case] = max(shown[case], revision)
                self.answers[case, revision] += call.method == "sendMessage"
        stored = dict(await rows(self.store, 'SELECT id, revision FROM "case"'))
        lost = {
            case: (revision, stored.get(case)) for case, revision in shown.items() if stored.get(case, -1) < revision
        }
        assert not lost, f"shown, but not in the database: {lost}"
        states = dict(await rows(self.store, "SELECT address, state FROM notice WHERE kind = 'herinnering'"))
        for chat in reminded:
            if states.get(chat, NoticeState.READY) == NoticeState.READY:
                self.excused[chat] += 1


def _questions(markup: str) -> set[tuple[int, int]]:
    """Case and revision of the questions that buttons belong to."""
    keyboard = json.loads(markup)["inline_keyboard"] if markup else []
    found = [offered(button.get("callback_data", "")) for row in keyboard for button in row]
    # A follow-up's button counts revisions of its own.
    return {(one.case, one.revision) for one in found if one is not None and not one.choice.startswith("opv.")}


async def compare(ledger: Ledger, walkers: list[Walker], owners: list[Owner]) -> None:
    """Nothing confirmed is lost, nothing is done twice, everybody was reminded; what came twice is accounted for."""
    store = ledger.store
    for walker in walkers:
        async with store.unit() as unit:
            for case, steps in walker.steps.items():
                events = await unit.events(case)
                assert [event.choice for event in events if event.choice] == steps, (case, steps)
    ((cases,),) = await rows(store, 'SELECT count(*) FROM "case"')
    done = await rows(store, "SELECT id FROM follow_up WHERE state = 'gedaan'")
    ((unsent,),) = await rows(store, "SELECT count(*) FROM answered WHERE NOT sent")
    assert cases == len(owners) + sum(len(walker.steps) for walker in walkers)
    assert {owner.follow_up for owner in owners if owner.confirmed} <= {number for (number,) in done}
    missed = [owner.code for owner in owners if not ledger.arrived[owner.phone.chat_id]]
    assert not missed
    twice = {chat: times - 1 for chat, times in ledger.arrived.items() if times > 1}
    unexcused = {chat: times for chat, times in twice.items() if times > ledger.excused[chat]}
    confirmed = sum(len(steps) for walker in walkers for steps in walker.steps.values())
    answers_twice = sum(times - 1 for times in ledger.answers.values() if times > 1)
    print(
        f"{confirmed} confirmed steps in {cases - len(owners)} cases: none lost, none twice; {answers_twice} questions "
        f"shown again\n{len(owners)} reminders: all arrived, {sum(twice.values())} came twice, where "
        f"{sum(ledger.excused.values())} kills fell between sending and noting; "
        f"{sum(owner.confirmed for owner in owners)} answered, none lost; {unsent} answers left unsent"
    )
    assert not unexcused
    assert not unsent
