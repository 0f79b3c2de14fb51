"""Buttons as form values, and back."""

from __future__ import annotations

from bot.domain.button_ids import CASE, COMMAND, FOLLOW_UP, GUIDE, HOLIDAY, LINE
from bot.domain.codes import whole_number
from bot.domain.messages import Button

_SEPARATOR = "|"
_NO_REVISION = -1
_LONGEST = 120
_KINDS = (CASE, COMMAND, FOLLOW_UP, GUIDE, HOLIDAY, LINE)


def encode(button: Button) -> str:
    """A button as a value: `id|case|revision`."""
    return _SEPARATOR.join((button.id, _digits(button.case), _digits(button.revision)))


def decode(value: str) -> Button:
    """A value as a button without a label. What was forged gives a button that nothing knows.

    A button without a revision holds for none: what changes a case was never shown without.
    """
    match value[:_LONGEST].split(_SEPARATOR):
        case [identifier, case, revision] if _is_number(case) and _is_number(revision):
            held = whole_number(revision)
            return Button(identifier, "", whole_number(case), _NO_REVISION if held is None else held)
    return Button("", "")


def is_guide(button: Button) -> bool:
    """Whether it shows a guide's first page."""
    kind, _, subject = button.id.partition(".")
    return kind == GUIDE and "." not in subject


def guide_of(button: Button) -> str:
    """The guide such a button shows."""
    return button.id.partition(".")[2]


def is_choice(button: Button) -> bool:
    """Whether it is an arrow of the step plan."""
    return button.id.partition(".")[0] not in _KINDS


def _digits(number: int | None) -> str:
    return "" if number is None else str(number)


def _is_number(digits: str) -> bool:
    return not digits or whole_number(digits) is not None
