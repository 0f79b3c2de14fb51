"""Failures a test orders."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

FaultKind = Literal["429", "403", "400", "409", "500", "502", "503", "504", "drop", "drop_after", "slow", "hang"]


@dataclass(frozen=True, slots=True)
class ApiFault:
    """What goes wrong with the next `times` calls of `method` ("*": any), in one chat when `chat_id` is given.

    "429" asks to come back after `retry_after` seconds; "403" says the bot was blocked; "5xx" answers a gateway's HTML
    page; none of these executes the call. "drop" closes the connection unexecuted, "drop_after" executes first,
    "slow" executes after `seconds`, "hang" never executes nor answers, and ends when the client hangs up.
    """

    method: str
    kind: FaultKind
    retry_after: int = 1
    times: int = 1
    chat_id: int | None = None
    seconds: float = 1.0


class FaultPlan:
    """Ordered faults, oldest first, each used up by its calls."""

    def __init__(self) -> None:
        """Nothing goes wrong."""
        self._left: list[tuple[ApiFault, int]] = []

    def add(self, fault: ApiFault) -> None:
        """Order one more fault."""
        self._left.append((fault, fault.times))

    def clear(self) -> None:
        """Let everything succeed again."""
        self._left.clear()

    def waits(self, method: str) -> bool:
        """Whether a fault ordered for a method was not met yet."""
        return any(fault.method == method for fault, _ in self._left)

    def take(self, method: str, chat_id: int) -> ApiFault | None:
        """Return the fault of this call, counted as used."""
        for index, (fault, left) in enumerate(self._left):
            if fault.method not in {"*", method} or fault.chat_id not in {None, chat_id}:
                continue
            if left > 1:
                self._left[index] = (fault, left - 1)
            else:
                del self._left[index]
            return fault
        return None
