"""Everything one double knows, handed to the methods and to the people."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .directory import Directory
from .faults import FaultPlan
from .flood import FloodControl
from .model import TelegramUser
from .params import Params
from .updates import UpdateQueue
from .webhook import WebhookPump


@dataclass(frozen=True, slots=True)
class ApiCall:
    """A request that was answered `ok: true`, with its result."""

    method: str
    params: Mapping[str, str]
    result: Any = None


@dataclass(frozen=True, slots=True)
class RefusedCall:
    """A request that was answered `ok: false`."""

    method: str
    params: Mapping[str, str]
    error_code: int
    description: str


@dataclass(frozen=True, slots=True)
class SentPhoto:
    """A picture the bot uploaded."""

    chat_id: int
    message_id: int
    file_id: str
    filename: str
    data: bytes
    caption: str


@dataclass(frozen=True, slots=True)
class CallbackAnswer:
    """What a person sees after a tap."""

    text: str = ""
    show_alert: bool = False
    url: str = ""


@dataclass(frozen=True, slots=True)
class Tap:
    """A tapped button: `answer` resolves when the bot answers the callback query."""

    query_id: str
    data: str
    answer: asyncio.Future[CallbackAnswer]

    async def answered(self, timeout: float = 5) -> CallbackAnswer:  # noqa: ASYNC109 - fails with a word of its own
        """Wait for the answer; raises AssertionError after `timeout` seconds."""
        done, _ = await asyncio.wait({self.answer}, timeout=timeout)
        if not done:
            raise AssertionError(f"callback query {self.query_id} ({self.data!r}) not answered within {timeout} s")
        return self.answer.result()


class Callbacks:
    """Callback queries that wait for an answer."""

    def __init__(self) -> None:
        """Nobody tapped."""
        self._open: dict[str, Tap] = {}
        self._ids = itertools.count(4_382_000_000_000_001)

    def start(self, data: str) -> Tap:
        """Open a callback query with an id of its own."""
        tap = Tap(str(next(self._ids)), data, asyncio.get_running_loop().create_future())
        self._open[tap.query_id] = tap
        return tap

    def finish(self, query_id: str) -> Tap | None:
        """Take the query out; None when it is unknown, answered or too old."""
        return self._open.pop(query_id, None)

    def expire(self) -> None:
        """Make every open query too old to be answered."""
        self._open.clear()


@dataclass(slots=True)
class Profile:
    """What the bot set about itself; commands by (scope as JSON text, language code)."""

    commands: dict[tuple[str, str], list[dict[str, str]]] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    short_descriptions: dict[str, str] = field(default_factory=dict)


class State:
    """One bot's side of Telegram."""

    def __init__(self, bot: TelegramUser, *, privacy_mode: bool) -> None:
        """With `privacy_mode` the bot only gets commands, replies and mentions from groups."""
        self.directory = Directory(bot)
        self.privacy_mode = privacy_mode
        self.queue = UpdateQueue()
        self.pump = WebhookPump(self.queue)
        self.callbacks = Callbacks()
        self.profile = Profile()
        self.faults = FaultPlan()
        self.flood = FloodControl()
        self.calls: list[ApiCall] = []
        self.refusals: list[RefusedCall] = []
        self.denials: list[RefusedCall] = []
        self.violations: list[ApiCall] = []
        self.photos: list[SentPhoto] = []


@dataclass(frozen=True, slots=True)
class Request:
    """One call of a method; `gone` resolves when the client hangs up."""

    method: str
    params: Params
    gone: asyncio.Future[None]


Method = Callable[[State, Request], Awaitable[Any]]
