"""What options name: a step, a team; and what an operator did wrong, named by option."""

from __future__ import annotations

from bot.channels.terminal import TERMINAL
from bot.content import BotContent
from bot.domain.messages import Address
from bot.domain.teams import Member, Role, Team
from bot.ports.unit_of_work import UnitOfWork
from nlu.evaluation.labelled import did_you_mean

USAGE_ERROR = 2
"""The exit status for a wrong option or setting."""
NO_TEAM = "there is no team yet; add one with: ehbc team add NAME"


class UsageError(Exception):
    """An option or setting that cannot be followed; each line of the message names one."""


def known_step(step: str, bot_content: BotContent) -> None:
    """Raise `UsageError` for a step the plan does not have."""
    known = bot_content.flowchart.positions
    if step not in known:
        raise UsageError(f"--step: there is no step '{step}'.{did_you_mean(step, known)}")


async def chosen_teams(unit: UnitOfWork, name: str | None) -> list[Team]:
    """The team that `--team` names, or all teams, by name. Raises `UsageError` when there is none."""
    teams = sorted(await unit.teams(), key=lambda team: team.name)
    if not teams:
        raise UsageError(NO_TEAM)
    found = [team for team in teams if name in {None, team.name}]
    if not found:
        raise UsageError(f"--team: there is no team '{name}'; there is {_names(teams)}")
    return found


async def chosen_team(unit: UnitOfWork, name: str | None) -> Team:
    """The team that `--team` names, or the only one. Raises `UsageError` when it is not clear which."""
    found = await chosen_teams(unit, name)
    if len(found) > 1:
        raise UsageError(f"--team: there are several teams, name one of: {_names(found)}")
    return found[0]


def operator_of(team: Team) -> Member:
    """Somebody who may see what a coordinator of the team may see: the operator reads the whole database anyway."""
    return Member(0, team.id, team.name, Address(TERMINAL.name, "0"), Role.ADMIN)


def _names(teams: list[Team]) -> str:
    return ", ".join(team.name for team in teams)
