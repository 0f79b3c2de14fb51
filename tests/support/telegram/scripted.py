"""A conversation that answers what a test tells it to, served on the double: for what no real answer shows yet."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

from bot.channels.telegram.client import quiet_logs
from bot.channels.telegram.serve import Parts, serve
from bot.content import BotContent
from bot.conversation.conversation import Conversation
from bot.domain.messages import Address, Answer, Message, Reply
from bot.ports.unit_of_work import StoreError
from bot.settings import Settings
from tests.support.telegram.phone import until

NOTHING = Answer("refusal")


@dataclass
class ScriptedConversation(Conversation):
    """Keeps what it was told, and answers by the text or the button's id; nothing of a real conversation is left."""

    answers: dict[str, Answer] = field(default_factory=dict)
    entering: Answer = NOTHING
    heard: list[Message] = field(default_factory=list)
    noted: list[tuple[object, ...]] = field(default_factory=list)
    left_unsent: list[tuple[Message, Answer]] = field(default_factory=list)
    broken: bool = False
    """Whether the store cannot be used."""

    def wakes(self, wake: Callable[[], None]) -> None:
        """Nothing is ever to be sent at once."""

    async def answer(self, message: Message) -> Answer:
        """What the test wrote down for this text or button."""
        self.heard.append(message)
        return self.answers[message.tap.id if message.tap else message.text]

    async def sent(self, message: Message) -> bool:
        """Taken note of."""
        self.noted.append(("sent", message.key))
        return True

    async def unsent(
        self, channel: str, *, at_start: bool = False, arrived: Collection[str] = (), sending: Collection[str] = ()
    ) -> list[tuple[Message, Answer]]:
        """What the test left, once."""
        found, self.left_unsent = self.left_unsent, []
        return found

    async def take_up(self, message: Message) -> bool:
        """Nobody else is there."""
        return True

    async def invited(self, message: Message) -> Answer:
        """The same answer to whoever invites."""
        self.noted.append(("invited", message.sender, message.group))
        return self.entering

    async def group_lost(self, group: Address) -> None:
        """Taken note of."""
        self._note("lost", group)

    async def group_moved(self, old: Address, new: Address) -> None:
        """Taken note of."""
        self._note("moved", old, new)

    async def blocked(self, address: Address) -> None:
        """Taken note of."""
        self._note("blocked", address)

    def _note(self, *what: object) -> None:
        self.noted.append(what)
        if self.broken:
            raise StoreError("out of order")


@dataclass
class ScriptedBot:
    """The channel with such a conversation behind it."""

    settings: Settings
    bot_content: BotContent
    conversation: ScriptedConversation = field(default_factory=ScriptedConversation)
    lines: list[str] = field(default_factory=list)
    draw: Callable[[str | None], bytes] = lambda _: b""
    _serving: asyncio.Task[None] | None = None

    @property
    def task(self) -> asyncio.Task[None]:
        """The running server. Raises AssertionError when none was started."""
        assert self._serving is not None
        return self._serving

    async def start(self, **more: Any) -> None:
        """Serve, with other parts than those that are always there, until the operator is told so."""
        quiet_logs()
        told = len(self.lines)
        parts = Parts(self.settings, self.conversation, self.bot_content.texts, self.draw, self.lines.append, **more)
        self._serving = task = asyncio.create_task(serve(parts))
        await until(lambda: len(self.lines) > told or task.done())

    async def stop(self) -> None:
        """Stop as for SIGTERM."""
        if self._serving is not None:
            self._serving.cancel()
            await asyncio.gather(self._serving, return_exceptions=True)

    def says(self, to: str, *replies: Reply, **more: Any) -> None:
        """What is answered to a text or a button: replies, and other fields of the answer."""
        self.conversation.answers[to] = Answer("command", replies, **more)
