"""Ways in: an invitation to a team, a shared case, and a case's own code."""

from __future__ import annotations

from datetime import datetime

from bot.conversation.context import Scene
from bot.domain.audit import Action
from bot.domain.codes import new_invitation_code
from bot.domain.outcomes import Outcome, said
from bot.domain.permissions import Permission, may
from bot.domain.teams import Member
from bot.domain.web_access import LOGIN_HOLDS
from bot.ports.web import WebAccess
from bot.texts.sentences import Sentence


async def start_with(code: str, scene: Scene) -> Outcome:
    """Take an invitation to a team, or a shared case of one's own team."""
    invited = await scene.unit.invitation(code)
    member = scene.member
    if invited is None and member is not None:
        return await _shared(code, scene)
    if invited is not None and member is not None and invited == (member.team_id, member.role):
        return said(Sentence.LID_AL)
    same_team = invited is not None and member is not None and invited[0] == member.team_id
    if member is not None and not same_team and invited and await scene.unit.cases(member):
        return said(Sentence.LID_DOSSIERS_OPEN)
    address = member.address if member is not None else scene.address
    joined = await scene.unit.use_invitation(code, scene.now)
    if joined is None:
        return said(Sentence.LID_ONGELDIG)
    if same_team and member is not None:
        await scene.unit.change_role(member, joined[1])
    else:
        await scene.unit.add_member(joined[0], address, joined[1])
        # A practice would look like the real cases they came for.
        if scene.practising:
            await scene.leave()
    scene.member = await scene.unit.member(address)
    await scene.note(Action.JOINED_TEAM)
    return said(Sentence.LID_GEWORDEN)


async def _shared(code: str, scene: Scene) -> Outcome:
    if scene.member is None:
        return said(Sentence.LID_ONGELDIG)
    case = await scene.unit.use_share(code, scene.member, scene.now)
    if case is None or case.id is None:
        return said(Sentence.DEEL_ONGELDIG)
    await scene.unit.join_case(case.id, scene.member)
    await scene.resume(case)
    await scene.note(Action.JOINED, case.id)
    return said(Sentence.DEEL_GENOMEN)


async def by_code(code: str, scene: Scene) -> Outcome:
    """Open the case a code names: an open one the member may see, or a closed one of the school to reopen."""
    member = scene.member
    found = await scene.unit.reachable_case(code, member) if member else None
    if found is not None:
        await scene.resume(found)
        return said(Sentence.DOSSIER_VERDER)
    closed = await scene.unit.closed_case(member, code=code) if member and may(member, Permission.REOPEN) else None
    if closed is None:
        return said(Sentence.DOSSIER_ONBEKEND)
    await scene.leave()
    await scene.show(closed)
    return said(Sentence.HEROPEN_VRAAG)


async def login_link(unit: WebAccess, member: Member, now: datetime) -> str:
    """A new one-time code with which this member signs in on the web page, within `LOGIN_HOLDS`.

    The link is the page's address with `/aanmelden#CODE`: what stands behind the # is never sent to a server, so that
    neither a log nor the preview a chat makes of a link learns the code or uses it up.
    """
    code = new_invitation_code()
    await unit.add_web_login(code, member.id, now + LOGIN_HOLDS, personal=False)
    return code
