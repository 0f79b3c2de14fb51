"""How log lines look."""

from __future__ import annotations

import json
import logging
from datetime import datetime

from bot.logs import JsonLines


def test_json_lines() -> None:
    """One object per line with time, level, logger and event; of an exception only its kind."""
    info = (ValueError, ValueError("Zwartehond"), None)
    record = logging.LogRecord("bot.x", logging.WARNING, __file__, 1, "a\n%s é", ("b",), info)
    line = JsonLines().format(record)
    assert "\n" not in line
    told = json.loads(line)
    assert datetime.fromisoformat(told.pop("time")).tzinfo is not None
    assert told == {"level": "warning", "logger": "bot.x", "event": "a\nb é (ValueError)"}
