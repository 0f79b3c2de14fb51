"""One chain of hashes per team of who, as which role, did what. The database refuses to change or delete a line."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime

from sqlalchemy import bindparam, insert, select

from bot.clock import to_the_minute
from bot.domain.audit import FIRST, Action, AuditLine, line_hash
from bot.store.repository import Repository
from bot.store.schema import cases as schema

_A, _T = schema.audit, schema.team
_LAST = select(_A.c.number, _A.c.hash).where(_A.c.team_id == bindparam("team")).order_by(_A.c.number.desc()).limit(1)
_ACTIONS = frozenset(Action)


class Audit(Repository):
    """See `bot.ports.retention.Upkeep`."""

    async def add_audit(self, team_id: int, role: str, action: Action, case_id: int | None, now: datetime) -> None:
        """A line in the team's chain."""
        # One writer at a time in a chain; SQLite has only one anyway. Rows that merely refer to the team can still be
        # added meanwhile.
        if self._connection.dialect.name != "sqlite":
            await self._connection.execute(select(_T.c.id).where(_T.c.id == team_id).with_for_update(key_share=True))
        before = (await self._connection.execute(_LAST, {"team": team_id})).one_or_none()
        number, previous = (before.number + 1, before.hash) if before else (1, FIRST)
        at = to_the_minute(now.astimezone(UTC))
        line = AuditLine(team_id, number, at, role, action, case_id, previous, b"")
        values = dataclasses.asdict(dataclasses.replace(line, hash=line_hash(line)))
        await self._connection.execute(insert(_A), values | {"action": action.value})

    async def audit_lines(self, team_id: int) -> list[AuditLine]:
        """The chain of a team, oldest first."""
        query = select(_A).where(_A.c.team_id == team_id).order_by(_A.c.number)
        rows = (await self._connection.execute(query)).all()
        return [
            AuditLine(r.team_id, r.number, r.at, r.role, _action(r.action), r.case_id, r.previous, r.hash) for r in rows
        ]


def _action(word: str) -> str:
    return Action(word) if word in _ACTIONS else word
