"""How long a session holds, how it ends, and which links lead to it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from bot.channels.web.access.sessions import session_key
from bot.clock import BRUSSELS
from bot.domain.messages import Address, Answer, Message
from bot.domain.teams import Member, Role
from bot.store import Store
from tests.support.school_store import TEAM, enrol, rows
from tests.support.web.page import Visitor
from tests.support.web.served import Served, later


def meanwhile(web: Served, monkeypatch: pytest.MonkeyPatch, happens: Callable[[], Awaitable[object]]) -> None:
    """Let something happen while the next thing said is being answered."""
    answer, waiting = web.conversation.answer, [happens]

    async def slowly(message: Message) -> Answer:
        given = await answer(message)
        if waiting:
            await waiting.pop()()
        return given

    monkeypatch.setattr(web.conversation, "answer", slowly)


async def empties(store: Store, table: str) -> bool:
    """Whether nothing stands in a table within some seconds."""
    for _ in range(500):
        if not await rows(store, f"SELECT * FROM {table}"):
            return True
        await asyncio.sleep(0.01)
    return False


async def test_what_expired_is_not_kept(
    web: Served, teacher: Member, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Codes and sessions that expired are deleted, although nobody signs in any more."""
    monkeypatch.setattr("bot.channels.web.access.expiry.EVERY_SECONDS", 0.01)
    await web.restart()
    await web.signed_in(teacher)
    await web.code_for(teacher)
    later(web, minutes=11)
    assert await empties(store, "web_login")
    assert len(await rows(store, "SELECT * FROM web_session")) == 1
    later(web, hours=8)
    assert await empties(store, "web_session")


async def test_signing_out(web: Served, teacher: Member, store: Store) -> None:
    """Who signs out is out, on record too: a copy of the cookie opens nothing."""
    visitor = await web.signed_in(teacher)
    token = visitor.client.cookies["ehbc-sessie"]
    await visitor.opens("/ik")
    page = await visitor.sends(visitor.page.form("/afmelden"))
    assert "Je bent niet aangemeld" in page.text
    assert await rows(store, "SELECT * FROM web_session") == []
    visitor.client.cookies.set("ehbc-sessie", token, domain="127.0.0.1")
    assert "/aanmelden" in str((await visitor.client.get("/ik")).headers["Location"])


async def test_a_session_ends(web: Served, teacher: Member) -> None:
    """A session lasts on while it is used, eight hours after that, and never longer than a day."""
    used, idle = await web.signed_in(teacher), await web.signed_in(teacher)
    for _ in range(3):
        later(web, hours=7)
        assert "Je bent aangemeld" in (await used.opens("/ik")).text
    assert "Je bent niet meer aangemeld" in (await idle.opens()).text
    later(web, hours=4)
    assert "Je bent niet meer aangemeld" in (await used.opens()).text


async def test_an_open_page_is_no_use(web: Served, carer: Member) -> None:
    """A page that is left open asks for news by itself; whoever sits there signs in again after eight hours."""
    visitor = await web.signed_in(carer)
    upgrade = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        "Origin": web.address,
    }
    for _ in range(2):
        later(web, hours=3)
        for path in ("/beurten", "/bord"):
            assert (await visitor.client.get(path, headers={"X-Ehbc": "1"})).status_code == 200
        async with visitor.client.stream("GET", "/live", headers=upgrade) as line:
            assert line.status_code == 101
    later(web, hours=2, minutes=1)
    assert "Je bent niet meer aangemeld" in (await visitor.opens()).text


async def test_how_long_it_holds_is_told(web: Served, teacher: Member) -> None:
    """The page tells until when, and that working on makes it longer, as long as it does."""
    visitor = await web.signed_in(teacher)
    page = await visitor.opens("/ik")
    assert f"{web.now.astimezone(BRUSSELS).hour + 8}" in page.text
    assert "Werk je verder, dan schuift dat mee op, tot hoogstens 24 uur nadat je je aanmeldde." in page.text
    for _ in range(3):
        later(web, hours=7)
        page = await visitor.opens("/ik")
    assert "Werk je verder" not in page.text


async def test_what_was_meant_for_a_case_is_not_taken_by_a_guest(web: Served, teacher: Member) -> None:
    """What is sent after the session ended is refused, and not answered as if somebody practised."""
    visitor = await web.signed_in(teacher)
    later(web, hours=9)
    form = visitor.page.form("/zeg")
    answer = await visitor.posts("/zeg", {**form.values, "tekst": "/nieuw"})
    assert answer.status_code == 401
    assert "Je bent niet meer aangemeld" in answer.text


async def test_a_lost_membership_ends_the_session_at_once(web: Served, teacher: Member, store: Store) -> None:
    """Who was taken out of the team sees nothing from the next request on."""
    visitor = await web.signed_in(teacher)
    await visitor.taps("Nieuw dossier")
    form = visitor.page.form("/zeg")
    async with store.unit() as unit:
        await unit.remove_member(teacher.id)
    answer = await visitor.posts("/zeg", {**form.values, "tekst": "/verder"})
    assert answer.status_code == 401
    assert await rows(store, "SELECT * FROM web_session") == []


@pytest.mark.parametrize("said", ["/verder", "/start AAAABBBBCCCCDDDD"])
async def test_a_late_answer_does_not_sign_in_again(
    web: Served, teacher: Member, store: Store, monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    """Who signs out while something is still being answered stays out."""
    visitor = await web.signed_in(teacher)
    late = visitor.page.form("/zeg")
    token = visitor.client.cookies["ehbc-sessie"]

    async def signs_out() -> None:
        async with store.unit() as unit:
            await unit.end_web_session(session_key(token))

    meanwhile(web, monkeypatch, signs_out)
    answer = await visitor.posts("/zeg", {**late.values, "tekst": said})
    assert answer.url.path == "/aanmelden"
    assert "Je bent geen lid meer" not in answer.text
    assert await rows(store, "SELECT * FROM web_session") == []
    assert "Je bent niet aangemeld" in (await visitor.opens()).text


async def test_a_late_answer_does_not_make_a_session_longer(
    web: Served, teacher: Member, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A session that ends while something is being answered has ended."""
    visitor = await web.signed_in(teacher)

    async def time_passes() -> None:
        later(web, hours=9)

    meanwhile(web, monkeypatch, time_passes)
    page = await visitor.types("/verder")
    assert "Meld me aan" in [button.label for button in page.buttons]
    assert "ehbc-sessie" not in visitor.client.cookies


async def test_leaving_in_the_chat_signs_out(web: Served, teacher: Member) -> None:
    """`/verlaat` ends the session, and says what happened."""
    visitor = await web.signed_in(teacher)
    await visitor.types("/verlaat")
    page = await visitor.taps("Ja, ik verlaat dit team")
    assert "Je bent geen lid meer" in page.text
    assert "Je bent geen lid meer" not in (await visitor.opens("/aanmelden")).text
    assert "Je bent niet aangemeld" in (await visitor.opens()).text


async def test_nobody_else_is_told_that_they_left(guest: Visitor) -> None:
    """A link that somebody made tells nobody that what was kept of them is gone."""
    assert "Je bent geen lid meer" not in (await guest.opens("/aanmelden?weg=1")).text


async def test_signing_in_makes_a_new_session(web: Served, teacher: Member, team_id: int, store: Store) -> None:
    """A session that somebody planted is worth nothing: signing in makes a new one, and ends the old."""
    carer = await enrol(store, team_id, 55, Role.CARE_TEAM)
    visitor = await web.signed_in(teacher)
    before = visitor.client.cookies["ehbc-sessie"]
    await visitor.signs_in(await web.code_for(carer))
    assert visitor.client.cookies["ehbc-sessie"] != before
    assert len(await rows(store, "SELECT * FROM web_session")) == 1
    assert "zorgteam" in (await visitor.opens("/ik")).text


async def test_a_link_on_another_site(guest: Visitor) -> None:
    """A link to the page from elsewhere goes round once, so that the strict cookie of a session is sent along."""
    answer = await guest.client.get("/", headers={"Sec-Fetch-Site": "cross-site"})
    assert "?van=buiten" in answer.text
    assert "Set-Cookie" not in answer.headers
    again = await guest.client.get("/?van=buiten", headers={"Sec-Fetch-Site": "cross-site"})
    assert "Je bent niet aangemeld" in again.text


@pytest.mark.parametrize(("path", "words"), [("/bord", TEAM), ("/bord/cijfers", "Terug naar het bord"), ("/ik", TEAM)])
async def test_a_link_to_a_page_of_members_on_another_site(web: Served, carer: Member, path: str, words: str) -> None:
    """So does a link to the board, its figures or one's own page: who is signed in gets there, who is not signs in."""
    visitor = await web.signed_in(carer)
    without = await web.visitor().client.get(path, headers={"Sec-Fetch-Site": "cross-site"})
    assert f"{path}?van=buiten" in without.text
    shown = await visitor.client.get(f"{path}?van=buiten", headers={"Sec-Fetch-Site": "cross-site"})
    assert words in shown.text
    nobody = await web.visitor().client.get(f"{path}?van=buiten", headers={"Sec-Fetch-Site": "cross-site"})
    assert nobody.headers["Location"].startswith("/aanmelden")


@pytest.mark.parametrize("hours", [0, 12])
async def test_a_new_link_on_another_site(web: Served, teacher: Member, carer: Member, hours: int) -> None:
    """A link in a chat on the web signs in also whose browser has a session already, or one that ended overnight.

    Such a link opens the form without the strict cookie; with the form that is sent the cookie is there.
    """
    visitor = await web.signed_in(teacher)
    later(web, hours=hours)
    strict = visitor.client.cookies["ehbc-sessie"]
    visitor.client.cookies.delete("ehbc-sessie")
    await visitor.opens("/aanmelden")
    visitor.client.cookies.set("ehbc-sessie", strict, domain="127.0.0.1")
    page = await visitor.sends(visitor.page.form("/aanmelden"), code=await web.code_for(carer))
    assert "als zorgteam" in page.text
    assert len(await rows(web.store, "SELECT * FROM web_session")) == 1


async def test_a_form_to_sign_in_that_stood_open_overnight(web: Served, teacher: Member, carer: Member) -> None:
    """A form that was opened while signed in works when the session ended since."""
    visitor = await web.signed_in(teacher)
    await visitor.opens("/aanmelden")
    later(web, hours=12)
    page = await visitor.sends(visitor.page.form("/aanmelden"), code=await web.code_for(carer))
    assert "als zorgteam" in page.text


async def test_the_addresses_of_sessions_are_nobody(web: Served, teacher: Member, store: Store) -> None:
    """A session acts for its member from a screen of its own: answers on record are of the web, the member is not."""
    visitor = await web.signed_in(teacher)
    await visitor.taps("Nieuw dossier")
    await web.stop()
    addresses = await rows(store, "SELECT channel, address, sent FROM answered")
    async with store.unit() as unit:
        assert {channel for channel, _, _ in addresses} == {"web"}
        assert all(sent for _, _, sent in addresses)
        for channel, number, _ in addresses:
            assert await unit.member(Address(channel, str(number))) is None
