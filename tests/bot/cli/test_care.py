"""The operator's commands: what is due, the audit, backups, and settings that are none."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime, timedelta

import pytest

from bot.cli import follow_ups as cli_care
from bot.clock import BRUSSELS
from bot.domain.audit import Action
from bot.domain.cases import Case
from bot.domain.messages import Address
from bot.domain.notices import NoticeState
from bot.domain.teams import Member
from bot.ports.unit_of_work import UnitOfWork
from dialogues.steps import FollowUpKind
from tests.support.command_line import CODE, OTHER_CODE, TEACHER, Ehbc, table
from tests.support.school_store import claimed, closed_case, followed, reminder
from tests.support.talk import MONDAY

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _monday(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is a Monday morning in November."""
    monkeypatch.setattr(cli_care, "system_clock", lambda: MONDAY)


async def member(unit: UnitOfWork, number: int = TEACHER) -> Member:
    found = await unit.member(Address("terminal", number))
    assert found is not None
    return found


async def case_of(unit: UnitOfWork, code: str = CODE) -> Case:
    found = await unit.reachable_case(code, await member(unit))
    assert found is not None
    return found


def test_what_is_due(schools: Ehbc) -> None:
    """Late ones first, with what became of their reminders; later than asked for is left out; no persons."""

    async def plan(unit: UnitOfWork) -> None:
        first, second = await case_of(unit), await case_of(unit, OTHER_CODE)
        late = await followed(unit, first, MONDAY - 3 * DAY, FollowUpKind.BULLIED)
        await followed(unit, second, datetime(2026, 11, 25, 8, tzinfo=BRUSSELS), FollowUpKind.GROUP)
        await followed(unit, second, MONDAY + 9 * DAY, FollowUpKind.CASE)
        teacher = await member(unit)
        for number in (1, 2):
            await unit.add_notice(reminder(teacher, late, number))
        (notice, _) = await claimed(unit)
        await unit.note_delivery(notice.id or 0, NoticeState.SENT, message_id=5, now=MONDAY - DAY)
        await unit.note_escalation(late.id or 0, 2, MONDAY + DAY)
        await unit.pause_case(second.id or 0, datetime(2026, 11, 24, tzinfo=BRUSSELS).date())

    schools.stored(plan)
    out = schools("follow-ups")
    assert table(out) == [
        [
            "De Linde", CODE, "gepeste", "2026-11-20 (late: 3 day(s))",
            "1 sent, last 2026-11-22 09:15; 1 waiting; next 2026-11-24 09:15",
        ],
        ["De Linde", OTHER_CODE, "groep", "2026-11-25", "next 2026-11-25 08:00; paused until 2026-11-24"],
    ]  # fmt: skip
    assert str(TEACHER) not in out
    assert len(table(schools("follow-ups", "--days", "1"))) == 1
    assert len(table(schools("follow-ups", "--days", "9", "--team", "De Linde"))) == 3
    assert schools.run("follow-ups", "--team", "Atheneum") == (0, "", "ehbc: nothing is due in 7 days\n")
    assert "--days: '0'" in schools.refuses("follow-ups", "--days", "0")[0]


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
        await unit.delete_case(first.id or 0)
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


def test_backup_and_restore(schools: Ehbc) -> None:
    """A backup is made, and put back where there is something only when that is said."""
    before = schools("team", "list")
    assert "backed up and checked" in schools("backup", "monday.backup")
    schools("team", "add", "School C")
    status, _, err = schools.run("restore", "monday.backup")
    assert (status, "say --force" in err) == (1, True)
    out = schools("restore", "monday.backup", "--force")
    assert "Restored: 2 teams, 2 members, 2 cases, 0 follow-ups, 2 lines of audit." in out
    assert "ehbc team members" in out
    assert schools("team", "list") == before
    assert "FILE: there is no file 'tuesday.backup'" in schools.refuses("restore", "tuesday.backup")[0]
    assert "FILE: '.' is a folder" in schools.refuses("backup", ".")[0]
    assert "FILE: there is no folder 'nergens'" in schools.refuses("backup", "nergens/x.backup")[0]
    assert schools.run("backup", "ehbc.sqlite")[0] == 1


def test_settings_that_are_none(schools: Ehbc, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that looks like a setting is told with the nearest one, never with its value; the command still runs."""
    monkeypatch.setenv("EHBC_TELEGRM_TOKEN", "123456:geheim")
    monkeypatch.setenv("EHBC_PYTHON", "python3.12")
    (schools.folder / ".env").write_text("# EHBC_X=1\nexport EHBC_RETENTION=40\nEHBC_QQ=1\nEHBC_SILENT_DAYS=200\n")
    status, _, err = schools.run("team", "list")
    assert status == 0
    assert err.splitlines() == [
        "ehbc: EHBC_QQ is no setting.",
        "ehbc: EHBC_RETENTION is no setting. Did you mean EHBC_RETENTION_DAYS?",
        "ehbc: EHBC_TELEGRM_TOKEN is no setting. Did you mean EHBC_TELEGRAM_TOKEN?",
    ]


@pytest.mark.parametrize("name", ["EHBC_RETENTION_DAYS", "EHBC_SILENT_DAYS"])
@pytest.mark.parametrize("value", ["29", "3651", "lang"])
def test_times_out_of_range(ehbc: Ehbc, monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    """How long cases stay is at least a month, and at most ten years."""
    monkeypatch.setenv(name, value)
    (line,) = ehbc.refuses("team", "list")
    assert line.startswith(f"ehbc: {name}: ")
