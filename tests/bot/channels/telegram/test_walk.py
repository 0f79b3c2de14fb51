"""A case on the phone: buttons, edited messages, side questions, HTML."""

from __future__ import annotations

import pytest

from bot.domain.teams import Member
from bot.store import Store
from tests.support.bot_api import BotApiDouble
from tests.support.telegram.phone import ServedBot, ask, choose, new_case, nothing_more, now_on, read, walk

pytestmark = pytest.mark.usefixtures("serving", "teacher")

LONG_WAY = (
    "Van de gepeste leerling zelf",
    "Help mij kijken",
    "Ja",
    "Ja",
    "Ja",
    "Ja",
    "Ja, cyberpesten",
    "Overlegd met het zorgteam",
    "Het gesprek is geweest",
    "Ja, 12 of ouder",
    "Ja, het mag",
    "De ouders zijn gecontacteerd",
    "Niet-confronterend",
    "Allebei",
    "Gedaan, nu de groep",
    "Gedaan",
    "Gedaan",
    "Niet: nu niet nodig",
    "Ja, gestopt of minder",
    "Ja, het dossier mag dicht",
)


async def test_a_whole_case_from_report_to_closed(
    serving: ServedBot, api: BotApiDouble, teacher: Member, store: Store
) -> None:
    """A case is walked by taps alone; at the end only the last message has buttons, and each answer stands in bold."""
    phone = api.phone(101)
    first = await new_case(phone)
    asked = await walk(phone, first, LONG_WAY)
    assert asked[-1].text.startswith("Afgesloten")
    for message, label in zip(asked, LONG_WAY, strict=False):
        answered = now_on(phone, message)
        assert answered.labels == ()
        assert answered.html == f"{message.html}\n\n✅ <b>{label}</b>"
    bot_messages = [m for m in phone.screen() if m.from_bot]
    assert [m.message_id for m in bot_messages if m.labels] == [asked[-1].message_id]
    async with store.unit() as unit:
        assert await unit.cases(teacher) == []
    assert serving.task.done() is False


async def test_the_next_step_is_a_new_message(api: BotApiDouble) -> None:
    """What comes after a tap stands below what was tapped, in a message of its own."""
    phone = api.phone(101)
    first = await new_case(phone)
    second = await choose(phone, first, "Van iemand anders")
    assert second.message_id > first.message_id
    assert now_on(phone, first).edited
    assert not now_on(phone, second).edited


async def test_a_side_question_keeps_the_place(api: BotApiDouble) -> None:
    """A guide's button keeps the step's message as it is, shows the guide, and then the step's buttons again."""
    phone = api.phone(101)
    first = await new_case(phone)
    await phone.tap(first, "Signalen herkennen")
    guide, again = await read(phone, 2)
    assert guide.text.startswith("Signalen")
    assert again.labels == first.labels
    assert now_on(phone, first) == first
    assert (await choose(phone, again, "Van iemand anders")).text.startswith("Iemand anders meldt het")


async def test_one_step_back_by_a_button(api: BotApiDouble) -> None:
    """The button for one step back leaves no dead buttons on the message it was on."""
    phone = api.phone(101)
    second = await choose(phone, await new_case(phone), "Van iemand anders")
    await phone.tap(second, "Vorige stap")
    word, back = await read(phone, 2)
    assert word.text.startswith("Een stap terug")
    assert back.text.startswith("Melding")
    assert now_on(phone, second).labels == ()
    assert "✓ Van iemand anders" in back.labels


async def test_a_parent_line_by_a_button(api: BotApiDouble) -> None:
    """A parent line opens from the parents' menu, whose buttons then go; its answer leads back to the step."""
    phone = api.phone(101)
    await new_case(phone)
    (menu,) = await ask(phone, "/ouders")
    line = await choose(phone, menu, "Ouders van wie pest")
    assert now_on(phone, menu).html.endswith("✅ <b>Ouders van wie pest</b>")
    assert now_on(phone, menu).labels == ()
    assert (await choose(phone, line, "Nog te doen")).text.startswith("Melding")


async def test_closing_and_wiping_leave_no_buttons(api: BotApiDouble) -> None:
    """Once a case is wiped, the question whether to wipe it cannot be answered again."""
    phone = api.phone(101)
    await new_case(phone)
    (question,) = await ask(phone, "/wis")
    done = await choose(phone, question, "Ja, wis het voorgoed")
    assert "gewist" in done.text
    assert now_on(phone, question).labels == ()


async def test_saying_no_answers_the_question(api: BotApiDouble) -> None:
    """Once a person said no, the question whether to wipe the case has no buttons any more."""
    phone = api.phone(101)
    await new_case(phone)
    (question,) = await ask(phone, "/wis")
    await phone.tap(question, "Nee")
    assert (await read(phone))[0].text == "Goed, ik wis niets."
    await read(phone)
    await nothing_more(phone)
    assert now_on(phone, question).labels == ()


async def test_a_drawing_with_the_place_marked(api: BotApiDouble) -> None:
    """/schema sends the plan as a PNG, and then the step's buttons."""
    phone = api.phone(101)
    first = await new_case(phone)
    picture, place = await ask(phone, "/schema", 2)
    assert picture.photo
    assert api.photos[-1].data.startswith(b"\x89PNG")
    assert place.labels == first.labels


async def test_html_of_a_message_is_never_repeated(api: BotApiDouble) -> None:
    """A message with HTML in it is read like any other, and answered."""
    phone = api.phone(101)
    await new_case(phone)
    await phone.send("<b>Ze & de rest</b> <script>alert('x')</script> </b> &amp; <a href='x'>iemand anders</a>")
    reply = (await read(phone))[0]
    assert "script" not in reply.text
    assert "<b>Ze" not in reply.html
