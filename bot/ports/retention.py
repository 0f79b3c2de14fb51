"""What is asked of a store about retention, audit and counts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Protocol

from bot.domain.audit import Action, AuditLine
from bot.domain.counts import CaseResults, Counted, FactCounted
from bot.domain.follow_ups import CaseInfo


class Upkeep(Protocol):
    """Retention, audit and counts."""

    async def add_audit(self, team_id: int, role: str, action: Action, case_id: int | None, now: datetime) -> None:
        """A line in the team's chain."""
        ...

    async def audit_lines(self, team_id: int) -> list[AuditLine]:
        """The chain of a team, oldest first."""
        ...

    async def cases_to_warn(self, closed_before: datetime, limit: int) -> list[tuple[int, int]]:
        """(case id, team id) of cases closed before a moment of whose purge nobody was warned yet."""
        ...

    async def note_warned(self, case_ids: Iterable[int], now: datetime) -> None:
        """The team was warned that these are purged in 72 hours."""
        ...

    async def purge(self, warned_before: datetime, limit: int, now: datetime, results: CaseResults) -> int:
        """Count and delete closed cases of whose purge the team was warned before a moment; how many.

        Each is a line in the audit of its team, and counts with what `results` says of its choices.
        """
        ...

    async def silent_cases(self, changed_before: datetime, limit: int) -> list[CaseInfo]:
        """Open cases untouched since a moment, of which nobody was asked to close them since the last change.

        A follow-up that ended since counts as a touch.
        """
        ...

    async def note_asked_to_close(self, case_id: int, now: datetime) -> bool:
        """Somebody is asked to close this silent case; False when that was noted already, so do not ask."""
        ...

    async def cases_before_holiday(self, team_id: int, first_day: date, limit: int) -> list[CaseInfo]:
        """Open, unpaused cases of a team whose people were not yet asked who has them during this holiday.

        A pause that ends before it is none.
        """
        ...

    async def note_asked_for_holiday(self, case_id: int, first_day: date) -> bool:
        """Somebody is asked who has this case during the holiday that begins then.

        False when that was noted already, so do not ask.
        """
        ...

    async def counted(self, team_id: int, results: CaseResults) -> list[Counted]:
        """Counts of all closed cases of a team, purged or not, and of its open cases; `results`: what choices tell."""
        ...

    async def facts_counted(self, team_id: int) -> list[FactCounted]:
        """What was told in the closed cases of a team, purged or not, by school year, fact and value.

        What was told in fewer than five is left out. A case that is deleted before it is closed is not counted; one
        that is reopened, and closed once more with facts told anew, is counted once more.
        """
        ...
