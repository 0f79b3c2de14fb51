"""Follow-ups, notices, roles that see more than their own cases, audit, and what remains of purged cases."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_MOMENT = sa.DateTime(timezone=True)

_APPEND_ONLY_POSTGRESQL = (
    """CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the audit is append-only'; END $$""",
    """CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only()""",
)
_APPEND_ONLY_SQLITE = tuple(
    f"CREATE TRIGGER audit_no_{event} BEFORE {event} ON audit "
    "BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END"
    for event in ("update", "delete")
)


def _word(name: str, table: str, *, nullable: bool = True) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column(name, sa.String(64), nullable=nullable),
        sa.ForeignKeyConstraint([name], ["vocabulary.term"], name=f"fk_{table}_{name}"),
    ]


def _link(name: str, table: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([name], [to], name=f"fk_{table}_{name}", ondelete="CASCADE")


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=f"pk_{table}")


def _partial_index(name: str, table: str, columns: Sequence[str], where: str, *, unique: bool = False) -> None:
    condition = sa.text(where)
    op.create_index(name, table, list(columns), unique=unique, sqlite_where=condition, postgresql_where=condition)


def upgrade() -> None:
    """Make the tables and columns."""
    _extend_tables()
    # Whoever opened a case is its owner. Who came first was not kept; who joined the school first comes nearest.
    first = "SELECT min(p.member_id) FROM participant p WHERE p.case_id = participant.case_id"
    op.execute(f"UPDATE participant SET owner = ({first}) = member_id")  # noqa: S608 - our own words only
    _index_tables()
    _make_small_tables()
    _make_follow_ups()
    _make_notices()
    _make_audit()


def _extend_tables() -> None:
    # One by one: SQLite adds a column in place, but would copy and drop a table for anything more.
    columns = {
        "team": (
            sa.Column("group_address", sa.BigInteger),
            sa.Column("day_start", sa.Integer, nullable=False, server_default="480"),
            sa.Column("day_end", sa.Integer, nullable=False, server_default="1020"),
            sa.Column("group_too", sa.Boolean, nullable=False, server_default=sa.false()),
        ),
        "case": (
            sa.Column("clb", sa.Boolean, nullable=False, server_default=sa.false()),
            sa.Column("paused_until", sa.Date),
            sa.Column("warned_at", _MOMENT),
            sa.Column("asked_to_close_at", _MOMENT),
            sa.Column("asked_for_holiday", sa.Date),
        ),
        "member": (
            sa.Column("summary", sa.Boolean, nullable=False, server_default=sa.false()),
            sa.Column("reachable", sa.Boolean, nullable=False, server_default=sa.true()),
        ),
        "participant": (sa.Column("owner", sa.Boolean, nullable=False, server_default=sa.false()),),
        "answered": (sa.Column("claimed_until", _MOMENT),),
    }
    for table, added in columns.items():
        for column in added:
            op.add_column(table, column)
    # Alembic would add the foreign key apart from its column, which SQLite cannot.
    link = "CONSTRAINT fk_team_group_channel REFERENCES vocabulary (term)"
    op.execute(f"ALTER TABLE team ADD COLUMN group_channel VARCHAR(64) {link}")


def _index_tables() -> None:
    op.create_index("ix_team_group", "team", ["group_channel", "group_address"], unique=True)
    op.create_index("ix_member_team_id", "member", ["team_id"])
    op.create_index("ix_member_current_case_id", "member", ["current_case_id"])
    op.create_index("ix_answered_case_id", "answered", ["case_id"])
    _partial_index("ix_answered_unsent", "answered", ["channel", "message_id"], "NOT sent")
    _partial_index("uq_participant_owner", "participant", ["case_id"], "owner", unique=True)
    _partial_index("ix_case_open", "case", ["team_id", "changed_at", "step"], "closed_at IS NULL")
    _partial_index("ix_case_side", "case", ["side"], "side IS NOT NULL AND closed_at IS NULL")
    _partial_index("ix_case_clb", "case", ["team_id"], "clb AND closed_at IS NULL")
    _partial_index("ix_case_paused_until", "case", ["paused_until"], "paused_until IS NOT NULL")
    _partial_index("ix_case_changed_at", "case", ["changed_at"], "closed_at IS NULL AND asked_to_close_at IS NULL")
    _partial_index("ix_case_closed_at", "case", ["closed_at"], "closed_at IS NOT NULL AND warned_at IS NULL")
    _partial_index("ix_case_warned_at", "case", ["warned_at"], "warned_at IS NOT NULL")


def _make_small_tables() -> None:
    op.create_table(
        "day_off",
        sa.Column("team_id", sa.Integer, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        _link("team_id", "day_off", "team.id"),
        _key("day_off", "team_id", "day"),
    )
    op.create_table(
        "share",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("case_id", sa.Integer, nullable=False),
        sa.Column("code_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("expires_at", _MOMENT, nullable=False),
        _link("case_id", "share", "case.id"),
        _key("share", "id"),
        sa.UniqueConstraint("code_hash", name="uq_share_code_hash"),
    )
    op.create_index("ix_share_case_id", "share", ["case_id"])


def _make_follow_ups() -> None:
    op.create_table(
        "follow_up",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("case_id", sa.Integer, nullable=False),
        sa.Column("team_id", sa.Integer, nullable=False),
        *_word("kind", "follow_up", nullable=False),
        sa.Column("due_at", _MOMENT, nullable=False),
        sa.Column("first_due_at", _MOMENT, nullable=False),
        *_word("state", "follow_up", nullable=False),
        *_word("reason", "follow_up"),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("rung", sa.Integer, nullable=False),
        sa.Column("next_at", _MOMENT),
        sa.Column("ended_at", _MOMENT),
        *_word("ended_by", "follow_up"),
        _link("case_id", "follow_up", "case.id"),
        _link("team_id", "follow_up", "team.id"),
        _key("follow_up", "id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_follow_up_case_id", "follow_up", ["case_id"])
    _partial_index("ix_follow_up_next_at", "follow_up", ["next_at"], "next_at IS NOT NULL")
    _partial_index("ix_follow_up_due_at", "follow_up", ["team_id", "due_at"], "state = 'open'")
    _partial_index("uq_follow_up_open", "follow_up", ["case_id", "kind"], "state = 'open'", unique=True)


def _make_notices() -> None:
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer, nullable=False),
        *_word("channel", "notice", nullable=False),
        sa.Column("address", sa.BigInteger, nullable=False),
        *_word("kind", "notice", nullable=False),
        sa.Column("team_id", sa.Integer, nullable=False),
        sa.Column("case_id", sa.Integer),
        sa.Column("follow_up_id", sa.Integer),
        sa.Column("round", sa.Integer, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("day", sa.Date),
        *_word("state", "notice", nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("next_at", _MOMENT),
        sa.Column("claimed_until", _MOMENT),
        sa.Column("overtaken", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("message_id", sa.BigInteger),
        sa.Column("sent_at", _MOMENT),
        _link("team_id", "notice", "team.id"),
        _link("case_id", "notice", "case.id"),
        _link("follow_up_id", "notice", "follow_up.id"),
        _key("notice", "id"),
    )
    for column in ("team_id", "case_id", "follow_up_id"):
        op.create_index(f"ix_notice_{column}", "notice", [column])
    _partial_index("ix_notice_next_at", "notice", ["next_at"], "next_at IS NOT NULL")
    message = ("channel", "address", "message_id")
    _partial_index("ix_notice_message_id", "notice", message, "message_id IS NOT NULL")
    same = ("follow_up_id", "round", "kind", "number", "channel", "address")
    _partial_index("uq_notice_follow_up", "notice", same, "follow_up_id IS NOT NULL", unique=True)
    daily = ("channel", "address", "kind", "day", "team_id")
    _partial_index("uq_notice_day", "notice", daily, "day IS NOT NULL AND case_id IS NULL", unique=True)


def _make_audit() -> None:
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("team_id", sa.Integer, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        *_word("role", "audit", nullable=False),
        *_word("action", "audit", nullable=False),
        sa.Column("case_id", sa.Integer),
        sa.Column("previous", sa.LargeBinary(32), nullable=False),
        sa.Column("hash", sa.LargeBinary(32), nullable=False),
        _key("audit", "id"),
        sa.UniqueConstraint("team_id", "number", name="uq_audit_team_id"),
    )
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in _APPEND_ONLY_SQLITE if is_sqlite else _APPEND_ONLY_POSTGRESQL:
        op.execute(statement)
    op.create_table(
        "case_count",
        sa.Column("team_id", sa.Integer, nullable=False),
        sa.Column("school_year", sa.Integer, nullable=False),
        sa.Column("month", sa.Integer, nullable=False),
        *_word("step", "case_count", nullable=False),
        *_word("approach", "case_count", nullable=False),
        *_word("outcome", "case_count", nullable=False),
        sa.Column("days", sa.Integer, nullable=False),
        sa.Column("cases", sa.Integer, nullable=False),
        _link("team_id", "case_count", "team.id"),
        _key("case_count", "team_id", "school_year", "month", "step", "approach", "outcome", "days"),
    )
