"""What signing in on the web page and the care team's board need of a store, whichever keeps it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Protocol

from bot.domain.teams import Member
from bot.domain.web_access import BoardCase, WebSession


class WebAccess(Protocol):
    """Codes and sessions of the web page; of each only a hash is kept."""

    async def add_web_login(self, code: str, member_id: int, expires_at: datetime, *, personal: bool) -> None:
        """A code to sign in with, in place of the member's earlier one of the same sort.

        `personal`: it can be used until it expires; any other only once.
        """
        ...

    async def use_web_login(self, code: str, now: datetime) -> Member | None:
        """Whose code this is; None when it is unknown, used or expired. A personal one holds on from now."""
        ...

    async def add_web_session(self, token_hash: bytes, member_id: int, now: datetime) -> None:
        """Somebody signed in; what expired is forgotten."""
        ...

    async def web_session(self, token_hash: bytes, now: datetime, *, used: bool = True) -> WebSession | None:
        """The session with this token; None when there is none (any more).

        `used`: by its member, so that it lasts on from now; an open page that asks for news by itself is no use.
        """
        ...

    async def live_web_sessions(self, token_hashes: Collection[bytes], now: datetime) -> set[bytes]:
        """Which of these sessions still hold."""
        ...

    async def forget_expired_sign_ins(self, now: datetime) -> None:
        """Delete the codes and sessions that expired."""
        ...

    async def end_web_session(self, token_hash: bytes) -> None:
        """Somebody signed out."""
        ...


class Boards(Protocol):
    """What the board shows."""

    async def board(self, member: Member, limit: int) -> tuple[list[BoardCase], int]:
        """The open cases this member may open, longest untouched first, and how many there are, a thousand at most."""
        ...

    async def change_marker(self, team_id: int) -> int:
        """A number that goes up with whatever happens to the team's cases."""
        ...
