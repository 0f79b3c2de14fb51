"""`ehbc audit`: whether the record of who did what is whole, and what stands in it."""

from __future__ import annotations

import argparse

from bot.cli.arguments import UsageError, chosen_team, chosen_teams, operator_of
from bot.cli.table import local, print_table
from bot.content import load_bot_content
from bot.domain.audit import AuditLine, first_broken
from bot.domain.codes import find_case_code, whole_number
from bot.domain.teams import Team
from bot.ports.unit_of_work import UnitOfWork
from bot.settings import Settings
from bot.wiring import running_store

_HASH_SHOWN = 16


async def verify(options: argparse.Namespace, settings: Settings) -> int:
    """Check that no line of the audit was changed, put between or taken out."""
    broken = False
    async with running_store(settings, load_bot_content()) as store, store.unit() as unit:
        for team in await chosen_teams(unit, options.team):
            lines = await unit.audit_lines(team.id)
            fault = _fault(lines)
            broken |= fault is not None
            print(f"{team.name}: {f'BROKEN: {fault}' if fault else _whole(lines)}")
    return 1 if broken else 0


def _fault(lines: list[AuditLine]) -> str | None:
    line = first_broken(lines)
    if line is None:
        return None
    expected = lines.index(line) + 1
    missing = f"; line {expected} is missing" if line.number > expected else ""
    told = f"line {line.number} ({local(line.at)}, {line.role}, {line.action})"
    return f"{told} does not follow from the one before it{missing}"


def _whole(lines: list[AuditLine]) -> str:
    if not lines:
        return "no lines yet"
    last = lines[-1]
    # Who wrote this down can see later that no lines were cut off at the end.
    return f"{last.number} lines, whole; the last of {local(last.at)} is {last.hash.hex()[:_HASH_SHOWN]}"


async def show(options: argparse.Namespace, settings: Settings) -> int:
    """Show the last lines of a team's audit."""
    async with running_store(settings, load_bot_content()) as store, store.unit() as unit:
        team = await chosen_team(unit, options.team)
        case_id = await _case_id(unit, team, options.case) if options.case else None
        lines = await unit.audit_lines(team.id)
        shown = [line for line in lines if case_id in {None, line.case_id}][-options.last :]
        rows = [
            (line.number, local(line.at), line.role, str(line.action), await _case_name(unit, line.case_id))
            for line in shown
        ]
    print_table(("LINE", "TIME", "ROLE", "ACTION", "CASE"), rows, without="there are no such lines")
    return 0


async def _case_id(unit: UnitOfWork, team: Team, text: str) -> int:
    """The case that `--case` names, by code, or by number when it was deleted."""
    number = whole_number(text.removeprefix("#"))
    if number is not None:
        return number
    code = find_case_code(text) or text
    case = await unit.reachable_case(code, operator_of(team)) or await unit.closed_case(operator_of(team), code=code)
    if case is None:
        raise UsageError(f"--case: {team.name} has no case '{text}'; a deleted one is known by its number only, as #12")
    return case.id


async def _case_name(unit: UnitOfWork, case_id: int | None) -> str:
    if case_id is None:
        return "-"
    try:
        return (await unit.case_info(case_id)).code
    except LookupError:
        return f"#{case_id} (deleted)"
