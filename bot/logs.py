"""How log lines look. What must never stand in one, a message or a name, is kept out where it is written."""

from __future__ import annotations

import json
import logging
import sys
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum

Tell = Callable[[str], None]
"""Says something to the operator."""

_TEXT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class LogFormat(StrEnum):
    """For a person to read, or for a program: one JSON object per line."""

    TEXT = "text"
    JSON = "json"


class JsonLines(logging.Formatter):
    """`{"time", "level", "logger", "event"}`; of an exception only its kind, as its text may repeat a message."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        event = record.getMessage()
        if record.exc_info and record.exc_info[0] is not None:
            event = f"{event} ({record.exc_info[0].__name__})"
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": event,
        }
        return json.dumps(line, ensure_ascii=False)


def set_up_logs(form: LogFormat) -> None:
    """Warnings on stderr, in this form; nothing changes where a program has set up its own."""
    if form is LogFormat.TEXT:
        logging.basicConfig(level=logging.WARNING, format=_TEXT)
        return
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    logging.captureWarnings(capture=True)
    logging.getLogger("ehbc").setLevel(logging.INFO)


def fault_of(error: BaseException) -> str:
    """A fault of ours: what kind and where. Its own text is left out, since it could repeat what somebody typed."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} at {frame.filename}:{frame.lineno}"


def log_fault(log: logging.Logger, error: BaseException) -> None:
    """Write a fault of ours to a log, without its own text."""
    log.error("%s", fault_of(error))


def log_operator(text: str) -> None:
    """What the operator is told, as a log line."""
    logging.getLogger("ehbc").info(text.removeprefix("ehbc: "))


def tell_operator(text: str) -> None:
    """A line on stderr."""
    print(text, file=sys.stderr, flush=True)
