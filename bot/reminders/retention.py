"""How long closed and silent cases stay: silence is asked about, a purge is told of before it happens."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.calendar.hours import ReminderHours
from bot.clock import local_day
from bot.domain.counts import CaseResults
from bot.domain.follow_ups import CaseInfo
from bot.domain.notices import NewNotice, NoticeKind
from bot.ports.unit_of_work import Store, UnitOfWork
from bot.reminders.recipients import Recipients, TeamRecipients

CASES_AT_ONCE = 50
_MOST_WARNED = 10_000


@dataclass(frozen=True)
class Retention:
    """How long cases are kept."""

    closed_days: int = 90
    """After closing, before only counts remain; at most two days more, since cases are purged once a day."""
    silent_days: int = 120
    """Without anything happening, before somebody is asked whether the case can be closed."""
    warning: timedelta = timedelta(hours=72)
    """How long before a purge the team is told."""
    notice_days: int = 30
    """How long what the bot said of no case is remembered."""


async def ask_silent(unit: UnitOfWork, retention: Retention, channels: Collection[str], now: datetime) -> int:
    """Ask who has a silent case whether it can be closed; how many, fewer than `CASES_AT_ONCE` when none is left."""
    recipients = Recipients(unit, channels)
    cases = await unit.silent_cases(now - timedelta(days=retention.silent_days), CASES_AT_ONCE)
    for case in cases:
        if not await unit.note_asked_to_close(case.id, now):
            # Another instance asks.
            continue
        of_team = await recipients.of_team(case.team_id)
        moment = of_team.hours.first_moment(_after_pause(case, of_team.hours, now))
        for address in of_team.responsible(case.owner):
            await unit.add_notice(NewNotice(address, NoticeKind.SILENT, case.team_id, case.id, next_at=moment))
    return len(cases)


def _after_pause(case: CaseInfo, hours: ReminderHours, now: datetime) -> datetime:
    if case.paused_until is None:
        return now
    return max(now, hours.at(case.paused_until, hours.start))


async def warn(unit: UnitOfWork, retention: Retention, teams: Mapping[int, TeamRecipients], now: datetime) -> None:
    """Tell teams that are in school of the cases that would be told of before the next school day begins.

    What a holiday keeps from being told in time is told before it: every case still stays its whole time.
    """
    ends = {}
    for team_id, hours in ((team_id, recipients.hours) for team_id, recipients in teams.items()):
        tomorrow = hours.calendar.add_school_days(local_day(now), 1)
        ends[team_id] = hours.at(tomorrow, hours.start)
    found: dict[int, dict[int, datetime]] = {team_id: {} for team_id in teams}
    moment, kept = now, timedelta(days=retention.closed_days) - retention.warning
    while moment <= max(ends.values(), default=now):
        for case_id, team_id in await unit.cases_to_warn(moment - kept, _MOST_WARNED):
            if team_id in ends and moment <= ends[team_id]:
                found[team_id].setdefault(case_id, moment)
        moment += timedelta(days=1)
    for team_id, cases in found.items():
        if cases:
            await _tell(unit, teams[team_id], cases, now)


async def _tell(unit: UnitOfWork, recipients: TeamRecipients, cases: dict[int, datetime], now: datetime) -> None:
    """One notice a day to each of the care team; cases found after it went out wait for tomorrow's."""
    addresses = recipients.caring() or recipients.coordinating()
    today = local_day(now)
    told = False
    for address in addresses:
        notice = NewNotice(address, NoticeKind.PURGE, recipients.team.id, cases=len(cases), day=today, next_at=now)
        told |= await unit.add_notice(notice)
    if told or not addresses:
        # Noted as of when the warning would have been due: a warning before a holiday makes no case go earlier.
        for moment in set(cases.values()):
            await unit.note_warned([case_id for case_id, due in cases.items() if due == moment], moment)


async def purge(store: Store, retention: Retention, now: datetime, results: CaseResults) -> int:
    """Delete what the teams were warned of long enough ago; how many cases."""
    purged = 0
    while True:
        async with store.unit() as unit:
            count = await unit.purge(now - retention.warning, CASES_AT_ONCE, now, results)
        purged += count
        if count < CASES_AT_ONCE:
            return purged
