"""The tables of follow-ups, notices, audit and counts; `bot.store.schema.cases` says what holds for all."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Integer,
    LargeBinary,
    Table,
    UniqueConstraint,
    false,
)

from bot.store.schema.columns import UtcDateTime, key, metadata, no_sentence, partial_index, word

follow_up = Table(
    "follow_up",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("case_id", Integer, ForeignKey("case.id", ondelete="CASCADE"), nullable=False, index=True),
    # That of the case, which never changes: an agenda is then one walk along an index.
    Column("team_id", Integer, ForeignKey("team.id", ondelete="CASCADE"), nullable=False),
    word("kind", nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    # What was agreed first: putting off does not change it.
    Column("first_due_at", UtcDateTime, nullable=False),
    word("state", nullable=False),
    # Why it is no longer needed, or what was found.
    word("reason"),
    Column("revision", Integer, nullable=False),
    # The last level of the escalation that was told, and when the next is due; NULL while a reminder is on its way.
    Column("rung", Integer, nullable=False),
    Column("next_at", UtcDateTime),
    Column("ended_at", UtcDateTime),
    word("ended_by"),
    partial_index("ix_follow_up_next_at", "next_at", where="next_at IS NOT NULL"),
    partial_index("ix_follow_up_due_at", "team_id", "due_at", where="state = 'open'"),
    partial_index("uq_follow_up_open", "case_id", "kind", where="state = 'open'", unique=True),
    # A button made for a deleted follow-up must not fit a later one.
    sqlite_autoincrement=True,
)

notice = Table(
    "notice",
    metadata,
    Column("id", Integer, primary_key=True),
    word("channel", nullable=False),
    key("address", nullable=False),
    word("kind", nullable=False),
    Column("team_id", Integer, ForeignKey("team.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("case_id", Integer, ForeignKey("case.id", ondelete="CASCADE"), index=True),
    Column("follow_up_id", Integer, ForeignKey("follow_up.id", ondelete="CASCADE"), index=True),
    # The revision of the follow-up it was made for: after an answer the escalation begins again.
    Column("round", Integer, nullable=False),
    # Of the escalation policy; 0 for what does not escalate.
    Column("level", Integer, nullable=False),
    # How many cases a warning of a purge is about.
    Column("cases", Integer),
    # The day a summary is for.
    Column("day", Date),
    word("state", nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_at", UtcDateTime),
    # Of the last claim: until then nobody else gets it.
    Column("claimed_until", UtcDateTime),
    # What it says changed while it was being sent or edited: to be edited (once more).
    Column("overtaken", Boolean, nullable=False, server_default=false()),
    # What the channel knows the message by, to change it later.
    key("message_id"),
    Column("sent_at", UtcDateTime),
    *no_sentence("address", "message_id"),
    partial_index("ix_notice_next_at", "next_at", where="next_at IS NOT NULL"),
    partial_index("ix_notice_message_id", "channel", "address", "message_id", where="message_id IS NOT NULL"),
    partial_index(
        "uq_notice_follow_up",
        "follow_up_id",
        "round",
        "kind",
        "level",
        "channel",
        "address",
        where="follow_up_id IS NOT NULL",
        unique=True,
    ),
    partial_index(
        "uq_notice_day",
        "channel",
        "address",
        "kind",
        "day",
        "team_id",
        where="day IS NOT NULL AND case_id IS NULL",
        unique=True,
    ),
)

audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    # No foreign keys: a line outlives its case and its team.
    Column("team_id", Integer, nullable=False),
    Column("number", Integer, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    word("role", nullable=False),
    word("action", nullable=False),
    Column("case_id", Integer),
    Column("previous", LargeBinary(32), nullable=False),
    Column("hash", LargeBinary(32), nullable=False),
    UniqueConstraint("team_id", "number"),
)

case_count = Table(
    "case_count",
    metadata,
    Column("team_id", Integer, ForeignKey("team.id", ondelete="CASCADE"), primary_key=True),
    # The year in which the school year began.
    Column("school_year", Integer, primary_key=True),
    Column("month", Integer, primary_key=True),
    word("step", primary_key=True),
    word("approach", primary_key=True),
    word("outcome", primary_key=True),
    Column("days", Integer, primary_key=True),
    Column("cases", Integer, nullable=False),
)

fact_count = Table(
    "fact_count",
    metadata,
    Column("team_id", Integer, ForeignKey("team.id", ondelete="CASCADE"), primary_key=True),
    # The year in which the school year began.
    Column("school_year", Integer, primary_key=True),
    word("fact", primary_key=True),
    word("value", primary_key=True),
    Column("cases", Integer, nullable=False),
)
