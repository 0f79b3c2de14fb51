"""Commands of the care team and for working together: what is due, share, take over, hand over, consult, leave."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import timedelta

from bot.conversation.context import TurnContext
from bot.conversation.handlers.membership import login_link
from bot.conversation.handlers.picking_up import picked_up
from bot.conversation.handlers.registry import Command, says
from bot.domain.audit import Action
from bot.domain.codes import new_invitation_code
from bot.domain.follow_up_planning import hours_of
from bot.domain.follow_ups import FollowUpKind, FollowUpState, WaiveReason, end, open_of, plan
from bot.domain.notices import Notice, NoticeKind
from bot.domain.outcomes import Outcome, said
from bot.domain.permissions import Permission, may
from bot.domain.teams import Role
from bot.texts.sentences import Sentence

SHARE_HOLDS = timedelta(days=7)


def _stored(context: TurnContext) -> int | None:
    """The id of the open case, when it is a real one."""
    return (
        context.case.id if context.case is not None and not context.practising and not context.case.closed_at else None
    )


async def share(context: TurnContext) -> Outcome:
    """A code with which a colleague of the school takes part in the open case."""
    missing = await picked_up(context)
    case_id = _stored(context)
    if case_id is None:
        return missing or said(Sentence.DOSSIER_GEEN)
    context.share_code = new_invitation_code()
    await context.unit.add_share(case_id, context.share_code, context.now + SHARE_HOLDS)
    await context.note(Action.SHARED, case_id)
    return said(Sentence.DEEL_CODE)


async def take_over(context: TurnContext) -> Outcome:
    """The member becomes the owner: reminders go to them."""
    case_id = _stored(context)
    if case_id is None or context.member is None:
        return said(Sentence.DOSSIER_GEEN)
    owner = (await context.unit.case_info(case_id)).owner
    if owner is not None and owner.id == context.member.id:
        return said(Sentence.NEEM_AL)
    await context.unit.set_owner(case_id, context.member)
    await context.note(Action.TOOK_OVER, case_id)
    return said(Sentence.NEEM_OVER)


async def ask_clb(context: TurnContext) -> Outcome:
    """Ask before the case is handed over to the CLB."""
    missing = await picked_up(context)
    case_id = _stored(context)
    if case_id is None:
        return missing or said(Sentence.DOSSIER_GEEN)
    return said(Sentence.CLB_AL if (await context.unit.case_info(case_id)).clb else Sentence.CLB_VRAAG)


async def hand_to_clb(context: TurnContext) -> Outcome:
    """Let the CLB staff of the school see the case, and tell them."""
    case_id = _stored(context)
    if case_id is None or context.member is None:
        return said(Sentence.DOSSIER_GEEN)
    staff = await context.unit.members(context.member.team_id, (Role.CLB,))
    if not staff:
        return said(Sentence.CLB_NIEMAND)
    await context.unit.hand_to_clb(case_id)
    for member in staff:
        notice = Notice(
            member.address, NoticeKind.HANDED_OVER, member.team_id, case_id, day=context.now.date(), next_at=context.now
        )
        await context.unit.add_notice(notice)
    await context.note(Action.HANDED_TO_CLB, case_id)
    return said(Sentence.CLB_GEDAAN)


async def consult(context: TurnContext) -> Outcome:
    """Ask the care team to look along (F06); they get the code and the step, nothing else."""
    missing = await picked_up(context)
    case_id = _stored(context)
    if case_id is None:
        return missing or said(Sentence.HERINNER_OEFEN if context.practising else Sentence.DOSSIER_GEEN)
    return await ask_care_team(case_id, context)


async def ask_care_team(case_id: int, context: TurnContext) -> Outcome:
    """Ask the care team to look along with the case the context shows, also while its member practises with another."""
    if open_of(await context.follow_ups(), FollowUpKind.CONSULTATION) is not None:
        return said(Sentence.OVERLEG_LOOPT)
    team = await context.team()
    care = await context.unit.members(team.id, (Role.CARE_TEAM,))
    if team.group is None and not care:
        return said(Sentence.OVERLEG_NIEMAND)
    when = hours_of(team).first_moment(context.now)
    await context.add_follow_up(plan(case_id, FollowUpKind.CONSULTATION, when))
    await context.note(Action.ASKED_CARE_TEAM, case_id)
    return said(Sentence.OVERLEG_GEVRAAGD)


async def school(context: TurnContext) -> Outcome:
    """Every open case of the school, for who may see them."""
    return said(Sentence.SCHOOL_TITEL if may(context.member, Permission.SEE_ALL) else Sentence.SCHOOL_MAG_NIET)


async def summary(context: TurnContext) -> Outcome:
    """Switch the summary of the day on or off."""
    if context.member is None:
        return said(Sentence.LID_NODIG)
    context.member = dataclasses.replace(context.member, summary=not context.member.summary)
    await context.unit.save_member(context.member)
    return said(Sentence.DAGOVERZICHT_AAN if context.member.summary else Sentence.DAGOVERZICHT_UIT)


async def board(context: TurnContext) -> Outcome:
    """A one-time code to sign in on the web page."""
    if context.member is None:
        return said(Sentence.LID_NODIG)
    context.login_code = await login_link(context.unit, context.member, context.now)
    return said(Sentence.BORD)


async def ask_to_leave(context: TurnContext) -> Outcome:
    """Ask before somebody leaves the team."""
    return said(Sentence.VERLAAT_VRAAG if context.member else Sentence.LID_NODIG)


async def leave(context: TurnContext) -> Outcome:
    """Forget a member: no access from now on."""
    if context.member is None:
        return said(Sentence.LID_NODIG)
    context.practices.stop(context.address)
    await context.note(Action.LEFT_TEAM)
    await context.unit.remove_member(context.member.id)
    context.member, context.case, context.log = None, None, ()
    return said(Sentence.VERLAAT_GEDAAN)


async def closed_done(context: TurnContext) -> Outcome:
    """What still ran when the case was closed had been followed up."""
    if context.case is None or context.case.id is None:
        return said(Sentence.DOSSIER_GEEN)
    for follow_up in await context.unit.follow_ups(context.case.id):
        if follow_up.state is FollowUpState.WAIVED and follow_up.reason == WaiveReason.CLOSED:
            done = end(follow_up, FollowUpState.DONE, None, context.role, context.now)
            await context.save_follow_up(done)
    await context.note(Action.FOLLOWED_UP, context.case.id)
    return said(Sentence.OPV_SLUIT_KLAAR)


CARE_COMMANDS: Mapping[str, Command] = {
    "vandaag": says(Sentence.VANDAAG_TITEL),
    "deel": share,
    "neem_over": take_over,
    "clb": ask_clb,
    "clb_ja": hand_to_clb,
    "clb_niet": says(Sentence.CLB_NIET),
    "overleg": consult,
    "overleg_niet": says(Sentence.OVERLEG_NIET),
    "school": school,
    "dagoverzicht": summary,
    "bord": board,
    "verlaat": ask_to_leave,
    "verlaat_ja": leave,
    "verlaat_niet": says(Sentence.VERLAAT_NIET),
    "koppel": says(Sentence.KOPPEL_IN_GROEP),
    "opv_klaar": closed_done,
    "opv_niet": says(Sentence.OPV_SLUIT_NIET),
}

CARE_BOUND = frozenset({"neem_over", "clb_ja", "overleg", "opv_klaar"})
"""Commands whose button holds for one revision of one case only."""
