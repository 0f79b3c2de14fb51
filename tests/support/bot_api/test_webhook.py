"""The Bot API double: updates by webhook, until it takes them."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from telegram import Bot
from telegram.error import BadRequest, Conflict
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, RequestHandler

from tests.support.bot_api import BotApiDouble
from tests.support.bot_api.calls import AN


class Hook:
    """A webhook that answers with given statuses, then 200."""

    def __init__(self, *statuses: int) -> None:
        self.received: list[tuple[str | None, dict[str, Any]]] = []
        self._queue: asyncio.Queue[tuple[str | None, dict[str, Any]]] = asyncio.Queue()
        left = list(statuses)
        queue = self._queue

        class Handler(RequestHandler):
            def post(self) -> None:
                queue.put_nowait(
                    (self.request.headers.get("X-Telegram-Bot-Api-Secret-Token"), json.loads(self.request.body))
                )
                self.set_status(left.pop(0) if left else 200)

        self._server = HTTPServer(Application([("/hook", Handler)], log_function=lambda handler: None))
        self._sockets = bind_sockets(0, address="127.0.0.1")
        self.url = f"http://127.0.0.1:{self._sockets[0].getsockname()[1]}/hook"

    def listen(self) -> None:
        """Begin to answer."""
        self._server.add_sockets(self._sockets)

    async def close(self) -> None:
        """Answer no more."""
        self._server.stop()
        await self._server.close_all_connections()

    async def until(self, count: int) -> list[tuple[str | None, str]]:
        """The secrets and texts that came, as soon as there are so many."""
        async with asyncio.timeout(5):
            while len(self.received) < count:
                self.received.append(await self._queue.get())
        return [(secret, update["message"]["text"]) for secret, update in self.received]


async def test_a_webhook_gets_updates_in_order_until_it_takes_them(double: BotApiDouble, client: Bot) -> None:
    phone = double.phone(AN)
    hook = Hook(500, 403)
    hook.listen()
    await phone.send("een")
    await phone.send("twee")
    await client.set_webhook(hook.url, secret_token="Geheim_1-2")
    assert await hook.until(4) == [("Geheim_1-2", text) for text in ("een", "een", "een", "twee")]
    with pytest.raises(Conflict, match="webhook is active"):
        await client.get_updates()
    info = await client.get_webhook_info()
    assert (info.url, info.pending_update_count, info.max_connections) == (hook.url, 0, 40)
    assert info.last_error_message == "Wrong response from the webhook: 403 Forbidden"
    double.redeliver(hook.received[0][1]["update_id"])
    assert (await hook.until(5))[-1] == ("Geheim_1-2", "een")
    await client.delete_webhook()
    await hook.close()
    assert await client.get_updates() == ()


async def test_a_webhook_that_is_down_gets_its_updates_later(double: BotApiDouble, client: Bot) -> None:
    hook = Hook()
    hook._sockets[0].close()
    port = int(hook.url.split(":")[2].split("/")[0])
    await client.set_webhook(hook.url, drop_pending_updates=True)
    await double.phone(AN).send("een")
    await double.webhook_attempted(2)
    assert (await client.get_webhook_info()).last_error_message == "Connection refused"
    hook._sockets = bind_sockets(port, address="127.0.0.1")
    hook.listen()
    assert await hook.until(1) == [(None, "een")]
    await hook.close()


async def test_setting_a_webhook_ends_a_poll_and_checks_the_secret(double: BotApiDouble, client: Bot) -> None:
    poll = asyncio.create_task(client.get_updates(timeout=30))
    await asyncio.sleep(0.05)
    for secret in ("met spatie", "x" * 257, ""):
        with pytest.raises(BadRequest, match=r"(?i)secret token contains unallowed characters"):
            await client.set_webhook("http://127.0.0.1:1/", secret_token=secret)
    with pytest.raises(BadRequest, match=r"(?i)https url must be provided"):
        await client.set_webhook("http://school.example/hook")
    await client.set_webhook("http://127.0.0.1:1/", secret_token="x" * 256)
    with pytest.raises(Conflict, match="terminated by setWebhook"):
        await poll
    assert len(double.refusals) == 4
