"""The chat in a browser: a turn, a resent one, a reload, two tabs, a restart, and what is kept of it."""

from __future__ import annotations

import logging

import pytest

from bot.domain.teams import Member
from bot.store import Store
from tests.bot.channels.telegram.test_walk import LONG_WAY
from tests.support.school_store import rows
from tests.support.web.page import HtmlPage, Visitor
from tests.support.web.served import Served

SAYS_A_NAME = "De mama van Lotte Peeters belde: 0470 12 34 56"


async def everything(store: Store) -> str:
    """All that stands in the database."""
    tables = await rows(store, "SELECT name FROM sqlite_master WHERE type = 'table'")
    return "\n".join([str(row) for (name,) in tables for row in await rows(store, f'SELECT * FROM "{name}"')])


async def test_somebody_new_practises(guest: Visitor, store: Store) -> None:
    """A visitor without an invitation walks the whole plan, and nothing of it is kept."""
    page = await guest.opens()
    assert "Je bent niet aangemeld" in page.text
    page = await guest.taps("Oefenen")
    for label in LONG_WAY:
        page = await guest.taps(label)
    assert "Dit was het oefendossier" in page.text
    assert await rows(store, 'SELECT * FROM "case"') == []
    assert await rows(store, "SELECT * FROM answered") == []


async def test_a_member_walks_a_case(web: Served, teacher: Member, store: Store) -> None:
    """Who signed in walks a real case from report to closed by taps alone, as their own member."""
    visitor = await web.signed_in(teacher)
    page = await visitor.taps("Nieuw dossier")
    async with store.unit() as unit:
        (case,) = await unit.cases(teacher)
    assert case.code in page.text
    for label in LONG_WAY:
        page = await visitor.taps(label)
    assert "Afgesloten" in page.text
    async with store.unit() as unit:
        assert await unit.cases(teacher) == []
    ((events,),) = await rows(store, "SELECT count(*) FROM case_event")
    assert events > len(LONG_WAY)


async def test_the_same_case_on_telegram(web: Served, teacher: Member) -> None:
    """A case begun in the browser goes on on Telegram, and the other way round."""
    visitor = await web.signed_in(teacher)
    await visitor.taps("Nieuw dossier")
    await visitor.taps("Van iemand anders")
    answer = await web.telegram(teacher, "/verder")
    assert answer.step == "melding_door_derde"
    await web.telegram(teacher, label="Ja, de leerling wil vertellen", answer=answer)
    assert "Is het cyberpesten?" in (await visitor.types("/verder")).text


async def test_a_text_is_understood(guest: Visitor) -> None:
    """What is typed is read as anywhere else; the reply and what was typed stand on the page."""
    await guest.opens()
    await guest.taps("Oefenen")
    page = await guest.types("een andere leerling vertelde het mij")
    assert "een andere leerling vertelde het mij" in page.text
    assert "Iemand anders meldt het" in page.text


async def test_a_form_sent_twice_is_answered_once(web: Served, teacher: Member, store: Store) -> None:
    """The same form again changes nothing and shows nothing twice, also after a restart of the server."""
    visitor = await web.signed_in(teacher)
    await visitor.taps("Nieuw dossier")
    form = visitor.page.form("/zeg")
    values = {**form.values, "tekst": "een andere leerling vertelde het mij"}
    first = HtmlPage((await visitor.posts("/zeg", values)).text)
    again = HtmlPage((await visitor.posts("/zeg", values)).text)
    assert again.text == first.text
    await web.restart()
    after = HtmlPage((await visitor.posts("/zeg", values)).text)
    assert "Iemand anders meldt het" in after.text
    async with store.unit() as unit:
        (case,) = await unit.cases(teacher)
    assert (case.step, case.revision) == ("melding_door_derde", 1)


async def test_a_reload_keeps_the_talk(guest: Visitor) -> None:
    """A page that is loaded again shows what was said, and its buttons work."""
    await guest.opens()
    await guest.taps("Oefenen")
    before = (await guest.taps("Van iemand anders")).text
    assert (await guest.opens()).text == before
    assert "Is het cyberpesten?" in (await guest.taps("Ja, de leerling wil vertellen")).text


async def test_a_restart_keeps_the_place(web: Served, teacher: Member) -> None:
    """After a restart of the server a member's page shows where the case was; nothing that was typed is there."""
    visitor = await web.signed_in(teacher)
    await visitor.taps("Nieuw dossier")
    await visitor.types("een andere leerling vertelde het mij")
    await web.restart()
    page = await visitor.opens()
    assert "Iemand anders meldt het" in page.text
    assert "een andere leerling vertelde het mij" not in page.text
    assert "Is het cyberpesten?" in (await visitor.taps("Ja, de leerling wil vertellen")).text


async def test_two_tabs(web: Served, teacher: Member, store: Store) -> None:
    """A button on a tab that was overtaken by another changes nothing, and says so; the place is shown."""
    visitor = await web.signed_in(teacher)
    await visitor.taps("Nieuw dossier")
    old = visitor.page
    await visitor.taps("Van iemand anders")
    button = old.button("Van de gepeste leerling zelf")
    assert button.form is not None
    page = await visitor.sends(button.form, knop=button.value)
    assert "Er is niets veranderd" in page.text
    assert "Ja, de leerling wil vertellen" in page.labels
    async with store.unit() as unit:
        (case,) = await unit.cases(teacher)
    assert case.step == "melding_door_derde"


async def test_the_script_gets_only_what_is_new(guest: Visitor) -> None:
    """The page's own script asks for what came after what it shows."""
    await guest.opens()
    await guest.taps("Oefenen")
    form = guest.page.form("/zeg")
    known = next(values for tag, values in guest.page.tags if values.get("id") == "log")
    values = {**form.values, "tekst": "/gids", "na": known["data-laatste"], "tijdperk": known["data-tijdperk"]}
    answer = (await guest.posts("/zeg", values, **{"X-Ehbc": "1"})).json()
    part = HtmlPage(answer["beurten"])
    assert "Waarover wil je iets lezen?" in part.text
    assert "oefendossier" not in part.text
    news = (await guest.client.get("/beurten", params={"na": answer["laatste"], "tijdperk": answer["tijdperk"]})).json()
    assert HtmlPage(news["beurten"]).text == ""
    assert news["veranderd"] is False


async def test_a_script_in_a_message_is_only_text(guest: Visitor) -> None:
    """What somebody types is shown as they typed it, and never becomes a part of the page."""
    await guest.opens()
    page = await guest.types('<script>alert(1)</script><img src=x onerror="alert(2)"> {{ 1 + 1 }} {% raw 1 %}')
    assert page.inline == []
    assert "<script>alert(1)</script>" in page.text
    assert "{{ 1 + 1 }}" in page.text
    assert "<script>alert" not in page.html


async def test_a_message_with_a_name_is_blanked(
    web: Served, teacher: Member, store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    """A typed message with personal data is taken off the page, with a kind word; it is in no table and in no log."""
    visitor = await web.signed_in(teacher)
    await visitor.taps("Nieuw dossier")
    with caplog.at_level(logging.DEBUG):
        page = await visitor.types(SAYS_A_NAME)
    assert "Laat namen en andere gegevens van mensen liever weg" in page.text
    assert "Lotte" not in page.html
    assert "Lotte" not in (await visitor.opens()).html
    assert "Lotte" not in await everything(store)
    assert "Lotte" not in caplog.text


@pytest.mark.parametrize(
    ("said", "telling"),
    [
        ("met wiebe gesproken", "wiebe"),
        ("het is een leerling van 3Bwet", "3Bwet"),
        ("L.V. wordt gepest", "L.V."),
        ("de pester zit op het atheneum van Geraardsbergen", "Geraardsbergen"),
    ],
)
async def test_so_is_one_that_tells_who_it_is_without_a_name(
    web: Served, teacher: Member, said: str, telling: str
) -> None:
    """A rare first name, a class, initials or a school are taken off the page as a name is."""
    visitor = await web.signed_in(teacher)
    await visitor.taps("Nieuw dossier")
    page = await visitor.types(said)
    assert "Laat namen en andere gegevens van mensen liever weg" in page.text
    assert telling not in page.html


async def test_nothing_typed_is_in_the_database(web: Served, teacher: Member, store: Store) -> None:
    """What is typed stands on the page, and in no table."""
    visitor = await web.signed_in(teacher)
    await visitor.taps("Nieuw dossier")
    page = await visitor.types("zonderling woordje kwakkelkwast")
    assert "kwakkelkwast" in page.text
    assert "kwakkelkwast" not in await everything(store)


async def test_strangers_do_not_see_each_other(web: Served) -> None:
    """Each visitor has a practice of their own."""
    one, other = web.visitor(), web.visitor()
    await one.opens()
    await one.taps("Oefenen")
    await one.taps("Van iemand anders")
    await other.opens()
    page = await other.taps("Oefenen")
    assert "Van de gepeste leerling zelf" in page.labels
    assert "Iemand anders meldt het" not in page.text.split("Oefening")[0]


async def test_a_guide_unfolds_in_place(guest: Visitor) -> None:
    """The guides of a step stand folded on the page, whole, and each opens on a page of its own too."""
    await guest.opens()
    page = await guest.taps("Oefenen")
    assert "Signalen herkennen" in page.text
    assert any(values.get("href") == "/gidsen/signalen" for _, values in page.tags)
    own = await guest.opens("/gidsen/signalen")
    assert "Signalen herkennen" in own.text


async def test_the_way_and_the_drawing(guest: Visitor) -> None:
    """The step plan is on the page as a list with the current step marked, and as a drawing of it."""
    await guest.opens()
    await guest.taps("Oefenen")
    page = await guest.taps("Van de gepeste leerling zelf")
    assert "Stap 2 van" in page.text
    assert [values for tag, values in page.tags if values.get("aria-current") == "step"]
    (image,) = {values["src"] for tag, values in page.tags if tag == "img" and "stappenplan" in values["src"]}
    drawing = await guest.client.get(image)
    assert drawing.headers["Content-Type"] == "image/svg+xml"
    assert "Je bent hier: Is het cyberpesten?" in drawing.text


@pytest.mark.parametrize("what", ["", " ", "x" * 2_001])
async def test_nothing_and_too_much(guest: Visitor, what: str) -> None:
    """An empty message gets a kind word, and one that is too long too."""
    await guest.opens()
    page = await guest.types(what)
    assert "geen tekst" in page.text or "te lang" in page.text
