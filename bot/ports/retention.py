"""What follow-ups, reminders and upkeep need of a store, whichever keeps it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Protocol

from bot.domain.audit import Action, AuditLine
from bot.domain.follow_ups import FollowUp
from bot.domain.messages import Address
from bot.domain.notices import Notice, NoticeKind, NoticeState
from bot.domain.teams import CaseInfo, Counted, DueFollowUp, Member


class FollowUps(Protocol):
    """What is to be followed up."""

    async def follow_ups(self, case_id: int) -> list[FollowUp]:
        """All follow-ups of a case, by id."""
        ...

    async def follow_up(self, follow_up_id: int) -> FollowUp | None:
        """One follow-up."""
        ...

    async def add_follow_up(self, follow_up: FollowUp) -> FollowUp:
        """Store a new one; the same with its id. The database refuses a second open one of a kind in a case."""
        ...

    async def save_follow_up(self, follow_up: FollowUp) -> None:
        """Store an answered one; notices of it that were sent are to be changed, those not yet sent are dropped.

        What tells the asker of a consultation about an answer (`TAKEN`, `LATER_TODAY`) stays.

        Raises:
            StaleFollowUpError: it is not the revision before this one.
        """
        ...

    async def climb(self, follow_up_id: int, rung: int, next_at: datetime | None) -> None:
        """Note how far the ladder of reminders is; no revision, since no person changed anything."""
        ...

    async def claim_due(self, now: datetime, limit: int) -> list[DueFollowUp]:
        """Open follow-ups whose next rung is due, earliest first, locked until the transaction ends.

        Another instance skips them. Those of closed cases and of cases paused beyond today are left out.
        """
        ...

    async def agenda(self, member: Member, until: datetime, limit: int) -> tuple[list[DueFollowUp], int]:
        """The open follow-ups due before a moment in the cases this member may open, earliest first, and how many.

        They are counted up to a thousand.
        """
        ...

    async def next_due(self) -> datetime | None:
        """When the next rung of any follow-up, or the next notice, is due.

        Of a paused case that is when the pause ends, of a claimed notice when the claim does. Look again after ten
        minutes at most, since a claim may be wrong.
        """
        ...


class Notices(Protocol):
    """What the bot says of its own accord."""

    async def add_notice(self, notice: Notice) -> bool:
        """Store one to be sent; False when the same address was or will be told the same already.

        That is: the same kind and number for the same revision of a follow-up, or the same kind for the same day and
        no case. One about a follow-up is about its case, named or not.
        """
        ...

    async def claim_notices(
        self, channel: str, kinds: Collection[NoticeKind], now: datetime, until: datetime, limit: int
    ) -> list[Notice]:
        """Notices to be sent or changed now, earliest first, claimed until a moment: nobody else gets them before.

        Each counts one attempt more. A claim that ends later than ten minutes from now is from a clock that ran wrong,
        and counts for nothing.
        """
        ...

    async def note_delivery(
        self, notice_id: int, state: NoticeState, *, message_id: int | None = None, now: datetime
    ) -> None:
        """A notice was delivered, changed or refused for good; nothing happens for one that was deleted.

        When what it says changed while it was on its way, it is to be changed (again).
        """
        ...

    async def retry_notice(self, notice_id: int, at: datetime) -> None:
        """A notice could not be sent now; try again then, unless it was dropped meanwhile."""
        ...

    async def redirect_notices(self, old: Address, new: Address) -> None:
        """A chat got another address (a group became a supergroup): everything for it goes there from now on.

        That holds for a linked group too. What was sent to the old address can no longer be changed, and is refused.
        """
        ...

    async def drop_notices(self, address: Address, team_id: int) -> None:
        """Delete what still waits to be sent to an address."""
        ...

    async def forget_notices(self, before: datetime) -> None:
        """Delete the notices about no case that were dealt with before a moment; those of a case go with it."""
        ...

    async def notices_of(self, follow_up_id: int) -> list[Notice]:
        """All notices of a follow-up, by id."""
        ...

    async def notice_by_message(self, address: Address, message_id: int) -> list[Notice]:
        """The notices that were sent as one message."""
        ...

    async def undelivered(self, follow_up_id: int) -> int:
        """How many notices of a follow-up still wait to be sent."""
        ...


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

    async def purge(self, warned_before: datetime, limit: int, now: datetime) -> int:
        """Count and delete closed cases of whose purge the team was warned before a moment; how many.

        Each is a line in the audit of its team.
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

    async def counted(self, team_id: int) -> list[Counted]:
        """Counts of all closed cases of a team, purged or not, and of its open cases."""
        ...
