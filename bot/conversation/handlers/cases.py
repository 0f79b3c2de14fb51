"""What a person can do with a case: open, go on, go back, pause, close, reopen, delete, find by its code."""

from __future__ import annotations

from bot.conversation.context import TurnContext
from bot.conversation.handlers.handler import picked_up
from bot.conversation.handlers.practice import stop
from bot.domain import cases
from bot.domain.audit import Action
from bot.domain.outcomes import HERE, Outcome, said
from bot.domain.permissions import Permission, may
from bot.texts.sentences import Sentence


async def thank(context: TurnContext) -> Outcome:
    """A "dank je" ends the talk: no question is asked again."""
    return said(Sentence.BEDANKT_DOSSIER if context.case and not context.practising else Sentence.BEDANKT)


async def ask_for_new_case(context: TurnContext) -> Outcome:
    """A new case; first a question when another one is open."""
    if context.case is not None and not context.practising and context.case.closed_at is None:
        return said(Sentence.DOSSIER_NIEUW_VRAAG)
    return await open_new_case(context)


async def open_new_case(context: TurnContext) -> Outcome:
    """A new case, whatever is open."""
    if context.member is None:
        return said(Sentence.LID_NODIG)
    if not may(context.member, Permission.OPEN_CASES):
        return said(Sentence.CLB_OPENT_NIET)
    await context.leave()
    code = await context.unit.free_code()
    await context.open(cases.open_case(context.flowchart, code, context.role, context.now))
    return said(Sentence.DOSSIER_OPEN)


async def go_on(context: TurnContext) -> Outcome:
    """Go on with the open case, or the only one there is."""
    if context.case is not None:
        return said(HERE)
    missing = await picked_up(context)
    if missing != said(Sentence.DOSSIER_GEEN):
        return missing or said(Sentence.DOSSIER_VERDER)
    # Straight after a safety card there is something to do first.
    told = context.read_before
    return said(Sentence.NA_KAART if told is not None and told.safety else Sentence.ACT_VERTEL)


async def go_back(context: TurnContext) -> Outcome:
    """One step back."""
    if context.case is None:
        return said(Sentence.DOSSIER_GEEN)
    return said(Sentence.TERUG if await _stepped_back(context) else Sentence.TERUG_BEGIN)


async def _stepped_back(context: TurnContext) -> bool:
    """Go one step back in the open case; False when there is none."""
    if context.case is None:
        return False
    change = cases.step_back(context.flowchart, context.case, context.log, context.role, context.now)
    if change is not None:
        await context.change(change)
    return change is not None


async def take_back(context: TurnContext) -> Outcome:
    """What was understood was not meant: as it was before."""
    if context.case is None:
        return said(Sentence.ACT_VERTEL)
    change = cases.take_back_told(context.flowchart, context.case, context.log, context.role, context.now)
    if change is not None:
        await context.change(change)
        return said(Sentence.KLOPT_NIET)
    return said(Sentence.KLOPT_NIET if await _stepped_back(context) else Sentence.TERUG_BEGIN)


async def pause(context: TurnContext) -> Outcome:
    """Stop for now; a practice ends."""
    if context.case is None:
        return said(Sentence.DOSSIER_GEEN)
    if context.practising:
        return await stop(context)
    if context.member is not None:
        await context.unit.set_current(context.member, None)
    return said(Sentence.PAUZE)


async def ask_to_close(context: TurnContext) -> Outcome:
    """Ask before the case is closed."""
    return await picked_up(context) or said(Sentence.SLUIT_VRAAG)


async def close(context: TurnContext) -> Outcome:
    """Close the open case."""
    if context.case is None:
        return said(Sentence.DOSSIER_GEEN)
    if context.case.closed_at is None:
        await context.change(cases.close(context.flowchart, context.case, context.role, context.now))
    return said(Sentence.GESLOTEN)


async def reopen(context: TurnContext) -> Outcome:
    """Open a closed case again, where it was."""
    if context.case is None or context.case.closed_at is None:
        return said(HERE if context.case else Sentence.DOSSIER_GEEN)
    change = cases.step_back(context.flowchart, context.case, context.log, context.role, context.now)
    if change is None:
        raise ValueError(f"{context.case.code} is closed but was never anywhere else")
    await context.change(change)
    if context.member is not None and context.stored_case is not None and not context.practising:
        await context.unit.join_case(context.stored_case.id, context.member)
    return said(Sentence.HEROPEND)


async def ask_to_delete(context: TurnContext) -> Outcome:
    """Ask before a case is deleted."""
    if context.practising:
        return await stop(context)
    if context.case is not None:
        return said(Sentence.WIS_VRAAG)
    found = await context.unit.cases(context.member) if context.member else []
    if not found:
        return said(Sentence.DOSSIER_GEEN)
    if len(found) == 1:
        await context.show(found[0])
        return said(Sentence.WIS_VRAAG)
    return said(Sentence.WIS_KIES)


async def delete(context: TurnContext) -> Outcome:
    """Delete the open case, for good."""
    case = context.stored_case
    if case is None:
        return said(Sentence.DOSSIER_GEEN)
    await context.unit.delete_case(case.id)
    await context.note(Action.DELETED, case.id)
    context.case, context.log = None, ()
    return said(Sentence.WIS_GEDAAN)


async def no_danger(context: TurnContext) -> Outcome:
    """Nobody is in danger after all."""
    await context.note_danger(None)
    return said(Sentence.GEEN_GEVAAR)


async def stay(context: TurnContext) -> Outcome:
    """Nothing happened yet: the case stays where it is."""
    return said(Sentence.NOG_NIET) if context.case else Outcome("ask_again")


async def by_code(code: str, context: TurnContext) -> Outcome:
    """Open the case a code names: an open one the member may see, or a closed one of the school to reopen."""
    member = context.member
    found = await context.unit.reachable_case(code, member) if member else None
    if found is not None:
        await context.resume(found)
        return said(Sentence.DOSSIER_VERDER)
    closed = await context.unit.closed_case(member, code=code) if member and may(member, Permission.REOPEN) else None
    if closed is None:
        return said(Sentence.DOSSIER_ONBEKEND)
    await context.leave()
    await context.show(closed)
    return said(Sentence.HEROPEN_VRAAG)
