"""Open boards and other tabs hear at once what changes elsewhere."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from tornado.httpclient import HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

from bot.domain.teams import Member
from bot.store import Store
from tests.support.web.page import Visitor
from tests.support.web.served import Served

PATIENCE = 5
"""Seconds until news must be there."""


@asynccontextmanager
async def line(web: Served, visitor: Visitor) -> AsyncIterator[WebSocketClientConnection]:
    """The line over which an open page hears what is new."""
    cookies = "; ".join(f"{name}={value}" for name, value in visitor.client.cookies.items())
    headers = {"Cookie": cookies, "Origin": web.address}
    request = HTTPRequest(web.address.replace("http", "ws") + "/live", headers=headers)
    connection = await websocket_connect(request)
    try:
        yield connection
    finally:
        connection.close()


async def hears(connection: WebSocketClientConnection) -> dict[str, object] | None:
    """The next news; None when the line was closed."""
    async with asyncio.timeout(PATIENCE):
        news = await connection.read_message()
    return json.loads(news) if news is not None else None


async def test_a_tap_on_telegram_shows_up(web: Served, teacher: Member, carer: Member) -> None:
    """The board hears within about two seconds of what happens on Telegram, and asks what it is."""
    visitor = await web.signed_in(carer, "bord")
    async with line(web, visitor) as connection:
        assert await hears(connection) == {"bord": True}
        code = await web.new_case(teacher)
        assert await hears(connection) == {"bord": True}
    answer = await visitor.client.get("/bord", headers={"X-Ehbc": "1"})
    assert code in answer.json()["bord"]


async def test_the_page_can_tell_whether_the_board_changed(web: Served, teacher: Member, carer: Member) -> None:
    """The board's digest is the same each time it is asked for, and another one after a change."""
    visitor = await web.signed_in(carer, "bord")
    told = [visitor.page.html.partition('data-stand="')[2].partition('"')[0]]
    for change in ("", "/nieuw", ""):
        if change:
            await web.telegram(teacher, change)
        told.append((await visitor.client.get("/bord", headers={"X-Ehbc": "1"})).json()["stand"])
    assert told[0] == told[1] != told[2] == told[3]


async def test_other_tabs_hear_what_was_said(web: Served, teacher: Member) -> None:
    """What is said in one tab is told to the other tabs of the same browser, and to nobody else."""
    visitor, other = await web.signed_in(teacher), web.visitor()
    await other.opens()
    await other.taps("Oefenen")
    async with line(web, visitor) as mine, line(web, other) as theirs:
        await visitor.taps("Alle gidsen")
        news = await hears(mine)
        while news == {"bord": True}:
            news = await hears(mine)
        assert news is not None
        assert news["chat"] == 2
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.5):
                await theirs.read_message()


async def test_who_left_hears_nothing_more(web: Served, carer: Member, store: Store) -> None:
    """A line of somebody who was taken out of the team is closed."""
    visitor = await web.signed_in(carer, "bord")
    async with line(web, visitor) as connection:
        assert await hears(connection) == {"bord": True}
        async with store.unit() as unit:
            await unit.remove_member(carer.id)
        assert await hears(connection) == {"af": True}
        assert await hears(connection) is None
