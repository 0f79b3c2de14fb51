"""Working together on a case: share it, take it over, hand it over to the CLB."""

from __future__ import annotations

from datetime import timedelta

from bot.conversation.context import TurnContext
from bot.conversation.handlers.handler import open_case_id, picked_up
from bot.domain.audit import Action
from bot.domain.codes import new_invitation_code
from bot.domain.notices import NewNotice, NoticeKind
from bot.domain.outcomes import Outcome, said
from bot.domain.permissions import Permission, may
from bot.texts.sentences import Sentence

SHARE_HOLDS = timedelta(days=7)
_MAY_NOT = said(Sentence.MAG_NIET)


async def share(context: TurnContext) -> Outcome:
    """A code with which a colleague of the school takes part in the open case."""
    missing = await picked_up(context)
    case_id = open_case_id(context)
    if case_id is None:
        return missing or said(Sentence.DOSSIER_GEEN)
    if not may(context.member, Permission.SHARE):
        return _MAY_NOT
    context.share_code = new_invitation_code()
    await context.unit.add_share(case_id, context.share_code, context.now + SHARE_HOLDS)
    await context.note(Action.SHARED, case_id)
    return said(Sentence.DEEL_CODE)


async def take_over(context: TurnContext) -> Outcome:
    """The member becomes the owner: reminders go to them."""
    case_id = open_case_id(context)
    if case_id is None or context.member is None:
        return said(Sentence.DOSSIER_GEEN)
    if not may(context.member, Permission.TAKE_OVER):
        return _MAY_NOT
    owner = (await context.unit.case_info(case_id)).owner
    if owner is not None and owner.id == context.member.id:
        return said(Sentence.NEEM_AL)
    await context.unit.set_owner(case_id, context.member)
    await context.note(Action.TOOK_OVER, case_id)
    return said(Sentence.NEEM_OVER)


async def ask_clb(context: TurnContext) -> Outcome:
    """Ask before the case is handed over to the CLB."""
    missing = await picked_up(context)
    case_id = open_case_id(context)
    if case_id is None:
        return missing or said(Sentence.DOSSIER_GEEN)
    if not may(context.member, Permission.SHARE):
        return _MAY_NOT
    return said(Sentence.CLB_AL if (await context.unit.case_info(case_id)).clb else Sentence.CLB_VRAAG)


async def hand_to_clb(context: TurnContext) -> Outcome:
    """Let the CLB staff of the school see the case, and tell them."""
    case_id = open_case_id(context)
    if case_id is None or context.member is None:
        return said(Sentence.DOSSIER_GEEN)
    if not may(context.member, Permission.SHARE):
        return _MAY_NOT
    told = await context.unit.members(context.member.team_id, Permission.RECEIVE_HANDED_OVER)
    if not told:
        return said(Sentence.CLB_NIEMAND)
    await context.unit.hand_to_clb(case_id)
    for member in told:
        notice = NewNotice(
            member.address, NoticeKind.HANDED_OVER, member.team_id, case_id, day=context.now.date(), next_at=context.now
        )
        await context.unit.add_notice(notice)
    await context.note(Action.HANDED_TO_CLB, case_id)
    return said(Sentence.CLB_GEDAAN)


async def take_shared(code: str, context: TurnContext) -> Outcome:
    """Take part in a case of one's own team that a colleague shares."""
    if context.member is None:
        return said(Sentence.LID_ONGELDIG)
    if not may(context.member, Permission.SEE_OWN):
        return _MAY_NOT
    case = await context.unit.use_share(code, context.member, context.now)
    if case is None:
        return said(Sentence.DEEL_ONGELDIG)
    await context.unit.join_case(case.id, context.member)
    await context.resume(case)
    await context.note(Action.JOINED, case.id)
    return said(Sentence.DEEL_GENOMEN)
