"""What the conversation needs of a store, whichever keeps it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import date, datetime, timedelta
from typing import Protocol

from bot.domain.cases import Case, CaseEvent
from bot.domain.messages import Address
from bot.domain.teams import Answered, CaseInfo, Invitation, Member, Outcome, Role, Team
from bot.ports.retention import FollowUps, Notices, Upkeep
from bot.ports.web import Boards, WebAccess

SENDING = timedelta(minutes=1)
"""How long an answer is left to the instance that wrote it down, took it up, or said that it is still sending it."""


class Teams(Protocol):
    """Teams, members and invitations."""

    async def team_id(self, name: str) -> int | None:
        """The team with this name."""
        ...

    async def team_names(self) -> list[str]:
        """All teams, by name."""
        ...

    async def add_team(self, name: str, now: datetime) -> int:
        """A new team; its id."""
        ...

    async def team(self, team_id: int) -> Team:
        """A team with its settings and days off. Raises `LookupError` for an unknown one."""
        ...

    async def teams(self) -> list[Team]:
        """All teams with their settings and days off, by id."""
        ...

    async def save_team(self, team: Team) -> None:
        """Store a team's settings and days off."""
        ...

    async def team_of_group(self, address: Address) -> Team | None:
        """The team whose care team's group this is."""
        ...

    async def members(self, team_id: int, roles: Collection[Role] = ()) -> list[Member]:
        """The members of a team with these roles (none: all), by id."""
        ...

    async def save_member(self, member: Member) -> None:
        """Store whether a member wants the summary and can be reached."""
        ...

    async def remove_member(self, member_id: int) -> None:
        """Somebody leaves: no access from now on, and no notice still under way to them."""
        ...

    async def invitations(self, now: datetime) -> list[Invitation]:
        """The invitations that can still be used, by id."""
        ...

    async def withdraw_invitation(self, invitation_id: int) -> bool:
        """Take an invitation back; whether there was one."""
        ...

    async def member(self, address: Address) -> Member | None:
        """Who writes from this address, or None for somebody unknown."""
        ...

    async def add_member(self, team_id: int, address: Address, role: Role) -> None:
        """Somebody joins; an address that was in another team, or had another role, moves and loses its cases."""
        ...

    async def change_role(self, member: Member, role: Role) -> None:
        """Another role in the same team; cases stay."""
        ...

    async def add_invitation(self, team_id: int, role: Role, code: str, expires_at: datetime, uses: int) -> None:
        """An invitation, of which only a hash of the code is kept."""
        ...

    async def invitation(self, code: str) -> tuple[int, Role] | None:
        """The team and role of an invitation, also of one that is used up or expired; None for an unknown code."""
        ...

    async def use_invitation(self, code: str, now: datetime) -> tuple[int, Role] | None:
        """Take one use of an invitation: team and role; None when it is unknown, used up or expired."""
        ...


class Cases(Protocol):
    """Cases, their log and their links to people."""

    async def positions(self) -> list[str]:
        """Where open cases stand: their steps and open side questions."""
        ...

    async def case(self, case_id: int, member: Member) -> Case | None:
        """An open case this member may open (see `bot.domain.permissions`)."""
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
        """Store a new case with its log; the member owns it and has it open."""
        ...

    async def join_case(self, case_id: int, member: Member) -> None:
        """Let a member take part in a case and have it open; the owner stays who it was."""
        ...

    async def save_case(self, case: Case, events: Sequence[CaseEvent]) -> None:
        """Store a changed case with its log.

        A closed case loses its links to people, its open follow-ups end, and the messages about it are to be changed.

        Raises:
            StaleCaseError: the stored case is not the revision before this one.
        """
        ...

    async def delete_case(self, case_id: int) -> None:
        """Delete a case with its log and links, for real; the messages about it are to be changed."""
        ...

    async def set_current(self, member: Member, case_id: int | None) -> None:
        """Which case a member has open in the chat."""
        ...

    async def open_cases(self, member: Member, *, limit: int, steps: Collection[str] = ()) -> tuple[list[Case], int]:
        """The open cases this member may open, longest untouched first, and how many there are, a thousand at most."""
        ...

    async def reachable_case(self, code: str, member: Member) -> Case | None:
        """An open case this member may open, by code."""
        ...

    async def case_info(self, case_id: int) -> CaseInfo:
        """Team, owner and hand-over of a case. Raises `LookupError` for an unknown one."""
        ...

    async def set_owner(self, case_id: int, member: Member) -> None:
        """Make a member the owner, and a participant; there is one owner at most."""
        ...

    async def hand_to_clb(self, case_id: int) -> None:
        """Let the CLB members of its team open the case."""
        ...

    async def pause_case(self, case_id: int, until: date | None) -> None:
        """No reminders for the case before this day; None: again from now on."""
        ...

    async def add_share(self, case_id: int, code: str, expires_at: datetime) -> None:
        """An invitation of a colleague to one case; only a hash of the code is kept."""
        ...

    async def use_share(self, code: str, member: Member, now: datetime) -> Case | None:
        """The open case of the member's team that a code shares, taken once; None when unknown, used or expired."""
        ...


class Answers(Protocol):
    """What was answered, so that nothing is lost or done twice."""

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

    async def unsent(self, channel: str, now: datetime | None = None, *, at_start: bool = False) -> list[Answered]:
        """Answers on record that never reached the channel, oldest first.

        Say `now` to send them: then only those are given that are left to nobody, and they are left to the caller for
        `SENDING`. Ask again now and then: another instance may end before it has sent what was left to it. At the start
        of an instance, on a database that only one can use, all are given: whoever had them is gone.
        """
        ...

    async def claim_answer(self, channel: str, message_id: int, now: datetime) -> bool:
        """Take up one answer that was not sent and is left to nobody; whether there was one."""
        ...

    async def keep_answers(self, channel: str, message_ids: Collection[int], now: datetime) -> None:
        """These are still being sent by whom they are left to: leave them to them for another `SENDING`."""
        ...

    async def forget_answers(self, before: datetime) -> None:
        """Delete the records of answers from before a moment."""
        ...


class Unit(Teams, Cases, FollowUps, Notices, Upkeep, Answers, WebAccess, Boards, Protocol):
    """Reads and writes of one transaction."""


class Store(Protocol):
    """Hands out transactions."""

    def unit(self) -> AbstractAsyncContextManager[Unit]:
        """A transaction: committed at the end of the block, rolled back when an exception leaves it.

        Raises:
            StoreBusyError: locked, read-only or full; nothing was changed.
            StoreError: any other failure of the database.
        """
        ...

    async def tidy(self) -> None:
        """Give the space of deleted rows back and overwrite it, outside any transaction.

        Raises:
            StoreBusyError: somebody else uses the database; what was deleted may still stand in SQLite's log.
            StoreError: any other failure of the database.
        """
        ...
