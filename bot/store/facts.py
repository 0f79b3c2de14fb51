"""The facts told of a case: kept as long as it is open, and counted when it is closed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import delete, insert, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.calendar.holidays import school_year
from bot.clock import local_day
from bot.store.repository import insert_unless_there
from bot.store.schema import cases as schema

_C, _COUNT, _F = schema.case, schema.fact_count, schema.case_fact


async def add_facts(
    connection: AsyncConnection, case_id: int, facts: Mapping[str, str], heard: Collection[str]
) -> None:
    """Write facts of a case that has none."""
    rows = [{"case_id": case_id, "fact": fact, "value": value, "heard": fact in heard} for fact, value in facts.items()]
    if rows:
        await connection.execute(insert(_F), rows)


async def forget_facts(connection: AsyncConnection, case_id: int) -> None:
    """Delete the facts of a case."""
    await connection.execute(delete(_F).where(_F.c.case_id == case_id))


async def count_facts(connection: AsyncConnection, case_id: int, opened_at: datetime) -> None:
    """Add the facts of a case to the counts of its team, and delete them."""
    year = school_year(local_day(opened_at))
    told = (
        select(_C.c.team_id, literal(year), _F.c.fact, _F.c.value, literal(1))
        .join_from(_F, _C, _C.c.id == _F.c.case_id)
        .where(_F.c.case_id == case_id)
        # Two that close cases at once take the counts in the same order.
        .order_by(_F.c.fact)
    )
    counted = insert_unless_there(connection, _COUNT).from_select([column.name for column in _COUNT.c], told)
    more = {"cases": _COUNT.c.cases + 1}
    key = list(_COUNT.primary_key.columns)
    await connection.execute(counted.on_conflict_do_update(index_elements=key, set_=more))
    await forget_facts(connection, case_id)
