"""A case knows what was told of it: facts, and the kind of danger. Of the facts of closed cases there are counts."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the column and the tables; no row changes."""
    # Said so that SQLite need not copy all the cases for it.
    known = "CONSTRAINT fk_case_gevaar REFERENCES vocabulary (term)"
    op.execute(f'ALTER TABLE "case" ADD COLUMN gevaar VARCHAR(64) {known}')
    op.create_table(
        "case_fact",
        sa.Column("case_id", sa.Integer, nullable=False),
        *_word("fact", "case_fact"),
        *_word("value", "case_fact"),
        sa.Column("heard", sa.Boolean, nullable=False),
        _link("case_id", "case_fact", "case.id"),
        sa.PrimaryKeyConstraint("case_id", "fact", name="pk_case_fact"),
    )
    op.create_table(
        "fact_count",
        sa.Column("team_id", sa.Integer, nullable=False),
        sa.Column("school_year", sa.Integer, nullable=False),
        *_word("fact", "fact_count"),
        *_word("value", "fact_count"),
        sa.Column("cases", sa.Integer, nullable=False),
        _link("team_id", "fact_count", "team.id"),
        sa.PrimaryKeyConstraint("team_id", "school_year", "fact", "value", name="pk_fact_count"),
    )


def _word(name: str, table: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column(name, sa.String(64), nullable=False),
        sa.ForeignKeyConstraint([name], ["vocabulary.term"], name=f"fk_{table}_{name}"),
    ]


def _link(name: str, table: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([name], [to], name=f"fk_{table}_{name}", ondelete="CASCADE")
