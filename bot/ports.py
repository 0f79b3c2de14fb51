"""What the conversation needs of a store, whichever keeps it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Protocol

from bot.cases import Case, CaseEvent
from bot.messages import Address
from bot.records import Answered, Member, Outcome, Role


class Unit(Protocol):
    """Reads and writes of one transaction."""

    async def member(self, address: Address) -> Member | None:
        """Who writes from this address, or None for somebody unknown."""
        ...

    async def team_id(self, name: str) -> int | None:
        """The team with this name."""
        ...

    async def team_names(self) -> list[str]:
        """All teams, by name."""
        ...

    async def add_team(self, name: str, now: datetime) -> int:
        """A new team; its id."""
        ...

    async def add_member(self, team_id: int, address: Address, role: Role) -> None:
        """Somebody joins; an address that was in another team, or had another role, moves and loses its cases."""
        ...

    async def add_invitation(self, team_id: int, role: Role, code: str, expires_at: datetime, uses: int) -> None:
        """An invitation, of which only a hash of the code is kept."""
        ...

    async def invitation(self, code: str) -> tuple[int, Role] | None:
        """The team and role of an invitation, also of one that is used up or expired; None for an unknown code."""
        ...

    async def change_role(self, member: Member, role: Role) -> None:
        """Another role in the same team; cases stay."""
        ...

    async def positions(self) -> list[str]:
        """Where open cases stand: their steps and open side questions."""
        ...

    async def use_invitation(self, code: str, now: datetime) -> tuple[int, Role] | None:
        """Take one use of an invitation: team and role; None when it is unknown, used up or expired."""
        ...

    async def case(self, case_id: int, member: Member) -> Case | None:
        """A case this member may open: they take part in it."""
        ...

    async def closed_case(self, member: Member, *, case_id: int | None = None, code: str | None = None) -> Case | None:
        """A closed case of the member's team, by id or code: nobody is linked to it any more."""
        ...

    async def cases(self, member: Member) -> list[Case]:
        """The open cases this member takes part in, the one touched last first."""
        ...

    async def events(self, case_id: int) -> list[CaseEvent]:
        """The log of a case, oldest first."""
        ...

    async def free_code(self) -> str:
        """A case code that no case has. Raises `RuntimeError` when none is found."""
        ...

    async def add_case(self, case: Case, events: Sequence[CaseEvent], member: Member) -> int:
        """Store a new case with its log; the member takes part in it and has it open."""
        ...

    async def join_case(self, case_id: int, member: Member) -> None:
        """Let a member take part in a case and have it open."""
        ...

    async def save_case(self, case: Case, events: Sequence[CaseEvent]) -> None:
        """Store a changed case with its log. A closed case loses its links to people.

        Raises:
            StaleCaseError: the stored case is not the revision before this one.
        """
        ...

    async def delete_case(self, case_id: int) -> None:
        """Delete a case with its log and links, for real."""
        ...

    async def set_current(self, member: Member, case_id: int | None) -> None:
        """Which case a member has open in the chat."""
        ...

    async def answered(self, address: Address, message_id: int) -> Answered | None:
        """What was answered to this message before, or None."""
        ...

    async def note_answer(
        self, address: Address, message_id: int, outcome: Outcome, case_id: int | None, now: datetime
    ) -> None:
        """Put an answer on record, to be sent."""
        ...

    async def last_answer(self, address: Address) -> Answered | None:
        """The latest answer on record for an address."""
        ...

    async def note_sent(self, channel: str, message_id: int) -> None:
        """The answer to this message has reached the channel."""
        ...

    async def unsent(self, channel: str) -> list[Answered]:
        """Answers on record that never reached the channel, oldest first."""
        ...

    async def forget_answers(self, before: datetime) -> None:
        """Delete the records of answers from before a moment."""
        ...


class Store(Protocol):
    """Hands out transactions."""

    def unit(self) -> AbstractAsyncContextManager[Unit]:
        """A transaction: committed at the end of the block, rolled back when an exception leaves it.

        Raises:
            StoreBusyError: locked, read-only or full; nothing was changed.
            StoreError: any other failure of the database.
        """
        ...
