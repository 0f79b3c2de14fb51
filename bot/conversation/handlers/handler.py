"""What a handler is, those that only say or show something, and the open case they work on."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from bot.conversation.context import TurnContext
from bot.domain.outcomes import Outcome, guide, said
from bot.texts.sentences import Sentence

Handler = Callable[[TurnContext], Awaitable[Outcome]]
"""Does what a command asks in the context of a message, and tells what came of it."""


def says(sentence: Sentence) -> Handler:
    """A handler that says a sentence."""

    async def say(_context: TurnContext) -> Outcome:
        return said(sentence)

    return say


def shows_guide(command: str) -> Handler:
    """A handler that shows the guide that the plan names for this command (one of `GUIDE_COMMANDS`)."""

    async def show(context: TurnContext) -> Outcome:
        return guide(context.flowchart.guide_commands[command].guide)

    return show


async def shows_talk(context: TurnContext) -> Outcome:
    """The card of the talk that comes next; without one the question with whom it is."""
    talk = context.talk
    return guide(talk) if talk is not None else said(Sentence.GESPREK_MET)


async def picked_up(context: TurnContext) -> Outcome | None:
    """Have a case open: when none is, the only open one somebody has.

    Returns:
        What to say when they have none, or must choose; None when a case is open.
    """
    if context.case is not None:
        return None
    found = await context.unit.cases(context.member) if context.member else []
    if len(found) != 1:
        return said(Sentence.DOSSIER_KIES if found else Sentence.DOSSIER_GEEN)
    await context.resume(found[0])
    return None


def open_case_id(context: TurnContext) -> int | None:
    """The id of the open case, when it is a real one."""
    case = context.stored_case
    return case.id if case is not None and not context.practising and not case.closed_at else None
