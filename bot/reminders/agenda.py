"""What somebody has to follow up today and this week."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from bot.calendar.holidays import DAYS_OF_A_WEEK, monday_of
from bot.clock import BRUSSELS, local_day
from bot.domain.follow_ups import DueFollowUp, Urgency, urgency_of
from bot.domain.teams import Member
from bot.ports.unit_of_work import UnitOfWork

_MOST = 1000


@dataclass(frozen=True)
class Agenda:
    """What somebody's day and week look like."""

    late: int
    today: int
    week: int
    """Later this week."""
    follow_ups: tuple[DueFollowUp, ...]
    """Earliest first."""


async def read_agenda(unit: UnitOfWork, member: Member, now: datetime) -> Agenda:
    """Counts of what is late, due today and due later this week, and the first of it; a thousand at most."""
    found, _ = await unit.agenda(member, _end_of_week(now), _MOST)
    counts = Counter(urgency_of(due.follow_up.due_at, now) for due in found)
    return Agenda(counts[Urgency.LATE], counts[Urgency.TODAY], counts[Urgency.WEEK], tuple(found))


async def has_agenda(unit: UnitOfWork, member: Member, now: datetime) -> bool:
    """Whether there is anything to follow up this week."""
    found, _ = await unit.agenda(member, _end_of_week(now), 1)
    return bool(found)


def _end_of_week(now: datetime) -> datetime:
    monday = monday_of(local_day(now))
    return datetime.combine(monday + timedelta(days=DAYS_OF_A_WEEK), time(), BRUSSELS)
