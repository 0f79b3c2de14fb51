"""The operator's commands: teams, members, invitations, what is due, the audit, backups, and settings that are none."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot import cli_care, cli_teams
from bot.audit import SYSTEM, Action
from bot.cases import Case
from bot.clock import BRUSSELS
from bot.follow_ups import FollowUpKind
from bot.messages import Address
from bot.notices import NoticeState
from bot.ports import Unit
from bot.records import Member, Role
from tests.cli_world import Ehbc
from tests.store_world import CODES, MONDAY, claimed, closed_case, followed, joined, opened_case, reminder

pytest_plugins = ["tests.cli_world"]

CODE, OTHER_CODE = CODES[6], CODES[7]
DAY = timedelta(days=1)
TEACHER = 4_815_162_342
"""An address nobody should see."""


@pytest.fixture(autouse=True)
def _monday(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is a Monday morning in November."""
    for module in (cli_care, cli_teams):
        monkeypatch.setattr(module, "system_clock", lambda: MONDAY)


@pytest.fixture
def school(ehbc: Ehbc) -> Ehbc:
    """A school with a teacher who has two cases, a colleague of the care team, and another school."""

    async def found(unit: Unit) -> None:
        team = await unit.team(await unit.add_team("De Linde", MONDAY))
        await unit.save_team(replace(team, group=Address("telegram", -100), group_too=True))
        teacher = await joined(unit, team.id, TEACHER, Role.TEACHER)
        care = await joined(unit, team.id, 2, Role.CARE_TEAM)
        await unit.save_member(replace(care, reachable=False, summary=True))
        for code in (CODE, OTHER_CODE):
            case = await opened_case(unit, ehbc.house, teacher, code)
            await unit.add_audit(team.id, "leerkracht", Action.OPENED, case.id, MONDAY)
        await unit.join_case(case.id or 0, care)
        await unit.add_team("Atheneum", MONDAY)

    ehbc.stored(found)
    return ehbc


async def member(unit: Unit, number: int = TEACHER) -> Member:
    found = await unit.member(Address("terminal", number))
    assert found is not None
    return found


async def case_of(unit: Unit, code: str = CODE) -> Case:
    found = await unit.reachable_case(code, await member(unit))
    assert found is not None
    return found


def table(out: str) -> list[list[str]]:
    """The cells of the rows below the heads."""
    return [[cell.strip() for cell in line.split("  ") if cell] for line in out.splitlines()[1:]]


def test_teams_are_listed(school: Ehbc) -> None:
    """By name: how many of each role, whether a group is linked and reminded too, the hours, and days off."""
    assert table(school("team", "list")) == [
        ["Atheneum", "0", "0", "0", "0", "none", "no", "08:00-17:00", "0"],
        ["De Linde", "1", "1", "0", "0", "linked", "yes", "08:00-17:00", "0"],
    ]


def test_without_teams(ehbc: Ehbc) -> None:
    """What needs a team says that there is none, and how to make one."""
    assert ehbc.run("team", "list") == (0, "", "ehbc: there is no team yet; add one with: ehbc team add NAME\n")
    for command in (
        ["team", "members"],
        ["follow-ups"],
        ["audit", "verify"],
        ["export", "--out", "x"],
        ["team", "set"],
    ):
        assert "there is no team yet; add one with: ehbc team add NAME" in ehbc.refuses(*command)[0]


def test_members_are_listed(school: Ehbc) -> None:
    """Number, team, role, channel, reachable, summary, and how many open cases; an address only when asked for."""
    rows = [
        ["1", "De Linde", "leerkracht", "terminal", "yes", "no", "2"],
        ["2", "De Linde", "zorgteam", "terminal", "no", "yes", "1"],
    ]
    shown = school("team", "members")
    assert table(shown) == rows
    assert str(TEACHER) not in shown
    addressed = school("team", "members", "--team", "De Linde", "--addresses")
    assert table(addressed) == [[*rows[0], str(TEACHER)], [*rows[1], "2"]]
    assert school.run("team", "members", "--team", "Atheneum")[1] == ""
    assert school.refuses("team", "members", "--team", "Linde") == [
        "ehbc: --team: there is no team 'Linde'; there is Atheneum, De Linde"
    ]


def test_a_member_is_removed(school: Ehbc) -> None:
    """Access is gone at once, the audit says so, and the operator hears which cases are without an owner."""
    out = school("team", "remove", "1").splitlines()
    assert out == [
        "Member 1 (leerkracht, De Linde) is removed: no access from now on.",
        "2 open case(s) have no owner now; the care team is reminded of them until somebody takes over.",
    ]

    async def look(unit: Unit) -> None:
        assert await unit.member(Address("terminal", TEACHER)) is None
        last = (await unit.audit_lines(1))[-1]
        assert (last.role, last.action, last.case_id) == (SYSTEM, Action.LEFT_TEAM, None)

    school.stored(look)
    assert len(school("team", "remove", "2").splitlines()) == 1
    assert school.refuses("team", "remove", "2") == ["ehbc: MEMBER_ID: there is no member 2; see: ehbc team members"]
    assert "MEMBER_ID: 'An' is no number" in school.refuses("team", "remove", "An")[0]


CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:test
BEGIN:VEVENT
UID:1
DTSTART;VALUE=DATE:20270301
DTEND;VALUE=DATE:20270303
END:VEVENT
END:VCALENDAR
"""


def test_a_team_is_set(school: Ehbc) -> None:
    """Hours, the group, and days off, one by one or from a calendar; what is not named stays."""
    (school.folder / "vrij.ics").write_text(CALENDAR.replace("\n", "\r\n"), encoding="utf-8")
    linde = ["team", "set", "--team", "De Linde"]
    school(*linde, "--start", "8:30", "--end", "16:00", "--group-too", "no", "--day-off", "2027-02-12", "2026-11-27")
    out = school(*linde, "--days-off", "vrij.ics", "--day-off", "2027-05-03", "--day-off", "2027-05-04")
    assert out.splitlines() == [
        "De Linde: reminders on school days from 08:30 to 16:00.",
        "To the care team's group too: no.",
        "Days off besides holidays: 2026-11-27, 2027-02-12, 2027-03-01, 2027-03-02, 2027-05-03, 2027-05-04.",
    ]
    assert table(school("team", "list"))[1][-4:] == ["linked", "no", "08:30-16:00", "6"]
    assert "holidays: 2027-06-01." in school(*linde, "--clear-days-off", "--day-off", "2027-06-01")
    assert "holidays: none." in school(*linde, "--clear-days-off")
    assert "from 08:30 to 16:00" in school(*linde, "--group-too", "yes")
    _, _, err = school.run("team", "set", "--team", "Atheneum", "--group-too", "yes")
    assert "no group is linked yet" in err


def test_all_that_is_wrong_with_a_team_is_named(school: Ehbc) -> None:
    """Every fault of the options in a line of its own, and nothing is changed."""
    (school.folder / "fout.ics").write_text("Beste", encoding="utf-8")
    before = school("team", "list")
    wrong = ["--start", "8", "--end", "24:00", "--day-off", "12/2/2027", "1999-01-01", "--days-off", "fout.ics"]
    found = school.refuses("team", "set", "--team", "Lind", *wrong)
    assert [line.split(":")[1].strip() for line in found] == [
        "--team", "--start", "--end", "--day-off", "--day-off", "--days-off",
    ]  # fmt: skip
    late = school.refuses("team", "set", "--team", "De Linde", "--start", "17:00")
    assert late == ["ehbc: --end: 17:00 is not after --start 17:00"]
    nothing = school.refuses("team", "set", "--team", "De Linde")
    assert nothing[0].startswith("ehbc: say what to set: --start")
    assert "'maybe'" in school.refuses("team", "set", "--group-too", "maybe")[0]
    assert school("team", "list") == before


def test_invitations_are_listed_and_withdrawn(school: Ehbc) -> None:
    """An open one is listed without its code; a withdrawn one lets nobody in."""
    code = school("invite", "clb", "--team", "De Linde", "--uses", "2").split()[1]
    shown = school("invitations")
    assert table(shown) == [["1", "De Linde", "clb", "2", "2026-11-30 09:15"]]
    assert code not in shown
    assert "Invitation 1 is withdrawn" in school("invitations", "--withdraw", "1")

    async def use(unit: Unit) -> object:
        return await unit.use_invitation(code, MONDAY)

    assert school.stored(use) is None
    assert school.run("invitations")[1:] == ("", "ehbc: there are no open invitations\n")
    assert "--withdraw: there is no open invitation 1" in school.refuses("invitations", "--withdraw", "1")[0]


def test_what_is_due(school: Ehbc) -> None:
    """Late ones first, with what became of their reminders; later than asked for is left out; no persons."""

    async def plan(unit: Unit) -> None:
        first, second = await case_of(unit), await case_of(unit, OTHER_CODE)
        late = await followed(unit, first, MONDAY - 3 * DAY, FollowUpKind.BULLIED)
        await followed(unit, second, datetime(2026, 11, 25, 8, tzinfo=BRUSSELS), FollowUpKind.GROUP)
        await followed(unit, second, MONDAY + 9 * DAY, FollowUpKind.CASE)
        teacher = await member(unit)
        for number in (1, 2):
            await unit.add_notice(reminder(teacher, late, number))
        (notice, _) = await claimed(unit)
        await unit.note_delivery(notice.id or 0, NoticeState.SENT, message_id=5, now=MONDAY - DAY)
        await unit.climb(late.id or 0, 2, MONDAY + DAY)
        await unit.pause_case(second.id or 0, datetime(2026, 11, 24, tzinfo=BRUSSELS).date())

    school.stored(plan)
    out = school("follow-ups")
    assert table(out) == [
        [
            "De Linde", CODE, "gepeste", "2026-11-20 (late: 3 day(s))",
            "1 sent, last 2026-11-22 09:15; 1 waiting; next 2026-11-24 09:15",
        ],
        ["De Linde", OTHER_CODE, "groep", "2026-11-25", "next 2026-11-25 08:00; paused until 2026-11-24"],
    ]  # fmt: skip
    assert str(TEACHER) not in out
    assert len(table(school("follow-ups", "--days", "1"))) == 1
    assert len(table(school("follow-ups", "--days", "9", "--team", "De Linde"))) == 3
    assert school.run("follow-ups", "--team", "Atheneum") == (0, "", "ehbc: nothing is due in 7 days\n")
    assert "--days: '0'" in school.refuses("follow-ups", "--days", "0")[0]


def test_the_audit_is_whole(school: Ehbc) -> None:
    """Every team's chain is told with its last line, which the operator can write down."""
    status, out, err = school.run("audit", "verify")
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
        ("UPDATE audit SET action = 'clb' WHERE number = 2", "an action that no program wrote"),
    ],
)
def test_a_broken_audit(school: Ehbc, change: str, told: str) -> None:
    """The first line that does not follow is named, with status 1; the other teams are still checked."""
    with closing(sqlite3.connect(school.folder / "ehbc.sqlite", isolation_level=None)) as database:
        for event in ("update", "delete"):
            database.execute(f"DROP TRIGGER audit_no_{event}")
        database.execute(change)
    status, out, _ = school.run("audit", "verify")
    assert status == 1
    assert out.splitlines()[0] == "Atheneum: no lines yet"
    assert out.splitlines()[1].startswith("De Linde: BROKEN: ")
    assert told in out


def test_the_audit_is_shown(school: Ehbc) -> None:
    """The last lines, of all cases or of one; a deleted case is known by its number."""

    async def more(unit: Unit) -> None:
        first, second = await case_of(unit), await case_of(unit, OTHER_CODE)
        await closed_case(unit, school.house, second)
        await unit.add_audit(1, "zorgteam", Action.CLOSED, second.id, MONDAY + DAY)
        await unit.delete_case(first.id or 0)
        await unit.add_audit(1, "beheerder", Action.DELETED, first.id, MONDAY + DAY)

    school.stored(more)
    rows = [
        ["1", "2026-11-23 09:15", "leerkracht", "dossier_geopend", "#1 (deleted)"],
        ["2", "2026-11-23 09:15", "leerkracht", "dossier_geopend", OTHER_CODE],
        ["3", "2026-11-24 09:15", "zorgteam", "dossier_gesloten", OTHER_CODE],
        ["4", "2026-11-24 09:15", "beheerder", "dossier_gewist", "#1 (deleted)"],
    ]
    linde = ["audit", "show", "--team", "De Linde"]
    assert table(school(*linde)) == rows
    assert table(school(*linde, "--last", "1")) == rows[-1:]
    assert table(school(*linde, "--case", OTHER_CODE.lower().replace("-", " "))) == rows[1:3]
    assert table(school(*linde, "--case", "#1")) == [rows[0], rows[3]]
    assert f"--case: De Linde has no case '{CODE}'" in school.refuses(*linde, "--case", CODE)[0]
    assert "--team: there are several teams" in school.refuses("audit", "show")[0]
    assert school.run("audit", "show", "--team", "Atheneum")[1:] == ("", "ehbc: there are no such lines\n")


def test_backup_and_restore(school: Ehbc) -> None:
    """A backup is made, and put back where there is something only when that is said."""
    before = school("team", "list")
    assert "backed up and checked" in school("backup", "monday.backup")
    school("team", "add", "School C")
    status, _, err = school.run("restore", "monday.backup")
    assert (status, "say --force" in err) == (1, True)
    out = school("restore", "monday.backup", "--force")
    assert "Restored: 2 teams, 2 members, 2 cases, 0 follow-ups, 2 lines of audit." in out
    assert "ehbc team members" in out
    assert school("team", "list") == before
    assert "FILE: there is no file 'tuesday.backup'" in school.refuses("restore", "tuesday.backup")[0]
    assert "FILE: '.' is a folder" in school.refuses("backup", ".")[0]
    assert "FILE: there is no folder 'nergens'" in school.refuses("backup", "nergens/x.backup")[0]
    assert school.run("backup", "ehbc.sqlite")[0] == 1


def test_settings_that_are_none(school: Ehbc, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that looks like a setting is told with the nearest one, never with its value; the command still runs."""
    monkeypatch.setenv("EHBC_TELEGRM_TOKEN", "123456:geheim")
    monkeypatch.setenv("EHBC_PYTHON", "python3.12")
    (school.folder / ".env").write_text("# EHBC_X=1\nexport EHBC_RETENTION=40\nEHBC_QQ=1\nEHBC_SILENT_DAYS=200\n")
    status, _, err = school.run("team", "list")
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
