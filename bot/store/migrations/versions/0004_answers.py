"""What an answer is about stands in columns of its own; until now its page number held it."""

from collections.abc import Mapping
from datetime import date

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_ABOUT_A_FOLLOW_UP = (
    "opv_dag_vraag", "opv_uitstel_vraag", "opv_gedaan_vraag", "opv_niet_vraag", "opv_klaar", "opv_opnieuw",
    "opv_vervallen", "opv_uitgesteld", "opv_afgesproken", "opv_geen_schooldag", "opv_dag_voorbij",
    "opv_dag_bestaat_niet", "opv_dag_te_ver", "overleg_opgenomen",
)  # fmt: skip
_ABOUT_A_HOLIDAY = ("vakantie_houden", "vakantie_pauze", "vakantie_doorgeven")

_ANSWERED = sa.table(
    "answered",
    sa.column("channel", sa.String),
    sa.column("message_id", sa.BigInteger),
    sa.column("subject", sa.String),
    sa.column("page", sa.Integer),
    sa.column("about", sa.Integer),
    sa.column("putting_off", sa.Boolean),
    sa.column("day", sa.Date),
)
_FOLLOW_UP = sa.table("follow_up", sa.column("id", sa.Integer))


def upgrade() -> None:
    """Add the columns and read the page numbers into them."""
    # SQLite copies the table and drops the old one, which nothing refers to.
    with op.batch_alter_table("answered") as answered:
        answered.add_column(sa.Column("about", sa.Integer))
        answered.add_column(sa.Column("putting_off", sa.Boolean, nullable=False, server_default=sa.false()))
        answered.add_column(sa.Column("day", sa.Date))
        answered.create_foreign_key("fk_answered_about", "follow_up", ["about"], ["id"], ondelete="SET NULL")
    some = sa.text("about IS NOT NULL")
    op.create_index("ix_answered_about", "answered", ["about"], sqlite_where=some, postgresql_where=some)
    connection = op.get_bind()
    follow_ups = set(connection.execute(sa.select(_FOLLOW_UP.c.id)).scalars())
    packed = _ANSWERED.c.subject.in_([*_ABOUT_A_FOLLOW_UP, *_ABOUT_A_HOLIDAY])
    for row in connection.execute(sa.select(_ANSWERED).where(packed)).all():
        values = _holiday(row.page) if row.subject in _ABOUT_A_HOLIDAY else _follow_up(row.page, follow_ups)
        same = (_ANSWERED.c.channel == row.channel) & (_ANSWERED.c.message_id == row.message_id)
        connection.execute(sa.update(_ANSWERED).where(same).values(page=1, **values))


def _holiday(page: int) -> Mapping[str, date]:
    """20261109 was the ninth of November."""
    return {"day": date(page // 10_000, page // 100 % 100, page % 100)}


def _follow_up(page: int, there: set[int]) -> Mapping[str, int | bool | None]:
    """Twice the follow-up's id, and one more when a day would put it off. It may be deleted meanwhile."""
    which, putting_off = divmod(page, 2)
    return {"about": which if which in there else None, "putting_off": bool(putting_off)}
