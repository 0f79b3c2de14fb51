"""The ids of buttons: `kiest_groep` (a choice), `gids.ernst.2` (a page), `doe.terug` (a command), `dossier.17`."""

from __future__ import annotations

from dataclasses import dataclass

_MOST_DIGITS = 9

GUIDE, COMMAND, LINE, CASE = "gids", "doe", "lijn", "dossier"


@dataclass(frozen=True)
class ButtonId:
    """A parsed id: `kind` is one of the constants above, or empty for a choice of a step."""

    kind: str
    subject: str
    page: int = 1


def guide_id(guide: str, page: int = 1) -> str:
    """The button that shows a guide's page."""
    return f"{GUIDE}.{guide}" if page == 1 else f"{GUIDE}.{guide}.{page}"


def command_id(command: str) -> str:
    """The button that runs a command."""
    return f"{COMMAND}.{command}"


def line_id(line: str) -> str:
    """The button that opens a parent line."""
    return f"{LINE}.{line}"


def case_id(case: int) -> str:
    """The button that resumes a case."""
    return f"{CASE}.{case}"


def parse(identifier: str) -> ButtonId:
    """The parts of an id; what is no known kind counts as a choice."""
    kind, dot, rest = identifier.partition(".")
    if not dot or kind not in (GUIDE, COMMAND, LINE, CASE):
        return ButtonId("", identifier)
    subject, _, page = rest.partition(".")
    return ButtonId(kind, subject, number(page) or 1)


def number(text: str) -> int | None:
    """A whole number of at most nine digits, or None: what was forged must not overflow a column."""
    return int(text) if text.isdecimal() and text.isascii() and len(text) <= _MOST_DIGITS else None
