"""The ladder of reminders: who is told after whom, and when. Pure functions.

A follow-up that nobody answers is told to its owner twice, then to the care team, then to the coordinator. A
consultation begins with the care team. Every answer makes a new round (a revision of the follow-up), and the ladder
begins again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.calendar.hours import ReminderHours
from bot.clock import BRUSSELS, local_day
from bot.domain.follow_ups import FollowUp, FollowUpKind
from bot.domain.messages import Address
from bot.domain.notices import Notice, NoticeKind, NoticeState
from bot.domain.teams import Member, Team

LOOK_AGAIN = timedelta(hours=1)
"""While reminders are on their way the follow-up is looked at this often: what got lost beside the way is seen then."""
_CONSULTATION_WAIT = timedelta(hours=2)
_ROUND = 10
_OFTEN = 2
"""Who was told this often in a round is not told again as one of the care team or as coordinator."""


class Rung(StrEnum):
    """Whom a rung reaches."""

    OWNER = "eigenaar"
    CARE_TEAM = "zorgteam"
    COORDINATOR = "beheerder"


_LADDER = (Rung.OWNER, Rung.OWNER, Rung.CARE_TEAM, Rung.COORDINATOR)
_CONSULTATION_LADDER = (Rung.CARE_TEAM, Rung.CARE_TEAM, Rung.COORDINATOR)


@dataclass(frozen=True)
class Staff:
    """Who can be told something in a school; members who cannot be reached are left out."""

    team: Team
    care_team: tuple[Member, ...]
    coordinators: tuple[Member, ...]
    channels: Collection[str]
    """Where something can be delivered."""

    def can_reach(self, member: Member | None) -> bool:
        """Whether something can be delivered to somebody."""
        return member is not None and member.reachable and member.address.channel in self.channels

    @property
    def group(self) -> Address | None:
        """The care team's group, when it can be reached."""
        return self.team.group if self.team.group and self.team.group.channel in self.channels else None

    def owner(self, member: Member | None) -> tuple[Address, ...]:
        """The owner of a case, if there is one to reach."""
        return (member.address,) if member is not None and self.can_reach(member) else ()

    def caring(self) -> tuple[Address, ...]:
        """The care team: its group, or each of its members."""
        return (self.group,) if self.group else tuple(member.address for member in self.care_team)

    def coordinating(self) -> tuple[Address, ...]:
        """Each coordinator."""
        return tuple(member.address for member in self.coordinators)

    def responsible(self, owner: Member | None) -> tuple[Address, ...]:
        """Who has a case: its owner, or else the care team, or else the coordinators."""
        return self.owner(owner) or self.caring() or self.coordinating()


@dataclass(frozen=True)
class Wait:
    """Nothing to send; look again at this moment, or never."""

    rung: int
    until: datetime | None


@dataclass(frozen=True)
class Send:
    """Tell these addresses now."""

    rung: int
    addresses: tuple[Address, ...]


def rungs(kind: FollowUpKind) -> tuple[Rung, ...]:
    """The ladder of a kind of follow-up; its first rung is number 1."""
    return _CONSULTATION_LADDER if kind is FollowUpKind.CONSULTATION else _LADDER


def notice_kind(kind: FollowUpKind) -> NoticeKind:
    """What the reminders of a kind of follow-up are."""
    return NoticeKind.CONSULTATION if kind is FollowUpKind.CONSULTATION else NoticeKind.REMINDER


def notice_number(revision: int, rung: int) -> int:
    """The number of the notices of a rung in a round: 1, 2, 3, 4, and 11, 12 … after an answer."""
    return revision * _ROUND + rung


def round_and_rung(notice: Notice) -> tuple[int, int]:
    """The revision of its follow-up and the rung that a notice of the ladder was made for."""
    return divmod(notice.number, _ROUND)


def next_moment(kind: FollowUpKind, told_at: datetime, hours: ReminderHours) -> datetime:
    """When the next rung is due: a school day later at the same time, for a consultation two hours of school later."""
    if kind is FollowUpKind.CONSULTATION:
        return hours.first_moment(told_at + _CONSULTATION_WAIT)
    local = told_at.astimezone(BRUSSELS)
    return hours.first_moment(hours.at(hours.calendar.add_school_days(local.date(), 1), local.time()))


def climb(
    follow_up: FollowUp,
    owner: Member | None,
    notices: Iterable[Notice],
    staff: Staff,
    *,
    hours: ReminderHours,
    now: datetime,
) -> Send | Wait:
    """What a follow-up whose moment has come calls for.

    It follows from the notices themselves: nothing is reminded of before it is due, nothing while an earlier rung is
    still on its way, and a rung that reached nobody is tried with whoever stands on it now.
    """
    if follow_up.due_at > now:
        return Wait(0, follow_up.due_at)
    moment = hours.first_moment(now)
    if moment > now:
        return Wait(follow_up.rung, moment)
    told = _of_this_round(follow_up, notices)
    if any(notice.state is NoticeState.READY and notice.next_at is not None for notice in told):
        return Wait(follow_up.rung, now + LOOK_AGAIN)
    ladder = rungs(follow_up.kind)
    rung = max((round_and_rung(notice)[1] for notice in told), default=0)
    sent = [n.sent_at for n in told if n.sent_at is not None and round_and_rung(n)[1] == rung]
    if sent:
        due = next_moment(follow_up.kind, max(sent), hours)
        if rung < len(ladder) and due > now:
            return Wait(rung, due)
        rung += 1
    for number in range(max(rung, 1), len(ladder) + 1):
        addresses = _untold(number, told, _on(ladder[number - 1], follow_up.kind, owner, staff))
        if addresses:
            return Send(number, addresses)
    if any(notice.sent_at is not None for notice in told):
        return Wait(len(ladder), None)
    tomorrow = hours.calendar.add_school_days(local_day(now), 1)
    return Wait(0, hours.at(tomorrow, hours.start))


def _of_this_round(follow_up: FollowUp, notices: Iterable[Notice]) -> list[Notice]:
    kind = notice_kind(follow_up.kind)
    return [n for n in notices if n.kind is kind and round_and_rung(n)[0] == follow_up.revision]


def _on(rung: Rung, kind: FollowUpKind, owner: Member | None, staff: Staff) -> tuple[Address, ...]:
    """Who stands on a rung."""
    match rung:
        case Rung.OWNER:
            group = (staff.group,) if staff.team.group_too and staff.group else ()
            return tuple(dict.fromkeys((*staff.owner(owner), *group)))
        case Rung.CARE_TEAM if kind is FollowUpKind.CONSULTATION and owner is not None:
            # Who asks for a second pair of eyes does not ask themselves.
            return tuple(address for address in staff.caring() if address != owner.address)
        case Rung.CARE_TEAM:
            return staff.caring()
        case Rung.COORDINATOR:
            return staff.coordinating()


def _untold(rung: int, told: Sequence[Notice], addresses: Iterable[Address]) -> tuple[Address, ...]:
    """Those of a rung who were not yet told on it, nor often enough on the rungs before."""
    here = {notice.address for notice in told if round_and_rung(notice)[1] == rung}
    before = [notice.address for notice in told if notice.sent_at is not None]
    often = {address for address in before if rung > _OFTEN and before.count(address) >= _OFTEN}
    return tuple(address for address in addresses if address not in here | often)
