"""Practising with a case that is nowhere stored."""

from __future__ import annotations

import dataclasses

from bot.conversation.context import TurnContext
from bot.conversation.practice_cases import PRACTICE_CODE
from bot.domain import cases
from bot.domain.codes import new_practice_revision
from bot.domain.outcomes import HERE, Outcome, said
from bot.texts.sentences import Sentence


async def practise(context: TurnContext) -> Outcome:
    """Begin a practice, which leaves no trace."""
    change = cases.open_case(context.flowchart, PRACTICE_CODE, context.role, context.now)
    change = dataclasses.replace(change, case=dataclasses.replace(change.case, revision=new_practice_revision()))
    practice = context.practices.start(context.address, change)
    context.case, context.log = practice.case, practice.events
    return Outcome("practice", Sentence.OEFEN_START)


async def stop(context: TurnContext) -> Outcome:
    """End the practice."""
    if not context.practising:
        return said(HERE) if context.case else said(Sentence.DOSSIER_GEEN)
    await context.leave()
    await context.load()
    return Outcome("practice", Sentence.PAUZE_OEFENING)
