"""Tells open pages that there is something new; what it is they then ask themselves."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Protocol

from bot.channels.web.visits.store_turns import StoreTurns
from bot.channels.web.visits.visit import Visit
from bot.clock import Clock, local_day
from bot.logs import log_fault
from bot.ports.unit_of_work import StoreError

_log = logging.getLogger(__name__)

EVERY_SECONDS = 1.5
"""How often the database is asked whether a team's cases changed: by Telegram, the command line or another instance."""
_MOST_OF_ONE = 12
_MOST_OF_ADDRESS = 1_000
_MOST = 4_000
"""Open pages: of one visitor, from one network address, and all together."""


class Listener(Protocol):
    """A page that is open, and hears of what is new."""

    key: bytes
    """Of whom the page is."""
    team_id: int | None
    """The team of a member."""
    here: str
    """The network address it comes from."""

    def tell(self, what: dict[str, object]) -> None:
        """Send something; a page that was just closed is no fault."""
        ...

    def hang_up(self) -> None:
        """End it."""
        ...


class Live:
    """The open pages that hear of news."""

    def __init__(self, store: StoreTurns, clock: Clock, every: float = EVERY_SECONDS) -> None:
        self._store = store
        self._clock = clock
        self._every = every
        self._listeners: dict[bytes, set[Listener]] = defaultdict(set)
        self._near: Counter[str] = Counter()
        self._markers: dict[int, tuple[int, date]] = {}
        self._woken = asyncio.Event()

    def add(self, listener: Listener) -> bool:
        """Take a page that opened; False when there are too many."""
        mine = self._listeners.get(listener.key, set())
        near = self._near[listener.here]
        if len(mine) >= _MOST_OF_ONE or near >= _MOST_OF_ADDRESS or self._near.total() >= _MOST:
            return False
        self._near[listener.here] += 1
        self._listeners[listener.key].add(listener)
        return True

    def remove(self, listener: Listener) -> None:
        """A page was closed."""
        self._near -= Counter({listener.here: 1})
        mine = self._listeners.get(listener.key, set())
        mine.discard(listener)
        if not mine:
            self._listeners.pop(listener.key, None)

    def close(self, key: bytes) -> None:
        """Somebody signed out or lost their membership."""
        for listener in self._listeners.pop(key, set()):
            listener.hang_up()

    def chat_changed(self, visit: Visit) -> None:
        """Something was said in one tab: the others show it too."""
        self._tell(self._listeners.get(visit.key, ()), {"chat": visit.last, "tijdperk": visit.epoch})

    def team_changed(self, team_id: int) -> None:
        """Something may have changed for a team: look at once."""
        if any(listener.team_id == team_id for listener in self._all()):
            self._woken.set()

    def close_all(self) -> None:
        """The server stops."""
        for listener in list(self._all()):
            listener.hang_up()

    async def watch(self) -> None:
        """Ask the database for changes, until cancelled. An outage of it is waited out."""
        while True:
            try:
                async with asyncio.timeout(self._every):
                    await self._woken.wait()
            except TimeoutError:
                pass
            self._woken.clear()
            try:
                await self._look()
            except StoreError as error:
                _log.error("store: %s", type(error).__name__)
            # A fault of ours must not leave every page without news from then on.
            except Exception as error:  # noqa: BLE001 - see above
                log_fault(_log, error)

    async def _look(self) -> None:
        members = [listener for listener in self._all() if listener.team_id is not None]
        if not members:
            return
        now = self._clock()
        today = local_day(now)
        async with self._store.unit() as unit:
            held = await unit.live_web_sessions({listener.key for listener in members}, now)
            teams = {listener.team_id for listener in members if listener.team_id is not None}
            markers = {team: (await unit.change_marker(team), today) for team in teams}
        for key in {listener.key for listener in members} - held:
            self._tell(self._listeners.get(key, ()), {"af": True})
            self.close(key)
        # A team looked at for the first time counts as changed: nobody knows what happened since its page was made.
        changed = {team for team, marker in markers.items() if self._markers.get(team) != marker}
        self._markers = markers
        self._tell([listener for listener in members if listener.team_id in changed], {"bord": True})

    def _all(self) -> Iterable[Listener]:
        return (listener for listeners in list(self._listeners.values()) for listener in list(listeners))

    def _tell(self, listeners: Iterable[Listener], what: dict[str, object]) -> None:
        for listener in list(listeners):
            listener.tell(what)
