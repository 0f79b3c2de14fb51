"""The board in a real browser: it follows Telegram, cases are worked on, and the pictures of the README are made."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from PIL import Image

from bot.messages import Answer
from bot.records import Member, Role
from tests.store_world import enrol
from tests.web_browser import DESK, PATIENCE, Browsers
from tests.web_fixtures import Served, later

pytest_plugins = ["tests.web_fixtures", "tests.web_browser"]

IMAGES = Path(__file__).parents[1] / "docs" / "images"


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


@pytest.mark.skipif("EHBC_SCREENSHOTS" not in os.environ, reason="EHBC_SCREENSHOTS=1 makes the pictures of the README")
async def test_pictures_for_the_readme(browsers: Browsers, web: Served, team_id: int, carer: Member) -> None:
    """The chat on a phone and the board on a desk, as the README shows them."""
    screen = await browsers.guest(device_scale_factor=2)
    await screen.taps("Oefenen")
    await screen.taps("Van iemand anders")
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
