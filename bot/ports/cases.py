"""What is asked of a store about cases, who may open them, and whose they are."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from bot.domain.case_log import CaseEvent
from bot.domain.cases import Case, StoredCase
from bot.domain.follow_ups import CaseInfo
from bot.domain.teams import Member


class Cases(Protocol):
    """Cases, their log and their links to people.

    A case that is asked for by itself comes with its facts; those of a list come without.
    """

    async def positions(self) -> list[str]:
        """Where open cases stand: their steps and open side questions."""
        ...

    async def case(self, case_id: int, member: Member) -> StoredCase | None:
        """An open case this member may open (see `bot.domain.permissions`)."""
        ...

    async def closed_case(
        self, member: Member, *, case_id: int | None = None, code: str | None = None
    ) -> StoredCase | None:
        """A closed case of the member's team, by id or code: nobody is linked to it any more."""
        ...

    async def cases(self, member: Member) -> list[StoredCase]:
        """The open cases this member takes part in, the one touched last first."""
        ...

    async def events(self, case_id: int) -> list[CaseEvent]:
        """The log of a case, oldest first."""
        ...

    async def free_code(self) -> str:
        """A case code that no case has. Raises `RuntimeError` when none is found."""
        ...

    async def add_case(self, case: Case, events: Sequence[CaseEvent], member: Member) -> StoredCase:
        """Store a new case with its log and facts; the member owns it and has it open."""
        ...

    async def join_case(self, case_id: int, member: Member) -> None:
        """Let a member take part in a case and have it open; the owner stays who it was."""
        ...

    async def save_case(self, case: StoredCase, events: Sequence[CaseEvent]) -> None:
        """Store a changed case with its log.

        A closed case loses its links to people, its open follow-ups end, and the messages about it are to be changed.
        Its facts are counted and deleted, and the kind of danger is forgotten. As long as it is open, both are written
        by `save_facts` and `note_danger` only: what the case that is given says of them counts for nothing here.

        Raises:
            StaleCaseError: the stored case is not the revision before this one.
        """
        ...

    async def save_facts(self, case_id: int, facts: Mapping[str, str], heard: Collection[str]) -> None:
        """Let the facts of an open case be exactly these; its revision stays.

        Args:
            case_id: the case.
            facts: fact -> value, words of the vocabulary.
            heard: those of them that were told last and not yet agreed to.

        Raises:
            StaleCaseError: there are facts to keep, and the case is closed or deleted; nothing was written.
        """
        ...

    async def note_danger(self, case_id: int, kind: str | None) -> None:
        """Remember of an open case what danger was told, a safety intent; None: none any more. Its revision stays.

        Of a case that is closed meanwhile nothing is noted.
        """
        ...

    async def delete_case(self, case_id: int) -> None:
        """Delete a case with its log and links, for real; the messages about it are to be changed."""
        ...

    async def set_current(self, member: Member, case_id: int | None) -> None:
        """Which case a member has open in the chat."""
        ...

    async def open_cases(
        self, member: Member, *, limit: int, steps: Collection[str] = ()
    ) -> tuple[list[StoredCase], int]:
        """The open cases this member may open, longest untouched first, and how many there are, a thousand at most."""
        ...

    async def reachable_case(self, code: str, member: Member) -> StoredCase | None:
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

    async def use_share(self, code: str, member: Member, now: datetime) -> StoredCase | None:
        """The open case of the member's team that a code shares, taken once; None when unknown, used or expired."""
        ...
