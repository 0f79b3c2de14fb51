"""`/live`: a websocket over which a page hears that there is something new. What the page says over it is not read."""

from __future__ import annotations

import json
from typing import Any

from tornado.websocket import WebSocketClosedError, WebSocketHandler

from bot.channels.web.pages.base import PageHandler


class LiveSocket(PageHandler, WebSocketHandler):
    """One open page."""

    listens = True
    key = b""
    team_id: int | None = None
    here = ""
    _added = False

    def check_origin(self, origin: str) -> bool:
        """Whether it is our own page that calls."""
        return self.site.origins.knows(origin)

    def open(self, *_args: str, **_kwargs: str) -> None:
        """A page is there."""
        self.key = self.session.key
        self.team_id = self.session.member.team_id if self.session.member is not None else None
        self.set_nodelay(True)
        self.here = self.network
        self._added = not self.is_newcomer and self.site.live.add(self)
        if not self._added:
            self.close(1013, "too many")

    def on_message(self, message: str | bytes) -> None:
        """Nothing is said this way."""

    def on_close(self) -> None:
        """The page is gone."""
        if self._added:
            self.site.live.remove(self)

    def tell(self, what: dict[str, Any]) -> None:
        """Send something; a page that was just closed is no fault."""
        try:
            # Sent by the event loop; whether it arrived nobody waits for.
            self.write_message(json.dumps(what))
        except WebSocketClosedError:
            return

    def hang_up(self) -> None:
        """End it."""
        self.close(1001, "bye")
