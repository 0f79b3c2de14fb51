"""A notice says its round, its level and how many cases it is about; until now one number held all three."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_ESCALATES = ("herinnering", "overlegvraag")
_COUNTS = "opruimwaarschuwing"
_IN_A_ROUND = 10
"""The number of a reminder was its round times this, and its level."""


def upgrade() -> None:
    """Read the numbers into columns of their own."""
    op.add_column("notice", sa.Column("level", sa.Integer, nullable=False, server_default="0"))
    op.add_column("notice", sa.Column("cases", sa.Integer))
    number, kind = sa.column("number", sa.Integer), sa.column("kind", sa.String)
    notice = sa.table("notice", number, kind, sa.column("round"), sa.column("level"), sa.column("cases"))
    # Nothing else told apart what was made for one round from what was made for another.
    read = {"round": number // _IN_A_ROUND, "level": number % _IN_A_ROUND}
    op.execute(sa.update(notice).where(kind.in_(_ESCALATES)).values(read))
    op.execute(sa.update(notice).where(kind == _COUNTS).values(cases=number))
    op.drop_index("uq_notice_follow_up", "notice")
    # SQLite copies the table and drops the old one, which nothing refers to.
    with op.batch_alter_table("notice") as table:
        table.drop_column("number")
        table.alter_column("level", server_default=None)
    some = sa.text("follow_up_id IS NOT NULL")
    columns = ["follow_up_id", "round", "kind", "level", "channel", "address"]
    op.create_index("uq_notice_follow_up", "notice", columns, unique=True, sqlite_where=some, postgresql_where=some)
