"""`ehbc export`: the yearly figures of a school."""

from __future__ import annotations

import argparse
import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path

from bot.cli.arguments import UsageError, chosen_team
from bot.clock import local_day, system_clock
from bot.content import load_bot_content
from bot.domain.audit import SYSTEM, Action
from bot.domain.teams import Team
from bot.export.csv_file import write_csv
from bot.export.figures import Year, figures
from bot.export.words import FigureWords
from bot.logs import tell_operator
from bot.settings import Settings
from bot.wiring import running_store
from dialogues.steps import APPROACH, StepKind

FORMATS = ("csv", "png", "pdf")


async def export(options: argparse.Namespace, settings: Settings) -> int:
    """Write the figures of a team, small counts left out; that it was done stands in the audit."""
    bot_content = load_bot_content()
    steps = {step.id: step.title for step in bot_content.flowchart.positions.values() if step.kind is StepKind.STEP}
    words = FigureWords(bot_content.texts, bot_content.flowchart.names_of(APPROACH))
    folder = _folder(options.out)
    async with running_store(settings, bot_content) as store, store.unit() as unit:
        team = await chosen_team(unit, options.team)
        counted = await unit.counted(team.id, bot_content.flowchart.results())
        years = figures(counted, steps, words, await unit.facts_counted(team.id))
        if not years:
            tell_operator(f"ehbc: {team.name} has no cases yet; there is nothing to export")
            return 1
        year = _chosen(years, options.school_year)
        await unit.add_audit(team.id, SYSTEM, Action.EXPORTED, None, system_clock())
    for form in dict.fromkeys(options.format or FORMATS):
        print(_write(form, folder, team, years, year, words=words))
    return 0


def _folder(out: str) -> Path:
    """The folder to write to, which need not be there yet."""
    folder = Path(out)
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"--out: '{out}' is a file; name a folder")
    return folder


def _chosen(years: Sequence[Year], start: int | None) -> Year:
    """The school year to report on: the one that was named, or the last."""
    if start is None:
        return years[-1]
    found = next((year for year in years if year.start == start), None)
    if found is None:
        known = ", ".join(str(year.start) for year in years)
        raise UsageError(
            f"--school-year: there are no cases of {start}-{start + 1}; there are of those begun in {known}"
        )
    return found


def _write(form: str, folder: Path, team: Team, years: Sequence[Year], year: Year, *, words: FigureWords) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    name = _file_name(team.name)
    if form == "csv":
        path = folder / f"cijfers-{name}.csv"
        write_csv(years, path, words)
    else:
        from bot.export.report import draw_report

        path = folder / f"verslag-{name}-{year.name}.{form}"
        draw_report(team.name, years, year, day=local_day(system_clock()), path=path, words=words)
    return path


def _file_name(team: str) -> str:
    """A team's name as a part of a file's name: letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", team).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "team"
