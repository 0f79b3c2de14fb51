"""The ids of buttons.

`kiest_groep` (a choice), `gids.ernst.2` (a page), `doe.terug` (a command), `dossier.17` (a case), `kaart.acuut_geweld`
(a safety card), `feit.al_lang` (a fact is taken back), `opv.uitstel.17.3` (an action on follow-up 17, with an
argument), `vak.pauze.17.20261109` (who has case 17 during a holiday, after which school begins on that day).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.domain.codes import whole_number

_DIGITS_OF_A_DAY = 8
_FEWEST_PARTS = 3
_HOLIDAY_PARTS = 4

GUIDE, COMMAND, LINE, CASE, FOLLOW_UP, HOLIDAY, CARD, FACT = (
    "gids", "doe", "lijn", "dossier", "opv", "vak", "kaart", "feit"
)  # fmt: skip
LATER = "later"
"""The argument that puts a consultation off to later today."""


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


def card_id(danger: str) -> str:
    """The button that shows the card of a kind of danger."""
    return f"{CARD}.{danger}"


def fact_id(fact: str) -> str:
    """The button that takes a fact back."""
    return f"{FACT}.{fact}"


def case_id(case: int) -> str:
    """The button that resumes a case."""
    return f"{CASE}.{case}"


class FollowUpAction(StrEnum):
    """What a button does with a follow-up. Each is bound to the revision of the follow-up it was made for."""

    DONE = "gedaan"
    """Asks what was found."""
    FOUND = "gevonden"
    """With a `Found`: it is done."""
    PUT_OFF = "uitstel"
    """Asks until when; with a `YYYYMMDD` (or `LATER` for a consultation) it is put off until then."""
    AGREE = "dag"
    """Asks which day; with a `YYYYMMDD` that day is agreed."""
    WAIVE = "niet"
    """Asks why; with a `WaiveReason` it is waived."""
    SHOW = "toon"
    """Shows the step its case is at."""


@dataclass(frozen=True)
class FollowUpTap:
    """A parsed button on a follow-up."""

    action: FollowUpAction
    follow_up_id: int
    argument: str = ""


def follow_up_id(action: FollowUpAction, follow_up: int, argument: str = "") -> str:
    """The button that does something with a follow-up."""
    return ".".join(part for part in (FOLLOW_UP, action.value, str(follow_up), argument) if part)


def parse_follow_up(identifier: str) -> FollowUpTap | None:
    """The parts of a follow-up's button; None for any other, and for a forged one."""
    parts = identifier.split(".", 3)
    if len(parts) < _FEWEST_PARTS or parts[0] != FOLLOW_UP or parts[1] not in set(FollowUpAction):
        return None
    which = whole_number(parts[2])
    return FollowUpTap(FollowUpAction(parts[1]), which, "".join(parts[3:])) if which is not None else None


class HolidayAction(StrEnum):
    """Who has a case during a holiday."""

    KEEP = "houden"
    """Its owner, or whoever taps."""
    PAUSE = "pauze"
    """Nobody: no reminders until school begins again."""
    HAND_OVER = "doorgeven"
    """The care team."""


@dataclass(frozen=True)
class HolidayTap:
    """A parsed button of the question before a holiday."""

    action: HolidayAction
    case_id: int
    back: date
    """The first school day after the holiday; a tap from then on is late."""


def holiday_id(action: HolidayAction, case: int, back: date) -> str:
    """The button that says who has a case during a holiday."""
    return f"{HOLIDAY}.{action.value}.{case}.{day_argument(back)}"


def parse_holiday(identifier: str) -> HolidayTap | None:
    """The parts of such a button; None for any other, and for a forged one."""
    parts = identifier.split(".")
    if len(parts) != _HOLIDAY_PARTS or parts[0] != HOLIDAY or parts[1] not in set(HolidayAction):
        return None
    case, back = whole_number(parts[2]), day_of(parts[3])
    return HolidayTap(HolidayAction(parts[1]), case, back) if case is not None and back is not None else None


def day_argument(day: date) -> str:
    """A day as eight digits: `20261109`."""
    return f"{day:%Y%m%d}"


def day_of(digits: str) -> date | None:
    """The day that eight digits write; None for anything else, and for a day that no calendar has."""
    # The standard library reads other forms than eight digits as well.
    if len(digits) != _DIGITS_OF_A_DAY or whole_number(digits) is None:
        return None
    try:
        return date.fromisoformat(digits)
    except ValueError:
        return None


def parse(identifier: str) -> ButtonId:
    """The parts of an id; what is no known kind counts as a choice."""
    kind, dot, rest = identifier.partition(".")
    if not dot or kind not in (GUIDE, COMMAND, LINE, CASE, FOLLOW_UP, HOLIDAY, CARD, FACT):
        return ButtonId("", identifier)
    subject, _, page = rest.partition(".")
    return ButtonId(kind, subject, whole_number(page) or 1)
