"""A conversation that answers what a test tells it to, served on the double: for what no real answer shows yet."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

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
    """Keeps what it was told, and answers by the text or the button's id."""

    answers: dict[str, Answer] = field(default_factory=dict)
    entering: Answer = NOTHING
    heard: list[Message] = field(default_factory=list)
    noted: list[tuple[object, ...]] = field(default_factory=list)
    left_unsent: list[tuple[Message, Answer]] = field(default_factory=list)
    broken: bool = False
    """Whether the store cannot be used."""

    async def answer(self, message: Message) -> Answer:
        self.heard.append(message)
        return self.answers[message.tap.id if message.tap else message.text]

    async def sent(self, message: Message) -> bool:
        self.noted.append(("sent", message.id))
        return True

    async def unsent(self, _channel: str, **_more: object) -> list[tuple[Message, Answer]]:
        found, self.left_unsent = self.left_unsent, []
        return found

    async def invited(self, message: Message) -> Answer:
        self.noted.append(("invited", message.sender, message.group))
        return self.entering

    async def group_lost(self, group: Address) -> None:
        self._note("lost", group)

    async def group_moved(self, old: Address, new: Address) -> None:
        self._note("moved", old, new)

    async def blocked(self, address: Address) -> None:
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
    task: asyncio.Task[None] | None = None

    async def start(self, **more: object) -> None:
        """Serve, until the operator is told so."""
        quiet_logs()
        told = len(self.lines)
        parts = Parts(self.settings, self.conversation, self.bot_content.texts, self.draw, self.lines.append, **more)
        self.task = asyncio.create_task(serve(parts))
        await until(lambda: len(self.lines) > told or self.task.done())

    async def stop(self) -> None:
        """Stop as for SIGTERM."""
        if self.task is not None:
            self.task.cancel()
            await asyncio.gather(self.task, return_exceptions=True)

    def says(self, to: str, *replies: Reply, **more: object) -> None:
        """What is answered to a text or a button."""
        self.conversation.answers[to] = Answer("command", replies, **more)
