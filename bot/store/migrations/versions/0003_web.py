"""Signing in on the web page: codes and sessions, of which only hashes are kept."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "web_login",
        sa.Column("code_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("member_id", sa.Integer, nullable=False),
        sa.Column("expires_at", _MOMENT, nullable=False),
        sa.Column("personal", sa.Boolean, nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_web_login_member_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("code_hash", name="pk_web_login"),
    )
    op.create_index("ix_web_login_member_id", "web_login", ["member_id"])
    personal = sa.text("personal")
    op.create_index(
        "uq_web_login_personal",
        "web_login",
        ["member_id"],
        unique=True,
        sqlite_where=personal,
        postgresql_where=personal,
    )
    op.create_table(
        "web_session",
        sa.Column("token_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("member_id", sa.Integer, nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("expires_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name="fk_web_session_member_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("token_hash", name="pk_web_session"),
    )
    op.create_index("ix_web_session_member_id", "web_session", ["member_id"])
