"""What follows when a notice is refused, or a chat is lost."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import datetime

from bot.clock import local_day
from bot.domain.audit import SYSTEM, Action
from bot.domain.messages import Address
from bot.domain.notices import NewNotice, Notice, NoticeKind, NoticeState
from bot.domain.teams import Team
from bot.ports.unit_of_work import UnitOfWork
from bot.reminders.escalation_policy import notice_kind
from bot.reminders.recipients import Recipients

_PASSED_ON = frozenset({NoticeKind.HOLIDAY, NoticeKind.SILENT, NoticeKind.HANDED_OVER, NoticeKind.PURGE})


async def refuse(unit: UnitOfWork, notice: Notice, now: datetime) -> None:
    """A notice is never delivered: whoever comes next is told at once."""
    await unit.note_delivery(notice.id, NoticeState.REFUSED, now=now)
    if notice.follow_up_id is None or notice.state is not NoticeState.READY:
        return
    follow_up = await unit.follow_up(notice.follow_up_id)
    if follow_up is None or not follow_up.is_open:
        return
    if notice.kind is notice_kind(follow_up.kind) and notice.round == follow_up.revision:
        await unit.note_escalation(follow_up.id, follow_up.level, now)


async def lose(
    unit: UnitOfWork, recipients: Recipients, address: Address, notices: Sequence[Notice], now: datetime
) -> None:
    """Nothing arrives at an address any more: a group is unlinked, a member is left alone until they write again.

    What was asked of a case's owner or of the group is asked of whoever comes after them.

    Args:
        unit: the transaction.
        recipients: nothing of it read yet, since who can be told changes here.
        address: the one that is lost.
        notices: those that were to be sent or changed there.
        now: the moment, aware.
    """
    team, member = await unit.team_of_group(address), await unit.member(address)
    if team is not None:
        await _unlink(unit, recipients, team, now)
    if member is not None and member.reachable:
        await unit.save_member(dataclasses.replace(member, reachable=False))
        case_id = next((notice.case_id for notice in notices if notice.case_id is not None), None)
        await _tell_coordinators(unit, recipients, member.team_id, case_id, now)
    for notice in notices:
        await refuse(unit, notice, now)
        for other in await _instead(unit, recipients, notice, of_group=member is None):
            await unit.add_notice(_same_for(other, notice, now))


async def _instead(unit: UnitOfWork, recipients: Recipients, notice: Notice, *, of_group: bool) -> tuple[Address, ...]:
    """Who is told something in the place of an owner or a group that is lost. The escalation sees to its own."""
    if notice.kind not in _PASSED_ON or notice.state is not NoticeState.READY:
        return ()
    of_team = await recipients.of_team(notice.team_id)
    if notice.case_id is None:
        return of_team.caring() or of_team.coordinating() if of_group else ()
    case = await unit.case_info(notice.case_id)
    of_owner = case.owner is not None and case.owner.address == notice.address
    return of_team.responsible(case.owner) if of_group or of_owner else ()


def _same_for(address: Address, notice: Notice, now: datetime) -> NewNotice:
    return NewNotice(
        address, notice.kind, notice.team_id, notice.case_id, cases=notice.cases, day=notice.day, next_at=now
    )


async def _unlink(unit: UnitOfWork, recipients: Recipients, team: Team, now: datetime) -> None:
    await unit.save_team(dataclasses.replace(team, group=None))
    await unit.add_audit(team.id, SYSTEM, Action.GROUP_UNLINKED, None, now)
    today = local_day(now)
    for address in (await recipients.of_team(team.id)).caring():
        await unit.add_notice(NewNotice(address, NoticeKind.GROUP_LOST, team.id, day=today, next_at=now))


async def _tell_coordinators(
    unit: UnitOfWork, recipients: Recipients, team_id: int, case_id: int | None, now: datetime
) -> None:
    for address in (await recipients.of_team(team_id)).coordinating():
        await unit.add_notice(NewNotice(address, NoticeKind.UNDELIVERED, team_id, case_id, next_at=now))
