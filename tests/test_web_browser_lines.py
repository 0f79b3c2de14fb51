"""Lines that fail, in a real browser: one for news that is refused, and what stands between the page and the server."""

from __future__ import annotations

import pytest

from bot.channels.web.lines import LiveLine
from tests.web_browser import Browsers

pytest_plugins = ["tests.web_fixtures", "tests.web_browser"]

_TOO_MANY = 1013
_GOING_AWAY = 1001


@pytest.mark.parametrize(
    ("code", "steps", "seconds", "least", "most"),
    [(_TOO_MANY, 17, 10, 1, 1), (_TOO_MANY, 80, 10, 3, 5), (_GOING_AWAY, 60, 1, 4, 7)],
)
async def test_a_line_that_is_taken_and_hung_up(  # noqa: PLR0917 - what is counted
    browsers: Browsers, monkeypatch: pytest.MonkeyPatch, code: int, steps: int, seconds: int, least: int, most: int
) -> None:
    """A server that hangs up at once is not called every second, and one that has too many only after minutes."""
    monkeypatch.setattr(LiveLine, "open", lambda line: line.close(code))
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
