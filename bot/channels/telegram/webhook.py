"""A webhook that says "received" only after what the update asked for is committed; else Telegram sends it again."""

from __future__ import annotations

import hmac
import json
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial

from telegram.ext import ExtBot
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, RequestHandler

from bot.channels.telegram.client import insist
from bot.channels.telegram.dispatcher import Dispatcher
from bot.channels.telegram.updates import ALLOWED_UPDATES, read_number
from bot.settings import Settings

_log = logging.getLogger(__name__)

_SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name, not a secret
_MOST_BYTES = 1_000_000
_OK, _BAD_REQUEST, _FORBIDDEN = 200, 400, 403


class _UpdateHandler(RequestHandler):
    def initialize(self, dispatcher: Dispatcher, secret: str) -> None:
        self._dispatcher, self._secret = dispatcher, secret

    async def post(self) -> None:
        given = self.request.headers.get(_SECRET_HEADER, "")
        if not hmac.compare_digest(given.encode(), self._secret.encode()):
            self.send_error(_FORBIDDEN)
            return
        try:
            update = json.loads(self.request.body)
            read_number(update)
        except (ValueError, RecursionError):
            self.send_error(_BAD_REQUEST)
            return
        await self._dispatcher.take(update)
        self.set_status(_OK)

    def log_exception(self, typ: object, *_details: object) -> None:
        # Tornado would print the request, and with it what somebody typed.
        _log.error("an update failed: %s", getattr(typ, "__name__", "error"))


@asynccontextmanager
async def listening(
    bot: ExtBot[int], dispatcher: Dispatcher, settings: Settings, tell: Callable[[str], None]
) -> AsyncIterator[int]:
    """Listen for updates and tell Telegram where; the port listened on. Raises `OSError` when it is taken."""
    host, _, port = settings.webhook_listen.rpartition(":")
    secret = settings.webhook_secret.get_secret_value()
    options = {"dispatcher": dispatcher, "secret": secret}
    routes = Application([(r"/.*", _UpdateHandler, options)], log_function=lambda _: None)
    server = HTTPServer(routes, max_body_size=_MOST_BYTES)
    sockets = bind_sockets(int(port), host)
    server.add_sockets(sockets)
    try:
        point = partial(bot.set_webhook, settings.webhook_url, secret_token=secret, allowed_updates=ALLOWED_UPDATES)
        await insist(point, tell)
        yield int(sockets[0].getsockname()[1])
    finally:
        server.stop()
        await server.close_all_connections()
