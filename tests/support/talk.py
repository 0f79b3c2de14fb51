"""One person's side of a conversation, through the door every channel uses."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.conversation.conversation import Conversation
from bot.domain.messages import Address, Answer, Button, Message

MONDAY = datetime(2026, 11, 23, 8, 15, tzinfo=UTC)
"""When the conversations of the tests are held: a quarter past nine in Belgium."""


@dataclass
class Talk:
    """Somebody who types and taps, and who still sees every button that was ever on screen."""

    conversation: Conversation
    sender: Address
    shown: dict[str, Button] = field(default_factory=dict)
    """By id, as they were shown last."""
    codes: list[str] = field(default_factory=list)
    """The cases met so far, in that order."""
    starts: list[str] = field(default_factory=list)
    """Codes to start the bot with that were shown so far."""
    ids: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    async def types(self, text: str, *, group: Address | None = None) -> Answer:
        """Type a text, in a group or in private."""
        return await self.sends(Message(str(next(self.ids)), self.sender, text=text, group=group))

    async def taps(self, button: Button, *, group: Address | None = None) -> Answer:
        """Tap a button, in a group or in private."""
        return await self.sends(Message(str(next(self.ids)), self.sender, tap=button, group=group))

    async def sends(self, message: Message, *, arrives: bool = True) -> Answer:
        """Send a message and, when it `arrives`, see the answer, of which the channel then tells that it was sent."""
        answer = await self.conversation.answer(message)
        if arrives:
            self.shown |= {button.id: button for reply in answer.replies for button in reply.buttons}
            self.starts += [reply.start for reply in answer.replies if reply.start]
            if answer.case is not None and answer.case not in self.codes:
                self.codes.append(answer.case)
            if answer.stored:
                await self.conversation.sent(message)
        return answer
