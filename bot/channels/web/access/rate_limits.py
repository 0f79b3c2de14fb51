"""How often somebody may try something: a bucket of tries per name that fills up again with time."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address, ip_network

_MOST_NAMES = 10_000


_ONE_LINE = 64
"""Bits of an IPv6 address that a provider gives to one line: behind them a machine chooses as many as it likes."""


def network_of(forwarded: str, direct: str) -> str:
    """The network somebody comes from, as tries are counted.

    Args:
        forwarded: the X-Forwarded-For of a proxy, whose own word is the last address only; empty for none.
        direct: who is at the other end of the connection.
    """
    for text in (forwarded.rpartition(",")[2].strip(), direct):
        try:
            address = ip_address(text.partition("%")[0])
        except ValueError:
            continue
        if not isinstance(address, IPv6Address):
            return str(address)
        inside = address.ipv4_mapped
        return str(inside or ip_network((address, _ONE_LINE), strict=False))
    return direct


class Limit:
    """At most `tries` at once, and as many again in every `seconds`, for each name."""

    def __init__(self, tries: int, seconds: float, now: Callable[[], float] = time.monotonic) -> None:
        self._tries = float(tries)
        self._rate = tries / seconds
        self._now = now
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, name: str = "") -> bool:
        """Take a try; False when none is left."""
        now = self._now()
        left, then = self._left.pop(name, (self._tries, now))
        left = min(self._tries, left + (now - then) * self._rate)
        allowed = left >= 1
        self._left[name] = (left - 1 if allowed else left, now)
        if len(self._left) > _MOST_NAMES:
            self._left.popitem(last=False)
        return allowed

    def give_back(self, name: str = "") -> None:
        """A try that does not count after all."""
        if name in self._left:
            left, then = self._left[name]
            self._left[name] = (min(self._tries, left + 1), then)
