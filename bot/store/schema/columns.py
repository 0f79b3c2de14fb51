"""What the tables are made of: moments in UTC, and words that only the vocabulary can give."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    MetaData,
    String,
    Table,
    TypeDecorator,
    text,
)

TERM_LENGTH = 64
KEY_LENGTH = 255


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


def word(name: str, **options: Any) -> Column[Any]:
    """A column whose value is one of the vocabulary; the database refuses anything else."""
    return Column(name, String(TERM_LENGTH), ForeignKey("vocabulary.term"), **options)


def key(name: str, **options: Any) -> Column[Any]:
    """A column of what a channel knows a person, a chat or a message by."""
    return Column(name, String(KEY_LENGTH), **options)


def no_sentence(*names: str) -> Iterator[CheckConstraint]:
    """Checks that keep every sentence out of columns of keys: no key has a space in it."""
    return (CheckConstraint(f"{name} NOT LIKE '% %'", name=f"{name}_form") for name in names)


def partial_index(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    """An index of the rows for which a condition holds; a query must repeat the condition to be answered by it."""
    condition = text(where)
    return Index(name, *columns, unique=unique, sqlite_where=condition, postgresql_where=condition)
