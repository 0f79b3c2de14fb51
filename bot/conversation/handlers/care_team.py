"""Commands of the care team and for working together: what is due, share, take over, hand over, consult, leave."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import timedelta

from bot.conversation.context import Scene
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


def _stored(scene: Scene) -> int | None:
    """The id of the open case, when it is a real one."""
    return scene.case.id if scene.case is not None and not scene.practising and not scene.case.closed_at else None


async def share(scene: Scene) -> Outcome:
    """A code with which a colleague of the school takes part in the open case."""
    missing = await picked_up(scene)
    case_id = _stored(scene)
    if case_id is None:
        return missing or said(Sentence.DOSSIER_GEEN)
    scene.share_code = new_invitation_code()
    await scene.unit.add_share(case_id, scene.share_code, scene.now + SHARE_HOLDS)
    await scene.note(Action.SHARED, case_id)
    return said(Sentence.DEEL_CODE)


async def take_over(scene: Scene) -> Outcome:
    """The member becomes the owner: reminders go to them."""
    case_id = _stored(scene)
    if case_id is None or scene.member is None:
        return said(Sentence.DOSSIER_GEEN)
    owner = (await scene.unit.case_info(case_id)).owner
    if owner is not None and owner.id == scene.member.id:
        return said(Sentence.NEEM_AL)
    await scene.unit.set_owner(case_id, scene.member)
    await scene.note(Action.TOOK_OVER, case_id)
    return said(Sentence.NEEM_OVER)


async def ask_clb(scene: Scene) -> Outcome:
    """Ask before the case is handed over to the CLB."""
    missing = await picked_up(scene)
    case_id = _stored(scene)
    if case_id is None:
        return missing or said(Sentence.DOSSIER_GEEN)
    return said(Sentence.CLB_AL if (await scene.unit.case_info(case_id)).clb else Sentence.CLB_VRAAG)


async def hand_to_clb(scene: Scene) -> Outcome:
    """Let the CLB staff of the school see the case, and tell them."""
    case_id = _stored(scene)
    if case_id is None or scene.member is None:
        return said(Sentence.DOSSIER_GEEN)
    staff = await scene.unit.members(scene.member.team_id, (Role.CLB,))
    if not staff:
        return said(Sentence.CLB_NIEMAND)
    await scene.unit.hand_to_clb(case_id)
    for member in staff:
        notice = Notice(
            member.address, NoticeKind.HANDED_OVER, member.team_id, case_id, day=scene.now.date(), next_at=scene.now
        )
        await scene.unit.add_notice(notice)
    await scene.note(Action.HANDED_TO_CLB, case_id)
    return said(Sentence.CLB_GEDAAN)


async def consult(scene: Scene) -> Outcome:
    """Ask the care team to look along (F06); they get the code and the step, nothing else."""
    missing = await picked_up(scene)
    case_id = _stored(scene)
    if case_id is None:
        return missing or said(Sentence.HERINNER_OEFEN if scene.practising else Sentence.DOSSIER_GEEN)
    return await ask_care_team(case_id, scene)


async def ask_care_team(case_id: int, scene: Scene) -> Outcome:
    """Ask the care team to look along with the case the scene shows, also while its member practises with another."""
    if open_of(await scene.follow_ups(), FollowUpKind.CONSULTATION) is not None:
        return said(Sentence.OVERLEG_LOOPT)
    team = await scene.team()
    care = await scene.unit.members(team.id, (Role.CARE_TEAM,))
    if team.group is None and not care:
        return said(Sentence.OVERLEG_NIEMAND)
    when = hours_of(team).first_moment(scene.now)
    await scene.add_follow_up(plan(case_id, FollowUpKind.CONSULTATION, when))
    await scene.note(Action.ASKED_CARE_TEAM, case_id)
    return said(Sentence.OVERLEG_GEVRAAGD)


async def school(scene: Scene) -> Outcome:
    """Every open case of the school, for who may see them."""
    return said(Sentence.SCHOOL_TITEL if may(scene.member, Permission.SEE_ALL) else Sentence.SCHOOL_MAG_NIET)


async def summary(scene: Scene) -> Outcome:
    """Switch the summary of the day on or off."""
    if scene.member is None:
        return said(Sentence.LID_NODIG)
    scene.member = dataclasses.replace(scene.member, summary=not scene.member.summary)
    await scene.unit.save_member(scene.member)
    return said(Sentence.DAGOVERZICHT_AAN if scene.member.summary else Sentence.DAGOVERZICHT_UIT)


async def board(scene: Scene) -> Outcome:
    """A one-time code to sign in on the web page."""
    if scene.member is None:
        return said(Sentence.LID_NODIG)
    scene.login_code = await login_link(scene.unit, scene.member, scene.now)
    return said(Sentence.BORD)


async def ask_to_leave(scene: Scene) -> Outcome:
    """Ask before somebody leaves the team."""
    return said(Sentence.VERLAAT_VRAAG if scene.member else Sentence.LID_NODIG)


async def leave(scene: Scene) -> Outcome:
    """Forget a member: no access from now on."""
    if scene.member is None:
        return said(Sentence.LID_NODIG)
    scene.practices.stop(scene.address)
    await scene.note(Action.LEFT_TEAM)
    await scene.unit.remove_member(scene.member.id)
    scene.member, scene.case, scene.log = None, None, ()
    return said(Sentence.VERLAAT_GEDAAN)


async def closed_done(scene: Scene) -> Outcome:
    """What still ran when the case was closed had been followed up."""
    if scene.case is None or scene.case.id is None:
        return said(Sentence.DOSSIER_GEEN)
    for follow_up in await scene.unit.follow_ups(scene.case.id):
        if follow_up.state is FollowUpState.WAIVED and follow_up.reason == WaiveReason.CLOSED:
            done = end(follow_up, FollowUpState.DONE, None, scene.role, scene.now)
            await scene.save_follow_up(done)
    await scene.note(Action.FOLLOWED_UP, scene.case.id)
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
