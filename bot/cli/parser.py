"""All commands and options, and which function each command runs."""

from __future__ import annotations

import argparse
from datetime import datetime
from typing import TYPE_CHECKING, Any, NoReturn

from bot.cli import audit, backup, content, export, follow_ups, serve, teams, understanding
from bot.cli.arguments import USAGE_ERROR
from bot.cli.team_settings import team_set
from bot.clock import BRUSSELS
from bot.domain.codes import whole_number
from bot.domain.teams import Role
from dialogues.training import ROOT

_FIRST_YEAR, _LAST_YEAR = 2000, 2100
_MOST = 10_000
_FEWEST_FOLDS, _MOST_FOLDS = 2, 20

_WHICH_TEAM = "needed when there is more than one team"


class _Parser(argparse.ArgumentParser):
    """One line per error, that names the option."""

    def error(self, message: str) -> NoReturn:
        self.exit(USAGE_ERROR, f"{self.prog}: {message} (see {self.prog} --help)\n")


class _Version(argparse.Action):
    """Prints which version this is and ends. It stands in one place; there is no installed package to ask."""

    def __init__(self, option_strings: list[str], dest: str, **_kwargs: Any) -> None:
        super().__init__(option_strings, dest, nargs=0, help="show the version and exit")

    def __call__(self, parser: argparse.ArgumentParser, *_args: Any, **_kwargs: Any) -> NoReturn:
        """Print it."""
        import tomllib

        project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        print(f"{parser.prog} {project['version']}")
        parser.exit()


if TYPE_CHECKING:
    _Subparsers = argparse._SubParsersAction[_Parser]  # noqa: SLF001 - argparse gives the type no public name


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"'{text}' is no time; write 2026-11-30T08:15") from error
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise argparse.ArgumentTypeError(f"'{text}' is outside the years {_FIRST_YEAR} to {_LAST_YEAR}")
    return moment if moment.tzinfo else moment.replace(tzinfo=BRUSSELS)


def _positive(text: str) -> int:
    number = whole_number(text)
    if number is None or not 1 <= number <= _MOST:
        raise argparse.ArgumentTypeError(f"'{text}' is no whole number from 1 to {_MOST}")
    return number


def _number(text: str) -> int:
    number = whole_number(text)
    if number is None:
        raise argparse.ArgumentTypeError(f"'{text}' is no number")
    return number


def _folds(text: str) -> int:
    if text not in map(str, range(_FEWEST_FOLDS, _MOST_FOLDS + 1)):
        raise argparse.ArgumentTypeError(f"'{text}' is no whole number from {_FEWEST_FOLDS} to {_MOST_FOLDS}")
    return int(text)


def build_parser() -> argparse.ArgumentParser:
    """All commands and options."""
    parser = _Parser(prog="ehbc", description="First aid for cyberbullying: the step plan as a conversation.")
    parser.add_argument("--version", action=_Version)
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    chat = subparsers.add_parser("chat", help="talk with the bot in this terminal, in a practice team")
    chat.add_argument("--json", action="store_true", help="a message per line in, a JSON object per line out")
    chat.add_argument("--db", metavar="URL", help="another database: sqlite:///FILE or postgresql://…")
    chat.add_argument("--at", metavar="TIME", type=_moment, help="start at this time (2026-11-30T08:15, Belgian time)")
    chat.set_defaults(run=serve.chat)

    telegram = subparsers.add_parser("telegram", help="run on Telegram (long polling, or a webhook)")
    telegram.set_defaults(run=serve.telegram)

    web = subparsers.add_parser("web", help="serve the web page and the care team's board, on this machine at first")
    web.add_argument(
        "--listen", metavar="HOST:PORT", default="127.0.0.1:8080", help="where to listen (default: 127.0.0.1:8080)"
    )
    web.add_argument("--open", action="store_true", help="open the page in a browser")
    web.set_defaults(run=serve.web)

    train = subparsers.add_parser("train", help="train the model when the content changed")
    train.set_defaults(run=content.train)

    check = subparsers.add_parser("check", help="show every fault in content and step plan")
    check.set_defaults(run=content.check)

    understand = subparsers.add_parser("understand", help="show how messages are read, as JSON lines")
    understand.add_argument(
        "text", nargs="*", metavar="TEXT", help="messages; without one, a message per line of stdin"
    )
    understand.add_argument("--step", metavar="ID", help="the open step, as evidence")
    understand.set_defaults(run=understanding.understand)

    evaluate = subparsers.add_parser("evaluate", help="show how well labelled messages are read")
    source = evaluate.add_mutually_exclusive_group(required=True)
    source.add_argument(
        "file",
        metavar="FILE",
        nargs="?",
        help='.jsonl: {"text", "intent"} per line, "step" where one is open; .tsv: sure, possible or calm, kind, text; '
        "or question, accepted outcomes, text",
    )
    source.add_argument("--folds", type=_folds, metavar="N", help="cross-validate the examples instead (2 to 20 folds)")
    evaluate.add_argument("--plot", metavar="FILE.png", help="draw the confusion matrix")
    evaluate.add_argument("--wrong", action="store_true", help="list what was misread: expected, got, confidence, text")
    evaluate.set_defaults(run=understanding.evaluate)

    draw = subparsers.add_parser("draw", help="draw the step plan")
    draw.add_argument("--step", metavar="ID", help="the step to highlight")
    draw.add_argument("--format", choices=("svg", "png", "mermaid"), default="svg")
    draw.add_argument("--out", metavar="FILE", help="write to a file instead of stdout")
    draw.set_defaults(run=content.draw)

    _add_teams(subparsers)
    _add_care(subparsers)
    _add_keeping(subparsers)
    return parser


def _add_teams(subparsers: _Subparsers) -> None:
    team = subparsers.add_parser("team", help="the teams (schools) and their members")
    actions = team.add_subparsers(dest="action", required=True, metavar="ACTION")
    add = actions.add_parser("add", help="add a team")
    add.add_argument("name", metavar="NAME")
    add.set_defaults(run=teams.team_add)
    actions.add_parser("list", help="list the teams").set_defaults(run=teams.team_list)

    members = actions.add_parser("members", help="list members, without their addresses")
    members.add_argument("--team", metavar="NAME", help="of one team only")
    members.add_argument("--addresses", action="store_true", help="show their numbers in the channel too")
    members.set_defaults(run=teams.team_members)

    remove = actions.add_parser("remove", help="remove a member: no access from now on")
    remove.add_argument("member", type=_number, metavar="MEMBER_ID", help="as ehbc team members shows it")
    remove.set_defaults(run=teams.team_remove)

    change = actions.add_parser("set", help="set when and to whom a team's reminders go")
    change.add_argument("--team", metavar="NAME", help=_WHICH_TEAM)
    change.add_argument("--start", metavar="HH:MM", help="reminders from then on, Belgian time (08:00 at first)")
    change.add_argument("--end", metavar="HH:MM", help="and before then (17:00 at first)")
    change.add_argument("--group-too", choices=("yes", "no"), help="first reminders to the care team's group as well")
    change.add_argument("--days-off", metavar="FILE.ics", help="add the all-day events of a calendar as days off")
    change.add_argument("--day-off", nargs="+", action="extend", metavar="YYYY-MM-DD", help="add days off")
    change.add_argument("--clear-days-off", action="store_true", help="forget the days off so far")
    change.set_defaults(run=team_set)

    invite = subparsers.add_parser("invite", help="make an invitation: a code and a deep link")
    invite.add_argument("role", choices=[role.value for role in Role], metavar="ROLE", help=", ".join(Role))
    invite.add_argument("--team", metavar="NAME", help=_WHICH_TEAM)
    invite.add_argument(
        "--uses", type=_positive, default=1, metavar="N", help="how many people can use it (default: 1)"
    )
    invite.add_argument("--days", type=_positive, metavar="N", help="how long it holds (default: EHBC_INVITATION_DAYS)")
    invite.set_defaults(run=teams.invite)

    invitations = subparsers.add_parser("invitations", help="list open invitations, or take one back")
    invitations.add_argument("--withdraw", type=_number, metavar="ID", help="take this one back")
    invitations.set_defaults(run=teams.invitations)


def _add_care(subparsers: _Subparsers) -> None:
    due = subparsers.add_parser("follow-ups", help="show what is due, and its reminders")
    due.add_argument("--team", metavar="NAME", help="of one team only")
    due.add_argument("--days", type=_positive, default=7, metavar="N", help="how many days ahead (default: 7)")
    due.set_defaults(run=follow_ups.follow_ups)

    log = subparsers.add_parser("audit", help="who, as which role, looked at or changed which case")
    actions = log.add_subparsers(dest="action", required=True, metavar="ACTION")
    verify = actions.add_parser("verify", help="check that no line was changed; exit status 1 when one was")
    verify.add_argument("--team", metavar="NAME", help="of one team only")
    verify.set_defaults(run=audit.verify)
    show = actions.add_parser("show", help="show the last lines")
    show.add_argument("--team", metavar="NAME", help=_WHICH_TEAM)
    show.add_argument("--case", metavar="CODE", help="of one case only; #12 for one that was deleted")
    show.add_argument("--last", type=_positive, default=50, metavar="N", help="how many (default: 50)")
    show.set_defaults(run=audit.show)


def _add_keeping(subparsers: _Subparsers) -> None:
    figures = subparsers.add_parser("export", help="write the figures of a school, without counts below five")
    figures.add_argument("--team", metavar="NAME", help=_WHICH_TEAM)
    figures.add_argument("--out", required=True, metavar="FOLDER", help="where to write; files of the same name go")
    figures.add_argument(
        "--format",
        nargs="+",
        action="extend",
        choices=export.FORMATS,
        help="csv, png or pdf, or several (default: all)",
    )
    figures.add_argument("--school-year", type=_number, metavar="YEAR", help="the report's, by its first year: 2026")
    figures.set_defaults(run=export.export)

    kept = subparsers.add_parser("backup", help="back the database up, also while the bot runs")
    kept.add_argument("file", metavar="FILE", help="where to; an earlier backup there is replaced")
    kept.set_defaults(run=backup.make_backup)

    restore = subparsers.add_parser("restore", help="put a backup back, while the bot is stopped")
    restore.add_argument("file", metavar="FILE", help="a file made with ehbc backup")
    restore.add_argument("--force", action="store_true", help="lose what the database holds now")
    restore.set_defaults(run=backup.restore_backup)
