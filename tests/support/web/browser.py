"""A real browser on the page: Debian's Chromium, driven by Playwright; tests that need it are skipped without."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from bot.domain.teams import Member
from tests.support.web.served import Served

if TYPE_CHECKING:
    from playwright.async_api import Browser, BrowserContext, Page, Playwright, ViewportSize

PHONE: ViewportSize = {"width": 360, "height": 740}
DESK: ViewportSize = {"width": 1280, "height": 800}
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PATIENCE = 15_000
"""Milliseconds that the page may take on a busy machine."""
NO_BROWSER = "no Chromium on this machine (Debian: apt-get install chromium)"


def chromium() -> str | None:
    """The browser's program, where there is one."""
    return next((path for path in map(shutil.which, _NAMES) if path), None)


async def launched(driver: Playwright, program: str) -> Browser:
    """The browser, running."""
    # A container's root has no other sandbox than the container.
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    return await driver.chromium.launch(executable_path=program, args=arguments)


@dataclass
class BrowserScreen:
    """One tab, and what went wrong in it."""

    page: Page
    faults: list[str] = field(default_factory=list)

    async def opens(self, address: str) -> None:
        """Open an address, and wait until its line for news is there."""
        await self.page.goto(address)

    async def taps(self, label: str) -> None:
        """Tap a button, and wait until the answer to it is there."""
        before = await self.last_turn()
        await self.page.get_by_role("button", name=label, exact=True).last.click()
        await self.answered(before)

    async def says(self, text: str) -> None:
        """Type something and send it with the Enter key."""
        before = await self.last_turn()
        await self.page.locator("#tekst").fill(text)
        await self.page.locator("#tekst").press("Enter")
        await self.answered(before)

    async def last_turn(self) -> str:
        """Which turn is the last on the page."""
        return await self.page.locator("#log").get_attribute("data-laatste") or ""

    async def answered(self, before: str) -> None:
        """Wait until there is a later turn."""
        await self.page.wait_for_function(
            "before => document.getElementById('log')?.dataset.laatste !== before", arg=before, timeout=PATIENCE
        )

    async def sees(self, words: str) -> None:
        """Wait until some words are on the page."""
        await self.page.get_by_text(words).last.wait_for(timeout=PATIENCE)

    async def is_wider(self) -> bool:
        """Whether the page must be scrolled sideways."""
        wider: bool = await self.page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
        return wider


@dataclass
class Browsers:
    """Makes tabs."""

    browser: Browser
    web: Served
    contexts: list[BrowserContext] = field(default_factory=list)
    screens: list[BrowserScreen] = field(default_factory=list)

    async def person(self, size: ViewportSize = PHONE, **options: Any) -> BrowserContext:
        """Somebody with a browser of their own."""
        chosen = {"locale": "nl-BE", "viewport": size, "reduced_motion": "reduce", **options}
        self.contexts.append(await self.browser.new_context(**chosen))
        return self.contexts[-1]

    async def tab(self, person: BrowserContext) -> BrowserScreen:
        """A tab of somebody."""
        screen = BrowserScreen(await person.new_page())
        screen.page.on("pageerror", lambda error: screen.faults.append(str(error)))
        screen.page.on(
            "console", lambda line: screen.faults.append(line.text) if "Content Security" in line.text else None
        )
        self.screens.append(screen)
        return screen

    async def guest(self, size: ViewportSize = PHONE, **options: Any) -> BrowserScreen:
        """Somebody new, with the page open."""
        screen = await self.tab(await self.person(size, **options))
        await screen.opens(self.web.address)
        return screen

    async def member(self, member: Member, to: str = "", size: ViewportSize = PHONE, **options: Any) -> BrowserScreen:
        """A member who came by a link of the bot."""
        screen = await self.tab(await self.person(size, **options))
        await self.sign_in(screen, member, to)
        return screen

    async def sign_in(self, screen: BrowserScreen, member: Member, to: str = "") -> None:
        """Follow a link that Telegram gave."""
        query = f"?naar={to}" if to else ""
        await screen.opens(f"{self.web.address}/aanmelden{query}#{await self.web.code_for(member)}")
        await screen.page.get_by_role("button", name="Meld me aan").click()
        await screen.page.wait_for_url(f"{self.web.address}/{to}", timeout=PATIENCE)


@pytest.fixture
async def browsers(web: Served) -> AsyncIterator[Browsers]:
    """A browser; at the end no script failed, and nothing was blocked by the page's own policy."""
    playwright = pytest.importorskip("playwright.async_api", reason="Playwright for Python is not installed")
    program = chromium()
    if program is None:
        # No registry of packages has a browser: .ci/run installs it; elsewhere it is the machine's, and may be missing.
        pytest.skip(NO_BROWSER)
    async with playwright.async_playwright() as driver:
        browser = await launched(driver, program)
        made = Browsers(browser, web)
        yield made
        for context in made.contexts:
            await context.close()
        await browser.close()
    assert [fault for screen in made.screens for fault in screen.faults] == []
    await asyncio.sleep(0)
