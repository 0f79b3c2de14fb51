"""The board in a real browser: it follows Telegram, cases are worked on, and the pictures of the README are made."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from PIL import Image

from bot.domain.messages import Answer
from bot.domain.teams import Member, Role
from tests.support.school_store import enrol
from tests.support.web.browser import DESK, PATIENCE, Browsers, BrowserScreen
from tests.support.web.served import Served, later

IMAGES = Path(__file__).parents[4] / "docs" / "images"


async def test_the_board_follows_telegram(browsers: Browsers, web: Served, teacher: Member, carer: Member) -> None:
    """A tap on Telegram shows up on an open board by itself, and what somebody had opened stays open."""
    screen = await browsers.member(carer, "bord", DESK)
    first = await web.telegram(teacher, "/nieuw")
    await screen.page.get_by_role("heading", name=first.case).wait_for(timeout=PATIENCE)
    await screen.page.get_by_text("Meer", exact=False).first.click()
    await web.telegram(teacher, label="Van iemand anders", answer=first)
    await screen.sees("Iemand anders meldt het")
    assert await screen.page.get_by_role("button", name=re.compile("Ik volg dit op")).is_visible()


async def test_work_on_the_board(browsers: Browsers, web: Served, teacher: Member, carer: Member) -> None:
    """A follow-up is put off and a case is closed on the board, in a window that the Escape key closes."""
    case = (await web.telegram(teacher, "/nieuw")).case
    screen = await browsers.member(carer, "bord")
    await screen.page.get_by_role("button", name=re.compile("Uitstellen")).click()
    await screen.page.get_by_role("button", name=re.compile("^Morgen")).click()
    await screen.sees("Goed, uitgesteld tot")
    await screen.page.keyboard.press("Escape")
    await screen.page.locator("details.meer > summary").click()
    await screen.page.locator("details.sluiten > summary").click()
    await screen.page.get_by_role("button", name=re.compile("Ja, afsluiten")).click()
    await screen.sees(f"Dossier {case} is afgesloten")
    await screen.page.get_by_role("button", name="Sluit", exact=True).click()
    await screen.sees("Er staat geen enkel dossier open")
    assert not await screen.is_wider()


FOCUSABLE = "#bord :is(a, button, summary, [tabindex='0'])"


async def where(screen: BrowserScreen) -> str:
    """The id of what has the focus."""
    found: str = await screen.page.evaluate("document.activeElement.id")
    return found


async def asks_again(screen: BrowserScreen) -> None:
    """Let the page ask what is new, as it does each minute, and wait until it is shown."""
    async with screen.page.expect_response(lambda answer: answer.url.endswith("/bord"), timeout=PATIENCE) as answer:
        await screen.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    await (await answer.value).finished()
    await screen.page.wait_for_timeout(100)


async def unfolded(browsers: Browsers, carer: Member) -> BrowserScreen:
    """The board of somebody with a keyboard, with all there is on the cards unfolded."""
    screen = await browsers.member(carer, "bord")
    await screen.page.evaluate("for (const one of document.querySelectorAll('#bord details')) one.open = true")
    return screen


async def test_what_did_not_change_is_not_replaced(
    browsers: Browsers, web: Served, teacher: Member, carer: Member
) -> None:
    """A board that asks and hears the same stays the very same elements; one that changed is new."""
    code = (await web.telegram(teacher, "/nieuw")).case
    screen = await unfolded(browsers, carer)
    await asks_again(screen)
    await screen.page.evaluate("for (const card of document.querySelectorAll('.kaart')) card.dataset.oud = '1'")
    await asks_again(screen)
    assert await screen.page.locator(".kaart[data-oud]").count() == 1
    await web.telegram(carer, "/nieuw")
    await screen.page.wait_for_function("() => document.querySelectorAll('.kaart').length === 2", timeout=PATIENCE)
    assert await screen.page.locator(".kaart[data-oud]").count() == 0
    assert await screen.page.locator(f"#meer-{code}").get_attribute("open") is not None


async def test_the_focus_stays_when_the_board_changes(
    browsers: Browsers, web: Served, teacher: Member, carer: Member, team_id: int
) -> None:
    """Whatever has the focus has it again on the changed board: nobody with a keyboard is thrown to the top."""
    await web.telegram(teacher, "/nieuw")
    screen = await unfolded(browsers, carer)
    ids: list[str] = await screen.page.evaluate(f"[...document.querySelectorAll(`{FOCUSABLE}`)].map(one => one.id)")
    assert "" not in ids
    assert len(ids) == len(set(ids)) >= 8
    for number, identifier in enumerate(ids):
        await screen.page.locator(f"[id='{identifier}']").focus()
        assert await where(screen) == identifier
        await web.telegram(await enrol(web.store, team_id, 300 + number, Role.TEACHER), "/nieuw")
        await screen.page.wait_for_function(
            "cards => document.querySelectorAll('.kaart').length === cards", arg=number + 2, timeout=PATIENCE
        )
        assert await where(screen) == identifier


async def test_the_focus_goes_near_what_is_gone(
    browsers: Browsers, web: Served, teacher: Member, carer: Member
) -> None:
    """A button that is gone leaves the focus to its card, a card that is gone to the heading above all cards."""
    code = (await web.telegram(teacher, "/nieuw")).case
    screen = await unfolded(browsers, carer)
    elsewhere = await web.signed_in(carer, "bord")
    for label, focused, then in (("Ik volg dit op", "neem", code), ("Ja, afsluiten", "open", "dossiers")):
        await screen.page.locator(f".kaart button[id^='{focused}-']").focus()
        await elsewhere.taps(f"{label}: {code}")
        await screen.page.locator(f".kaart button[id^='{focused}-']").wait_for(state="detached", timeout=PATIENCE)
        assert await where(screen) == then


async def test_the_focus_after_the_window(browsers: Browsers, web: Served, teacher: Member, carer: Member) -> None:
    """Closing the window gives the focus back to what opened it, also on a board that changed under it."""
    await web.telegram(teacher, "/nieuw")
    screen = await unfolded(browsers, carer)
    keys = screen.page.keyboard
    for button, then in (("later", "later"), ("neem", "kaart"), ("ja", "dossiers")):
        await screen.page.locator(f".kaart button[id^='{button}-']").focus()
        await keys.press("Enter")
        await screen.page.locator("#venster[open]").wait_for(timeout=PATIENCE)
        if button == "later":
            await keys.press("Tab")
            await keys.press("Enter")
            await screen.sees("Goed, uitgesteld tot")
        await keys.press("Escape")
        await screen.page.wait_for_function("() => !document.getElementById('venster').open", timeout=PATIENCE)
        at = await screen.page.evaluate("`${document.activeElement.id} ${document.activeElement.className}`")
        assert then in at


@pytest.mark.skipif("EHBC_SCREENSHOTS" not in os.environ, reason="EHBC_SCREENSHOTS=1 makes the pictures of the README")
async def test_pictures_for_the_readme(browsers: Browsers, web: Served, team_id: int, carer: Member) -> None:
    """The chat on a phone and the board on a desk, as the README shows them."""
    screen = await browsers.guest(device_scale_factor=2)
    await screen.taps("Oefenen")
    await screen.taps("Van iemand anders")
    # A pointer above a button would show it as no phone does.
    await screen.page.mouse.move(0, 0)
    await screen.page.wait_for_timeout(300)
    await screen.page.screenshot(path=IMAGES / "web-chat.png")
    ways = (0, 1, 2, 4, 6, 3, 1, 9)
    for number, steps in enumerate(ways):
        member = carer if number == 1 else await enrol(web.store, team_id, 200 + number, Role.TEACHER)
        answer: Answer = await web.telegram(member, "/nieuw")
        for _ in range(steps):
            choices = [reply.choices for reply in answer.replies if reply.choices][-1]
            answer = await web.telegram(member, label=choices[0].label, answer=answer)
        later(web, days=1 if number < len(ways) - 2 else 2)
    board = await browsers.member(carer, "bord", {"width": 1280, "height": 860})
    await board.page.screenshot(path=IMAGES / "web-bord.png")
    for picture in (IMAGES / "web-chat.png", IMAGES / "web-bord.png"):
        Image.open(picture).convert("RGB").quantize(256, Image.Quantize.MAXCOVERAGE).save(picture, optimize=True)
        assert picture.stat().st_size < 150_000
