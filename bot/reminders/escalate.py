"""Escalates: from follow-ups whose moment has come to notices to be sent, in one transaction."""

from __future__ import annotations

import logging
from collections.abc import Collection
from datetime import datetime

from bot.domain.follow_ups import DueFollowUp
from bot.domain.notices import NewNotice
from bot.ports.unit_of_work import UnitOfWork
from bot.reminders.escalation_policy import LOOK_AGAIN, Send, decide, notice_kind
from bot.reminders.recipients import Recipients

_log = logging.getLogger(__name__)

FOLLOW_UPS_AT_ONCE = 20
"""Follow-ups in a transaction: few enough to keep nobody waiting who taps a button meanwhile."""


async def escalate_due(
    unit: UnitOfWork, now: datetime, channels: Collection[str], limit: int = FOLLOW_UPS_AT_ONCE
) -> int:
    """Plan the reminders of follow-ups that are due.

    Args:
        unit: the transaction.
        now: the moment, aware.
        channels: by which notices can be sent; who is elsewhere counts as not there.
        limit: how many follow-ups at most.

    Returns:
        How many there were; fewer than `limit` when none is left.
    """
    recipients = Recipients(unit, channels)
    found = await unit.claim_due(now, limit)
    for due in found:
        try:
            await _escalate(unit, recipients, due, now)
        except (LookupError, ValueError) as error:
            # One row that is not as it should be must not hold up all others.
            _log.error("follow-up %s: %s", due.follow_up.id, type(error).__name__)
            await unit.note_escalation(due.follow_up.id, due.follow_up.level, now + LOOK_AGAIN)
    return len(found)


async def _escalate(unit: UnitOfWork, recipients: Recipients, due: DueFollowUp, now: datetime) -> None:
    follow_up, case = due.follow_up, due.case
    notices = await unit.notices_of(follow_up.id)
    decided = decide(follow_up, case.owner, notices, await recipients.of_team(case.team_id), now=now)
    if isinstance(decided, Send):
        for address in decided.addresses:
            notice = NewNotice(
                address,
                notice_kind(follow_up.kind),
                case.team_id,
                case.id,
                follow_up.id,
                follow_up.revision,
                decided.level,
                next_at=now,
            )
            await unit.add_notice(notice)
        await unit.note_escalation(follow_up.id, decided.level, now + LOOK_AGAIN)
    else:
        await unit.note_escalation(follow_up.id, decided.level, decided.until)
