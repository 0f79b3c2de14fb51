"""What is asked of a store about what the bot says of its own accord."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Protocol

from bot.domain.messages import Address
from bot.domain.notices import NewNotice, Notice, NoticeKind, NoticeState


class Notices(Protocol):
    """What the bot says of its own accord."""

    async def add_notice(self, notice: NewNotice) -> bool:
        """Store one to be sent; False when the same address was or will be told the same already.

        That is: the same kind and level in the same round of a follow-up, or the same kind for the same day and
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
        self, notice_id: int, state: NoticeState, *, message_key: str | None = None, now: datetime
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

    async def notice_by_message(self, address: Address, message_key: str) -> list[Notice]:
        """The notices that were sent as one message."""
        ...

    async def undelivered(self, follow_up_id: int) -> int:
        """How many notices of a follow-up still wait to be sent."""
        ...
