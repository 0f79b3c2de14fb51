"""What is asked of a store about what is to be followed up."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from bot.domain.follow_ups import DueFollowUp, FollowUp, NewFollowUp
from bot.domain.teams import Member


class FollowUps(Protocol):
    """What is to be followed up."""

    async def follow_ups(self, case_id: int) -> list[FollowUp]:
        """All follow-ups of a case, by id."""
        ...

    async def follow_up(self, follow_up_id: int) -> FollowUp | None:
        """One follow-up."""
        ...

    async def add_follow_up(self, new: NewFollowUp) -> FollowUp:
        """Store a new one. The database refuses a second open one of a kind in a case."""
        ...

    async def save_follow_up(self, follow_up: FollowUp) -> None:
        """Store an answered one; notices of it that were sent are to be changed, those not yet sent are dropped.

        What tells the asker of a consultation about an answer (`TAKEN`, `LATER_TODAY`) stays.

        Raises:
            StaleFollowUpError: it is not the revision before this one.
        """
        ...

    async def note_escalation(self, follow_up_id: int, level: int, next_at: datetime | None) -> None:
        """Note how far the escalation is; no revision, since no person changed anything."""
        ...

    async def claim_due(self, now: datetime, limit: int) -> list[DueFollowUp]:
        """Open follow-ups whose next level is due, earliest first, locked until the transaction ends.

        Another instance skips them. Those of closed cases and of cases paused beyond today are left out.
        """
        ...

    async def agenda(self, member: Member, until: datetime, limit: int) -> tuple[list[DueFollowUp], int]:
        """The open follow-ups due before a moment in the cases this member may open, earliest first, and how many.

        They are counted up to a thousand.
        """
        ...

    async def next_due(self) -> datetime | None:
        """When the next level of any follow-up, or the next notice, is due.

        Of a paused case that is when the pause ends, of a claimed notice when the claim does. Look again after ten
        minutes at most, since a claim may be wrong.
        """
        ...
