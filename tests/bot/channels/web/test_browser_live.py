"""Lines that fail, in a real browser: one for news that is refused, and what stands between the page and the server."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING

import pytest

from bot.channels.web.pages.live_socket import LiveSocket
from bot.domain.teams import Member
from tests.support.web.browser import PATIENCE, Browsers, BrowserScreen
from tests.support.web.served import Served

if TYPE_CHECKING:
    from playwright.async_api import Route

_TOO_MANY = 1013
_GOING_AWAY = 1001
_STORY = "een andere leerling vertelde het mij"


@pytest.mark.parametrize(
    ("code", "steps", "seconds", "least", "most"),
    [(_TOO_MANY, 17, 10, 1, 1), (_TOO_MANY, 80, 10, 3, 5), (_GOING_AWAY, 60, 1, 4, 7)],
)
async def test_a_line_that_is_taken_and_hung_up(
    browsers: Browsers, monkeypatch: pytest.MonkeyPatch, *, code: int, steps: int, seconds: int, least: int, most: int
) -> None:
    """A server that hangs up at once is not called every second, and one that has too many only after minutes."""
    monkeypatch.setattr(LiveSocket, "open", lambda line: line.close(code))
    screen = await browsers.tab(await browsers.person())
    calls: list[str] = []
    screen.page.on("websocket", lambda line: calls.append(line.url))
    await screen.page.clock.install()
    await screen.opens(browsers.web.address)
    for _ in range(steps):
        await screen.page.wait_for_timeout(30)
        await screen.page.clock.run_for(seconds * 1000)
    await screen.page.wait_for_timeout(30)
    assert least <= len(calls) <= most


async def practising(browsers: Browsers) -> BrowserScreen:
    """Somebody at the first question of a practice."""
    screen = await browsers.guest()
    await screen.taps("Oefenen")
    return screen


@pytest.mark.parametrize(
    ("status", "kind", "body", "words", "times"),
    [
        (413, "text/html", "<h1>Too large</h1>", "Dat lukte niet. Er is niets verloren.", 1),
        (500, "text/html", "<h1>Error</h1>", "Dat lukte niet. Er is niets verloren.", 3),
        (500, "application/json", '{"fout": "Er ging iets mis bij mij."}', "Er ging iets mis bij mij.", 3),
        (200, "text/html", "<h1>Log in on this network</h1>", "Dat lukte niet. Er is niets verloren.", 3),
    ],
)
async def test_a_fault_does_not_last_for_ever(
    browsers: Browsers, *, status: int, kind: str, body: str, words: str, times: int
) -> None:
    """What cannot be sent is said kindly after one try or a few; it stays in the field, and the buttons work again."""
    screen = await practising(browsers)
    tries: list[str] = []

    async def refuse(route: Route) -> None:
        tries.append(route.request.post_data or "")
        await route.fulfill(status=status, content_type=kind, body=body)

    await screen.page.route("**/zeg", refuse)
    await screen.page.locator("#tekst").fill(_STORY)
    await screen.page.locator("#tekst").press("Enter")
    await screen.page.locator("#status", has_text=words).wait_for(timeout=PATIENCE)
    assert len(tries) == times
    assert len(set(tries)) == 1
    assert await screen.page.locator("#tekst").input_value() == _STORY
    assert await screen.page.locator(".onderweg").count() == 0
    await screen.page.unroute("**/zeg")
    await screen.taps("Van iemand anders")


@pytest.mark.parametrize("status", [502, 503, 504])
async def test_a_proxy_without_a_server_is_waited_for(browsers: Browsers, status: int) -> None:
    """While the server behind a proxy is away, what was said is kept and sent again until it is there."""
    screen = await practising(browsers)
    left = 2

    async def away(route: Route) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            await route.continue_()
        else:
            await route.fulfill(status=status, content_type="text/html", body="<h1>Away</h1>")

    await screen.page.route("**/zeg", away)
    before = await screen.last_turn()
    await screen.page.locator("#tekst").fill(_STORY)
    await screen.page.locator("#tekst").press("Enter")
    await screen.page.locator("#status", has_text="Geen verbinding").wait_for(timeout=PATIENCE)
    await screen.answered(before)
    assert await screen.page.locator("#status").text_content() == ""


async def test_what_is_said_of_the_line_is_not_inside_what_is_busy(browsers: Browsers) -> None:
    """While something is sent the conversation is busy, and the buttons look so; the line of status is not silenced."""
    screen = await practising(browsers)
    arrives = asyncio.Event()

    async def hold(route: Route) -> None:
        await arrives.wait()
        await route.continue_()

    await screen.page.route("**/zeg", hold)
    before = await screen.last_turn()
    await screen.page.locator("#tekst").fill(_STORY)
    await screen.page.locator("#tekst").press("Enter")
    await screen.page.locator("#log[aria-busy='true']").wait_for(timeout=PATIENCE)
    assert await screen.page.locator("[aria-busy='true'] [role='status']").count() == 0
    for button in ("#log button >> nth=0", ".stuur"):
        dimmed = await screen.page.locator(button).evaluate("one => getComputedStyle(one).opacity")
        assert float(dimmed) < 1
    arrives.set()
    await screen.answered(before)
    await screen.page.locator("#log[aria-busy='false']").wait_for(timeout=PATIENCE)


async def test_the_window_of_the_board_has_a_status(
    browsers: Browsers, web: Served, teacher: Member, carer: Member
) -> None:
    """What did not work in the window of the board is said in that window, not behind it."""
    await web.telegram(teacher, "/nieuw")
    screen = await browsers.member(carer, "bord")
    await screen.page.get_by_role("button", name=re.compile("Uitstellen")).click()
    tomorrow = screen.page.get_by_role("button", name=re.compile("^Morgen"))
    await tomorrow.wait_for(timeout=PATIENCE)
    await screen.page.route("**/bord/doe", lambda route: route.fulfill(status=413, body="Too large"))
    await tomorrow.click()
    status = screen.page.locator("#venster .status")
    await status.filter(has_text="Dat lukte niet").wait_for(timeout=PATIENCE)
