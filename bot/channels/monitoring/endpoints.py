"""`GET /health` and `GET /metrics`, for whoever watches over the process. No content, no ids."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus

from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, RequestHandler, url

from bot.channels.monitoring.health import OK, Health
from bot.channels.monitoring.metrics import Metrics, exposition

_CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@asynccontextmanager
async def listening(listen: str, health: Health, metrics: Metrics) -> AsyncIterator[int | None]:
    """Answer on `HOST:PORT` while the block runs; the port, None without one.

    Raises:
        OSError: the address is taken, or none of this machine's; it names the setting.
    """
    if not listen:
        yield None
        return
    host, _, port = listen.rpartition(":")
    routes = [
        url(r"/health", _HealthHandler, {"health": health}),
        url(r"/metrics", _MetricsHandler, {"metrics": metrics}),
    ]
    server = HTTPServer(Application(routes, log_function=lambda _: None))
    try:
        sockets = bind_sockets(int(port), host.strip("[]"))
    except OSError as error:
        # Each process needs an address of its own: say which setting gave this one.
        raise OSError(error.errno, error.strerror, f"EHBC_HEALTH_LISTEN={listen}") from error
    server.add_sockets(sockets)
    try:
        yield int(sockets[0].getsockname()[1])
    finally:
        server.stop()
        await server.close_all_connections()


class _HealthHandler(RequestHandler):
    def initialize(self, health: Health) -> None:
        self._health = health

    async def get(self) -> None:
        parts = await self._health.look()
        broken = next((part for part, state in parts.items() if state != OK), None)
        # The reason phrase says it in one word: ok, or the part that does not work.
        self.set_status(HTTPStatus.SERVICE_UNAVAILABLE if broken else HTTPStatus.OK, reason=broken or OK)
        await self.finish(parts)


class _MetricsHandler(RequestHandler):
    def initialize(self, metrics: Metrics) -> None:
        self._metrics = metrics

    async def get(self) -> None:
        self.set_header("Content-Type", _CONTENT_TYPE)
        await self.finish(exposition(self._metrics))
