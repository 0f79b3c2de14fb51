"""What is asked of a store about what was answered, so that nothing is lost or done twice."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Protocol

from bot.domain.messages import Address
from bot.domain.outcomes import AnswerRecord, Outcome

LEASE = timedelta(minutes=1)
"""How long an answer is left to the instance that wrote it down, took it up, or said that it is still sending it."""


class AnswerLog(Protocol):
    """What was answered, so that nothing is lost or done twice."""

    async def answered(self, address: Address, message_key: str) -> AnswerRecord | None:
        """What was answered to this message before, or None."""
        ...

    async def note_answer(
        self, address: Address, message_key: str, outcome: Outcome, case_id: int | None, now: datetime
    ) -> None:
        """Put an answer on record, to be sent."""
        ...

    async def last_answer(self, address: Address) -> AnswerRecord | None:
        """The latest answer on record for an address."""
        ...

    async def note_sent(self, channel: str, message_key: str) -> None:
        """The answer to this message has reached the channel."""
        ...

    async def unsent(self, channel: str, now: datetime | None = None, *, at_start: bool = False) -> list[AnswerRecord]:
        """Answers on record that never reached the channel, oldest first.

        Say `now` to send them: then only those are given that are left to nobody, and they are left to the caller for
        `LEASE`. Ask again now and then: another instance may end before it has sent what was left to it. At the start
        of an instance, on a database that only one can use, all are given: whoever had them is gone.
        """
        ...

    async def claim_answer(self, channel: str, message_key: str, now: datetime) -> bool:
        """Take up one answer that was not sent and is left to nobody; whether there was one."""
        ...

    async def keep_answers(self, channel: str, message_keys: Collection[str], now: datetime) -> None:
        """These are still being sent by whom they are left to: leave them to them for another `LEASE`."""
        ...

    async def forget_answers(self, before: datetime) -> None:
        """Delete the records of answers from before a moment."""
        ...
