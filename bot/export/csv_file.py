"""The figures as CSV, as a Flemish spreadsheet opens it: semicolons, and a mark that it is UTF-8."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

from bot.export.figures import Year
from bot.export.words import FigureWords, shown
from bot.texts.figure_texts import FigureText


def write_csv(years: Iterable[Year], path: Path, words: FigureWords) -> None:
    """Write a line per published count. Raises `OSError`."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(words.header)
        writer.writerows(_rows(years, words))


def _rows(years: Iterable[Year], words: FigureWords) -> Iterator[tuple[str, str, str, str]]:
    for year in years:
        total, of_all = words.say(FigureText.VERDELING_TOTAAL), words.say(FigureText.ALLE_DOSSIERS)
        yield year.name, total, of_all, shown(year.total)
        for breakdown, cells in year.tables.items():
            for cell in cells:
                yield year.name, words.split_by(breakdown), words.together(cell.names), shown(cell.count)
        for fact, cells in year.facts.items():
            for cell in cells:
                yield year.name, fact, words.together(cell.names), shown(cell.count)
