"""What the bot says of its own accord: rows, not timers. Free of content about anybody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.domain.messages import Address


class NoticeKind(StrEnum):
    """What a notice is about."""

    REMINDER = "herinnering"
    """A follow-up is due."""
    CONSULTATION = "overlegvraag"
    """A colleague asks the care team to look along."""
    TAKEN = "overleg_opgenomen"
    """To the asker: the care team takes it up."""
    LATER_TODAY = "overleg_later"
    """To the asker: the care team looks at it later."""
    SUMMARY = "dagoverzicht"
    """The day's summary; rendered when it is sent."""
    HOLIDAY = "vakantievraag"
    """A holiday is near: who has this case meanwhile?"""
    SILENT = "stil_dossier"
    """Nothing happened for a long time: close it?"""
    PURGE = "opruimwaarschuwing"
    """Closed cases will be purged in 72 hours."""
    HANDED_OVER = "overgedragen"
    """A case was handed over to whom this goes to."""
    UNDELIVERED = "niet_bezorgd"
    """To the coordinator: a reminder could not be delivered (dead letter)."""
    GROUP_LOST = "groep_weg"
    """To the care team: the group can no longer be reached and was unlinked."""
    ENDED = "afgehandeld"
    """Only changes a message sent before: its case was closed or deleted."""


class NoticeState(StrEnum):
    """How far a notice is."""

    READY = "klaar"
    """To be sent from `next_at` on."""
    SENT = "verstuurd"
    """Delivered; `message_key` says as what."""
    TO_CHANGE = "te_wijzigen"
    """Delivered, and what it says is no longer so: to be edited."""
    CHANGED = "gewijzigd"
    REFUSED = "geweigerd"
    """The channel will never deliver it."""


@dataclass(frozen=True)
class NewNotice:
    """One message to one address, before it is stored."""

    address: Address
    kind: NoticeKind
    team_id: int
    case_id: int | None = None
    follow_up_id: int | None = None
    round: int = 0
    """The revision of the follow-up it was made for: every answer begins a new round."""
    level: int = 0
    """Of a reminder or a consultation: which level of the escalation policy; 0 for anything else."""
    cases: int | None = None
    """Of a warning of a purge: how many cases it is about."""
    day: date | None = None
    """Set where an address gets at most one of this kind a day."""
    next_at: datetime | None = None
    """When it is to be sent or changed; None when there is nothing to do."""


@dataclass(frozen=True, kw_only=True)
class Notice(NewNotice):
    """One message to one address."""

    id: int
    state: NoticeState = NoticeState.READY
    attempts: int = 0
    message_key: str | None = None
    """What the channel knows the message by that it was sent as."""
    sent_at: datetime | None = None
