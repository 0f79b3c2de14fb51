"""The operator's commands for teams, their members, and invitations."""

from __future__ import annotations

import pytest

from bot.cli import team_settings as cli_team_settings
from bot.cli import teams as cli_teams
from bot.domain.audit import SYSTEM, Action
from bot.domain.messages import Address
from bot.domain.teams import Role
from bot.ports.unit_of_work import UnitOfWork
from tests.support.command_line import TEACHER, Ehbc, status_of, table
from tests.support.talk import MONDAY


@pytest.fixture(autouse=True)
def _monday(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is a Monday morning in November."""
    for module in (cli_teams, cli_team_settings):
        monkeypatch.setattr(module, "system_clock", lambda: MONDAY)


def test_teams_are_listed(schools: Ehbc) -> None:
    """By name: how many of each role, whether a group is linked and reminded too, the hours, and days off."""
    members = [str(int(role in {Role.TEACHER, Role.CARE_TEAM})) for role in Role]
    assert table(schools("team", "list")) == [
        ["Atheneum", *("0" for _ in Role), "none", "no", "08:00-17:00", "0"],
        ["De Linde", *members, "linked", "yes", "08:00-17:00", "0"],
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


def test_members_are_listed(schools: Ehbc) -> None:
    """Number, team, role, channel, reachable, summary, and how many open cases; an address only when asked for."""
    rows = [
        ["1", "De Linde", "leerkracht", "terminal", "yes", "no", "2"],
        ["2", "De Linde", "zorgteam", "terminal", "no", "yes", "1"],
    ]
    shown = schools("team", "members")
    assert table(shown) == rows
    assert str(TEACHER) not in shown
    addressed = schools("team", "members", "--team", "De Linde", "--addresses")
    assert table(addressed) == [[*rows[0], str(TEACHER)], [*rows[1], "2"]]
    assert schools.run("team", "members", "--team", "Atheneum")[1] == ""
    assert schools.refuses("team", "members", "--team", "Linde") == [
        "ehbc: --team: there is no team 'Linde'; there is Atheneum, De Linde"
    ]


def test_a_member_is_removed(schools: Ehbc) -> None:
    """Access is gone at once, the audit says so, and the operator hears which cases are without an owner."""
    out = schools("team", "remove", "1").splitlines()
    assert out == [
        "Member 1 (leerkracht, De Linde) is removed: no access from now on.",
        "2 open case(s) have no owner now; the care team is reminded of them until somebody takes over.",
    ]

    async def look(unit: UnitOfWork) -> None:
        assert await unit.member(Address("terminal", str(TEACHER))) is None
        last = (await unit.audit_lines(1))[-1]
        assert (last.role, last.action, last.case_id) == (SYSTEM, Action.LEFT_TEAM, None)

    schools.stored(look)
    assert len(schools("team", "remove", "2").splitlines()) == 1
    assert schools.refuses("team", "remove", "2") == ["ehbc: MEMBER_ID: there is no member 2; see: ehbc team members"]
    assert "MEMBER_ID: 'An' is no number" in schools.refuses("team", "remove", "An")[0]


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


def test_a_team_is_set(schools: Ehbc) -> None:
    """Hours, the group, and days off, one by one or from a calendar; what is not named stays."""
    (schools.folder / "vrij.ics").write_text(CALENDAR.replace("\n", "\r\n"), encoding="utf-8")
    linde = ["team", "set", "--team", "De Linde"]
    schools(*linde, "--start", "8:30", "--end", "16:00", "--group-too", "no", "--day-off", "2027-02-12", "2026-11-27")
    out = schools(*linde, "--days-off", "vrij.ics", "--day-off", "2027-05-03", "--day-off", "2027-05-04")
    assert out.splitlines() == [
        "De Linde: reminders on school days from 08:30 to 16:00.",
        "To the care team's group too: no.",
        "Days off besides holidays: 2026-11-27, 2027-02-12, 2027-03-01, 2027-03-02, 2027-05-03, 2027-05-04.",
    ]
    assert table(schools("team", "list"))[1][-4:] == ["linked", "no", "08:30-16:00", "6"]
    assert "holidays: 2027-06-01." in schools(*linde, "--clear-days-off", "--day-off", "2027-06-01")
    assert "holidays: none." in schools(*linde, "--clear-days-off")
    assert "from 08:30 to 16:00" in schools(*linde, "--group-too", "yes")
    _, _, err = schools.run("team", "set", "--team", "Atheneum", "--group-too", "yes")
    assert "no group is linked yet" in err


def test_all_that_is_wrong_with_a_team_is_named(schools: Ehbc) -> None:
    """Every fault of the options in a line of its own, and nothing is changed."""
    (schools.folder / "fout.ics").write_text("Beste", encoding="utf-8")
    before = schools("team", "list")
    wrong = ["--start", "8", "--end", "24:00", "--day-off", "12/2/2027", "1999-01-01", "--days-off", "fout.ics"]
    found = schools.refuses("team", "set", "--team", "Lind", *wrong)
    assert [line.split(":")[1].strip() for line in found] == [
        "--team", "--start", "--end", "--day-off", "--day-off", "--days-off",
    ]  # fmt: skip
    late = schools.refuses("team", "set", "--team", "De Linde", "--start", "17:00")
    assert late == ["ehbc: --end: 17:00 is not after --start 17:00"]
    nothing = schools.refuses("team", "set", "--team", "De Linde")
    assert nothing[0].startswith("ehbc: say what to set: --start")
    assert "'maybe'" in schools.refuses("team", "set", "--group-too", "maybe")[0]
    assert schools("team", "list") == before


def test_invitations_are_listed_and_withdrawn(schools: Ehbc) -> None:
    """An open one is listed without its code; a withdrawn one lets nobody in."""
    code = schools("invite", "clb", "--team", "De Linde", "--uses", "2").split()[1]
    shown = schools("invitations")
    assert table(shown) == [["1", "De Linde", "clb", "2", "2026-11-30 09:15"]]
    assert code not in shown
    assert "Invitation 1 is withdrawn" in schools("invitations", "--withdraw", "1")

    async def use(unit: UnitOfWork) -> object:
        return await unit.use_invitation(code, MONDAY)

    assert schools.stored(use) is None
    assert schools.run("invitations")[1:] == ("", "ehbc: there are no open invitations\n")
    assert "--withdraw: there is no open invitation 1" in schools.refuses("invitations", "--withdraw", "1")[0]


def test_who_lets_in_whom_stands_in_the_audit(schools: Ehbc) -> None:
    """Adding and changing a team, inviting and withdrawing are a line each of the team it was, none when refused."""
    atheneum, show = ["--team", "Atheneum"], ["audit", "show", "--team", "Atheneum"]
    schools("team", "add", "Sint-Jan")
    schools.refuses("team", "add", "Sint-Jan")
    schools("team", "set", *atheneum, "--start", "8:30")
    schools("invite", "beheerder", *atheneum)
    schools("invite", "clb", "--team", "De Linde")
    schools("invitations")
    schools("invitations", "--withdraw", "1")
    schools.refuses("invitations", "--withdraw", "1")
    schools.refuses("team", "set", *atheneum, "--start", "18:00")
    actions = ("school_gewijzigd", "uitnodiging_gemaakt", "uitnodiging_ingetrokken")
    assert table(schools(*show)) == [
        [str(number), "2026-11-23 09:15", "systeem", action, "-"] for number, action in enumerate(actions, start=1)
    ]
    assert table(schools("audit", "show", "--team", "De Linde"))[-1][2:] == ["systeem", "uitnodiging_gemaakt", "-"]
    assert table(schools("audit", "show", "--team", "Sint-Jan")) == [
        ["1", "2026-11-23 09:15", "systeem", "school_toegevoegd", "-"]
    ]
    assert schools("audit", "verify").count("whole") == 3


@pytest.mark.usefixtures("settings")
def test_teams_and_invitations(capsys: pytest.CaptureFixture[str]) -> None:
    """Teams are added once, listed by name, and invited to by name when there are several."""
    assert status_of("team", "add", " School B ") == 0
    assert status_of("invite", "clb", "--uses", "2") == 0
    assert "(clb, School B, 2 use(s)" in capsys.readouterr().out
    assert status_of("team", "add", "School B") == 2
    assert "there is a team 'School B' already" in capsys.readouterr().err
    assert status_of("team", "add", "Atheneum A") == 0
    assert status_of("invite", "clb") == 2
    assert "--team: there are several teams, name one of: Atheneum A, School B" in capsys.readouterr().err
    assert status_of("invite", "clb", "--team", "School C") == 2
    assert "--team: there is no team 'School C'" in capsys.readouterr().err
    assert status_of("team", "list") == 0
    listed = capsys.readouterr().out.splitlines()[1:]
    assert [line.split("  ")[0] for line in listed] == ["Atheneum A", "School B"]
