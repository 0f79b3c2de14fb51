"""Who, as which role, looked at or changed which case: one chain of hashes per team, without content."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

FIRST = bytes(32)
"""What the first line of a chain follows."""


class Action(StrEnum):
    """What was done."""

    OPENED = "dossier_geopend"
    LOOKED = "dossier_bekeken"
    CHANGED = "dossier_gewijzigd"
    CLOSED = "dossier_gesloten"
    REOPENED = "dossier_heropend"
    DELETED = "dossier_gewist"
    PURGED = "dossier_opgeruimd"
    SHARED = "dossier_gedeeld"
    JOINED = "dossier_gedeeld_geopend"
    TOOK_OVER = "dossier_overgenomen"
    HANDED_TO_CLB = "dossier_naar_clb"
    FOLLOWED_UP = "opvolging_beantwoord"
    ASKED_CARE_TEAM = "overleg_gevraagd"
    GROUP_LINKED = "groep_gekoppeld"
    GROUP_UNLINKED = "groep_ontkoppeld"
    JOINED_TEAM = "lid_erbij"
    LEFT_TEAM = "lid_weg"
    EXPORTED = "cijfers_uitgevoerd"
    SCHOOL_ADDED = "school_toegevoegd"
    SCHOOL_CHANGED = "school_gewijzigd"
    INVITED = "uitnodiging_gemaakt"
    INVITATION_WITHDRAWN = "uitnodiging_ingetrokken"


@dataclass(frozen=True)
class AuditLine:
    """One line."""

    team_id: int
    number: int
    """Counted from 1 in each team, without gaps."""
    at: datetime
    """To the minute, UTC."""
    role: str
    """Of a member, or `systeem`."""
    action: str
    """An `Action`, or whatever else stands there: what no program of ours wrote is shown as it is."""
    case_id: int | None
    previous: bytes
    hash: bytes


SYSTEM = "systeem"


def line_hash(line: AuditLine) -> bytes:
    """The SHA-256 of a line and of the hash before it."""
    told = (line.team_id, line.number, line.at.astimezone(UTC).isoformat(), line.role, line.action, line.case_id)
    return hashlib.sha256(line.previous + "\n".join(map(str, told)).encode()).digest()


def first_broken(lines: Iterable[AuditLine]) -> AuditLine | None:
    """The first line of one team's chain that does not follow from the one before it; None when all do."""
    previous = FIRST
    for number, line in enumerate(lines, start=1):
        if line.number != number or line.previous != previous or line.hash != line_hash(line):
            return line
        previous = line.hash
    return None
