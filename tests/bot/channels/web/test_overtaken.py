"""Two screens of one person, and a page sent twice: what is typed changes what was on screen, once, or nothing."""

from __future__ import annotations

import time

import httpx

from bot.domain.teams import Member
from bot.store import Store
from tests.support.web.served import Served

OTHERS_TOLD = "een andere leerling vertelde het mij"


async def steps(store: Store, member: Member) -> dict[str, str]:
    """Where somebody's cases are, by code."""
    async with store.unit() as unit:
        return {case.code: case.step for case in await unit.cases(member)}


async def test_a_text_is_for_the_case_on_screen(web: Served, store: Store, teacher: Member, carer: Member) -> None:
    """What is done on the board leaves the case that is open in the chat open there."""
    mine = (await web.telegram(carer, "/nieuw")).case
    theirs = (await web.telegram(teacher, "/nieuw")).case
    chat = await web.signed_in(carer)
    board = web.visitor()
    board.client.cookies = httpx.Cookies(chat.client.cookies)
    await board.opens("/bord")
    button = next(b for b in board.page.buttons if b.label.startswith(f"Ik volg dit op: {theirs}"))
    assert button.form is not None
    assert f"Vanaf nu volg jij dossier {theirs} op" in (await board.sends(button.form, knop=button.value)).text
    await chat.types(OTHERS_TOLD)
    assert await steps(store, carer) == {mine: "melding_door_derde", theirs: "melding"}


async def test_a_text_answers_no_question_that_was_not_seen(web: Served, store: Store, teacher: Member) -> None:
    """A case that moved on elsewhere is shown as it is now; what was typed meanwhile changes nothing, the next does."""
    page = await web.signed_in(teacher)
    await page.taps("Nieuw dossier")
    await page.taps("Van de gepeste leerling zelf")
    await web.telegram(teacher, "/verder")
    await web.telegram(teacher, "1")
    (before,) = (await steps(store, teacher)).values()
    answer = await page.types("ja, dat denk ik wel")
    assert "intussen veranderd" in answer.text
    assert list((await steps(store, teacher)).values()) == [before] == ["ernst"]
    await page.types("1")
    assert list((await steps(store, teacher)).values()) != [before]


async def test_sent_again_after_a_restart(web: Served, store: Store, teacher: Member) -> None:
    """A message whose answer was lost with the server is answered once, also when another tab was there before it."""
    page = await web.signed_in(teacher)
    await page.taps("Nieuw dossier")
    values = {**page.page.form("/zeg").values, "tekst": OTHERS_TOLD, "id": str(time.time_ns() // 1_000_000)}
    await page.posts("/zeg", values)
    once = await steps(store, teacher)
    await web.restart()
    await page.opens("/")
    await page.posts("/zeg", values)
    assert await steps(store, teacher) == once
    await page.posts("/zeg", {**values, "tekst": "ja, de leerling wil vertellen"})
    assert await steps(store, teacher) != once
