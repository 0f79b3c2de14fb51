"""Signing in with codes, how long it holds, and how it ends."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import text

from bot.channels.web.people import session_key
from bot.clock import BRUSSELS
from bot.codes import hashed
from bot.messages import Address, Answer, Message
from bot.records import Member, Role, StoreBusyError
from bot.store import Store
from tests.conftest import TEAM
from tests.store_world import enrol
from tests.web_fixtures import Served, later
from tests.web_page import Visitor

pytest_plugins = ["tests.web_fixtures"]

CODE = "ABCDEFGHJKMNPQRS"


def meanwhile(web: Served, monkeypatch: pytest.MonkeyPatch, happens: Callable[[], Awaitable[object]]) -> None:
    """Let something happen while the next thing said is being answered."""
    answer, waiting = web.conversation.answer, [happens]

    async def slowly(message: Message) -> Answer:
        given = await answer(message)
        if waiting:
            await waiting.pop()()
        return given

    monkeypatch.setattr(web.conversation, "answer", slowly)


async def rows(store: Store, table: str) -> list[tuple[object, ...]]:
    """What stands in a table."""
    async with store.unit() as unit:
        return [tuple(row) for row in await unit._connection.execute(text(f"SELECT * FROM {table}"))]


async def empties(store: Store, table: str) -> bool:
    """Whether nothing stands in a table within some seconds."""
    for _ in range(500):
        if not await rows(store, table):
            return True
        await asyncio.sleep(0.01)
    return False


@pytest.fixture
async def invitation(web: Served, store: Store, team_id: int) -> str:
    """An invitation to the care team, for one."""
    async with store.unit() as unit:
        await unit.add_invitation(team_id, Role.CARE_TEAM, CODE, web.now.replace(year=2027), 1)
    return CODE


async def test_a_link_works_once(web: Served, teacher: Member, store: Store) -> None:
    """A code signs its member in once; played again it is refused kindly. Neither code nor token is in the database."""
    code = await web.code_for(teacher)
    visitor, thief = web.visitor(), web.visitor()
    page = await visitor.signs_in(code)
    assert "Je bent lid van" in page.text
    refused = await thief.signs_in(code)
    assert "Deze code werkt niet (meer)" in refused.text
    assert "Meld me aan" in [button.label for button in refused.buttons]
    assert await rows(store, "web_login") == []
    ((kept, *_),) = await rows(store, "web_session")
    token = visitor.client.cookies["ehbc-sessie"]
    assert kept == session_key(token)
    assert token not in str(await rows(store, "web_session"))


async def test_only_a_hash_of_a_code_is_kept(web: Served, teacher: Member, store: Store) -> None:
    """The database holds what a code is recognised by, and not the code; a new one takes the place of the old."""
    first, second = await web.code_for(teacher), await web.code_for(teacher)
    ((kept, *_),) = await rows(store, "web_login")
    assert kept == hashed(second)
    assert "werkt niet" in (await web.visitor().signs_in(first)).text


async def test_looking_at_the_link_does_not_use_it_up(web: Served, teacher: Member) -> None:
    """A chat that fetches a link to show a preview leaves the code as it was."""
    code = await web.code_for(teacher)
    preview = web.visitor()
    await preview.opens("/aanmelden")
    await preview.client.get(f"/aanmelden?code={code}")
    assert "Je bent lid van" in (await web.visitor().signs_in(code)).text


async def test_what_expired_is_not_kept(
    web: Served, teacher: Member, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Codes and sessions that expired are deleted, although nobody signs in any more."""
    monkeypatch.setattr("bot.channels.web.forgetting.EVERY_SECONDS", 0.01)
    await web.restart()
    await web.signed_in(teacher)
    await web.code_for(teacher)
    later(web, minutes=11)
    assert await empties(store, "web_login")
    assert len(await rows(store, "web_session")) == 1
    later(web, hours=8)
    assert await empties(store, "web_session")


async def test_a_code_may_be_written_down(web: Served, teacher: Member) -> None:
    """Small letters, spaces and hyphens do not matter."""
    code = await web.code_for(teacher)
    spelled = f" {code[:4].lower()}-{code[4:8]} {code[8:]} "
    assert "Je bent lid van" in (await web.visitor().signs_in(spelled)).text


async def test_a_code_is_soon_over(web: Served, teacher: Member) -> None:
    """After ten minutes a code no longer works."""
    code = await web.code_for(teacher)
    later(web, minutes=11)
    assert "werkt niet" in (await web.visitor().signs_in(code)).text


async def test_a_code_stays_usable_when_signing_in_fails(
    web: Served, teacher: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the database gives out halfway, nothing happened: the same code works a moment later."""
    code = await web.code_for(teacher)
    visitor = web.visitor()
    await visitor.opens("/aanmelden")
    form = visitor.page.form("/aanmelden")
    with monkeypatch.context() as broken:

        async def fails(*_args: object) -> None:
            raise StoreBusyError("locked")

        broken.setattr("bot.store.web.Web.add_web_session", fails)
        assert (await visitor.posts("/aanmelden", {**form.values, "code": code})).status_code >= 500
    assert "Je bent lid van" in (await visitor.sends(form, code=code)).text


async def test_codes_cannot_be_guessed_for_long(web: Served) -> None:
    """After ten wrong codes from one place no more are tried for a while, right or wrong."""
    visitor = web.visitor()
    for _ in range(10):
        assert "werkt niet" in (await visitor.signs_in("AAAABBBBCCCCDDDD")).text
    assert "te veel codes" in (await visitor.signs_in("AAAABBBBCCCCDDDD")).text


async def test_nor_in_the_chat(web: Served) -> None:
    """Codes that are typed in the chat count as well."""
    visitor = web.visitor()
    await visitor.opens()
    for _ in range(10):
        await visitor.types("/start AAAABBBBCCCCDDDD")
    assert "te veel codes" in (await visitor.types("/start AAAABBBBCCCCDDDD")).text


async def test_an_invitation_makes_a_member(web: Served, invitation: str, store: Store) -> None:
    """An invitation typed on the page makes a member of the web and signs them in; the guest they were is forgotten."""
    visitor = web.visitor()
    await visitor.opens()
    was = visitor.client.cookies["ehbc-gast"]
    page = await visitor.signs_in(invitation)
    assert f"{TEAM} als zorgteam" in page.text
    assert "ehbc-gast" not in visitor.client.cookies
    assert "Welkom! Je bent nu lid" in (await visitor.opens()).text
    old = web.visitor()
    old.client.cookies.set("ehbc-gast", was, domain="127.0.0.1")
    await old.opens()
    assert "uitnodiging" in (await old.types("/nieuw")).text
    async with store.unit() as unit:
        (member,) = [m for m in await unit.members(1) if m.address.channel == "web"]
    assert member.role is Role.CARE_TEAM


async def test_an_invitation_typed_in_the_chat(web: Served, invitation: str) -> None:
    """So does `/start CODE` in the chat; the code is not shown again."""
    visitor = web.visitor()
    await visitor.opens()
    page = await visitor.types(f"/start {invitation}")
    assert "zorgteam" in page.text
    page = await visitor.opens()
    assert invitation not in page.html
    assert "Bord" in page.text


async def test_a_member_does_not_go_on_practising(web: Served, invitation: str) -> None:
    """Whoever joins comes for real cases: the practice that looked like one ends."""
    visitor = web.visitor()
    await visitor.opens()
    await visitor.taps("Oefenen")
    await visitor.types(f"/start {invitation}")
    page = await visitor.opens()
    assert "Nieuw dossier" in [button.label for button in page.buttons]
    assert "Van iemand anders" not in [button.label for button in page.buttons]
    assert "Je oefent" not in page.text


async def test_a_personal_code(web: Served, invitation: str) -> None:
    """Who works without Telegram makes a code of their own, shown once, which works again and again until a new one."""
    visitor = web.visitor()
    await visitor.signs_in(invitation)
    codes = []
    for _ in range(2):
        page = await visitor.sends(visitor.page.form("/ik"))
        codes.append(page.html.partition("<code>")[2].partition("</code>")[0])
        assert codes[-1] not in (await visitor.opens("/ik")).html
    await visitor.sends(visitor.page.form("/afmelden"))
    assert "werkt niet" in (await web.visitor().signs_in(codes[0])).text
    for _ in range(2):
        later(web, hours=30)
        assert "zorgteam" in (await web.visitor().signs_in(codes[1])).text


async def test_a_personal_code_is_not_for_telegram(web: Served, teacher: Member) -> None:
    """Who has Telegram gets a new link there, and no lasting code."""
    visitor = await web.signed_in(teacher)
    await visitor.opens("/ik")
    assert [form.action for form in visitor.page.forms] == ["/afmelden"]
    assert (await visitor.posts("/ik", {"csrf": visitor.page.csrf})).status_code == 403


async def test_an_invitation_moves_a_member(web: Served, teacher: Member, invitation: str, store: Store) -> None:
    """A signed-in member of Telegram who takes another role keeps being that member."""
    visitor = await web.signed_in(teacher)
    await visitor.signs_in(invitation)
    async with store.unit() as unit:
        member = await unit.member(teacher.address)
        assert [m.address for m in await unit.members(1)] == [teacher.address]
    assert member is not None
    assert member.role is Role.CARE_TEAM
    assert "zorgteam" in (await visitor.opens("/ik")).text


async def test_signing_out(web: Served, teacher: Member, store: Store) -> None:
    """Who signs out is out, on record too: a copy of the cookie opens nothing."""
    visitor = await web.signed_in(teacher)
    token = visitor.client.cookies["ehbc-sessie"]
    await visitor.opens("/ik")
    page = await visitor.sends(visitor.page.form("/afmelden"))
    assert "Je bent niet aangemeld" in page.text
    assert await rows(store, "web_session") == []
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
    assert await rows(store, "web_session") == []


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
    assert await rows(store, "web_session") == []
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


async def test_an_invitation_that_changes_nothing_signs_nobody_in(web: Served, carer: Member, invitation: str) -> None:
    """Who types an invitation to be what they are stays signed in as they were, no longer than before."""
    visitor = await web.signed_in(carer)
    before = visitor.client.cookies["ehbc-sessie"]
    later(web, hours=7)
    page = await visitor.signs_in(invitation)
    assert "Je bent al lid" in page.text
    assert visitor.client.cookies["ehbc-sessie"] == before


async def test_joining_another_school_in_the_chat(web: Served, teacher: Member, store: Store) -> None:
    """A member who types the invitation of another school is signed in there at once."""
    visitor = await web.signed_in(teacher)
    async with store.unit() as unit:
        other = await unit.add_team("School Z", web.now)
        await unit.add_invitation(other, Role.TEACHER, CODE, web.now.replace(year=2027), 1)
    assert "School Z als leerkracht" in (await visitor.types(f"/start {CODE}")).text


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
    assert len(await rows(store, "web_session")) == 1
    assert "zorgteam" in (await visitor.opens("/ik")).text


async def test_a_link_on_another_site(guest: Visitor) -> None:
    """A link to the page from elsewhere goes round once, so that the strict cookie of a session is sent along."""
    answer = await guest.client.get("/", headers={"Sec-Fetch-Site": "cross-site"})
    assert "?van=buiten" in answer.text
    assert "Set-Cookie" not in answer.headers
    again = await guest.client.get("/?van=buiten", headers={"Sec-Fetch-Site": "cross-site"})
    assert "Je bent niet aangemeld" in again.text


@pytest.mark.parametrize("path", ["/bord", "/ik"])
async def test_a_link_to_a_page_of_members_on_another_site(web: Served, carer: Member, path: str) -> None:
    """So does a link to the board or to one's own page: who is signed in gets there, and who is not signs in."""
    visitor = await web.signed_in(carer)
    without = await web.visitor().client.get(path, headers={"Sec-Fetch-Site": "cross-site"})
    assert f"{path}?van=buiten" in without.text
    shown = await visitor.client.get(f"{path}?van=buiten", headers={"Sec-Fetch-Site": "cross-site"})
    assert TEAM in shown.text
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
    assert len(await rows(web.store, "web_session")) == 1


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
    async with store.unit() as unit:
        seen = await unit._connection.execute(text("SELECT channel, address, sent FROM answered"))
        addresses = [tuple(row) for row in seen]
        assert {channel for channel, _, _ in addresses} == {"web"}
        assert all(sent for _, _, sent in addresses)
        for channel, number, _ in addresses:
            assert await unit.member(Address(channel, number)) is None
