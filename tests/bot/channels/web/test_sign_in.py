"""Signing in with codes and invitations."""

from __future__ import annotations

import pytest

from bot.channels.web.access.sessions import session_key
from bot.domain.codes import hashed
from bot.domain.teams import Member, Role
from bot.ports.unit_of_work import StoreBusyError
from bot.store import Store
from tests.support.school_store import TEAM, rows
from tests.support.web.served import CODE, Served, later


async def test_a_link_works_once(web: Served, teacher: Member, store: Store) -> None:
    """A code signs its member in once; played again it is refused kindly. Neither code nor token is in the database."""
    code = await web.code_for(teacher)
    visitor, thief = web.visitor(), web.visitor()
    page = await visitor.signs_in(code)
    assert "Je bent lid van" in page.text
    refused = await thief.signs_in(code)
    assert "Deze code werkt niet (meer)" in refused.text
    assert "Meld me aan" in [button.label for button in refused.buttons]
    assert await rows(store, "SELECT * FROM web_login") == []
    ((kept, *_),) = await rows(store, "SELECT * FROM web_session")
    token = visitor.client.cookies["ehbc-sessie"]
    assert kept == session_key(token)
    assert token not in str(await rows(store, "SELECT * FROM web_session"))


async def test_only_a_hash_of_a_code_is_kept(web: Served, teacher: Member, store: Store) -> None:
    """The database holds what a code is recognised by, and not the code; a new one takes the place of the old."""
    first, second = await web.code_for(teacher), await web.code_for(teacher)
    ((kept, *_),) = await rows(store, "SELECT * FROM web_login")
    assert kept == hashed(second)
    assert "werkt niet" in (await web.visitor().signs_in(first)).text


async def test_looking_at_the_link_does_not_use_it_up(web: Served, teacher: Member) -> None:
    """A chat that fetches a link to show a preview leaves the code as it was."""
    code = await web.code_for(teacher)
    preview = web.visitor()
    await preview.opens("/aanmelden")
    await preview.client.get(f"/aanmelden?code={code}")
    assert "Je bent lid van" in (await web.visitor().signs_in(code)).text


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
