"""The tables of the web page; `bot.store.schema.cases` says what holds for all."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Integer, LargeBinary, Table

from bot.store.schema.columns import UtcDateTime, metadata, partial_index

web_login = Table(
    "web_login",
    metadata,
    Column("code_hash", LargeBinary(32), primary_key=True),
    Column("member_id", Integer, ForeignKey("member.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("expires_at", UtcDateTime, nullable=False),
    # Can be used again until it expires; any other only once.
    Column("personal", Boolean, nullable=False),
    partial_index("uq_web_login_personal", "member_id", where="personal", unique=True),
)

web_session = Table(
    "web_session",
    metadata,
    Column("token_hash", LargeBinary(32), primary_key=True),
    # A session ends with the membership.
    Column("member_id", Integer, ForeignKey("member.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
)
