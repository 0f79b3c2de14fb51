"""Being a member: joining by an invitation, the summary of the day, signing in on the page, leaving."""

from __future__ import annotations

import dataclasses
from datetime import datetime

from bot.conversation.context import TurnContext
from bot.conversation.handlers.sharing import take_shared
from bot.domain.audit import Action
from bot.domain.codes import new_invitation_code
from bot.domain.outcomes import Outcome, said
from bot.domain.teams import Member
from bot.domain.web_access import LOGIN_HOLDS
from bot.ports.web import WebAccess
from bot.texts.sentences import Sentence


async def start_with(code: str, context: TurnContext) -> Outcome:
    """Take an invitation to a team, or a shared case of one's own team."""
    invited = await context.unit.invitation(code)
    member = context.member
    if invited is None and member is not None:
        return await take_shared(code, context)
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


async def login_link(unit: WebAccess, member: Member, now: datetime) -> str:
    """A new one-time code with which this member signs in on the web page, within `LOGIN_HOLDS`.

    The link is the page's address with `/aanmelden#CODE`: what stands behind the # is never sent to a server, so that
    neither a log nor the preview a chat makes of a link learns the code or uses it up.
    """
    code = new_invitation_code()
    await unit.add_web_login(code, member.id, now + LOGIN_HOLDS, personal=False)
    return code


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
