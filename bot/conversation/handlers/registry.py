"""What a command is, and those that only say or show something."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from bot.conversation.context import TurnContext
from bot.domain.outcomes import Outcome, said
from bot.texts.sentences import Sentence

Command = Callable[[TurnContext], Awaitable[Outcome]]
"""Does something to a context, and tells what came of it."""


def says(sentence: Sentence) -> Command:
    """A command that says a sentence."""

    async def say(_context: TurnContext) -> Outcome:
        return said(sentence)

    return say


def shows(guide: str) -> Command:
    """A command that shows a guide."""

    async def show(_context: TurnContext) -> Outcome:
        return Outcome("guide", guide)

    return show
