"""The team of whoever tries the bot in a terminal."""

from __future__ import annotations

from datetime import datetime

from bot.domain.messages import Address
from bot.domain.teams import Role
from bot.ports.unit_of_work import Store

PRACTICE_TEAM = "Oefenteam"


async def join_practice_team(store: Store, address: Address, now: datetime) -> None:
    """Make the address a member of the practice team, unless it is in a team already."""
    async with store.unit() as unit:
        if await unit.member(address) is not None:
            return
        team_id = await unit.team_id(PRACTICE_TEAM)
        if team_id is None:
            team_id = await unit.add_team(PRACTICE_TEAM, now)
        await unit.add_member(team_id, address, Role.TEACHER)
