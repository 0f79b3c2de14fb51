"""The figures as CSV, as a Flemish spreadsheet opens it: semicolons, and a mark that it is UTF-8."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

from bot.export import words
from bot.export.figures import Year


def write_csv(years: Iterable[Year], path: Path) -> None:
    """Write a line per published count. Raises `OSError`."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(words.HEADER)
        writer.writerows(_rows(years))


def _rows(years: Iterable[Year]) -> Iterator[tuple[str, str, str, str]]:
    for year in years:
        yield year.name, "totaal", words.ALL, words.shown(year.total)
        for breakdown, cells in year.tables.items():
            for cell in cells:
                yield year.name, breakdown, words.together(cell.names), words.shown(cell.count)
