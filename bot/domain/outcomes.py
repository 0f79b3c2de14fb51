"""What a message led to, before it is put in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from bot.domain.messages import Address
from nlu.reading import Reading

HERE, SIDE = "hier", "zijstap"
"""Subjects of what shows the open question and says nothing else: after a command, and after a parent line opened."""


@dataclass(frozen=True)
class Outcome:
    """What a message led to, in words of the vocabulary: enough to say it again after a crash."""

    turn: str
    """`move`, `confirm`, `guide`, `safety`, `command`, `ask_again`, `practice` or `refusal`."""
    subject: str | None = None
    """The sentence or screen, the guide, or the kind of danger; None for a move and a question whether one is meant."""
    page: int = 1
    """Of a guide."""
    about: int | None = None
    """The id of the follow-up it is about; None for any other, and once that follow-up is deleted."""
    day: date | None = None
    """The first school day after the holiday it is about."""
    putting_off: bool = False
    """Whether a day that is named next puts the follow-up off; else it is agreed anew."""
    position: str | None = None
    """Of a move, or one that is asked about: the step, question of an aid or parent line it was taken at."""
    choice: str | None = None
    """Of the same: the choice there."""

    @property
    def arrow(self) -> str | None:
        """`position/choice` of a move; None for anything else."""
        return f"{self.position}/{self.choice}" if self.turn == "move" else None

    @property
    def asks(self) -> str | None:
        """`position/choice` of a move that is asked about; None for anything else."""
        return f"{self.position}/{self.choice}" if self.turn == "confirm" else None


@dataclass(frozen=True)
class Refusal:
    """Why nothing changed."""

    sentence: str
    """The key of the sentence that says so."""


@dataclass(frozen=True)
class AnswerRecord:
    """A message that was answered before."""

    message_key: str
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
    also: Outcome | None = None
    """The page of a guide that the same message asked for, shown along with what it did."""
    foreign: bool = False
    """Whether the message was in another language than ours."""
    pressed: str | None = None
    """The id of the button that a typed text was taken for."""
    in_place: bool = False
    """Whether it takes the place of the message whose button was tapped."""
    facts: Mapping[str, str] = field(default_factory=dict)
    """What the words of the message tell of a case."""
    heard: Mapping[str, str] = field(default_factory=dict)
    """Of what it told, what was not known of the open case."""


def guide(topic: str, page: int = 1) -> Outcome:
    """The outcome of showing a page of a guide or talk card."""
    return Outcome("guide", topic, page)


def said(sentence: str) -> Outcome:
    """The outcome of a command that says a sentence, or puts a screen under its name."""
    return Outcome("command", sentence)


def said_about(follow_up_id: int, sentence: str, *, putting_off: bool = False) -> Outcome:
    """The outcome of what is said about one follow-up; `putting_off` tells what a day that is named next does."""
    return Outcome("command", sentence, about=follow_up_id, putting_off=putting_off)


def moved(position: str, choice: str) -> Outcome:
    """The outcome of taking a choice."""
    return Outcome("move", position=position, choice=choice)


def confirming(position: str, choice: str) -> Outcome:
    """The outcome of asking whether a choice is meant."""
    return Outcome("confirm", position=position, choice=choice)
