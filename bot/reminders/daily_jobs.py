"""What is done once a day: summaries and the question before a holiday in school hours, upkeep as the day begins."""

from __future__ import annotations

import logging
from collections.abc import Collection
from datetime import date, datetime, timedelta

from bot.clock import local_day
from bot.domain.counts import CaseResults
from bot.domain.follow_up_planning import hours_of
from bot.domain.notices import NewNotice, NoticeKind
from bot.ports.unit_of_work import Store, StoreBusyError, UnitOfWork
from bot.reminders.agenda import has_agenda
from bot.reminders.recipients import Recipients, TeamRecipients
from bot.reminders.retention import CASES_AT_ONCE, Retention, ask_silent, purge, warn

_log = logging.getLogger(__name__)

_ASKED_BEFORE = 2
"""School days before a holiday on which is asked who has the open cases."""


class DailyJobs:
    """The work of a day. Doing it again, by another instance too, tells nobody anything twice."""

    def __init__(self, store: Store, channels: Collection[str], retention: Retention, results: CaseResults) -> None:
        """Take the means; `results`: how choices count in what remains of a purged case."""
        self._store = store
        self._channels = frozenset(channels)
        self._retention = retention
        self._results = results
        self._done: dict[int, date] = {}
        self._all_done: date | None = None
        self._upkeep: date | None = None
        self._untidy = False

    async def run(self, now: datetime) -> None:
        """Do what the day calls for, for the teams whose day has begun; the rest when it has."""
        today = local_day(now)
        if self._all_done == today:
            return
        begun, waiting = await self._begun(now)
        for recipients in begun.values():
            await self._of_team(recipients, now)
        if begun:
            async with self._store.unit() as unit:
                await warn(unit, self._retention, begun, now)
        if self._upkeep != today:
            await self._keep_up(now)
            self._upkeep = today
        # Only now: what a failure cut short is done again.
        self._done |= dict.fromkeys(begun, today)
        if begun and not waiting:
            self._all_done = today

    async def _begun(self, now: datetime) -> tuple[dict[int, TeamRecipients], list[int]]:
        """The teams whose day was not dealt with yet: those in their hours, and the others."""
        today = local_day(now)
        async with self._store.unit() as unit:
            recipients = Recipients(unit, self._channels)
            waiting = [team for team in await unit.teams() if self._done.get(team.id) != today]
            begun = [team for team in waiting if hours_of(team).first_moment(now) <= now]
            found = {team.id: await recipients.of(team) for team in begun}
        return found, [team.id for team in waiting if team not in begun]

    async def _of_team(self, recipients: TeamRecipients, now: datetime) -> None:
        async with self._store.unit() as unit:
            await self._summaries(unit, recipients, now)
        while True:
            async with self._store.unit() as unit:
                if await _ask_before_holiday(unit, recipients, now) < CASES_AT_ONCE:
                    return

    async def _summaries(self, unit: UnitOfWork, recipients: TeamRecipients, now: datetime) -> None:
        team = recipients.team
        for member in await unit.members(team.id):
            if member.summary and recipients.can_reach(member) and await has_agenda(unit, member, now):
                today = local_day(now)
                notice = NewNotice(member.address, NoticeKind.SUMMARY, team.id, day=today, next_at=now)
                await unit.add_notice(notice)

    async def _keep_up(self, now: datetime) -> None:
        while True:
            async with self._store.unit() as unit:
                if await ask_silent(unit, self._retention, self._channels, now) < CASES_AT_ONCE:
                    break
        async with self._store.unit() as unit:
            await unit.forget_notices(now - timedelta(days=self._retention.notice_days))
            # The page does so itself every ten minutes; this is for where it was taken away.
            await unit.forget_expired_sign_ins(now)
        self._untidy |= await purge(self._store, self._retention, now, self._results) > 0
        if self._untidy:
            await self._tidy()

    async def _tidy(self) -> None:
        try:
            await self._store.tidy()
        except StoreBusyError:
            _log.info("the store is too busy to be tidied; again tomorrow")
        else:
            self._untidy = False


async def _ask_before_holiday(unit: UnitOfWork, recipients: TeamRecipients, now: datetime) -> int:
    """Ask who has the open cases during a holiday that is near; how many cases."""
    calendar, today = recipients.hours.calendar, local_day(now)
    if not 0 < calendar.school_days_before_holiday(today) <= _ASKED_BEFORE:
        return 0
    first = calendar.upcoming_holiday(today).first
    cases = await unit.cases_before_holiday(recipients.team.id, first, CASES_AT_ONCE)
    for case in cases:
        if not await unit.note_asked_for_holiday(case.id, first):
            # Another instance asks.
            continue
        for address in recipients.responsible(case.owner):
            notice = NewNotice(address, NoticeKind.HOLIDAY, case.team_id, case.id, day=first, next_at=now)
            await unit.add_notice(notice)
    return len(cases)
