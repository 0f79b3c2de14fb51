"""A conversation in which a message can be tried: its answer is seen, and then nothing of it has happened."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from bot.conversation.conversation import Conversation
from bot.conversation.practice_cases import Practice
from bot.domain.messages import Answer, Message
from bot.store import Store
from bot.store.database import UnitOfWork


class _Rewound(Exception):  # noqa: N818 - it is no error
    """Leaves a transaction so that it is rolled back."""


class RewindingStore(Store):
    """A store whose transactions are rolled back at their end while `rewinds` is set."""

    rewinds = False

    @asynccontextmanager
    async def unit(self) -> AsyncIterator[UnitOfWork]:
        """A transaction, committed at its end or not."""
        with suppress(_Rewound):
            async with super().unit() as unit:
                yield unit
                if self.rewinds:
                    raise _Rewound


async def tried(conversation: Conversation, store: RewindingStore, message: Message) -> Answer:
    """The answer to a message, which changes neither the store nor what the conversation remembers."""
    shown, practices = conversation._last_shown._last, conversation._practices._running
    last, practice = shown.get(message.sender), practices.get(message.sender)
    kept = Practice(practice.case, list(practice.events)) if practice else None
    store.rewinds = True
    try:
        return await conversation.answer(message)
    finally:
        store.rewinds = False
        shown.pop(message.sender, None)
        practices.pop(message.sender, None)
        if last is not None:
            shown[message.sender] = last
        if kept is not None:
            practices[message.sender] = kept
