"""What a browser may do with the page, and what is refused: forged, foreign, too much."""

from __future__ import annotations

import secrets

import httpx
import pytest

from bot.channels.web.access.origins import Listen, ListenError, origins_of, read_listen
from bot.channels.web.access.sessions import csrf_fits, csrf_token, new_token
from bot.channels.web.serve import running_web
from bot.domain.teams import Member
from bot.settings import Settings
from bot.store import Store
from tests.support.web.page import HtmlPage, Visitor
from tests.support.web.served import Served

PAGES = ("/", "/aanmelden", "/gidsen", "/gidsen/ernst", "/stappenplan", "/nergens", "/bord", "/ik")


@pytest.mark.parametrize("path", PAGES)
async def test_every_page_is_locked_down(guest: Visitor, path: str) -> None:
    """Every page forbids what is not ours, and holds no script or style of its own."""
    answer = await guest.client.get(path, follow_redirects=True)
    policy = dict(part.strip().split(" ", 1) for part in answer.headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Server" not in answer.headers
    page = HtmlPage(answer.text)
    assert page.inline == []
    loaded = [
        values.get("src") or values.get("href", "") for tag, values in page.tags if tag in {"script", "link", "img"}
    ]
    assert all(address.startswith("/") and not address.startswith("//") for address in loaded)


async def test_pages_of_members_are_locked_down(web: Served, carer: Member) -> None:
    """So are the pages of who signed in."""
    visitor = await web.signed_in(carer)
    await visitor.taps("Nieuw dossier")
    for path in ("/", "/bord", "/bord/cijfers", "/ik"):
        page = await visitor.opens(path)
        assert page.inline == []
        assert "style=" not in page.html


async def test_cookies_on_this_machine(web: Served, teacher: Member) -> None:
    """No script reads a cookie; the one of a session is not sent along from any other site."""
    visitor = web.visitor()
    answer = await visitor.client.get("/aanmelden")
    (cookie,) = answer.headers.get_list("Set-Cookie")
    assert cookie.startswith("ehbc-gast=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    form = HtmlPage(answer.text).form("/aanmelden")
    values = {**form.values, "code": await web.code_for(teacher)}
    signed_in = await visitor.client.post("/aanmelden", data=values, headers={"Origin": web.address})
    cookie = next(c for c in signed_in.headers.get_list("Set-Cookie") if c.startswith("ehbc-sessie="))
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie


async def test_cookies_behind_tls(web: Served, free_port: int) -> None:
    """Behind TLS cookies are secure and bound to this host, and the browser is told to stay on TLS."""
    settings = Settings(_env_file=None, web_url="https://ehbc.school.be")
    here = f"127.0.0.1:{free_port}"
    running = running_web(settings, web.conversation, web.store, web.bot_content, listen=here)
    async with running as address, httpx.AsyncClient(base_url=f"http://{here}") as client:
        assert address == "https://ehbc.school.be"
        answer = await client.get("/aanmelden", headers={"Host": "ehbc.school.be"})
        cookie = answer.headers["Set-Cookie"]
        assert cookie.startswith("__Host-ehbc-gast=")
        assert "Secure" in cookie
        assert "Domain" not in cookie
        assert answer.headers["Strict-Transport-Security"]
        assert (await client.get("/aanmelden")).status_code == 421
        foreign = {"Host": "ehbc.school.be", "Origin": "http://ehbc.school.be"}
        assert (await client.post("/aanmelden", headers=foreign)).status_code == 403


async def test_a_forged_session_is_nobody(guest: Visitor) -> None:
    """A session token that was made up opens nothing, and is taken back."""
    guest.client.cookies.set("ehbc-sessie", new_token(), domain="127.0.0.1")
    answer = await guest.client.get("/bord", follow_redirects=False)
    assert answer.status_code == 303
    page = await guest.opens()
    assert "Je bent niet meer aangemeld" in page.text
    assert "ehbc-sessie" not in guest.client.cookies
    for nonsense in ("x", "../../etc", "%00", "a" * 5_000):
        assert (await guest.client.get("/", headers={"Cookie": f"ehbc-sessie={nonsense}"})).status_code == 200


async def test_a_forged_guest_is_somebody_new(web: Served) -> None:
    """Who copies the cookie of a guest before it was used has nothing; a made-up one leads to an empty page."""
    one, other = web.visitor(), web.visitor()
    await one.opens()
    await one.taps("Oefenen")
    other.client.cookies.set("ehbc-gast", secrets.token_urlsafe(32), domain="127.0.0.1")
    assert "oefendossier" not in (await other.opens()).text


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://kwaad.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
async def test_a_form_from_elsewhere_is_refused(guest: Visitor, headers: dict[str, str]) -> None:
    """A form on another site does nothing here, even with our own token in it."""
    await guest.opens()
    form = guest.page.form("/zeg")
    answer = await guest.posts("/zeg", {**form.values, "tekst": "/oefen"}, **headers)
    assert answer.status_code == 403
    assert "niets veranderd" in answer.text
    assert "oefendossier" not in (await guest.opens()).text


@pytest.mark.parametrize("csrf", ["", "x", "A" * 88, "é" * 10])
async def test_a_form_without_our_token_is_refused(guest: Visitor, csrf: str) -> None:
    """A form must hold the token that was made for this browser's cookie."""
    await guest.opens()
    assert (await guest.posts("/zeg", {"csrf": csrf, "tekst": "/oefen"})).status_code == 403


@pytest.mark.parametrize("csrf", ["", "x", "A" * 88])
async def test_a_form_to_sign_in_without_our_token_is_refused(web: Served, teacher: Member, csrf: str) -> None:
    """So must the form to sign in, for a guest and for who is signed in."""
    visitors, stranger = (web.visitor(), await web.signed_in(teacher)), web.visitor()
    code = await web.code_for(teacher)
    await stranger.opens("/aanmelden")
    for visitor in visitors:
        await visitor.opens("/aanmelden")
        for forged in (csrf, stranger.page.csrf):
            assert "te lang open" in (await visitor.posts("/aanmelden", {"csrf": forged, "code": code})).text
        own = {"csrf": visitor.page.csrf, "code": code}
        assert "onze eigen pagina" in (await visitor.posts("/aanmelden", own, Origin="https://kwaad.example")).text
    assert "Je bent lid van" in (await stranger.signs_in(code)).text


async def test_the_token_of_somebody_else_is_refused(web: Served) -> None:
    """A token fits one browser only."""
    one, other = web.visitor(), web.visitor()
    await one.opens()
    await other.opens()
    values = {"csrf": one.page.csrf, "tekst": "/oefen"}
    assert (await other.posts("/zeg", values)).status_code == 403


def test_tokens_look_different_every_time() -> None:
    """A token is masked anew on every page, so that how well a page compresses tells nothing of it."""
    token = new_token()
    made = {csrf_token(token) for _ in range(20)}
    assert len(made) == 20
    assert all(csrf_fits(one, token) for one in made)
    assert not csrf_fits(csrf_token(new_token()), token)


async def test_another_host_is_refused(guest: Visitor) -> None:
    """A name that somebody else made point at this machine opens nothing."""
    answer = await guest.client.get("/", headers={"Host": "kwaad.example"})
    assert answer.status_code == 421


async def test_a_line_from_elsewhere_is_refused(guest: Visitor) -> None:
    """A page of another site hears nothing over a websocket."""
    headers = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        "Origin": "https://kwaad.example",
    }
    assert (await guest.client.get("/live", headers=headers)).status_code == 403


async def test_too_much_at_once(guest: Visitor) -> None:
    """A body that is too large is refused before it is read."""
    await guest.opens()
    form = guest.page.form("/zeg")
    try:
        answer = await guest.posts("/zeg", {**form.values, "tekst": "x" * 100_000})
    except httpx.TransportError:
        return
    assert answer.status_code in {400, 413}


@pytest.mark.parametrize(
    "button",
    ["wis_ja|1|1", "doe.wis_ja||", "x", "dossier.1||", "opv.gedaan.1|1|1", "|||", "é|9|9", f"doe.terug|1|{'9' * 99}"],
)
async def test_forged_buttons_do_nothing(guest: Visitor, button: str) -> None:
    """A button that was never on the page changes nothing, and gets a kind word."""
    await guest.opens()
    form = guest.page.form("/zeg")
    page = await guest.sends(form, knop=button)
    assert any(
        words in page.text for words in ("Er is niets veranderd", "Typ /oefen", "uitnodiging van je school nodig")
    )
    assert "Stap " not in page.text


NO_NUMBERS = ("", "-1", "1.5", "1e9", " 1x", "²", "١٢٣", "१", "9" * 16, "1" + "0" * 5_000)


@pytest.mark.parametrize("forged", NO_NUMBERS)
async def test_forged_numbers_are_taken_for_none(guest: Visitor, forged: str) -> None:
    """What should be the number of a message or a turn and is none, in a form or an address, counts as none."""
    await guest.opens()
    form, log = guest.page.form("/zeg"), next(values for _, values in guest.page.tags if values.get("id") == "log")
    values = {**form.values, "tekst": "/gids", "id": forged, "na": forged, "tijdperk": log["data-tijdperk"]}
    answer = await guest.posts("/zeg", values, **{"X-Ehbc": "1"})
    assert answer.status_code == 200
    assert 'id="beurt-1"' in answer.json()["beurten"]
    asked = {"na": forged, "tijdperk": answer.json()["tijdperk"]}
    assert (await guest.client.get("/beurten", params=asked)).json() == {"opnieuw": True}


async def test_the_case_of_another_school_stays_closed(web: Served, teacher: Member, store: Store) -> None:
    """A forged button for a case of somebody else opens nothing."""
    visitor = await web.signed_in(teacher)
    await visitor.taps("Nieuw dossier")
    other = web.visitor()
    await other.opens()
    page = await other.sends(other.page.form("/zeg"), knop="dossier.1||")
    assert "hoort niet bij jou" in page.text


@pytest.mark.parametrize("wrong", ["", "8080", ":8080", "127.0.0.1:", "127.0.0.1:99999", "::1:80", "x:y"])
def test_where_to_listen_is_named(wrong: str) -> None:
    """A place to listen that cannot be followed is named."""
    with pytest.raises(ListenError, match="HOST:PORT"):
        read_listen(wrong)


def test_others_need_an_address() -> None:
    """Where others can reach the page, the operator says under which address; only that one is then ours."""
    with pytest.raises(ListenError, match="EHBC_WEB_URL"):
        origins_of(Listen("0.0.0.0", 8080), "")
    origins = origins_of(Listen("0.0.0.0", 8080), "https://ehbc.school.be")
    assert origins.knows("https://ehbc.school.be")
    assert not origins.knows("http://ehbc.school.be")
    assert not origins.knows_host("127.0.0.1:8080")
    local = origins_of(Listen("127.0.0.1", 8080), "")
    assert local.knows("http://localhost:8080")
    assert not local.knows("http://localhost:8081")
    assert not local.knows("https://localhost:8080")
