"""Methods about receiving updates."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from .errors import bad_request, conflict
from .state import Method, Request, State
from .webhook import Webhook

MAX_LIMIT = 100
MAX_TIMEOUT_SECONDS = 50
DEFAULT_CONNECTIONS = 40
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


async def get_updates(state: State, request: Request) -> list[dict[str, Any]]:
    """Confirm what lies below `offset` and hand out what waits, by long polling."""
    if state.pump.webhook is not None:
        raise conflict(
            "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
        )
    params = request.params
    state.queue.allow(params.json_list("allowed_updates"))
    state.queue.confirm_below(params.integer("offset"))
    limit = params.integer("limit")
    timeout = min(max(params.integer("timeout"), 0), MAX_TIMEOUT_SECONDS)
    return await state.queue.poll(limit if 1 <= limit <= MAX_LIMIT else MAX_LIMIT, timeout, request.gone)


async def set_webhook(state: State, request: Request) -> bool:
    """Send updates to `url` from now on; an empty one removes the webhook."""
    params = request.params
    url, secret = params.text("url"), params.text("secret_token")
    if not url:
        return await delete_webhook(state, request)
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise bad_request("invalid webhook URL specified")
    # Plain HTTP as a local Bot API server allows it; the double has no certificate to check.
    if parts.scheme == "http" and parts.hostname not in {"127.0.0.1", "localhost"}:
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if "secret_token" in params.values and not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    state.queue.allow(params.json_list("allowed_updates"))
    if params.flag("drop_pending_updates"):
        state.queue.drop()
    connections = params.integer("max_connections") or DEFAULT_CONNECTIONS
    state.queue.interrupt_for_webhook()
    await state.pump.point_at(Webhook(url, secret, min(max(connections, 1), MAX_LIMIT)))
    return True


async def delete_webhook(state: State, request: Request) -> bool:
    """Go back to getUpdates."""
    if request.params.flag("drop_pending_updates"):
        state.queue.drop()
    await state.pump.point_at(None)
    return True


async def get_webhook_info(state: State, request: Request) -> dict[str, Any]:
    """How delivery goes."""
    return state.pump.info()


METHODS: dict[str, Method] = {
    "getUpdates": get_updates,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
}
