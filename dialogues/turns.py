"""What the brain decides about one message."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from nlu.reading import Reading

SURE_OF_A_MOVE = 0.5
"""Below this the bot asks again rather than move: a wrong step costs more than a question."""


class TurnKind(StrEnum):
    """The kinds of turn; the values are the contract of `ehbc chat --json`."""

    MOVE = "move"
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
