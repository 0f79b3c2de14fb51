"""Going on with a case nobody said which: there is only one."""

from __future__ import annotations

from bot.conversation.context import TurnContext
from bot.domain.outcomes import Outcome, said
from bot.texts.sentences import Sentence


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
