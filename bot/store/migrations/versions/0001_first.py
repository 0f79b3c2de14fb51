"""The first tables: vocabulary, teams, members, invitations, cases with their log, answered messages."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_MEMORY = (
    "aanpak", "vorm", "ouders_gepeste", "ouders_pesters", "ouders_andere", "reden_ouders_gepeste",
    "reden_ouders_pesters", "reden_ouders_andere",
)  # fmt: skip


def _word(name: str, table: str, *, nullable: bool = True) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column(name, sa.String(64), nullable=nullable),
        sa.ForeignKeyConstraint([name], ["vocabulary.term"], name=f"fk_{table}_{name}"),
    ]


def _link(name: str, table: str, to: str, on_delete: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([name], [to], name=f"fk_{table}_{name}", ondelete=on_delete)


def upgrade() -> None:
    """Make all tables."""
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "vocabulary", sa.Column("term", sa.String(64)), sa.PrimaryKeyConstraint("term", name="pk_vocabulary")
    )
    op.create_table(
        "team",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_team"),
        sa.UniqueConstraint("name", name="uq_team_name"),
    )
    op.create_table(
        "case",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("team_id", sa.Integer, nullable=False),
        *_word("step", "case", nullable=False),
        *_word("side", "case"),
        sa.Column("revision", sa.Integer, nullable=False),
        *(item for key in _MEMORY for item in _word(key, "case")),
        sa.Column("opened_at", moment, nullable=False),
        sa.Column("changed_at", moment, nullable=False),
        sa.Column("closed_at", moment),
        _link("team_id", "case", "team.id", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_case"),
        sa.UniqueConstraint("code", name="uq_case_code"),
        sa.CheckConstraint(
            "code = upper(code) AND code LIKE '%-%-%' AND code NOT LIKE '% %'", name="ck_case_code_form"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_case_team_id", "case", ["team_id"])
    op.create_table(
        "case_event",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("case_id", sa.Integer, nullable=False),
        sa.Column("at", moment, nullable=False),
        *_word("role", "case_event", nullable=False),
        *_word("kind", "case_event", nullable=False),
        *_word("origin", "case_event"),
        *_word("target", "case_event"),
        *_word("choice", "case_event"),
        _link("case_id", "case_event", "case.id", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_case_event"),
    )
    op.create_index("ix_case_event_case_id", "case_event", ["case_id"])
    op.create_table(
        "member",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("team_id", sa.Integer, nullable=False),
        *_word("channel", "member", nullable=False),
        sa.Column("address", sa.BigInteger, nullable=False),
        *_word("role", "member", nullable=False),
        sa.Column("current_case_id", sa.Integer),
        _link("team_id", "member", "team.id", "CASCADE"),
        _link("current_case_id", "member", "case.id", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_member"),
        sa.UniqueConstraint("channel", "address", name="uq_member_channel"),
    )
    op.create_table(
        "participant",
        sa.Column("member_id", sa.Integer, nullable=False),
        sa.Column("case_id", sa.Integer, nullable=False),
        _link("member_id", "participant", "member.id", "CASCADE"),
        _link("case_id", "participant", "case.id", "CASCADE"),
        sa.PrimaryKeyConstraint("member_id", "case_id", name="pk_participant"),
    )
    op.create_index("ix_participant_case_id", "participant", ["case_id"])
    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("team_id", sa.Integer, nullable=False),
        *_word("role", "invitation", nullable=False),
        sa.Column("code_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("expires_at", moment, nullable=False),
        sa.Column("uses_left", sa.Integer, nullable=False),
        _link("team_id", "invitation", "team.id", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_invitation"),
        sa.UniqueConstraint("code_hash", name="uq_invitation_code_hash"),
    )
    op.create_table(
        "answered",
        *_word("channel", "answered", nullable=False),
        sa.Column("message_id", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("address", sa.BigInteger, nullable=False),
        sa.Column("at", moment, nullable=False),
        *_word("turn", "answered", nullable=False),
        *_word("subject", "answered"),
        sa.Column("page", sa.Integer, nullable=False),
        sa.Column("case_id", sa.Integer),
        sa.Column("sent", sa.Boolean, nullable=False),
        _link("case_id", "answered", "case.id", "SET NULL"),
        sa.PrimaryKeyConstraint("channel", "message_id", name="pk_answered"),
    )
    op.create_index("ix_answered_at", "answered", ["at"])
    op.create_index("ix_answered_address", "answered", ["address"])
