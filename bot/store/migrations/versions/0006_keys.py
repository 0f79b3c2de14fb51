"""What channels know people, chats and messages by is text: only Telegram's are numbers. Answers get an order."""

from collections.abc import Iterable

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_KEY = sa.String(255)
_NUMBER = sa.BigInteger()


def upgrade() -> None:
    """Turn the numbers into text; no row is lost, and none gets another meaning."""
    _group_to_text()
    _to_text("member", ("address",))
    _to_text("notice", ("address", "message_id"))
    _number_answers()


def _group_to_text() -> None:
    # A column in the place of another: SQLite would have to copy all the schools for anything more.
    op.drop_index("ix_team_group", "team")
    op.alter_column("team", "group_address", new_column_name="group_number")
    check = "CONSTRAINT ck_team_group_address_form CHECK (group_address NOT LIKE '% %')"
    op.execute(f"ALTER TABLE team ADD COLUMN group_address VARCHAR(255) {check}")
    op.execute("UPDATE team SET group_address = CAST(group_number AS VARCHAR(255))")
    op.drop_column("team", "group_number")
    op.create_index("ix_team_group", "team", ["group_channel", "group_address"], unique=True)


def _to_text(table: str, columns: Iterable[str]) -> None:
    # SQLite copies the table; whoever migrates sees to it that what refers to the old one stays.
    with op.batch_alter_table(table) as altered:
        for column in columns:
            altered.alter_column(
                column, existing_type=_NUMBER, type_=_KEY, postgresql_using=f"CAST({column} AS VARCHAR(255))"
            )
            altered.create_check_constraint(f"ck_{table}_{column}_form", f"{column} NOT LIKE '% %'")


def _number_answers() -> None:
    """Make the table of answers anew: its numbers of messages, which rose, were its order too."""
    for index in ("address", "at", "case_id", "unsent", "about"):
        op.drop_index(f"ix_answered_{index}", "answered")
    op.rename_table("answered", "answered_before")
    if op.get_bind().dialect.name == "postgresql":
        # Its name is that of an index, of which there can be one.
        op.drop_constraint("pk_answered", "answered_before")
    _make_answers()
    names = "channel, at, turn, subject, page, about, putting_off, day, case_id, sent, claimed_until"
    keys = "CAST(message_id AS VARCHAR(255)), CAST(address AS VARCHAR(255))"
    op.execute(
        f"INSERT INTO answered (message_id, address, {names}) "  # noqa: S608 - our own words only
        f"SELECT {keys}, {names} FROM answered_before ORDER BY answered_before.message_id"
    )
    op.drop_table("answered_before")
    _index_answers()


def _make_answers() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "answered",
        sa.Column("id", sa.Integer, nullable=False),
        *_word("channel", nullable=False),
        sa.Column("message_id", _KEY, nullable=False),
        sa.Column("address", _KEY, nullable=False),
        sa.Column("at", moment, nullable=False),
        *_word("turn", nullable=False),
        *_word("subject"),
        sa.Column("page", sa.Integer, nullable=False),
        sa.Column("about", sa.Integer),
        sa.Column("putting_off", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("day", sa.Date),
        sa.Column("case_id", sa.Integer),
        sa.Column("sent", sa.Boolean, nullable=False),
        sa.Column("claimed_until", moment),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name="fk_answered_case_id", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["about"], ["follow_up.id"], name="fk_answered_about", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_answered"),
        sa.UniqueConstraint("channel", "message_id", name="uq_answered_channel"),
        sa.CheckConstraint("message_id NOT LIKE '% %'", name="ck_answered_message_id_form"),
        sa.CheckConstraint("address NOT LIKE '% %'", name="ck_answered_address_form"),
    )


def _word(name: str, *, nullable: bool = True) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column(name, sa.String(64), nullable=nullable),
        sa.ForeignKeyConstraint([name], ["vocabulary.term"], name=f"fk_answered_{name}"),
    ]


def _index_answers() -> None:
    op.create_index("ix_answered_at", "answered", ["at"])
    op.create_index("ix_answered_case_id", "answered", ["case_id"])
    op.create_index("ix_answered_address", "answered", ["channel", "address", "id"])
    for name, columns, where in (("unsent", ["channel", "id"], "NOT sent"), ("about", ["about"], "about IS NOT NULL")):
        some = sa.text(where)
        op.create_index(f"ix_answered_{name}", "answered", columns, sqlite_where=some, postgresql_where=some)
