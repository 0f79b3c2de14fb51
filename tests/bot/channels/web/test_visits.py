"""Many at once: two hundred visitors, and visits that are bounded."""

from __future__ import annotations

import asyncio

from bot.channels.web.visits.visit import MOST_REPLIES, Said
from bot.channels.web.visits.visits import VISIT_SECONDS, Visits
from bot.domain.messages import Answer, Button, Reply
from bot.domain.teams import Role
from tests.support.school_store import enrol
from tests.support.web.page import Visitor
from tests.support.web.served import Served

MANY = 200


async def test_two_hundred_at_once(web: Served, team_id: int) -> None:
    """Two hundred visitors, a quarter of them members with a case, all begin and choose at once; no turn is lost."""

    async def walks(visitor: Visitor, begin: str) -> str:
        await visitor.opens()
        await visitor.taps(begin)
        return (await visitor.taps("Van iemand anders")).text

    members = [await enrol(web.store, team_id, 1_000 + number, Role.TEACHER) for number in range(MANY // 4)]
    signed_in = [await web.signed_in(member) for member in members]
    guests = [web.visitor() for _ in range(MANY - len(members))]
    walked = await asyncio.gather(
        *(walks(visitor, "Nieuw dossier") for visitor in signed_in), *(walks(visitor, "Oefenen") for visitor in guests)
    )
    assert all("Iemand anders meldt het" in text for text in walked)
    async with web.store.unit() as unit:
        (care,) = [await unit.member(members[0].address)]
        assert care is not None
        cases = [await unit.cases(member) for member in members]
    assert [[case.step for case in mine] for mine in cases] == [["melding_door_derde"]] * len(members)


def test_visits_are_bounded() -> None:
    """The visits longest unused make room, and none stays for more than half a day."""
    moment = [0.0]
    visits = Visits(most=3, now=lambda: moment[0])
    keys = [bytes([number]) * 32 for number in range(5)]
    for key in keys:
        visits.of_guest(key)
    assert [visit.key for visit in visits.guests] == keys[2:]
    visits.of_guest(keys[2])
    visits.of_guest(keys[0])
    assert [visit.key for visit in visits.guests] == [keys[4], keys[2], keys[0]]
    moment[0] = VISIT_SECONDS + 1
    visits.of_guest(keys[1])
    assert [visit.key for visit in visits.guests] == [keys[1]]


def test_a_page_keeps_the_last_exchanges() -> None:
    """A page keeps a bounded number of replies, and knows which buttons are still to be tapped."""
    visit = Visits().of_guest(bytes(32))
    asked = Answer("move", (Reply("", (), (Button("a", "A", 1, 2),)),))
    for number in range(MOST_REPLIES + 5):
        answer = asked if number == 30 else Answer("guide", notice="x")
        visit.add(visit.new_exchange(Said(number, "x"), "x", answer, withheld=False))
    assert len(visit.exchanges) == MOST_REPLIES
    assert visit.open_exchange == 31
    assert visit.last == MOST_REPLIES + 5
    assert visit.label_of(Button("a", "", 1, 2)) == "A"
    assert visit.label_of(Button("a", "", 1, 3)) == ""


def test_what_is_withheld_is_nowhere() -> None:
    """A message with personal data is not on the page, nor in what recognises the same message sent again."""
    visit = Visits().of_guest(bytes(32))
    said = Said(1, "de papa heet Jan Peeters")
    exchange = visit.new_exchange(said, said.text, Answer("guide", notice="x"), withheld=True)
    visit.add(exchange)
    assert visit.known(said) is exchange
    assert "Peeters" not in repr(vars(visit))


def test_keys_of_messages_are_their_own() -> None:
    """Keys are of their visit and of what was said alone, and the same after a restart."""
    day = 1_800_000_000_000
    one, other = Visits().of_session(bytes(range(32))), Visits().of_session(bytes(range(1, 33)))
    first = one.message_key(Said(day, "x"), day)
    assert first == Visits().of_session(bytes(range(32))).message_key(Said(day, "x"), day + 9)
    assert first != other.message_key(Said(day, "x"), day)
    keys = [first, *(one.message_key(Said(ms, "y"), day + 10) for ms in (day + 1, 0, day + 10**9, -5))]
    assert len(set(keys)) == len(keys)


def test_a_guest_is_another_one_after_a_restart() -> None:
    """The address of a guest is nowhere but in memory: their cookie leads to another one later."""
    key = bytes(range(32))
    assert Visits().of_guest(key).chat != Visits().of_guest(key).chat
    assert Visits().of_session(key).chat == Visits().of_session(key).chat
    assert Visits().of_session(key).chat != Visits().of_session(key).board
