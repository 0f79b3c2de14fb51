"""The command line: options, settings, and what goes wrong is said in one line."""

from __future__ import annotations

import subprocess
import tomllib

import pytest

from bot.cli.parser import build_parser
from dialogues.training import ROOT
from tests.support.command_line import Ehbc, status_of

README = ROOT / "README.md"


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["nonsens"], "'nonsens'"),
        ([], "COMMAND"),
        (["chat", "--jsn"], "--jsn"),
        (["chat", "--at", "morgen"], "--at: 'morgen' is no time"),
        (["chat", "--at", "2026-13-01"], "--at: '2026-13-01' is no time"),
        (["chat", "--db"], "--db"),
        (["chat", "--json", "--db", "mysql://x/y"], "'mysql'"),
        (["chat", "--json", "--db", "nergens"], "'nergens'"),
        (["understand", "--step", "ernts", "hoi"], "--step: there is no step 'ernts'. Did you mean 'ernst'?"),
        (["draw", "--step", "ernts"], "--step: there is no step 'ernts'. Did you mean 'ernst'?"),
        (["draw", "--format", "gif"], "'gif'"),
        (["invite", "directeur"], "'directeur'"),
        (["invite", "clb", "--uses", "0"], "--uses: '0'"),
        (["invite", "clb", "--days", "een"], "--days: 'een'"),
        (["invite", "clb"], "there is no team yet"),
        (["team", "add", " "], "NAME"),
        (["team", "add", "x" * 101], "NAME"),
        (["team", "add", "a\nb"], "NAME"),
        (["telegram"], "EHBC_TELEGRAM_TOKEN"),
    ],
    ids=" ".join,
)
@pytest.mark.usefixtures("settings")
def test_a_wrong_option_is_named(arguments: list[str], named: str, capsys: pytest.CaptureFixture[str]) -> None:
    """What is wrong with a command line is said in one line on stderr that names it, with status 2 (store: 1)."""
    found = status_of(*arguments)
    out, err = capsys.readouterr()
    assert (out, found) == ("", 1 if "--db" in arguments and len(arguments) > 2 else 2)
    assert named in err
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({"EHBC_TELEGRAM_TOKEN": "geheim"}, ["EHBC_TELEGRAM_TOKEN"]),
        ({"EHBC_WEBHOOK_SECRET": "kort"}, ["EHBC_WEBHOOK_SECRET"]),
        ({"EHBC_INVITATION_DAYS": "0", "EHBC_TELEGRAM_TOKEN": "1"}, ["EHBC_INVITATION_DAYS", "EHBC_TELEGRAM_TOKEN"]),
        ({"EHBC_TELEGRAM_TOKEN": "123:abc", "EHBC_WEBHOOK_URL": "https://bot.example.be/x"}, ["EHBC_WEBHOOK_SECRET"]),
    ],
)
def test_a_wrong_setting_is_named(
    values: dict[str, str], named: list[str], settings: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every wrong or missing setting is named in a line of its own, never with its value, with status 2."""
    for name, value in values.items():
        settings.setenv(name, value)
    found = status_of("telegram")
    lines = capsys.readouterr().err.splitlines()
    assert found == 2
    assert [name for name in named if not any(name in line for line in lines)] == []
    assert "geheim" not in "".join(lines)


def test_the_launcher_is_a_shell_script() -> None:
    """The launcher is written for a plain shell."""
    assert subprocess.run(["sh", "-n", str(ROOT / "ehbc")], check=False).returncode == 0


@pytest.mark.skipif(not README.is_file(), reason="there is no README yet")
def test_every_command_is_documented() -> None:
    """README names every command."""
    text = README.read_text(encoding="utf-8")
    actions = next(action for action in build_parser()._actions if action.dest == "command")
    assert actions.choices is not None
    assert [name for name in actions.choices if f"ehbc {name}" not in text] == []


@pytest.mark.parametrize("arguments", [["--version"], ["--version", "chat"]])
def test_the_version(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """`--version` prints the version of the project, whatever else is asked, and nothing is opened or trained."""
    assert status_of(*arguments) == 0
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert capsys.readouterr() == (f"ehbc {project['version']}\n", "")


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
