"""Commands, strangers, practice and invitations."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from bot.content import BotContent
from bot.domain.codes import hashed, new_invitation_code
from bot.domain.messages import Address
from bot.domain.teams import Member, Role
from bot.store import Store
from tests.support.bot_api import BotApiDouble, Phone
from tests.support.talk import MONDAY
from tests.support.telegram.phone import PATIENCE, ServedBot, ask, case_of, choose, new_case, nothing_more, read

pytestmark = pytest.mark.usefixtures("serving")

PROMISED = "start nieuw verder dossiers gids ouders lsd hulp hulplijnen oefen privacy wis".split()
NEEDS_INVITATION = "Om dossiers bij te houden heb je een uitnodiging van je school nodig."


async def invited(store: Store, team_id: int, uses: int = 1, days: int = 7) -> str:
    """A new invitation for the care team."""
    code = new_invitation_code()
    async with store.unit() as unit:
        await unit.add_invitation(team_id, Role.CARE_TEAM, code, MONDAY + timedelta(days=days), uses)
    return code


async def skip_to_the_end(phone: Phone) -> None:
    """Leave the rest of an answer unread: up to the menu of guides, which is asked for here."""
    await phone.send("/gids")
    while not (await phone.next(PATIENCE)).text.startswith("Waarover"):
        pass


async def role_of(store: Store, user_id: int) -> Role | None:
    """What somebody is in a team."""
    async with store.unit() as unit:
        member = await unit.member(Address("telegram", str(user_id)))
    return member.role if member else None


async def test_the_menu_of_commands(api: BotApiDouble, bot: ServedBot) -> None:
    """Every promised command stands in the menu of private chats, with a description in Dutch; in groups only three."""
    await bot.polls()
    menus = {json.loads(scope)["type"]: commands for (scope, _), commands in api.profile.commands.items()}
    assert set(menus) == {"all_private_chats", "all_group_chats"}
    assert [command["command"] for command in menus["all_group_chats"]] == ["vandaag", "koppel", "ontkoppel"]
    described = {command["command"]: command["description"] for command in menus["all_private_chats"]}
    assert set(PROMISED) <= set(described)
    assert described["wis"] == "Dit dossier voorgoed wissen"
    assert described["oefen"] == "Oefenen zonder dat iets bewaard wordt"
    assert api.profile.descriptions[""].startswith("Dag! Ik help je stap voor stap")


@pytest.mark.usefixtures("teacher")
@pytest.mark.parametrize("user_id", [101, 900], ids=["member", "stranger"])
async def test_every_command_is_answered(api: BotApiDouble, bot: ServedBot, user_id: int) -> None:
    """Every command in the menu is understood, in capitals and with the bot's name too, before practising and then."""
    phone = api.phone(user_id)
    await bot.polls()
    menu = [c["command"] for c in next(iter(api.profile.commands.values()))]
    for command in [*menu, "oefen", *menu]:
        spelling = f"/{command}" if command != "start" else f"/{command.upper()}@ehbc_test_bot"
        (reply,) = await ask(phone, spelling)
        assert reply.text or reply.photo
        assert "niet goed" not in reply.text
        assert "iets mis" not in reply.text
        await skip_to_the_end(phone)


async def test_a_stranger_reads_every_guide(api: BotApiDouble, bot_content: BotContent) -> None:
    """Somebody without an invitation can open every guide, and page through it."""
    phone = api.phone(900)
    (menu,) = await ask(phone, "/gids")
    assert len(menu.labels) == len(bot_content.content.guides)
    for guide in bot_content.content.guides.values():
        await phone.tap(menu, guide.button)
        (page,) = await read(phone)
        for number in range(1, len(guide.pages)):
            assert guide.pages[number - 1].heading in page.text
            await phone.tap(page, f"Meer: {guide.pages[number].heading}")
            (page,) = await read(phone)
        assert guide.pages[-1].heading in page.text


async def test_a_stranger_practises(api: BotApiDouble, store: Store) -> None:
    """Somebody without an invitation can walk the plan in practice; taps hold, and nothing is kept."""
    phone = api.phone(900)
    _, first = await ask(phone, "/oefen", 2)
    second = await choose(phone, first, "Van iemand anders")
    third = await choose(phone, second, "Nee, (nog) niet")
    done = await choose(phone, third, "Ik zie niets meer")
    assert done.text.startswith("Dit was het oefendossier. Er is niets bewaard.")
    assert [m for m in phone.screen() if m.labels and m.message_id != done.message_id] == []
    async with store.unit() as unit:
        assert await unit.unsent("telegram") == []
    assert await role_of(store, 900) is None


async def test_a_tap_on_a_practice_of_before_a_restart(api: BotApiDouble, bot: ServedBot) -> None:
    """Practice is gone with the process; a tap on it then gets a short answer."""
    phone = api.phone(900)
    _, first = await ask(phone, "/oefen", 2)
    await bot.polls()
    await bot.stop()
    bot.start()
    tap = await phone.tap(first, "Van iemand anders")
    assert (await tap.answered(30)).text == "Deze oefening is niet meer open. Typ /oefen voor een nieuwe."


@pytest.mark.parametrize("words", ["/nieuw", "er is een leerling gepest op snapchat", "/verder", "/dossiers"])
async def test_a_stranger_opens_no_case(api: BotApiDouble, words: str) -> None:
    """Without an invitation no case is opened, and the answer says how to get one or that there is none."""
    phone = api.phone(900)
    (reply,) = await ask(phone, words)
    assert "Dossier " not in reply.text
    await nothing_more(phone)
    assert "Mijn dossiers" not in reply.labels
    if words == "/nieuw":
        assert reply.text.startswith(NEEDS_INVITATION)


async def test_joining_by_a_deep_link(api: BotApiDouble, store: Store, team_id: int) -> None:
    """`/start CODE`, what a deep link sends, makes somebody a member with the invitation's role, who opens a case."""
    code = await invited(store, team_id)
    phone = api.phone(900)
    (reply,) = await ask(phone, f"/start {code}")
    assert reply.text == "Welkom! Je bent nu lid van Basisschool De Wegwijzer als zorgteam."
    assert await role_of(store, 900) is Role.CARE_TEAM
    await new_case(phone)


async def test_an_invitation_is_used_up(api: BotApiDouble, store: Store, team_id: int) -> None:
    """An invitation for two lets two people in, and no third."""
    code = await invited(store, team_id, uses=2)
    starts = [(await ask(api.phone(user), f"/start {code}"))[0].text.split()[0] for user in (901, 902, 903)]
    assert starts == ["Welkom!", "Welkom!", "Deze"]
    assert await role_of(store, 903) is None


@pytest.mark.parametrize("days", [0, -1])
async def test_an_invitation_expires(api: BotApiDouble, store: Store, team_id: int, days: int) -> None:
    """An invitation no longer works from the moment it ends."""
    code = await invited(store, team_id, days=days)
    (reply,) = await ask(api.phone(900), f"/start {code}")
    assert reply.text == "Deze uitnodiging werkt niet meer. Vraag een nieuwe aan je zorgteam."
    assert await role_of(store, 900) is None


@pytest.mark.parametrize("code", ["AAAA", "' OR 1=1 --", "é🦦", "0" * 3000, "ABCDEFGH JKLMNPQR"])
async def test_an_invitation_that_is_none(api: BotApiDouble, store: Store, code: str) -> None:
    """A code nobody made gets one answer and lets nobody in."""
    (reply,) = await ask(api.phone(900), f"/start {code}")
    assert reply.text == "Deze uitnodiging werkt niet meer. Vraag een nieuwe aan je zorgteam."
    assert await role_of(store, 900) is None


def everything_in(folder: Path) -> bytes:
    """What the files of the database hold."""
    return b"".join(file.read_bytes() for file in folder.glob("ehbc.sqlite*"))


async def test_codes_are_kept_hashed(api: BotApiDouble, store: Store, team_id: int, tmp_path: Path) -> None:
    """Neither before nor after its use does any file of the database hold the code itself, only its hash."""
    code = await invited(store, team_id)
    for _ in range(2):
        kept = everything_in(tmp_path)
        assert code.encode() not in kept
        assert hashed(code) in kept
        await ask(api.phone(900), f"/start {code.lower()}")
    assert await role_of(store, 900) is Role.CARE_TEAM


async def test_joining_twice_keeps_open_cases(api: BotApiDouble, store: Store, team_id: int, teacher: Member) -> None:
    """Somebody with an open case who takes another role in the same team keeps the case; again changes nothing."""
    phone = api.phone(101)
    await new_case(phone)
    code = await invited(store, team_id)
    (reply, *_) = await ask(phone, f"/start {code}", 2)
    assert reply.text.startswith("Welkom!")
    (reply, *_) = await ask(phone, f"/start {code}", 2)
    assert reply.text.startswith("Je bent al lid")
    assert await case_of(store, teacher) == ("melding", 0)
