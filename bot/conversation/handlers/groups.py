"""The care team's group: linked by a care-team member, spoken to in codes and days, lost and moved without harm."""

from __future__ import annotations

import dataclasses
from collections.abc import Awaitable, Callable
from datetime import datetime

from bot.conversation.context import TurnContext
from bot.domain.audit import SYSTEM, Action
from bot.domain.messages import Address
from bot.domain.outcomes import Outcome, said
from bot.domain.permissions import Permission, may
from bot.ports.unit_of_work import UnitOfWork
from bot.texts.sentences import Sentence

GroupHandler = Callable[[Address, TurnContext], Awaitable[Outcome]]
"""Does what a command asks that was typed in a group, and tells what came of it."""


async def show_today(group: Address, context: TurnContext) -> Outcome:
    """What is to be followed up, in the group of the team whose it is."""
    linked = await context.unit.team_of_group(group)
    mine = linked is not None and context.member is not None and linked.id == context.member.team_id
    return said(Sentence.VANDAAG_TITEL if mine else Sentence.GROEP_NIET_GEKOPPELD)


async def link(group: Address, context: TurnContext) -> Outcome:
    """Make a group the care team's, if who asks may say so."""
    if not may(context.member, Permission.LINK_GROUP):
        return Outcome("refusal", Sentence.GROEP_MAG_NIET)
    other = await context.unit.team_of_group(group)
    team = await context.team()
    if other is not None and other.id != team.id:
        return Outcome("refusal", Sentence.GROEP_MAG_NIET)
    await context.unit.save_team(dataclasses.replace(team, group=group))
    await context.note(Action.GROUP_LINKED)
    return said(Sentence.GROEP_GEKOPPELD)


async def unlink(group: Address, context: TurnContext) -> Outcome:
    """Let go of a group that was the care team's."""
    if not may(context.member, Permission.LINK_GROUP):
        return Outcome("refusal", Sentence.GROEP_MAG_NIET)
    team = await context.team()
    if team.group != group:
        return said(Sentence.GROEP_NIET_GEKOPPELD)
    await context.unit.save_team(dataclasses.replace(team, group=None))
    await context.unit.drop_notices(group, team.id)
    await context.note(Action.GROUP_UNLINKED)
    return said(Sentence.GROEP_ONTKOPPELD)


async def lose(group: Address, unit: UnitOfWork, now: datetime) -> None:
    """The bot was put out of a group, or the group is gone."""
    team = await unit.team_of_group(group)
    if team is not None:
        await unit.save_team(dataclasses.replace(team, group=None))
        await unit.drop_notices(group, team.id)
        await unit.add_audit(team.id, SYSTEM, Action.GROUP_UNLINKED, None, now)


async def move(old: Address, new: Address, unit: UnitOfWork) -> None:
    """A group got another number."""
    team = await unit.team_of_group(old)
    if team is not None:
        await unit.save_team(dataclasses.replace(team, group=new))
        await unit.redirect_notices(old, new)
