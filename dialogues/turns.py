"""What the brain decides about one message."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from nlu.reading import Reading

SURE_OF_A_MOVE = 0.75
"""Below this the bot asks whether a move is meant: a wrong step costs more than a question."""
SURE_ENOUGH_TO_ASK = 0.45
"""Below this a move is no more than one of several readings."""
SURE_OF_WHO_TOLD = 0.6
"""Below this a report does not say who told it."""
SURE_OF_AN_END = 0.85
"""Below this a text does not say yes to what cannot be undone."""
SURE_OF_A_BUTTON = 0.5
"""Below this a text names no button of a menu at all."""


class TurnKind(StrEnum):
    """The kinds of turn; the values are the contract of `ehbc chat --json`."""

    MOVE = "move"
    CONFIRM = "confirm"
    """A move that is asked about first: likely, but not sure enough to be made."""
    GUIDE = "guide"
    SAFETY = "safety"
    COMMAND = "command"
    ASK_AGAIN = "ask_again"


@dataclass(frozen=True)
class Turn:
    """One decision: what kind, about what, and from which reading."""

    kind: TurnKind
    subject: str | None
    """The choice, guide, safety intent or command; None when asking again."""
    reading: Reading | None = None
    """None for a tap."""
    also: str | None = None
    """The guide that the same message asks for, beside the move it makes."""
