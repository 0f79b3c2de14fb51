"""Delivery of updates to a webhook."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from typing import Any

from tornado.httpclient import AsyncHTTPClient, HTTPError, HTTPRequest

from .directory import now
from .signals import Signal
from .updates import UpdateQueue

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
RETRY_PAUSE_SECONDS = 0.05
ANSWER_TIMEOUT_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where updates go."""

    url: str
    secret_token: str = ""
    max_connections: int = 40


class WebhookPump:
    """Posts updates one after another; each is repeated until the bot answers 2xx."""

    def __init__(self, queue: UpdateQueue) -> None:
        """No webhook is set."""
        self.attempts = 0
        self.attempted = Signal()
        self._queue = queue
        self._webhook: Webhook | None = None
        self._error: dict[str, Any] = {}
        self._task: asyncio.Task[None] | None = None

    @property
    def webhook(self) -> Webhook | None:
        """The webhook that is set."""
        return self._webhook

    async def point_at(self, webhook: Webhook | None) -> None:
        """Deliver to this webhook from now on, or to none."""
        await self.pause()
        self._webhook = webhook
        self._error = {}
        self.resume()

    def resume(self) -> None:
        """Deliver, when a webhook is set."""
        if self._webhook is not None and self._task is None:
            self._task = asyncio.create_task(self._deliver(self._webhook))

    async def pause(self) -> None:
        """Stop delivering; what was not confirmed stays queued. Raises what broke the delivery, if anything did."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            (outcome,) = await asyncio.gather(task, return_exceptions=True)
            if isinstance(outcome, Exception):
                raise outcome

    def info(self) -> dict[str, Any]:
        """Render as a `WebhookInfo` object."""
        body: dict[str, Any] = {
            "url": self._webhook.url if self._webhook else "",
            "has_custom_certificate": False,
            "pending_update_count": len(self._queue),
            **self._error,
        }
        if self._webhook:
            body |= {"max_connections": self._webhook.max_connections, "ip_address": "127.0.0.1"}
        if self._queue.allowed:
            body["allowed_updates"] = self._queue.allowed
        return body

    async def _deliver(self, webhook: Webhook) -> None:
        client = AsyncHTTPClient(force_instance=True)
        try:
            while True:
                update = self._queue.first()
                if update is None:
                    await self._queue.changed.wait()
                elif await self._post(client, webhook, update):
                    self._queue.confirm(update["update_id"])
                else:
                    await asyncio.sleep(RETRY_PAUSE_SECONDS)
        finally:
            client.close()

    async def _post(self, client: AsyncHTTPClient, webhook: Webhook, update: dict[str, Any]) -> bool:
        headers = {"Content-Type": "application/json"}
        if webhook.secret_token:
            headers[SECRET_HEADER] = webhook.secret_token
        request = HTTPRequest(
            webhook.url,
            method="POST",
            headers=headers,
            body=json.dumps(update),
            request_timeout=ANSWER_TIMEOUT_SECONDS,
            follow_redirects=False,
        )
        try:
            await client.fetch(request)
        except HTTPError as error:
            # 599 is the client's own code for a connection that broke before an answer came.
            broken = error.code == 599
            reason = "Connection closed" if broken else f"Wrong response from the webhook: {error.code} {error.message}"
        except OSError:
            reason = "Connection refused"
        else:
            return True
        finally:
            self.attempts += 1
            self.attempted.notify()
        self._error = {"last_error_date": now(), "last_error_message": reason}
        return False
