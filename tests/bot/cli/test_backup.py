"""`ehbc backup` and `ehbc restore`."""

from __future__ import annotations

from tests.support.command_line import Ehbc


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
