"""Ways in: an invitation to a team, a shared case, and a case's own code."""

from __future__ import annotations

from datetime import datetime

from bot.conversation.context import TurnContext
from bot.domain.audit import Action
from bot.domain.codes import new_invitation_code
from bot.domain.outcomes import Outcome, said
from bot.domain.permissions import Permission, may
from bot.domain.teams import Member
from bot.domain.web_access import LOGIN_HOLDS
from bot.ports.web import WebAccess
from bot.texts.sentences import Sentence


async def start_with(code: str, context: TurnContext) -> Outcome:
    """Take an invitation to a team, or a shared case of one's own team."""
    invited = await context.unit.invitation(code)
    member = context.member
    if invited is None and member is not None:
        return await _shared(code, context)
    if invited is not None and member is not None and invited == (member.team_id, member.role):
        return said(Sentence.LID_AL)
    same_team = invited is not None and member is not None and invited[0] == member.team_id
    if member is not None and not same_team and invited and await context.unit.cases(member):
        return said(Sentence.LID_DOSSIERS_OPEN)
    address = member.address if member is not None else context.address
    joined = await context.unit.use_invitation(code, context.now)
    if joined is None:
        return said(Sentence.LID_ONGELDIG)
    if same_team and member is not None:
        await context.unit.change_role(member, joined[1])
    else:
        await context.unit.add_member(joined[0], address, joined[1])
        # A practice would look like the real cases they came for.
        if context.practising:
            await context.leave()
    context.member = await context.unit.member(address)
    await context.note(Action.JOINED_TEAM)
    return said(Sentence.LID_GEWORDEN)


async def _shared(code: str, context: TurnContext) -> Outcome:
    if context.member is None:
        return said(Sentence.LID_ONGELDIG)
    case = await context.unit.use_share(code, context.member, context.now)
    if case is None or case.id is None:
        return said(Sentence.DEEL_ONGELDIG)
    await context.unit.join_case(case.id, context.member)
    await context.resume(case)
    await context.note(Action.JOINED, case.id)
    return said(Sentence.DEEL_GENOMEN)


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


async def login_link(unit: WebAccess, member: Member, now: datetime) -> str:
    """A new one-time code with which this member signs in on the web page, within `LOGIN_HOLDS`.

    The link is the page's address with `/aanmelden#CODE`: what stands behind the # is never sent to a server, so that
    neither a log nor the preview a chat makes of a link learns the code or uses it up.
    """
    code = new_invitation_code()
    await unit.add_web_login(code, member.id, now + LOGIN_HOLDS, personal=False)
    return code
