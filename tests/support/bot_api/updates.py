"""Updates that wait for the bot, and long polling."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from enum import Enum
from typing import Any

from .errors import conflict
from .signals import Signal

FIRST_UPDATE_ID = 100_001
# Kinds a bot only gets when it asks for them.
_ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


class _Wake(Enum):
    UPDATES = "updates"
    OTHER_POLL = "terminated by other getUpdates request; make sure that only one bot instance is running"
    WEBHOOK = "terminated by setWebhook request"
    GONE = "the client hung up"


@dataclass(slots=True)
class _Pending:
    """An update nobody confirmed; `again` when it is redelivered and not yet handed out."""

    update: dict[str, Any]
    again: bool = False


class UpdateQueue:
    """Updates in order of id, each kept until it is confirmed."""

    def __init__(self) -> None:
        """No updates; every kind but those on request is wanted."""
        self.changed = Signal()
        self.polls = 0
        """How many times updates were asked for."""
        self._next_id = FIRST_UPDATE_ID
        self._pending: dict[int, _Pending] = {}
        self._confirmed: dict[int, dict[str, Any]] = {}
        self._allowed: frozenset[str] = frozenset()
        self._waiter: asyncio.Future[_Wake] | None = None

    def __len__(self) -> int:
        """How many updates wait for a confirmation."""
        return len(self._pending)

    @property
    def allowed(self) -> list[str]:
        """The kinds asked for; empty means the default."""
        return sorted(self._allowed)

    def allow(self, kinds: list[Any] | None) -> None:
        """Keep only these kinds from now on; None keeps the last setting, an empty list restores the default."""
        if kinds is not None:
            self._allowed = frozenset(map(str, kinds))

    def push(self, kind: str, body: object) -> int | None:
        """Queue an update and return its id; None when the bot does not want this kind."""
        wanted = kind in self._allowed if self._allowed else kind not in _ON_REQUEST
        if not wanted:
            return None
        update_id = self._next_id
        self._next_id += 1
        self._pending[update_id] = _Pending({"update_id": update_id, kind: body})
        self._announce()
        return update_id

    def redeliver(self, update_id: int) -> None:
        """Put a confirmed update back; it is handed out once more whatever the offset. Raises KeyError if unknown."""
        self._pending[update_id] = _Pending(self._confirmed[update_id], again=True)
        self._pending = dict(sorted(self._pending.items()))
        self._announce()

    def first(self) -> dict[str, Any] | None:
        """Return the oldest waiting update."""
        return next((entry.update for entry in self._pending.values()), None)

    def confirm(self, update_id: int) -> None:
        """Forget one waiting update; nothing happens when it was dropped meanwhile."""
        entry = self._pending.pop(update_id, None)
        if entry is not None:
            self._confirmed[update_id] = entry.update
            self.changed.notify()

    def confirm_below(self, offset: int) -> None:
        """Forget what came before `offset`; a negative one keeps only that many of the newest."""
        ids = list(self._pending)
        done = ids[:offset] if offset < 0 else [i for i in ids if i < offset and not self._pending[i].again]
        for update_id in done:
            self.confirm(update_id)

    def drop(self) -> None:
        """Forget everything that waits."""
        for update_id in list(self._pending):
            self.confirm(update_id)

    def interrupt_for_webhook(self) -> None:
        """End a running long poll: updates go to a webhook from now on."""
        self._wake(_Wake.WEBHOOK)

    async def poll(self, limit: int, seconds: float, gone: asyncio.Future[None]) -> list[dict[str, Any]]:
        """Up to `limit` updates, waiting at most `seconds` for the first.

        Ends an earlier poll that still waits; raises ApiError (409) when it is itself ended by another request.
        """
        self.polls += 1
        self._wake(_Wake.OTHER_POLL)
        batch = self._hand_out(limit)
        if batch or seconds <= 0:
            return batch
        waiter: asyncio.Future[_Wake] = asyncio.get_running_loop().create_future()
        self._waiter = waiter
        gone.add_done_callback(lambda _: None if waiter.done() else waiter.set_result(_Wake.GONE))
        try:
            async with asyncio.timeout(seconds):
                reason = await waiter
        except TimeoutError:
            return []
        finally:
            if self._waiter is waiter:
                self._waiter = None
        if reason in {_Wake.OTHER_POLL, _Wake.WEBHOOK}:
            raise conflict(reason.value)
        return [] if reason is _Wake.GONE else self._hand_out(limit)

    def _hand_out(self, limit: int) -> list[dict[str, Any]]:
        entries = list(self._pending.values())[:limit]
        for entry in entries:
            entry.again = False
        return [entry.update for entry in entries]

    def _announce(self) -> None:
        self._wake(_Wake.UPDATES)
        self.changed.notify()

    def _wake(self, reason: _Wake) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(reason)
