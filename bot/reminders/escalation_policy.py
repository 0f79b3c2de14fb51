"""The escalation policy: who is reminded after whom, and when. Pure functions.

A follow-up that nobody answers is told to its owner twice, then to the care team, then to the coordinator. A
consultation begins with the care team. Every answer makes a new round (a revision of the follow-up), and the
escalation begins again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.calendar.hours import ReminderHours
from bot.clock import BRUSSELS, local_day
from bot.domain.follow_ups import FollowUp
from bot.domain.messages import Address
from bot.domain.notices import Notice, NoticeKind, NoticeState
from bot.domain.teams import Member
from bot.reminders.recipients import TeamRecipients
from dialogues.steps import FollowUpKind

LOOK_AGAIN = timedelta(hours=1)
"""While reminders are on their way the follow-up is looked at this often: what got lost beside the way is seen then."""
_CONSULTATION_WAIT = timedelta(hours=2)
_OFTEN = 2
"""Who was told this often in a round is not told again as one of the care team or as coordinator."""


class Target(StrEnum):
    """Whom a level of the policy reaches."""

    OWNER = "eigenaar"
    CARE_TEAM = "zorgteam"
    COORDINATOR = "beheerder"


_POLICY = (Target.OWNER, Target.OWNER, Target.CARE_TEAM, Target.COORDINATOR)
_CONSULTATION_POLICY = (Target.CARE_TEAM, Target.CARE_TEAM, Target.COORDINATOR)


@dataclass(frozen=True)
class Wait:
    """Nothing to send; look again at this moment, or never."""

    level: int
    until: datetime | None


@dataclass(frozen=True)
class Send:
    """Tell these addresses now."""

    level: int
    addresses: tuple[Address, ...]


def policy_of(kind: FollowUpKind) -> tuple[Target, ...]:
    """Whom each level of the policy for a kind of follow-up reaches; the first level is number 1."""
    return _CONSULTATION_POLICY if kind is FollowUpKind.CONSULTATION else _POLICY


def notice_kind(kind: FollowUpKind) -> NoticeKind:
    """What the reminders of a kind of follow-up are."""
    return NoticeKind.CONSULTATION if kind is FollowUpKind.CONSULTATION else NoticeKind.REMINDER


def next_moment(kind: FollowUpKind, told_at: datetime, hours: ReminderHours) -> datetime:
    """When the next level is due: a school day later at the same time, for a consultation two hours of school later."""
    if kind is FollowUpKind.CONSULTATION:
        return hours.first_moment(told_at + _CONSULTATION_WAIT)
    local = told_at.astimezone(BRUSSELS)
    return hours.first_moment(hours.at(hours.calendar.add_school_days(local.date(), 1), local.time()))


def decide(
    follow_up: FollowUp,
    owner: Member | None,
    notices: Iterable[Notice],
    recipients: TeamRecipients,
    *,
    now: datetime,
) -> Send | Wait:
    """What a follow-up whose moment has come calls for.

    It follows from the notices themselves: nothing is reminded of before it is due, nothing while an earlier level
    is still on its way, and a level that reached nobody is tried with whoever it reaches now.
    """
    if follow_up.due_at > now:
        return Wait(0, follow_up.due_at)
    hours = recipients.hours
    moment = hours.first_moment(now)
    if moment > now:
        return Wait(follow_up.level, moment)
    told = _of_this_round(follow_up, notices)
    if any(notice.state is NoticeState.READY and notice.next_at is not None for notice in told):
        return Wait(follow_up.level, now + LOOK_AGAIN)
    policy = policy_of(follow_up.kind)
    level = max((notice.level for notice in told), default=0)
    sent = [n.sent_at for n in told if n.sent_at is not None and n.level == level]
    if sent:
        due = next_moment(follow_up.kind, max(sent), hours)
        if level < len(policy) and due > now:
            return Wait(level, due)
        level += 1
    for number in range(max(level, 1), len(policy) + 1):
        addresses = _untold(number, told, _reached(policy[number - 1], follow_up.kind, owner, recipients))
        if addresses:
            return Send(number, addresses)
    if any(notice.sent_at is not None for notice in told):
        return Wait(len(policy), None)
    tomorrow = hours.calendar.add_school_days(local_day(now), 1)
    return Wait(0, hours.at(tomorrow, hours.start))


def _of_this_round(follow_up: FollowUp, notices: Iterable[Notice]) -> list[Notice]:
    kind = notice_kind(follow_up.kind)
    return [n for n in notices if n.kind is kind and n.round == follow_up.revision]


def _reached(
    target: Target, kind: FollowUpKind, owner: Member | None, recipients: TeamRecipients
) -> tuple[Address, ...]:
    """The addresses of a target."""
    match target:
        case Target.OWNER:
            group = (recipients.group,) if recipients.team.group_too and recipients.group else ()
            return tuple(dict.fromkeys((*recipients.owner(owner), *group)))
        case Target.CARE_TEAM if kind is FollowUpKind.CONSULTATION and owner is not None:
            # Who asks for a second pair of eyes does not ask themselves.
            return tuple(address for address in recipients.caring() if address != owner.address)
        case Target.CARE_TEAM:
            return recipients.caring()
        case Target.COORDINATOR:
            return recipients.coordinating()


def _untold(level: int, told: Sequence[Notice], addresses: Iterable[Address]) -> tuple[Address, ...]:
    """Those of a level who were not yet told of it, nor often enough at the levels before."""
    here = {notice.address for notice in told if notice.level == level}
    before = [notice.address for notice in told if notice.sent_at is not None]
    often = {address for address in before if level > _OFTEN and before.count(address) >= _OFTEN}
    return tuple(address for address in addresses if address not in here | often)
