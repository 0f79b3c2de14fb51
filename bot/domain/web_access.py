"""Who is signed in on the page, what the board shows, and how long codes and sessions hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.domain.cases import StoredCase
from bot.domain.follow_ups import FollowUp
from bot.domain.teams import Member

LOGIN_HOLDS = timedelta(minutes=10)
"""How long a one-time code can be used."""
PERSONAL_HOLDS = timedelta(days=365)
"""How long a personal code holds after it was used last."""
SESSION_SLIDES = timedelta(hours=8)
"""A session ends so long after it was used last …"""
SESSION_LASTS = timedelta(hours=24)
"""… and in any case so long after signing in."""


@dataclass(frozen=True)
class WebSession:
    """Somebody signed in on the web page."""

    token_hash: bytes
    member: Member
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True)
class BoardCase:
    """An open case as the board shows it."""

    case: StoredCase
    owner: Member | None
    clb: bool
    """Handed over to the CLB."""
    paused_until: date | None
    follow_ups: tuple[FollowUp, ...]
    """The open ones, earliest first."""
