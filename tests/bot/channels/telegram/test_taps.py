"""Taps that are late, double, foreign or forged: a short answer, and nothing changes."""

from __future__ import annotations

import pytest

from bot.channels.telegram.rendering import decode, encode
from bot.domain.messages import Button
from bot.domain.teams import Member
from bot.store import Store
from tests.support.bot_api import BotApiDouble, ScreenMessage
from tests.support.school_store import enrol
from tests.support.telegram.phone import ask, case_of, choose, new_case, nothing_more, now_on, read, toast

pytestmark = pytest.mark.usefixtures("serving", "teacher")

LATE = "Deze knop hoort bij een vorige stap. Er is niets veranderd."
NOT_YOURS = "Dit dossier hoort niet bij jou. Er is niets veranderd."
FORGED = {
    "empty": "",
    "64 bytes of junk": "x" * 64,
    "64 bytes of separators": "|" * 64,
    "a choice without numbers": "meldt_iemand_anders",
    "a choice of no revision": "meldt_iemand_anders|1|",
    "a choice with words for numbers": "meldt_iemand_anders|een|twee!",
    "a negative revision": "meldt_iemand_anders|1|-1",
    "a huge case": "meldt_iemand_anders|" + "z" * 42 + "|0",
    "a huge revision": "meldt_iemand_anders|1|" + "z" * 42,
    "a choice of another step": "nazorg_gedaan|1|0",
    "unicode": "doe.🦦|\u0661|\u0662",
    "control characters": "\x00\x1b[31m|\x07|\x00",
    "html": "<b>&</b>|1|0",
    "an unknown guide": "gids.geheim",
    "an unknown command": "doe.alles_wissen",
    "wiping without a case": "doe.wis_ja",
    "wiping a case that is not": "doe.wis_ja|99|0",
    "an unknown line": "lijn.melding|1|0",
    "a case that is not": "dossier.99",
    "a case of words": "dossier.een",
    "a huge case to resume": "dossier." + "9" * 55,
}


def data_of(message: ScreenMessage, label: str) -> str:
    """The callback data of a button."""
    return next(str(b.data) for row in message.buttons for b in row if b.label == label)


async def test_callback_data_carries_case_and_revision(api: BotApiDouble) -> None:
    """The button of a choice names the choice, the case and its revision."""
    first = await new_case(api.phone(101))
    choice, case, revision = data_of(first, "Van iemand anders").split("|")
    assert (choice, case, revision) == ("meldt_iemand_anders", "1", "0")


@pytest.mark.parametrize("number", [0, 35, 36, 2**31 - 1])
def test_data_is_read_back(number: int) -> None:
    """What callback data says is what was put in it."""
    button = Button("kiest_niet_confronterend", "", number, number)
    assert decode(encode(button)) == button


async def test_a_double_tap_moves_once(api: BotApiDouble, teacher: Member, store: Store) -> None:
    """The second of two taps gets a short answer and changes nothing."""
    phone = api.phone(101)
    first = await new_case(phone)
    taps = [await phone.tap(first, "Van iemand anders") for _ in range(2)]
    assert [(await tap.answered(30)).text for tap in taps] == ["", LATE]
    await read(phone)
    await nothing_more(phone)
    assert await case_of(store, teacher) == ("melding_door_derde", 1)


async def test_a_late_tap_changes_nothing(api: BotApiDouble, teacher: Member, store: Store) -> None:
    """A tap on a step that was left long ago gets a short answer and leaves all messages as they are."""
    phone = api.phone(101)
    first = await new_case(phone)
    second = await choose(phone, first, "Van iemand anders")
    third = await choose(phone, second, "Nee, (nog) niet")
    before = phone.screen()
    assert (await toast(phone, first, data_of(first, "Van de gepeste leerling zelf"))).text == LATE
    assert phone.screen() == before
    assert now_on(phone, third).labels == third.labels
    assert await case_of(store, teacher) == ("observeren", 2)


async def test_a_foreign_tap_changes_nothing(api: BotApiDouble, teacher: Member, store: Store, team_id: int) -> None:
    """Somebody else of the school who taps a button of a case that is not theirs learns only that."""
    await enrol(store, team_id, 102)
    theirs, mine = api.phone(101), api.phone(102, "Bo")
    first = await new_case(theirs)
    before = theirs.screen()
    for data in (
        data_of(first, "Van iemand anders"),
        "dossier.1",
        "doe.terug|1|0",
        "doe.wis_ja|1|0",
        "doe.sluit_ja|1|0",
    ):
        assert (await toast(mine, first, data)).text == NOT_YOURS
    await nothing_more(mine)
    assert theirs.screen() == before
    assert await case_of(store, teacher) == ("melding", 0)


async def test_a_stranger_s_tap_changes_nothing(api: BotApiDouble, teacher: Member, store: Store) -> None:
    """Somebody unknown who taps a button of a case learns only that it is not theirs."""
    first = await new_case(api.phone(101))
    assert (await toast(api.phone(900), first, data_of(first, "Van iemand anders"))).text == NOT_YOURS
    assert await case_of(store, teacher) == ("melding", 0)


@pytest.mark.parametrize("data", FORGED.values(), ids=FORGED.keys())
async def test_forged_data_changes_nothing(api: BotApiDouble, teacher: Member, store: Store, data: str) -> None:
    """Forged callback data gets one short answer and no message, with an open case and without."""
    phone, stranger = api.phone(101), api.phone(900)
    first = await new_case(phone)
    before = phone.screen()
    assert (await toast(phone, first, data)).text
    await nothing_more(phone)
    assert phone.screen()[: len(before)] == before
    assert (await toast(stranger, first.message_id, data)).text
    await nothing_more(stranger)
    assert await case_of(store, teacher) == ("melding", 0)


async def test_a_forged_page_shows_the_first(api: BotApiDouble) -> None:
    """A page that no guide has shows the guide's first."""
    phone = api.phone(101)
    (menu,) = await ask(phone, "/gids")
    pages = []
    for page in ("", ".1", ".0", ".99", ".2147483648", "." + "9" * 40):
        assert (await toast(phone, menu, f"gids.ernst{page}")).text == ""
        pages += await read(phone)
    assert {page.html for page in pages} == {pages[0].html}


async def test_two_cases_at_once(api: BotApiDouble, teacher: Member, store: Store) -> None:
    """A button moves the case it was made for, also when another one is open in the chat."""
    phone = api.phone(101)
    first = await new_case(phone)
    (question,) = await ask(phone, "/nieuw")
    await phone.tap(question, "Ja, nieuw dossier")
    _, other = await read(phone, 2)
    assert data_of(other, "Van iemand anders") == "meldt_iemand_anders|2|0"
    moved = await choose(phone, first, "Van iemand anders")
    assert moved.text.startswith("Iemand anders meldt het")
    async with store.unit() as unit:
        steps = {case.id: case.step for case in await unit.cases(teacher)}
    assert steps == {1: "melding_door_derde", 2: "melding"}


async def test_a_tap_on_a_deleted_message(api: BotApiDouble) -> None:
    """A tap on a message that is deleted meanwhile is followed, and the next step comes."""
    phone = api.phone(101)
    first = await new_case(phone)
    data = data_of(first, "Van iemand anders")
    await phone.delete(first)
    assert (await toast(phone, first, data)).text == ""
    assert (await read(phone))[0].text.startswith("Iemand anders meldt het")
    assert {refusal.description for refusal in api.refusals} == {"Bad Request: message to edit not found"}
    api.refusals.clear()


async def test_a_tap_on_an_old_message(api: BotApiDouble) -> None:
    """A tap on a message so old that Telegram no longer tells its text still takes its buttons away."""
    phone = api.phone(101)
    first = await new_case(phone)
    chat = {"id": 101, "type": "private", "first_name": "An"}
    tapped = phone._state.callbacks.start(data_of(first, "Van iemand anders"))
    old = {"chat": chat, "message_id": first.message_id, "date": 0}
    body = {"id": tapped.query_id, "from": phone.person.as_json(), "message": old, "chat_instance": "1"}
    phone._state.queue.push("callback_query", {**body, "data": tapped.data})
    assert (await read(phone))[0].text.startswith("Iemand anders meldt het")
    assert now_on(phone, first).text == first.text
    assert now_on(phone, first).labels == ()


async def test_a_tap_too_old_to_answer(api: BotApiDouble) -> None:
    """A tap that Telegram no longer lets the bot answer is followed all the same."""
    phone = api.phone(101)
    first = await new_case(phone)
    await phone.tap(first, "Van iemand anders")
    api.expire_callbacks()
    assert (await read(phone))[0].text.startswith("Iemand anders meldt het")
    assert {refusal.method for refusal in api.refusals} == {"answerCallbackQuery"}
    api.refusals.clear()
