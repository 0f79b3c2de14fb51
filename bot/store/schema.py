"""The tables. No column can hold a name or a free text about a case: words come from `vocabulary`, by foreign key.

Two texts are free: `team.name`, the school's own name, and `vocabulary.term` itself, which is filled from the step plan
and the code, never from a message.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    TypeDecorator,
    UniqueConstraint,
)

from bot.cases import MEMORY

TERM_LENGTH = 64


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment in UTC; SQLite forgets the zone, this puts it back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a moment without a zone."""
        if value is not None and value.tzinfo is None:
            raise ValueError("a stored moment must be aware")
        return value.astimezone(UTC) if value is not None else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Say that it is UTC."""
        return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value


metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
    }
)

vocabulary = Table("vocabulary", metadata, Column("term", String(TERM_LENGTH), primary_key=True))


def _word(name: str, **options: Any) -> Column[Any]:
    """A column whose value is one of the vocabulary; the database refuses anything else."""
    return Column(name, String(TERM_LENGTH), ForeignKey("vocabulary.term"), **options)


team = Table(
    "team",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(100), nullable=False, unique=True),
    Column("created_at", UtcDateTime, nullable=False),
)

case = Table(
    "case",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code", String(40), nullable=False, unique=True),
    Column("team_id", Integer, ForeignKey("team.id", ondelete="CASCADE"), nullable=False, index=True),
    _word("step", nullable=False),
    _word("side"),
    Column("revision", Integer, nullable=False),
    *(_word(key) for key in MEMORY),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("closed_at", UtcDateTime),
    # Three parts of capitals and digits: the form of a code, in which no sentence fits.
    CheckConstraint("code = upper(code) AND code LIKE '%-%-%' AND code NOT LIKE '% %'", name="code_form"),
    # A button made for a deleted case must not fit a later one.
    sqlite_autoincrement=True,
)

case_event = Table(
    "case_event",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("case_id", Integer, ForeignKey("case.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("at", UtcDateTime, nullable=False),
    _word("role", nullable=False),
    _word("kind", nullable=False),
    _word("origin"),
    _word("target"),
    _word("choice"),
)

member = Table(
    "member",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("team_id", Integer, ForeignKey("team.id", ondelete="CASCADE"), nullable=False),
    _word("channel", nullable=False),
    Column("address", BigInteger, nullable=False),
    _word("role", nullable=False),
    Column("current_case_id", Integer, ForeignKey("case.id", ondelete="SET NULL")),
    UniqueConstraint("channel", "address"),
)

participant = Table(
    "participant",
    metadata,
    Column("member_id", Integer, ForeignKey("member.id", ondelete="CASCADE"), primary_key=True),
    Column("case_id", Integer, ForeignKey("case.id", ondelete="CASCADE"), primary_key=True, index=True),
)

invitation = Table(
    "invitation",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("team_id", Integer, ForeignKey("team.id", ondelete="CASCADE"), nullable=False),
    _word("role", nullable=False),
    Column("code_hash", LargeBinary(32), nullable=False, unique=True),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("uses_left", Integer, nullable=False),
)

answered = Table(
    "answered",
    metadata,
    _word("channel", primary_key=True),
    Column("message_id", BigInteger, primary_key=True, autoincrement=False),
    Column("address", BigInteger, nullable=False, index=True),
    Column("at", UtcDateTime, nullable=False, index=True),
    _word("turn", nullable=False),
    _word("subject"),
    Column("page", Integer, nullable=False),
    Column("case_id", Integer, ForeignKey("case.id", ondelete="SET NULL")),
    Column("sent", Boolean, nullable=False),
)
