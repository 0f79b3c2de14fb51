"""The web page in a real browser with a phone's screen: first paint and a turn, on loopback and on a slow line."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from typing import TYPE_CHECKING

from benchmarks.figures import RUNS, percentile, show
from benchmarks.web import ADDRESS, end, start
from tests.support.web.browser import NO_BROWSER, PHONE, BrowserScreen, chromium, launched

if TYPE_CHECKING:
    from playwright.async_api import Browser, Page

TURNS = 20
SLOW_LINE: dict[str, object] = {
    "offline": False,
    "latency": 400,
    "downloadThroughput": 50_000,
    "uploadThroughput": 50_000,
}
"""Milliseconds, and bytes a second: what browsers call slow 3G."""


def main() -> None:
    """Print all."""
    program = chromium()
    if program is None:
        sys.exit(NO_BROWSER)
    with tempfile.TemporaryDirectory() as folder:
        _, process = start(f"sqlite:///{folder}/bench.sqlite")
        try:
            asyncio.run(_measure(program))
        finally:
            end(process)


async def _measure(program: str) -> None:
    from playwright.async_api import async_playwright

    async with async_playwright() as driver:
        browser = await launched(driver, program)
        for where, line in (("loopback", None), ("slow line", SLOW_LINE)):
            page = await _first_paints(browser, where, line)
            await _turns(page, where)
        await browser.close()


async def _first_paints(browser: Browser, where: str, line: dict[str, object] | None) -> Page:
    """Open the page as somebody new, a few times; the last page."""
    seconds = []
    for _ in range(RUNS):
        person = await browser.new_context(viewport=PHONE, locale="nl-BE")
        page = await person.new_page()
        if line is not None:
            tools = await person.new_cdp_session(page)
            await tools.send("Network.enable")
            await tools.send("Network.emulateNetworkConditions", line)
        await page.goto(ADDRESS)
        await page.wait_for_function("() => performance.getEntriesByName('first-contentful-paint').length > 0")
        paint = await page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
        seconds.append(paint / 1000)
    show(f"{where}: first paint, for somebody new", seconds, "s")
    return page


async def _turns(page: Page, where: str) -> None:
    """Tap choices, back and forth; from the tap until the next question stands on the screen."""
    screen, seconds = BrowserScreen(page), []
    await screen.taps("Oefenen")
    for number in range(TURNS):
        # Slower than the limit, and not in step with the page's own asking.
        await page.wait_for_timeout(1_100)
        label = "Van iemand anders" if number % 2 == 0 else "Vorige stap"
        seconds.append(await page.evaluate(_TAP, label) / 1000)
    show(f"{where}: a turn in the page, p50", [percentile(seconds, 0.5) * 1000], "ms", 0)
    show("  the slowest", [max(seconds) * 1000], "ms", 0)


_TAP = """label => new Promise(done => {
    const log = document.getElementById("log"), before = log.dataset.laatste, begin = performance.now();
    new MutationObserver((_, watch) => {
        if (log.dataset.laatste === before) return;
        watch.disconnect();
        requestAnimationFrame(() => setTimeout(() => done(performance.now() - begin)));
    }).observe(log, { attributes: true, childList: true });
    [...log.querySelectorAll("button")].findLast(one => one.textContent.trim().startsWith(label)).click();
})"""


if __name__ == "__main__":
    main()
