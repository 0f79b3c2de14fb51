"""What a message led to, before it is put in words."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.messages import Address
from nlu.reading import Reading

HERE, SIDE = "hier", "zijstap"
"""Subjects of what shows the open question and says nothing else: after a command, and after a parent line opened."""


@dataclass(frozen=True)
class Outcome:
    """What a message led to, in words of the vocabulary: enough to say it again after a crash."""

    turn: str
    """`move`, `guide`, `safety`, `command`, `ask_again` or `practice`."""
    subject: str | None = None
    page: int = 1


def said(sentence: str, page: int = 1) -> Outcome:
    """The outcome of a command that says a sentence, or puts a screen under its name."""
    return Outcome("command", sentence, page)


@dataclass(frozen=True)
class AnswerRecord:
    """A message that was answered before."""

    message_id: int
    address: Address
    outcome: Outcome
    case_id: int | None
    sent: bool


@dataclass(frozen=True)
class Decision:
    """What a message led to, before it is put in words."""

    outcome: Outcome
    reading: Reading | None = None
    notice: str = ""
    chosen: str = ""
    arrow: str | None = None
    in_place: bool = False
    """Whether it takes the place of the message whose button was tapped."""
