"""Who may do what: the permission matrix of docs/privacy.md, as pure functions."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from bot.domain.teams import Member, Role


class Permission(StrEnum):
    """What somebody may do in their own team."""

    OPEN_CASES = "dossiers_openen"
    """Start a case."""
    SEE_OWN = "eigen_zien"
    """See and move the open cases they take part in."""
    SEE_ALL = "alles_zien"
    """See and move every open case of the school."""
    SEE_HANDED_OVER = "overgedragen_zien"
    """See and move the open cases that were handed over to the CLB."""
    REOPEN = "heropenen"
    """Open a closed case of the school again, with its code."""
    SHARE = "delen"
    """Share or hand over a case they may open."""
    TAKE_OVER = "overnemen"
    """Become the owner of a case they may open."""
    LINK_GROUP = "groep_koppelen"
    """Link or unlink the care team's group, and set when and to whom reminders go."""
    ANSWER_CONSULTATION = "overleg_beantwoorden"
    """Take up a question to look along."""
    RECEIVE_HANDED_OVER = "overdracht_krijgen"
    """Be told of a case that is handed over to the CLB; where nobody has this right, none can be."""
    ASKED_FIRST = "eerst_gevraagd"
    """Be asked to look along, and be reminded of what an owner does not answer."""
    ASKED_LAST = "laatst_gevraagd"
    """Be reminded of what nobody answers, and be told whom nothing can be delivered to any more."""


_EVERYBODY = frozenset({Permission.SEE_OWN, Permission.SHARE, Permission.TAKE_OVER})
_CARE = _EVERYBODY | {
    Permission.OPEN_CASES,
    Permission.SEE_ALL,
    Permission.REOPEN,
    Permission.LINK_GROUP,
    Permission.ANSWER_CONSULTATION,
}

MATRIX: dict[Role, frozenset[Permission]] = {
    Role.TEACHER: _EVERYBODY | {Permission.OPEN_CASES, Permission.REOPEN},
    Role.CARE_TEAM: _CARE | {Permission.ASKED_FIRST},
    Role.CLB: _EVERYBODY | {Permission.SEE_HANDED_OVER, Permission.RECEIVE_HANDED_OVER},
    Role.ADMIN: _CARE | {Permission.ASKED_LAST},
}
"""Role -> what it may do. Somebody of no team may read guides and practise, and nothing else."""


def may(member: Member | None, permission: Permission) -> bool:
    """Whether somebody may do this."""
    return member is not None and permission in MATRIX[member.role]


def roles_with(permissions: Collection[Permission]) -> tuple[Role, ...]:
    """The roles that have any of these rights."""
    return tuple(role for role, granted in MATRIX.items() if not granted.isdisjoint(permissions))
