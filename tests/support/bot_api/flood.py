"""Flood limits, off unless a test sets them."""

from __future__ import annotations

import math
import time
from collections import deque
from dataclasses import dataclass, field

from .errors import too_many_requests

_LIMITED = frozenset({"sendmessage", "sendphoto", "editmessagetext", "editmessagereplymarkup"})


@dataclass(slots=True)
class FloodControl:
    """Refuses messages beyond these rates with 429; None is no limit."""

    per_second: int | None = None
    per_chat_per_second: int | None = None
    per_group_per_minute: int | None = None
    _sent: dict[tuple[int, float], deque[float]] = field(default_factory=dict)

    def check(self, method: str, chat_id: int) -> None:
        """Count a call; raises ApiError (429) when it is one too many."""
        if method.lower() not in _LIMITED:
            return
        rules = [(0, 1.0, self.per_second), (chat_id, 1.0, self.per_chat_per_second)]
        if chat_id < 0:
            rules.append((chat_id, 60.0, self.per_group_per_minute))
        moment = time.monotonic()
        windows = [(self._window(key, span, moment), span, limit) for key, span, limit in rules if limit is not None]
        for window, span, limit in windows:
            if len(window) >= limit:
                raise too_many_requests(max(1, math.ceil(window[0] + span - moment)))
        for window, _, _ in windows:
            window.append(moment)

    def _window(self, key: int, span: float, moment: float) -> deque[float]:
        window = self._sent.setdefault((key, span), deque())
        while window and window[0] <= moment - span:
            window.popleft()
        return window
