"""Danger first: every text that somebody types is read for danger before anything else is done with it.

Whether it answers a menu or a question for a day, stands beside a command or a code, or is said freely: this is the one
place, and the router asks it before all else.
"""

from __future__ import annotations

import dataclasses
import re

from bot.conversation.context import TurnContext
from bot.conversation.on_screen import Menu
from bot.domain.outcomes import Decision
from dialogues.brain import Brain
from dialogues.steps import DANGER
from dialogues.turns import TurnKind
from nlu.choices import names_who_bullies
from nlu.reading import Reading

_ORDERS = re.compile(r"^/start(@\w+)?\s+\S+$|^/\w+(@\w+)?|[A-Za-z]+-[A-Za-z]+-\d+")
"""An invitation, a command, a case code: no words of the person's own."""


class DangerFirst:
    """Reads what is typed for danger."""

    def __init__(self, brain: Brain) -> None:
        self._brain = brain

    async def read(self, text: str, context: TurnContext, menu: Menu | None) -> Reading:
        """A text as one whole, on what is on screen: with `safety` the card is all that it gets.

        The name of a button on screen is that button, unless its words tell of danger in any mouth.
        """
        if menu is not None:
            return await self._brain.read_among(text, list(menu.choices), menu.question)
        memory = context.case.memory if context.case else {}
        return await self._brain.read_whole(text, context.position, memory)

    def followed(self, decision: Decision, text: str, context: TurnContext) -> Decision:
        """The same, with the guide about the pupil in danger where "hem" or "haar" is that pupil."""
        outcome, case = decision.outcome, context.case
        instead = context.flowchart.guides_after_card.get(outcome.subject or "")
        if outcome.turn != TurnKind.GUIDE.value or instead is None or case is None or names_who_bullies(text):
            return decision
        if case.memory.get(DANGER) is None:
            return decision
        return dataclasses.replace(decision, outcome=dataclasses.replace(outcome, subject=instead.guide))

    async def read_beside(self, text: str, context: TurnContext, menu: Menu | None) -> Reading | None:
        """The same of what stands beside a command or a code; None when nothing does."""
        own = _ORDERS.sub(" ", text)
        return await self.read(own, context, menu) if any(map(str.isalnum, own)) else None
