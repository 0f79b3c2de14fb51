"""All visits, by the key of a session or of a guest's cookie: in memory only, bounded, and gone with the process."""

from __future__ import annotations

import secrets
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator

from bot.channels.web.visits.visit import Visit

MOST_VISITS = 2_000
MOST_HELD = 10_000
"""Exchanges on all pages together, of some 3 kB each."""
VISIT_SECONDS = 12 * 3600.0


class Visits:
    """The visits of members and those of guests, apart: however many guests come, no member's page makes room for them.

    A guest's key is never a session's.
    """

    def __init__(self, most: int = MOST_VISITS, now: Callable[[], float] = time.monotonic) -> None:
        """Take how many visits of each sort are kept, and seconds of a clock nobody can set."""
        self.members = RecentVisits(most, now)
        self.guests = RecentVisits(most, now)

    def of_guest(self, key: bytes) -> Visit:
        """The visit of somebody who did not sign in.

        Its address is drawn anew, and is nowhere but here: a cookie of before a restart, or of before its owner became
        a member under that address, leads to another one.
        """
        self._sweep()
        return self.guests.get(key, lambda: Visit(key, _random_key(), _random_key()))

    def of_session(self, key: bytes) -> Visit:
        """The visit of a session; its addresses follow from the key, so that they are the same after a restart."""
        self._sweep()
        keys = (str(int.from_bytes(key[:8]) >> 2), str(int.from_bytes(key[8:16]) >> 2))
        return self.members.get(key, lambda: Visit(key, *keys))

    def find(self, key: bytes) -> Visit | None:
        """A visit that is here."""
        self._sweep()
        return self.members.find(key) or self.guests.find(key)

    def drop(self, key: bytes) -> None:
        """Forget a visit."""
        self.members.drop(key)
        self.guests.drop(key)

    def _sweep(self) -> None:
        """What was unused for too long goes at the next visit of anybody, of whichever sort."""
        self.members.sweep()
        self.guests.sweep()


class RecentVisits:
    """Visits by key; the one not used for the longest time makes room when there are very many."""

    def __init__(self, most: int, now: Callable[[], float]) -> None:
        self._most = most
        self._now = now
        self._visits: OrderedDict[bytes, Visit] = OrderedDict()

    def get(self, key: bytes, make: Callable[[], Visit]) -> Visit:
        """A visit that is here, or a new one; it counts as used now."""
        visit = self._visits.pop(key, None) or make()
        visit.used_at = self._now()
        self._visits[key] = visit
        while len(self._visits) > self._most or self._oldest_is_over() or self._held() > MOST_HELD:
            self._visits.popitem(last=False)
        return visit

    def find(self, key: bytes) -> Visit | None:
        """A visit that is here."""
        return self._visits.get(key)

    def sweep(self) -> None:
        """Forget what nobody used for too long."""
        while self._visits and self._oldest_is_over():
            self._visits.popitem(last=False)

    def drop(self, key: bytes) -> None:
        """Forget a visit."""
        self._visits.pop(key, None)

    def __iter__(self) -> Iterator[Visit]:
        return iter(self._visits.values())

    def __len__(self) -> int:
        return len(self._visits)

    def _held(self) -> int:
        return sum(len(visit.exchanges) for visit in self._visits.values())

    def _oldest_is_over(self) -> bool:
        oldest = next(iter(self._visits.values()))
        return oldest.used_at + VISIT_SECONDS < self._now()


def _random_key() -> str:
    return str(secrets.randbits(62))
