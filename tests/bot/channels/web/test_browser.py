"""The chat in a real browser: a whole case on a phone, keyboard only, lost lines, other tabs, no scripts."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from bot.domain.teams import Member
from bot.store import Store
from tests.bot.channels.telegram.test_walk import LONG_WAY
from tests.support.web.browser import PATIENCE, Browsers, BrowserScreen
from tests.support.web.served import Served

if TYPE_CHECKING:
    from playwright.async_api import Route
_SMALLEST_TARGET = 44


async def test_a_whole_case_on_a_phone(browsers: Browsers, teacher: Member, store: Store) -> None:
    """A case is walked from report to closed on a screen of 360 by 740, with a reload in the middle."""
    screen = await browsers.member(teacher)
    await screen.taps("Nieuw dossier")
    for number, label in enumerate(LONG_WAY):
        if number == len(LONG_WAY) // 2:
            await screen.page.reload()
        assert not await screen.is_wider()
        await screen.taps(label)
    await screen.sees("is afgesloten")
    async with store.unit() as unit:
        assert await unit.cases(teacher) == []


async def test_targets_are_large(browsers: Browsers) -> None:
    """Every button and every link outside a sentence is at least 44 pixels high."""
    screen = await browsers.guest()
    await screen.taps("Oefenen")
    assert await small(screen, "button:not(.opdracht), summary, nav a, textarea") == []


async def test_targets_on_the_board_are_large(browsers: Browsers, web: Served, teacher: Member, carer: Member) -> None:
    """On the board, where no link stands in a sentence, every button and every link is."""
    await web.telegram(teacher, "/nieuw")
    screen = await browsers.member(carer, "bord")
    await screen.page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    assert await screen.page.locator(".samen li a").count() == 1
    assert await small(screen, "button, summary, a") == []


async def small(screen: BrowserScreen, which: str) -> list[str]:
    """What can be tapped and is too small."""
    found: list[str] = await screen.page.evaluate(
        """([which, least]) => [...document.querySelectorAll(which)]
            .filter(one => one.checkVisibility() && one.getBoundingClientRect().height < least - 0.5)
            .map(one => one.outerHTML)""",
        [which, _SMALLEST_TARGET],
    )
    return found


async def test_keyboard_only(browsers: Browsers) -> None:
    """Skip link, buttons, cards and typing work with the keyboard; the focus follows what is new."""
    screen = await browsers.guest()
    keys = screen.page.keyboard
    await keys.press("Tab")
    assert await focused(screen) == "Ga naar de inhoud"
    await keys.press("Enter")
    await reach(screen, "Oefenen")
    before = await screen.last_turn()
    await keys.press("Enter")
    await screen.answered(before)
    assert await screen.page.evaluate("document.activeElement.classList.contains('beurt')")
    await reach(screen, "Wat met een melding?")
    await keys.press("Enter")
    await screen.page.locator("details.gids[open]").get_by_text("Open op een eigen pagina").wait_for(timeout=PATIENCE)
    await screen.page.locator("#tekst").focus()
    before = await screen.last_turn()
    await keys.type("een andere leerling vertelde het mij")
    await keys.press("Enter")
    await screen.answered(before)
    await screen.sees("Iemand anders meldt het")
    assert await screen.page.evaluate("document.activeElement.id") == "tekst"


async def focused(screen: BrowserScreen) -> str:
    """The words of what has the focus."""
    words: str = await screen.page.evaluate("document.activeElement.textContent.trim()")
    return words


async def reach(screen: BrowserScreen, label: str) -> None:
    """Press Tab until something has the focus, which is then visible and not covered."""
    for _ in range(40):
        if (await focused(screen)).startswith(label):
            assert await screen.page.evaluate(
                """() => { const box = document.activeElement.getBoundingClientRect();
                const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
                return document.activeElement.contains(top) || top === document.activeElement; }"""
            ), f"'{label}' has the focus and cannot be seen"
            return
        await screen.page.keyboard.press("Tab")
    pytest.fail(f"'{label}' cannot be reached with the keyboard")


async def test_two_tabs_stay_alike(browsers: Browsers, teacher: Member) -> None:
    """What is tapped in one tab shows up in the other, whose buttons are then those of the new step."""
    first = await browsers.member(teacher)
    second = await browsers.tab(browsers.contexts[0])
    await second.opens(browsers.web.address)
    before = await second.last_turn()
    await first.taps("Nieuw dossier")
    await second.answered(before)
    before = await first.last_turn()
    await second.taps("Van iemand anders")
    await first.answered(before)
    assert await first.page.get_by_role("button", name="Van iemand anders").count() == 0
    await first.taps("Ja, de leerling wil vertellen")


async def test_a_lost_line(browsers: Browsers) -> None:
    """What is sent while the line is down is kept, sent again, and answered once."""
    screen = await browsers.guest()
    await screen.taps("Oefenen")
    before = await screen.last_turn()
    await browsers.contexts[0].set_offline(offline=True)
    await screen.page.locator("#tekst").fill("een andere leerling vertelde het mij")
    await screen.page.get_by_role("button", name="Stuur").click()
    await screen.sees("Geen verbinding")
    assert await screen.page.locator("#tekst").input_value() != ""
    await browsers.contexts[0].set_offline(offline=False)
    await screen.answered(before)
    assert int(await screen.last_turn()) == int(before) + 1
    assert await screen.page.locator("#tekst").input_value() == ""


async def test_answers_that_cross(browsers: Browsers) -> None:
    """An answer that was long on its way does not take away the buttons of what was tapped meanwhile."""
    screen = await browsers.guest()
    await screen.taps("Oefenen")
    arrives, left, arrived = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def hold(route: Route) -> None:
        answer = await route.fetch()
        left.set()
        await arrives.wait()
        await route.fulfill(response=answer)
        arrived.set()

    # One only: the page goes on asking, and an answer to it could be on its way here when the browser closes.
    await screen.page.route("**/beurten*", hold, times=1)
    await screen.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    async with asyncio.timeout(PATIENCE / 1000):
        await left.wait()
    await screen.taps("Van iemand anders")
    arrives.set()
    async with asyncio.timeout(PATIENCE / 1000):
        await arrived.wait()
    await screen.taps("Ja, de leerling wil vertellen")


async def test_the_server_restarts(browsers: Browsers, teacher: Member) -> None:
    """After a restart of the server an open page of a member finds its place again by itself."""
    screen = await browsers.member(teacher)
    await screen.taps("Nieuw dossier")
    await screen.taps("Van iemand anders")
    await browsers.web.restart()
    await screen.page.wait_for_function("() => document.querySelectorAll('.beurt').length === 1", timeout=PATIENCE)
    await screen.taps("Ja, de leerling wil vertellen")
    await screen.sees("Pesten heeft drie kenmerken")


async def test_half_a_sentence_outlives_a_restart(browsers: Browsers, teacher: Member) -> None:
    """A restart of the server does not take away what somebody is typing; sending it brings the new page."""
    screen = await browsers.member(teacher)
    await screen.taps("Nieuw dossier")
    field = screen.page.locator("#tekst")
    await field.fill("een andere leerling")
    async with screen.page.expect_response(lambda answer: "/beurten?" in answer.url, timeout=PATIENCE) as news:
        await browsers.web.restart()
    assert await (await news.value).json() == {"opnieuw": True}
    await screen.page.wait_for_timeout(300)
    assert await field.input_value() == "een andere leerling"
    await field.press("End")
    await field.press_sequentially(" vertelde het mij")
    await field.press("Enter")
    await screen.sees("Luister naar het verhaal")
    assert await screen.page.locator(".beurt").count() == 1
    assert await field.input_value() == ""


async def test_typing_while_a_message_is_on_its_way(browsers: Browsers) -> None:
    """What is typed while an answer is waited for stays in the field."""
    screen = await browsers.guest()
    await screen.taps("Oefenen")
    arrives = asyncio.Event()

    async def hold(route: Route) -> None:
        await arrives.wait()
        await route.continue_()

    await screen.page.route("**/zeg", hold)
    before, field = await screen.last_turn(), screen.page.locator("#tekst")
    await field.fill("een andere leerling vertelde het mij")
    await field.press("Enter")
    await field.fill("en nog iets")
    arrives.set()
    await screen.answered(before)
    assert await field.input_value() == "en nog iets"


async def test_without_scripts(browsers: Browsers) -> None:
    """With scripts switched off the page works by forms."""
    screen = await browsers.guest(java_script_enabled=False)
    await screen.page.get_by_role("button", name="Oefenen").click()
    await screen.page.get_by_role("button", name="Van iemand anders").click()
    await screen.page.get_by_role("textbox").fill("ja, de leerling wil het vertellen")
    await screen.page.get_by_role("button", name="Stuur").click()
    await screen.page.get_by_text("Pesten heeft drie kenmerken").wait_for(timeout=PATIENCE)


async def test_a_name_is_taken_off_the_page(browsers: Browsers) -> None:
    """A message with personal data does not stay on the page."""
    screen = await browsers.guest()
    await screen.says("De mama van Lotte Peeters belde: 0470 12 34 56")
    await screen.sees("Laat namen en andere gegevens")
    assert "Lotte" not in await screen.page.content()


async def test_a_change_elsewhere_is_told(browsers: Browsers, web: Served, teacher: Member) -> None:
    """A case that moves on on Telegram is not moved under somebody's hands: the page offers to show it."""
    screen = await browsers.member(teacher)
    await screen.taps("Nieuw dossier")
    answer = await web.telegram(teacher, "/verder")
    await web.telegram(teacher, label="Van iemand anders", answer=answer)
    before = await screen.last_turn()
    await screen.page.get_by_role("button", name="Toon de laatste stand").click(timeout=PATIENCE)
    await screen.answered(before)
    await screen.sees("Luister naar het verhaal")


async def test_a_link_on_another_site(browsers: Browsers, carer: Member) -> None:
    """Who is signed in and follows a link from another site, such as Telegram's, arrives signed in."""
    screen = await browsers.member(carer)
    link = f'<a href="{browsers.web.address}/">hier</a>'
    await screen.page.route("http://elders.example/", lambda route: route.fulfill(body=link, content_type="text/html"))
    await screen.opens("http://elders.example/")
    await screen.page.get_by_text("hier").click()
    await screen.page.get_by_role("link", name="Bord").wait_for(timeout=PATIENCE)
