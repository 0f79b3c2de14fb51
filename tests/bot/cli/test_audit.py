"""`ehbc audit`: whether it is whole, and its last lines."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest

from bot.domain.audit import Action
from bot.ports.unit_of_work import UnitOfWork
from tests.support.command_line import CODE, OTHER_CODE, Ehbc, case_of, table
from tests.support.school_store import closed_case
from tests.support.talk import MONDAY

DAY = timedelta(days=1)


def test_the_audit_is_whole(schools: Ehbc) -> None:
    """Every team's chain is told with its last line, which the operator can write down."""
    status, out, err = schools.run("audit", "verify")
    assert (status, err) == (0, "")
    empty, linde = out.splitlines()
    assert empty == "Atheneum: no lines yet"
    assert linde.startswith("De Linde: 2 lines, whole; the last of 2026-11-23 09:15 is ")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("UPDATE audit SET role = 'clb' WHERE number = 1", "line 1 (2026-11-23 09:15, clb, dossier_geopend)"),
        ("UPDATE audit SET at = '2026-11-24' WHERE number = 2", "line 2 (2026-11-24 01:00"),
        ("DELETE FROM audit WHERE number = 1", "line 1 is missing"),
        ("UPDATE audit SET action = 'clb' WHERE number = 2", "line 2 (2026-11-23 09:15, leerkracht, clb)"),
    ],
)
def test_a_broken_audit(schools: Ehbc, change: str, told: str) -> None:
    """The first line that does not follow is named, with status 1; the other teams are still checked."""
    with closing(sqlite3.connect(schools.folder / "ehbc.sqlite", isolation_level=None)) as database:
        for event in ("update", "delete"):
            database.execute(f"DROP TRIGGER audit_no_{event}")
        database.execute(change)
    status, out, _ = schools.run("audit", "verify")
    assert status == 1
    assert out.splitlines()[0] == "Atheneum: no lines yet"
    assert out.splitlines()[1].startswith("De Linde: BROKEN: ")
    assert told in out
    # What stands there is shown, whoever wrote it.
    shown = table(schools("audit", "show", "--team", "De Linde"))
    assert shown[-1][3] == ("clb" if "action" in change else "dossier_geopend")


def test_the_audit_is_shown(schools: Ehbc) -> None:
    """The last lines, of all cases or of one; a deleted case is known by its number."""

    async def more(unit: UnitOfWork) -> None:
        first, second = await case_of(unit), await case_of(unit, OTHER_CODE)
        await closed_case(unit, schools.bot_content, second)
        await unit.add_audit(1, "zorgteam", Action.CLOSED, second.id, MONDAY + DAY)
        await unit.delete_case(first.id)
        await unit.add_audit(1, "beheerder", Action.DELETED, first.id, MONDAY + DAY)

    schools.stored(more)
    rows = [
        ["1", "2026-11-23 09:15", "leerkracht", "dossier_geopend", "#1 (deleted)"],
        ["2", "2026-11-23 09:15", "leerkracht", "dossier_geopend", OTHER_CODE],
        ["3", "2026-11-24 09:15", "zorgteam", "dossier_gesloten", OTHER_CODE],
        ["4", "2026-11-24 09:15", "beheerder", "dossier_gewist", "#1 (deleted)"],
    ]
    linde = ["audit", "show", "--team", "De Linde"]
    assert table(schools(*linde)) == rows
    assert table(schools(*linde, "--last", "1")) == rows[-1:]
    assert table(schools(*linde, "--case", OTHER_CODE.lower().replace("-", " "))) == rows[1:3]
    assert table(schools(*linde, "--case", "#1")) == [rows[0], rows[3]]
    assert f"--case: De Linde has no case '{CODE}'" in schools.refuses(*linde, "--case", CODE)[0]
    assert "--team: there are several teams" in schools.refuses("audit", "show")[0]
    assert schools.run("audit", "show", "--team", "Atheneum")[1:] == ("", "ehbc: there are no such lines\n")
