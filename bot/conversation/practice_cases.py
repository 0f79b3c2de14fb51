"""Practice cases: in memory only, gone with the process. They leave no trace in the store."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.domain.case_log import CaseEvent
from bot.domain.cases import Case, Change
from bot.domain.messages import Address

PRACTICE_CODE = "OEFENING"
_MOST_PRACTICES = 10_000


@dataclass
class Practice:
    """A practice case: in memory only, gone with the process."""

    case: Case
    events: list[CaseEvent] = field(default_factory=list)


class Practices:
    """The running practice cases, by address; the oldest make room when there are very many."""

    def __init__(self) -> None:
        self._running: dict[Address, Practice] = {}

    def of(self, address: Address) -> Practice | None:
        """The practice case of an address."""
        return self._running.get(address)

    def start(self, address: Address, change: Change[Case]) -> Practice:
        """Begin one, in place of one that was running."""
        self._running.pop(address, None)
        if len(self._running) >= _MOST_PRACTICES:
            del self._running[next(iter(self._running))]
        self._running[address] = practice = Practice(change.case, list(change.events))
        return practice

    def stop(self, address: Address) -> None:
        """End it and forget it."""
        self._running.pop(address, None)
