"""Pages in a real browser, held against WCAG 2.2 AA by axe: the chat, the pages for everybody, and the board."""

from __future__ import annotations

import re

import pytest

from bot.domain.teams import Member
from tests.support.web.browser import Browsers, BrowserScreen
from tests.support.web.served import Served, later


@pytest.mark.parametrize("colours", ["light", "dark"])
async def test_no_barriers_in_the_chat(browsers: Browsers, colours: str) -> None:
    """Axe finds nothing on the pages for everybody, in light and in dark colours."""
    screen = await browsers.guest(color_scheme=colours)
    await without_barriers(screen)
    await screen.taps("Oefenen")
    await screen.says("Ik zag zelf een bericht")
    await screen.says("De mama van Lotte Peeters belde: 0470 12 34 56")
    await screen.page.locator("details.gids > summary").first.click()
    await screen.page.locator("#strook > summary").click()
    await without_barriers(screen)
    for path in ("/aanmelden", "/gidsen", "/gidsen/gesprek_gepeste", "/gidsen/hulplijnen", "/stappenplan", "/nergens"):
        await screen.opens(browsers.web.address + path)
        await without_barriers(screen)
    await screen.opens(f"{browsers.web.address}/aanmelden#VERKEERD")
    await screen.page.get_by_role("button", name="Meld me aan").click()
    await screen.sees("Deze code werkt niet")
    await without_barriers(screen)


@pytest.mark.parametrize(("colours", "width"), [("light", 360), ("dark", 1280)])
async def test_no_barriers_on_the_board(  # noqa: PLR0917 - fixtures
    browsers: Browsers, web: Served, teacher: Member, carer: Member, colours: str, width: int
) -> None:
    """Axe finds nothing on the pages of members, narrow and wide."""
    first = await web.telegram(teacher, "/nieuw")
    await web.telegram(teacher, label="Van iemand anders", answer=first)
    later(web, days=9)
    screen = await browsers.member(carer, "bord", {"width": width, "height": 740}, color_scheme=colours)
    await screen.page.locator("details.meer > summary").first.click()
    await screen.page.locator("details.sluiten > summary").first.click()
    await without_barriers(screen)
    await screen.page.get_by_role("button", name=re.compile("Uitstellen")).first.click()
    await screen.sees("Of typ zelf een dag")
    await without_barriers(screen)
    for path in ("/bord/cijfers", "/ik", "/"):
        await screen.opens(browsers.web.address + path)
        await without_barriers(screen)


async def without_barriers(screen: BrowserScreen) -> None:
    """Raise AssertionError with whatever axe finds against WCAG 2.2 AA and good practice."""
    axe = pytest.importorskip("axe_playwright_python.async_playwright", reason="axe-playwright-python is not installed")
    found = await axe.Axe().run(screen.page)
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found.response["violations"]] == []
