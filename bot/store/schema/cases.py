"""The tables. No column can hold a name or a free text about a case: words come from `vocabulary`, by foreign key.

Two texts are free: `team.name`, the school's own name, and `vocabulary.term` itself, which is filled from the step plan
and the code, never from a message. What channels know people, chats and messages by is text without a space.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
    false,
    true,
)

from bot.domain.cases import MEMORY
from bot.store.schema.columns import (
    TERM_LENGTH,
    UtcDateTime,
    key,
    metadata,
    no_sentence,
    partial_index,
    vocabulary,
    word,
)
from bot.store.schema.follow_ups import audit, case_count, fact_count, follow_up, notice
from bot.store.schema.web import web_login, web_session

__all__ = [
    "TERM_LENGTH",
    "answered",
    "audit",
    "case",
    "case_count",
    "case_event",
    "case_fact",
    "day_off",
    "fact_count",
    "follow_up",
    "invitation",
    "member",
    "metadata",
    "notice",
    "participant",
    "share",
    "team",
    "vocabulary",
    "web_login",
    "web_session",
]

team = Table(
    "team",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(100), nullable=False, unique=True),
    Column("created_at", UtcDateTime, nullable=False),
    # The care team's group: of one team only, or taps in it would be ambiguous.
    word("group_channel"),
    key("group_address"),
    # Minutes after midnight, Belgian time.
    Column("day_start", Integer, nullable=False, server_default="480"),
    Column("day_end", Integer, nullable=False, server_default="1020"),
    Column("group_too", Boolean, nullable=False, server_default=false()),
    Index("ix_team_group", "group_channel", "group_address", unique=True),
    *no_sentence("group_address"),
)

day_off = Table(
    "day_off",
    metadata,
    Column("team_id", Integer, ForeignKey("team.id", ondelete="CASCADE"), primary_key=True),
    Column("day", Date, primary_key=True),
)

case = Table(
    "case",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("code", String(40), nullable=False, unique=True),
    Column("team_id", Integer, ForeignKey("team.id", ondelete="CASCADE"), nullable=False, index=True),
    word("step", nullable=False),
    word("side"),
    Column("revision", Integer, nullable=False),
    *(word(name) for name in MEMORY),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("closed_at", UtcDateTime),
    # Handed over to the CLB.
    Column("clb", Boolean, nullable=False, server_default=false()),
    Column("paused_until", Date),
    # When the team was told that it will be purged, asked to close it, and asked who has it during a holiday.
    Column("warned_at", UtcDateTime),
    Column("asked_to_close_at", UtcDateTime),
    Column("asked_for_holiday", Date),
    # Three parts of capitals and digits: the form of a code, in which no sentence fits.
    CheckConstraint("code = upper(code) AND code LIKE '%-%-%' AND code NOT LIKE '% %'", name="code_form"),
    partial_index("ix_case_open", "team_id", "changed_at", "step", where="closed_at IS NULL"),
    partial_index("ix_case_side", "side", where="side IS NOT NULL AND closed_at IS NULL"),
    partial_index("ix_case_clb", "team_id", where="clb AND closed_at IS NULL"),
    partial_index("ix_case_paused_until", "paused_until", where="paused_until IS NOT NULL"),
    partial_index("ix_case_changed_at", "changed_at", where="closed_at IS NULL AND asked_to_close_at IS NULL"),
    partial_index("ix_case_closed_at", "closed_at", where="closed_at IS NOT NULL AND warned_at IS NULL"),
    partial_index("ix_case_warned_at", "warned_at", where="warned_at IS NOT NULL"),
    # A button made for a deleted case must not fit a later one.
    sqlite_autoincrement=True,
)

case_event = Table(
    "case_event",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("case_id", Integer, ForeignKey("case.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("at", UtcDateTime, nullable=False),
    word("role", nullable=False),
    word("kind", nullable=False),
    word("origin"),
    word("target"),
    word("choice"),
)

case_fact = Table(
    "case_fact",
    metadata,
    Column("case_id", Integer, ForeignKey("case.id", ondelete="CASCADE"), primary_key=True),
    word("fact", primary_key=True),
    word("value", nullable=False),
    # Told last, and not yet agreed to.
    Column("heard", Boolean, nullable=False),
)

member = Table(
    "member",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("team_id", Integer, ForeignKey("team.id", ondelete="CASCADE"), nullable=False, index=True),
    word("channel", nullable=False),
    key("address", nullable=False),
    word("role", nullable=False),
    Column("current_case_id", Integer, ForeignKey("case.id", ondelete="SET NULL"), index=True),
    # Wants the summary of the day.
    Column("summary", Boolean, nullable=False, server_default=false()),
    # False once the channel said that nothing arrives any more.
    Column("reachable", Boolean, nullable=False, server_default=true()),
    UniqueConstraint("channel", "address"),
    *no_sentence("address"),
)

participant = Table(
    "participant",
    metadata,
    Column("member_id", Integer, ForeignKey("member.id", ondelete="CASCADE"), primary_key=True),
    Column("case_id", Integer, ForeignKey("case.id", ondelete="CASCADE"), primary_key=True, index=True),
    # Reminders go to the owner.
    Column("owner", Boolean, nullable=False, server_default=false()),
    partial_index("uq_participant_owner", "case_id", where="owner", unique=True),
)

invitation = Table(
    "invitation",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("team_id", Integer, ForeignKey("team.id", ondelete="CASCADE"), nullable=False),
    word("role", nullable=False),
    Column("code_hash", LargeBinary(32), nullable=False, unique=True),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("uses_left", Integer, nullable=False),
)

share = Table(
    "share",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("case_id", Integer, ForeignKey("case.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("code_hash", LargeBinary(32), nullable=False, unique=True),
    Column("expires_at", UtcDateTime, nullable=False),
)

answered = Table(
    "answered",
    metadata,
    # Rises: what was answered last is what an address has on its screen.
    Column("id", Integer, primary_key=True),
    word("channel", nullable=False),
    key("message_id", nullable=False),
    key("address", nullable=False),
    Column("at", UtcDateTime, nullable=False, index=True),
    word("turn", nullable=False),
    word("subject"),
    # Of a guide.
    Column("page", Integer, nullable=False),
    # The follow-up an answer is about, and whether a day that is named next puts it off.
    Column("about", Integer, ForeignKey("follow_up.id", ondelete="SET NULL")),
    Column("putting_off", Boolean, nullable=False, server_default=false()),
    # The first school day after the holiday an answer is about.
    Column("day", Date),
    Column("case_id", Integer, ForeignKey("case.id", ondelete="SET NULL"), index=True),
    Column("sent", Boolean, nullable=False),
    # Until then somebody is sending it.
    Column("claimed_until", UtcDateTime),
    UniqueConstraint("channel", "message_id"),
    *no_sentence("message_id", "address"),
    Index("ix_answered_address", "channel", "address", "id"),
    partial_index("ix_answered_unsent", "channel", "id", where="NOT sent"),
    partial_index("ix_answered_about", "about", where="about IS NOT NULL"),
)
