"""Which cases a member may open: `bot.domain.permissions.MATRIX` as a condition on rows."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, false, select, text, true, union

from bot.domain.permissions import Permission, may
from bot.domain.teams import Member
from bot.store.schema import cases as schema

_C, _F, _P = schema.case, schema.follow_up, schema.participant


def open_to(member: Member) -> ColumnElement[bool]:
    """Open cases this member may open."""
    seen = _C.c.team_id == member.team_id if may(member, Permission.SEE_ALL) else _C.c.id.in_(_few(member))
    return seen & _C.c.closed_at.is_(None)


def followed_by(member: Member) -> ColumnElement[bool]:
    """Follow-ups of cases this member may open. An open one belongs to an open case."""
    return _F.c.team_id == member.team_id if may(member, Permission.SEE_ALL) else _F.c.case_id.in_(_few(member))


def _few(member: Member) -> Select[tuple[int]]:
    """The open cases of somebody who does not see all: their own, and those handed over to them."""
    own = select(_P.c.case_id).where(_P.c.member_id == member.id if may(member, Permission.SEE_OWN) else false())
    if not may(member, Permission.SEE_HANDED_OVER):
        return own
    handed_over = (_C.c.team_id == member.team_id) & text('"case".clb') & _C.c.closed_at.is_(None)
    both = union(own, select(_C.c.id).where(handed_over)).subquery()
    return select(both.c.case_id).where(true())
