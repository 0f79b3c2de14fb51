"""Retention and counts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select, update

from bot.domain.audit import SYSTEM, Action
from bot.domain.case_log import EventKind
from bot.domain.counts import LEAST, CaseResults, Counted, FactCounted
from bot.domain.follow_ups import CaseInfo
from bot.store.audit import Audit
from bot.store.mappers import select_infos, to_info
from bot.store.repository import insert_unless_there
from bot.store.schema import cases as schema
from bot.store.statistics import Sort, Told, sort_of_closed, sort_of_open
from bot.store.unlinking import delete_case

_C, _COUNT, _E, _F = schema.case, schema.case_count, schema.case_event, schema.follow_up
_FACTS = schema.fact_count


class Upkeep(Audit):
    """See `bot.ports.retention.Upkeep`."""

    async def cases_to_warn(self, closed_before: datetime, limit: int) -> list[tuple[int, int]]:
        """(case id, team id) of cases closed before a moment of whose purge nobody was warned yet."""
        query = (
            select(_C.c.id, _C.c.team_id)
            .where(_C.c.closed_at < closed_before, _C.c.warned_at.is_(None))
            .order_by(_C.c.closed_at, _C.c.id)
            .limit(limit)
        )
        return [(row.id, row.team_id) for row in (await self._connection.execute(query)).all()]

    async def note_warned(self, case_ids: Iterable[int], now: datetime) -> None:
        """The team was warned that these are purged in 72 hours."""
        await self._connection.execute(update(_C).where(_C.c.id.in_(list(case_ids))).values(warned_at=now))

    async def purge(self, warned_before: datetime, limit: int, now: datetime, results: CaseResults) -> int:
        """Count and delete closed cases of whose purge the team was warned before a moment; how many."""
        query = (
            select(_C.c.id, _C.c.team_id)
            .where(_C.c.warned_at < warned_before, _C.c.closed_at.is_not(None))
            .order_by(_C.c.warned_at, _C.c.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        purged = (await self._connection.execute(query)).all()
        if not purged:
            return 0
        sorts = await self._sorts_of_closed(_C.c.id.in_([case.id for case in purged]), results)
        counts = Counter((case.team_id, sorts[case.id]) for case in purged)
        for (team_id, sort), cases in counts.items():
            await self._count(team_id, sort, cases)
        for case in purged:
            await delete_case(self._connection, case.id)
        # By team: two instances lock the chains of teams in the same order.
        for case in sorted(purged, key=lambda case: (case.team_id, case.id)):
            await self.add_audit(case.team_id, SYSTEM, Action.PURGED, case.id, now)
        return len(purged)

    async def _count(self, team_id: int, sort: Sort, cases: int) -> None:
        values = {"team_id": team_id, "cases": cases, **asdict(sort)}
        counted = insert_unless_there(self._connection, _COUNT).values(**values)
        more = {"cases": _COUNT.c.cases + cases}
        key = list(_COUNT.primary_key.columns)
        await self._connection.execute(counted.on_conflict_do_update(index_elements=key, set_=more))

    async def silent_cases(self, changed_before: datetime, limit: int) -> list[CaseInfo]:
        """Open cases untouched since a moment, of which nobody was asked to close them since the last change."""
        followed = select(_F.c.id).where(_F.c.case_id == _C.c.id, _F.c.ended_at >= changed_before)
        query = (
            select_infos()
            .where(_C.c.changed_at < changed_before, _C.c.closed_at.is_(None), _C.c.asked_to_close_at.is_(None))
            .where(~followed.exists())
            .order_by(_C.c.changed_at, _C.c.id)
        )
        return await self._infos(query, limit)

    async def note_asked_to_close(self, case_id: int, now: datetime) -> bool:
        """Somebody is asked to close this silent case; False when that was noted already."""
        which = (_C.c.id == case_id) & _C.c.asked_to_close_at.is_(None)
        return (await self._connection.execute(update(_C).where(which).values(asked_to_close_at=now))).rowcount == 1

    async def cases_before_holiday(self, team_id: int, first_day: date, limit: int) -> list[CaseInfo]:
        """Open, unpaused cases of a team whose people were not yet asked who has them during this holiday."""
        query = (
            select_infos()
            .where(_C.c.team_id == team_id, _C.c.closed_at.is_(None))
            .where(or_(_C.c.asked_for_holiday.is_(None), _C.c.asked_for_holiday != first_day))
            .where(or_(_C.c.paused_until.is_(None), _C.c.paused_until <= first_day))
            .order_by(_C.c.changed_at, _C.c.id)
        )
        return await self._infos(query, limit)

    async def note_asked_for_holiday(self, case_id: int, first_day: date) -> bool:
        """Somebody is asked who has this case during the holiday that begins then; False when that was noted."""
        not_yet = or_(_C.c.asked_for_holiday.is_(None), _C.c.asked_for_holiday != first_day)
        noting = update(_C).where(_C.c.id == case_id, not_yet).values(asked_for_holiday=first_day)
        return (await self._connection.execute(noting)).rowcount == 1

    async def _infos(self, query: Select[Any], limit: int) -> list[CaseInfo]:
        return [to_info(row) for row in (await self._connection.execute(query.limit(limit))).all()]

    async def counted(self, team_id: int, results: CaseResults) -> list[Counted]:
        """Counts of all closed cases of a team, purged or not, and of its open cases."""
        totals: Counter[Sort] = Counter()
        for row in (await self._connection.execute(select(_COUNT).where(_COUNT.c.team_id == team_id))).all():
            sort = Sort(row.school_year, row.month, row.step, row.approach, row.outcome, row.days)
            totals[sort] += row.cases
        of_team = _C.c.team_id == team_id
        totals.update((await self._sorts_of_closed(of_team & _C.c.closed_at.is_not(None), results)).values())
        still_open = select(_C.c.opened_at, _C.c.step, _C.c.aanpak).where(of_team, _C.c.closed_at.is_(None))
        for row in (await self._connection.execute(still_open)).all():
            totals[sort_of_open(row.opened_at, row.step, row.aanpak)] += 1
        found = [Counted(cases=cases, **asdict(sort)) for sort, cases in totals.items()]
        return sorted(found, key=lambda c: (c.school_year, c.month, c.step, c.approach, c.outcome, c.days))

    async def facts_counted(self, team_id: int) -> list[FactCounted]:
        """What was told in the closed cases of a team, left out what was told in fewer than five."""
        query = (
            select(_FACTS)
            .where(_FACTS.c.team_id == team_id, _FACTS.c.cases >= LEAST)
            .order_by(_FACTS.c.school_year, _FACTS.c.fact, _FACTS.c.value)
        )
        found = (await self._connection.execute(query)).all()
        return [FactCounted(row.school_year, row.fact, row.value, row.cases) for row in found]

    async def _sorts_of_closed(self, which: ColumnElement[bool], results: CaseResults) -> dict[int, Sort]:
        """Case id -> sort, of closed cases."""
        told = (_E.c.kind == EventKind.CLOSED.value) | _E.c.origin.in_(sorted({step for step, _ in results}))
        lines = (
            select(_E.c.case_id, _E.c.kind, _E.c.origin, _E.c.choice)
            .join_from(_E, _C, _C.c.id == _E.c.case_id)
            .where(which, told)
            .order_by(_E.c.id)
        )
        logs: dict[int, list[Told]] = defaultdict(list)
        for line in (await self._connection.execute(lines)).all():
            logs[line.case_id].append(Told(line.kind, line.origin, line.choice))
        cases = select(_C.c.id, _C.c.opened_at, _C.c.closed_at, _C.c.step, _C.c.aanpak).where(which)
        return {
            case.id: sort_of_closed(
                case.opened_at, case.closed_at, case.step, case.aanpak, logs[case.id], results=results
            )
            for case in (await self._connection.execute(cases)).all()
        }
