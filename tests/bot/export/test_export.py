"""The figures of a school: nothing below five is shown, nor can it be worked out from what is."""

from __future__ import annotations

import csv
import itertools
from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bot.domain.audit import SYSTEM, Action
from bot.domain.cases import close
from bot.domain.counts import LEAST
from bot.domain.teams import Role
from bot.export.csv_file import write_csv
from bot.export.disclosure import Cell, publish
from bot.export.figures import figures
from bot.export.report import DPI, HEIGHT, WIDTH, draw_report
from bot.export.words import Breakdown, FigureWords
from bot.ports.unit_of_work import UnitOfWork
from tests.support.command_line import Ehbc
from tests.support.figures import SMALL, STEPS, counted
from tests.support.school_store import CODES, WEEK, joined, opened_case
from tests.support.talk import MONDAY

DAY = date(2026, 11, 23)


def cells(**counts: int) -> list[tuple[str, int | None]]:
    """What is published of a table."""
    return [("+".join(cell.names), cell.count) for cell in publish(counts)]


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ({"a": 5, "b": 12}, [("a", 5), ("b", 12)]),
        ({"a": 5, "b": 0, "c": 7}, [("a", 5), ("c", 7)]),
        ({"a": 4}, []),
        ({"a": 2, "b": 2}, []),
        ({}, []),
        ({"a": 20, "b": 1, "c": 4}, [("a", 20), ("b", None), ("c", None)]),
        ({"a": 20, "b": 3, "c": 2, "d": 3}, [("a", 20), ("b", None), ("c", None), ("d", None)]),
        # What the others leave of the total would be the one small count.
        ({"a": 20, "b": 9, "c": 3}, [("a", 20), ("b+c", 12)]),
        # Two that make eight are four each, two that make two are one each.
        ({"a": 20, "b": 9, "c": 4, "d": 4}, [("a", 20), ("b+c+d", 17)]),
        ({"a": 20, "b": 9, "c": 1, "d": 1}, [("a", 20), ("b+c+d", 11)]),
        # Six of two are five and one.
        ({"a": 20, "b": 5, "c": 1}, [("a+b+c", 26)]),
        # The nearest helps, as months do best.
        ({"a": 9, "b": 8, "c": 3, "d": 30}, [("a", 9), ("b+c", 11), ("d", 30)]),
    ],
)
def test_small_counts(counts: dict[str, int], expected: list[tuple[str, int | None]]) -> None:
    """Shown as too small where that tells nothing, merged where it would, and not split where that takes all."""
    assert cells(**counts) == ([("", 26)] if expected == [("a+b+c", 26)] else expected)


Table = tuple[int, ...]


def possible(size: int, most: int, **shared: set[str]) -> Mapping[tuple[int, tuple[Cell, ...]], list[Table]]:
    """All tables with a total up to `most`, by what is published of them."""
    found: defaultdict[tuple[int, tuple[Cell, ...]], list[Table]] = defaultdict(list)
    for table in itertools.product(range(most + 1), repeat=size):
        if LEAST <= sum(table) <= most:
            found[sum(table), publish(dict(zip("abcd", table, strict=False)), **shared)].append(table)
    return found


@pytest.mark.parametrize(("size", "most"), [(1, 20), (2, 40), (3, 24), (4, 16)])
@pytest.mark.parametrize("shared", [set(), {"a"}])
def test_who_knows_the_rules_learns_no_small_count(size: int, most: int, shared: set[str]) -> None:
    """Of all tables that would have been published alike, every small count has three different values at least."""
    for (total, published), tables in possible(size, most, shared=shared).items():
        numbers = [cell.count for cell in published if cell.count is not None]
        assert min(numbers, default=LEAST) >= LEAST
        assert total - sum(numbers) == 0 or total - sum(numbers) >= LEAST
        for place in range(size):
            values = {table[place] for table in tables}
            assert not values & SMALL or len(values) >= 3, (published, tables)


def test_two_tables_that_share_a_category_tell_no_more_together() -> None:
    """Open cases are neither of an outcome nor of a number of weeks: both tables together leave them open too."""
    found = defaultdict(set)
    for of_open, *outcomes, weeks in itertools.product(range(15), repeat=4):
        closed = sum(outcomes)
        if LEAST <= of_open + closed <= 16 and weeks <= closed:
            first = publish({"open": of_open, "a": outcomes[0], "b": outcomes[1]}, shared={"open"})
            second = publish({"c": weeks, "d": closed - weeks, "open": of_open}, shared={"open"})
            found[of_open + closed, first, second].add((of_open, *outcomes, weeks, closed - weeks))
    for published, tables in found.items():
        for values in map(set, zip(*tables, strict=True)):
            assert not values & SMALL or len(values) >= 2, (published, tables)


@given(st.lists(st.integers(0, 60), max_size=14))
def test_nothing_small_whatever_the_counts(counts: list[int]) -> None:
    """No number below five, none that a difference gives, and no case is lost or told twice."""
    named = {str(index): count for index, count in enumerate(counts)}
    published = publish(named)
    total = sum(counts)
    shown = sum(cell.count for cell in published if cell.count is not None)
    assert all(cell.count is None or cell.count >= LEAST for cell in published)
    assert (total < LEAST) == (not published)
    assert not published or total - shown in {0, *range(LEAST, total + 1)}
    for cell in published:
        if cell.names and cell.count is not None:
            assert cell.count == sum(named[name] for name in cell.names)
            assert len(cell.names) == 1 or min(named[name] for name in cell.names) < LEAST
        elif cell.count is None:
            assert named[cell.names[0]] in SMALL


def test_tables_of_a_school_year(words: FigureWords) -> None:
    """Months from September on, steps as in the plan, weeks in rows of few; open cases are of no number of weeks."""
    (year,) = figures(
        [
            counted(6, month=1),
            counted(7, month=9, days=28, approach="geen", step="melding"),
            counted(5, month=8, days=700, approach="niet_confronterend", step="weggevallen"),
            counted(8, month=9, outcome="open", days=0),
        ],
        STEPS,
        words,
    )
    assert (year.name, year.total) == ("2026-2027", 26)
    shown = {breakdown: {cell.names[0]: cell.count for cell in found} for breakdown, found in year.tables.items()}
    assert list(shown[Breakdown.MONTH].items()) == [("september", 15), ("januari", 6), ("augustus", 5)]
    assert list(shown[Breakdown.STEP].items()) == [("Melding", 7), ("Opvolging", 14), ("weggevallen", 5)]
    assert shown[Breakdown.APPROACH] == {"niet-confronterend": 5, "confronterend": 14, "nog niet gekozen": 7}
    assert shown[Breakdown.OUTCOME] == {"gestopt of verminderd": 18, "nog open": 8}
    assert shown[Breakdown.WEEKS] == {"2 weken": 6, "3 tot 4 weken": 7, "meer dan 12 weken": 5, "nog open": 8}


def test_a_school_year_with_few_cases(words: FigureWords) -> None:
    """It is there without a number and without tables, and no total of several years gives it away."""
    few, many = figures([counted(4), counted(9, school_year=2027)], STEPS, words)
    assert (few.total, many.total) == (None, 9)
    assert set(few.tables.values()) == {()}


def test_the_csv(tmp_path: Path, words: FigureWords) -> None:
    """Dutch heads, a row per published count, as a Flemish spreadsheet opens it."""
    path = tmp_path / "cijfers.csv"
    years = figures(
        [counted(4), counted(20, school_year=2027), counted(2, school_year=2027, approach="geen")], STEPS, words
    )
    write_csv(years, path, words)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as file:
        head, *rows = csv.reader(file, delimiter=";")
    assert head == ["schooljaar", "verdeling", "waarde", "aantal dossiers"]
    assert rows == [
        ["2026-2027", "totaal", "alle dossiers", "<5"],
        ["2027-2028", "totaal", "alle dossiers", "22"],
        ["2027-2028", "maand van openen", "november", "22"],
        ["2027-2028", "stap", "Opvolging", "22"],
        ["2027-2028", "aanpak", "niet verdeeld (te kleine aantallen)", "22"],
        ["2027-2028", "resultaat", "gestopt of verminderd", "22"],
        ["2027-2028", "weken tot sluiten", "2 weken", "22"],
    ]


@pytest.mark.parametrize("cases", [1, 11, 60, 4000])
def test_the_report_is_one_page(tmp_path: Path, cases: int, words: FigureWords) -> None:
    """A4 as a picture and as PDF, for a school with one case as well as for thousands, also with signs in its name."""
    spread = [counted(1, month=1 + i % 12, days=7 * (i % 20), outcome=["open", "gestopt"][i % 2]) for i in range(cases)]
    years = figures([*spread, counted(30, school_year=2025)], STEPS, words)
    for ending in ("png", "pdf"):
        path = tmp_path / f"verslag.{ending}"
        draw_report("De $x^2$ & <Linde> \\o/", years, years[-1], day=DAY, path=path, words=words)
    with Image.open(tmp_path / "verslag.png") as picture:
        assert picture.size == (int(WIDTH * DPI), int(HEIGHT * DPI))
        assert len(picture.convert("RGB").getcolors(1 << 24) or []) > 10
    content = (tmp_path / "verslag.pdf").read_bytes()
    assert content.startswith(b"%PDF")
    assert content.count(b"/Type /Page\n") + content.count(b"/Type /Page ") == 1


def test_the_same_figures_give_the_same_report(tmp_path: Path, words: FigureWords) -> None:
    """No second of the clock stands in the file."""
    years = figures([counted(30)], STEPS, words)
    made = []
    for name in ("een.pdf", "twee.pdf", "een.png", "twee.png"):
        draw_report("De Linde", years, years[-1], day=DAY, path=tmp_path / name, words=words)
        made.append((tmp_path / name).read_bytes())
    assert made[0] == made[1]
    assert made[2] == made[3]


@pytest.fixture
def school(ehbc: Ehbc) -> Ehbc:
    """A school with eleven cases of this school year, closed after two weeks, and one of the year before.

    Of six, and of the one, a group chat was told, and of a seventh that there was none.
    """

    async def found(unit: UnitOfWork) -> None:
        teacher = await joined(unit, await unit.add_team("De Linde 't Énde/..", MONDAY), 1, Role.TEACHER)
        for code in CODES[:12]:
            opened = MONDAY - 52 * WEEK if code == CODES[11] else MONDAY
            facts = {} if code in CODES[7:11] else {"via_groepschat": "nee" if code == CODES[6] else "ja"}
            memory = {"aanpak": "confronterend"}
            case = await opened_case(unit, ehbc.bot_content, teacher, code, opened, memory=memory, facts=facts)
            change = close(ehbc.bot_content.flowchart, case, "leerkracht", opened + WEEK + timedelta(days=1))
            await unit.save_case(change.case, change.events)

    ehbc.stored(found)
    return ehbc


def test_export(school: Ehbc) -> None:
    """All forms or those asked for, in a folder made for it; that it was done stands in the audit."""
    made = school("export", "--out", "uit/cijfers").splitlines()
    assert made == [
        "uit/cijfers/cijfers-de-linde-t-ende.csv",
        "uit/cijfers/verslag-de-linde-t-ende-2026-2027.png",
        "uit/cijfers/verslag-de-linde-t-ende-2026-2027.pdf",
    ]
    content = (school.folder / made[0]).read_text(encoding="utf-8-sig")
    assert "2025-2026;totaal;alle dossiers;<5\n2026-2027;totaal;alle dossiers;11\n" in content
    assert content.endswith("2026-2027;weken tot sluiten;2 weken;11\n2026-2027;via een groepschat;ja;6\n")
    assert not any(code in content for code in CODES)
    again = school("export", "--out", "uit", "--format", "csv", "png", "--format", "csv", "--school-year", "2025")
    assert again.splitlines() == ["uit/cijfers-de-linde-t-ende.csv", "uit/verslag-de-linde-t-ende-2025-2026.png"]

    async def look(unit: UnitOfWork) -> list[tuple[str, str, int | None]]:
        return [(line.role, line.action, line.case_id) for line in await unit.audit_lines(1)]

    assert school.stored(look) == [(SYSTEM, Action.EXPORTED, None)] * 2


def test_what_cannot_be_exported(school: Ehbc) -> None:
    """It is named, nothing is written, and the audit has no line of it."""
    (school.folder / "brief").write_text("Beste")
    assert "--out: 'brief' is a file" in school.refuses("export", "--out", "brief")[0]
    assert "--out" in school.refuses("export")[0]
    assert "'gif'" in school.refuses("export", "--out", "uit", "--format", "gif")[0]
    assert (
        "there are of those begun in 2025, 2026" in school.refuses("export", "--out", "uit", "--school-year", "2020")[0]
    )
    school("team", "add", "Atheneum")
    assert "--team: there are several teams" in school.refuses("export", "--out", "uit")[0]
    status, out, err = school.run("export", "--out", "uit", "--team", "Atheneum")
    assert (status, out) == (1, "")
    assert "Atheneum has no cases yet" in err
    assert not (school.folder / "uit").exists()
