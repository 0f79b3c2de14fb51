"""`ehbc team set`: when and to whom a team's reminders go."""

from __future__ import annotations

import argparse
import dataclasses
import re
from collections.abc import Callable
from datetime import date, time
from pathlib import Path
from typing import TypeVar

from bot.calendar.ical import FIRST_YEAR, LAST_YEAR, CalendarFileError, read_days_off
from bot.cli.arguments import UsageError, chosen_team
from bot.cli.table import yes_no
from bot.clock import system_clock
from bot.content import load_bot_content
from bot.domain.audit import SYSTEM, Action
from bot.domain.teams import Team
from bot.logs import tell_operator
from bot.ports.unit_of_work import UnitOfWork
from bot.settings import Settings
from bot.wiring import running_store

_T = TypeVar("_T")
_TIME = re.compile(r"^([01]?\d|2[0-3]):([0-5]\d)$")


async def team_set(options: argparse.Namespace, settings: Settings) -> int:
    """Change a team's settings; nothing is changed when anything is wrong, and all that is wrong is named."""
    async with running_store(settings, load_bot_content()) as store, store.unit() as unit:
        team = await _changed(unit, options)
        await unit.save_team(team)
        await unit.add_audit(team.id, SYSTEM, Action.SCHOOL_CHANGED, None, system_clock())
    print(f"{team.name}: reminders on school days from {team.day_start:%H:%M} to {team.day_end:%H:%M}.")
    print(f"To the care team's group too: {yes_no(team.group_too)}.")
    print(f"Days off besides holidays: {', '.join(map(str, sorted(team.days_off))) or 'none'}.")
    if team.group_too and team.group is None:
        tell_operator("ehbc: no group is linked yet; somebody of the care team types /koppel in it.")
    return 0


async def _changed(unit: UnitOfWork, options: argparse.Namespace) -> Team:
    """The team as the options say. Raises `UsageError` with every fault."""
    faults = _Faults()
    changes = {
        "day_start": faults.gather(_clock, "--start", options.start),
        "day_end": faults.gather(_clock, "--end", options.end),
        "group_too": None if options.group_too is None else options.group_too == "yes",
    }
    added = {day for text in options.day_off or () if (day := faults.gather(_day, "--day-off", text))}
    added |= faults.gather(_days_of_file, "--days-off", options.days_off) or frozenset()
    if all(value is None for value in changes.values()) and not (options.clear_days_off or added or faults.found):
        faults.found.append("say what to set: --start, --end, --group-too, --days-off, --day-off or --clear-days-off")
    try:
        team = await chosen_team(unit, options.team)
    except UsageError as error:
        raise UsageError("\n".join((str(error), *faults.found))) from error
    kept = frozenset[date]() if options.clear_days_off else team.days_off
    known = {name: value for name, value in changes.items() if value is not None}
    team = dataclasses.replace(team, **known, days_off=kept | added)  # type: ignore[arg-type]
    if team.day_end <= team.day_start:
        faults.found.append(f"--end: {team.day_end:%H:%M} is not after --start {team.day_start:%H:%M}")
    if faults.found:
        raise UsageError("\n".join(faults.found))
    return team


class _Faults:
    """Gathers what is wrong with options."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def gather(self, read: Callable[[str], _T], option: str, text: str | None) -> _T | None:
        """What an option says; None when it was not given, or is wrong."""
        try:
            return None if text is None else read(text)
        except (ValueError, CalendarFileError) as error:
            self.found += [f"{option}: {line}" for line in str(error).splitlines()]
            return None


def _clock(text: str) -> time:
    match = _TIME.match(text)
    if match is None:
        raise ValueError(f"'{text}' is no time; write 08:00")
    return time(int(match[1]), int(match[2]))


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"'{text}' is no day; write 2027-02-12") from error
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"'{text}' is outside the years {FIRST_YEAR} to {LAST_YEAR}")
    return day


def _days_of_file(text: str) -> frozenset[date]:
    return read_days_off(Path(text))
