"""The log of a case: its lines, and what they tell of the way it went."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class EventKind(StrEnum):
    """What a line of the log tells."""

    OPENED = "geopend"
    CHOSE = "keuze"
    ANSWERED = "antwoord"
    PARENTS = "ouderlijn"
    OPENED_SIDE = "zijstap"
    WENT_BACK = "terug"
    CLOSED = "gesloten"
    REOPENED = "heropend"
    TOLD = "verteld"
    """A choice of a step that was told earlier."""
    HEARD = "gehoord"
    """The end of what was gone along because what was said back was agreed to; it began at the origin."""
    ALONG = "meegenomen"
    """The same, after a choice that was made."""


@dataclass(frozen=True)
class CaseEvent:
    """One line of the anonymous log."""

    at: datetime
    """To the minute."""
    role: str
    kind: EventKind
    origin: str | None
    target: str | None
    choice: str | None = None


def answers_given(log: Iterable[CaseEvent]) -> Iterator[tuple[str, str]]:
    """Position and choice of every answer in an aid, oldest first."""
    for event in log:
        if event.kind is EventKind.ANSWERED and event.origin and event.choice:
            yield event.origin, event.choice


def earlier_choice(position: str, log: Sequence[CaseEvent]) -> str | None:
    """What was chosen here the last time."""
    made = (e.choice for e in reversed(log) if e.origin == position and e.choice)
    return next(made, None)


def path_of(log: Iterable[CaseEvent]) -> list[tuple[str, CaseEvent | None]]:
    """The steps that lead to where the case stands, each with how it came there; going back is taken into account."""
    path: list[tuple[str, CaseEvent | None]] = []
    arrival: CaseEvent | None = None
    for event in log:
        if event.origin is None or event.origin == event.target:
            continue
        if event.kind in (EventKind.CHOSE, EventKind.TOLD, EventKind.CLOSED):
            if not (event.kind is EventKind.CLOSED and path and path[-1][0] == event.origin):
                path.append((event.origin, arrival))
                arrival = event
        elif event.kind in (EventKind.WENT_BACK, EventKind.REOPENED) and event.target in [step for step, _ in path]:
            # Several steps at once, where they were taken as one.
            while path[-1][0] != event.target:
                path.pop()
            _, arrival = path.pop()
    return path


def along_what_was_told(log: Sequence[CaseEvent]) -> list[CaseEvent]:
    """The lines that went along what was told, when nothing happened since; oldest first."""
    if not log or log[-1].kind not in (EventKind.HEARD, EventKind.ALONG):
        return []
    begun = log[-1].origin
    size = next((n for n, event in enumerate(reversed(log[:-1]), 1) if event.origin == begun and event.choice), 0)
    return list(log[len(log) - 1 - size : -1])
