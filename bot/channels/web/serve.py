"""Serve the web page: its routes, its server, and what runs beside it until told to stop."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import sys
import webbrowser
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Any

from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, url

from bot.channels.monitoring.health import Health
from bot.channels.monitoring.metrics import Metrics
from bot.channels.web import WEB
from bot.channels.web.access.expiry import forget_expired
from bot.channels.web.access.origins import Listen, ListenError, origins_of, read_listen
from bot.channels.web.application import Site
from bot.channels.web.pages.base import PageHandler, RefusalError
from bot.channels.web.pages.board import BoardAct, BoardPage, FiguresPage
from bot.channels.web.pages.chat import ChatPage, News, Say
from bot.channels.web.pages.live_socket import LiveSocket
from bot.channels.web.pages.reading import Drawing, GuidePage, Guides, Plan, Print, StaticFile
from bot.channels.web.pages.sign_in import Account, SignIn, SignOut
from bot.channels.web.visits.exchanges import Exchanges
from bot.channels.web.visits.live import Live
from bot.channels.web.visits.store_turns import StoreTurns
from bot.clock import Clock, system_clock
from bot.content import BotContent
from bot.conversation.conversation import Conversation
from bot.logs import LogFormat, Tell, log_operator, set_up_logs
from bot.ports.unit_of_work import Store
from bot.settings import Settings
from bot.texts.page_texts import PageText

LISTEN = "127.0.0.1:8080"
"""Where it listens unless told otherwise: only this machine can open it."""
_MOST_BYTES = 64_000
_MOST_HEADER_BYTES = 16_000
_IDLE_SECONDS = 75
_BODY_SECONDS = 10
_PING_SECONDS = 25
_WRONG_SETTING = 2


class _Nowhere(PageHandler):
    def get(self) -> None:
        raise RefusalError(HTTPStatus.NOT_FOUND, PageText.GEEN_PAGINA)


async def serve_web(
    settings: Settings,
    conversation: Conversation,
    store: Store,
    bot_content: BotContent,
    tell: Tell,
    *,
    listen: str = LISTEN,
    open_browser: bool = False,
    health: Health | None = None,
    metrics: Metrics | None = None,
) -> int:
    """Serve until SIGINT or SIGTERM; the exit status.

    Args:
        settings: the settings.
        conversation: who answers.
        store: where sessions are kept, and what the board shows.
        bot_content: the content.
        tell: says something to the operator.
        listen: `HOST:PORT`.
        open_browser: open the page in a browser, where there is a display.
        health: told whether the page is served.
        metrics: where answers are counted.

    Raises:
        OSError: the port is taken.
    """
    set_up_logs(settings.log_format)
    if settings.log_format is LogFormat.JSON:
        tell = log_operator
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    try:
        serving = running_web(settings, conversation, store, bot_content, listen=listen, health=health, metrics=metrics)
        async with serving as address:
            tell(f"ehbc: open {address} in a browser. Stop with Ctrl-C.")
            if settings.web_url and not address.startswith("https://"):
                tell("ehbc: EHBC_WEB_URL is not https://: whoever is on the line can read along and sign in as others.")
            if open_browser and _has_display():
                await asyncio.to_thread(webbrowser.open, address)
            await stop.wait()
    except ListenError as error:
        tell(f"ehbc: {error}")
        return _WRONG_SETTING
    tell("ehbc: stopped.")
    return 0


@asynccontextmanager
async def running_web(
    settings: Settings,
    conversation: Conversation,
    store: Store,
    bot_content: BotContent,
    *,
    listen: str = LISTEN,
    clock: Clock = system_clock,
    health: Health | None = None,
    metrics: Metrics | None = None,
) -> AsyncIterator[str]:
    """The page, served while the block runs, beside whatever else runs in the process; its address.

    Args:
        settings: the settings.
        conversation: who answers.
        store: where sessions are kept, and what the board shows.
        bot_content: the content.
        listen: `HOST:PORT`.
        clock: the time.
        health: told whether the page is served.
        metrics: where answers are counted.

    Raises:
        ListenError: `listen` cannot be followed.
        OSError: the port is taken.
    """
    quiet_tornado()
    where = read_listen(listen)
    sockets = bind_sockets(where.port, where.host.strip("[]"))
    where = Listen(where.host, int(sockets[0].getsockname()[1]))
    try:
        origins = origins_of(where, settings.web_url)
    except ListenError:
        for one in sockets:
            one.close()
        raise
    health, metrics = health or Health(), metrics or Metrics()
    store_turns = StoreTurns(store)
    live = Live(store_turns, clock)
    site = Site(
        conversation, store_turns, bot_content, clock, origins, live, Exchanges(conversation, store_turns, metrics)
    )
    server = _server(site)
    server.add_sockets(sockets)
    working = [asyncio.create_task(live.watch()), asyncio.create_task(forget_expired(store_turns, clock))]
    health.note(WEB.name, works=True)
    try:
        yield origins.public
    finally:
        health.note(WEB.name, works=False)
        server.stop()
        live.close_all()
        for task in working:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        await server.close_all_connections()
        await site.exchanges.finish()


def _server(site: Site) -> HTTPServer:
    application = Application(
        _routes(site),
        default_handler_class=_Nowhere,
        default_handler_args={"site": site},
        log_function=lambda _: None,
        compress_response=True,
        websocket_ping_interval=_PING_SECONDS,
        websocket_max_message_size=1_000,
        site=site,
    )
    return HTTPServer(
        application,
        max_body_size=_MOST_BYTES,
        max_header_size=_MOST_HEADER_BYTES,
        idle_connection_timeout=_IDLE_SECONDS,
        body_timeout=_BODY_SECONDS,
    )


def _routes(site: Site) -> list[Any]:
    known = {"site": site}
    handlers = (
        ("/", ChatPage),
        ("/zeg", Say),
        ("/beurten", News),
        ("/live", LiveSocket),
        ("/aanmelden", SignIn),
        ("/ik", Account),
        ("/afmelden", SignOut),
        ("/bord", BoardPage),
        ("/bord/doe", BoardAct),
        ("/bord/cijfers", FiguresPage),
        ("/gidsen", Guides),
        (r"/gidsen/([a-z0-9_]+)", GuidePage),
        ("/stappenplan", Plan),
        (r"/stappenplan\.svg", Drawing),
        (r"/stappenplan/([a-z0-9_]+)\.svg", Drawing),
        (r"/print/(stappenplan)\.pdf", Print),
        (r"/print/(stap|gids)/([a-z0-9_]+)\.pdf", Print),
        (r"/static/([a-z]+\.[0-9a-f]+\.[a-z]+)", StaticFile),
    )
    return [url(path, handler, known) for path, handler in handlers]


def quiet_tornado() -> None:
    """Nothing of a request reaches a log: tornado's own lines name addresses and repeat what was sent."""
    for name in ("tornado.access", "tornado.application", "tornado.general"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)


def _has_display() -> bool:
    return sys.platform in {"darwin", "win32"} or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
