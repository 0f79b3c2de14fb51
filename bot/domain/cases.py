"""A case on its way through the plan: pure functions from a case and a choice to the next case and its log."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Generic, TypeVar

from bot.clock import to_the_minute
from dialogues.flowchart import Flowchart
from dialogues.steps import BACK_TO_STEP, DANGER, PARENT_GROUPS, REASON, SLOTS, Choice, ParentState, StepKind

MEMORY = (*SLOTS, DANGER, *(group.value for group in PARENT_GROUPS), *(f"{REASON}_{group}" for group in PARENT_GROUPS))
"""All a case can remember besides where it is; every value is a fixed word."""


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


@dataclass(frozen=True)
class Case:
    """One report's way through the plan; of practice, or new, as long as it is not stored. Nothing about persons."""

    code: str
    step: str
    opened_at: datetime
    changed_at: datetime
    side: str | None = None
    """The open question of an aid, or the open parent line, beside the step."""
    revision: int = 0
    """Goes up with every change; a button made for another revision is late."""
    closed_at: datetime | None = None
    memory: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)
    """Fact -> value, of what was told (`dialogues.facts`)."""
    heard: frozenset[str] = frozenset()
    """Of these, what was told last and not agreed to yet."""

    @property
    def position(self) -> str:
        """What is being asked: the side question if one is open, else the step."""
        return self.side or self.step


@dataclass(frozen=True, kw_only=True)
class StoredCase(Case):
    """A case that is stored."""

    id: int


def stored(case: Case, case_id: int) -> StoredCase:
    """The case as it is once it is stored."""
    return StoredCase(**{field.name: getattr(case, field.name) for field in dataclasses.fields(Case)}, id=case_id)


CaseT = TypeVar("CaseT", bound=Case)
"""What happens to a case does not depend on whether it is stored."""
ChangedT_co = TypeVar("ChangedT_co", bound=Case, covariant=True)


@dataclass(frozen=True)
class Change(Generic[ChangedT_co]):
    """A case after something happened, with the lines for its log."""

    case: ChangedT_co
    events: tuple[CaseEvent, ...]


def open_case(flowchart: Flowchart, code: str, role: str, now: datetime) -> Change[Case]:
    """A new case at the start of the plan."""
    case = Case(code, flowchart.start, now, now)
    return Change(case, (CaseEvent(to_the_minute(now), role, EventKind.OPENED, None, flowchart.start),))


def take(flowchart: Flowchart, case: CaseT, choice: Choice, role: str, now: datetime) -> Change[CaseT]:
    """The case after a choice its position offers."""
    position = flowchart.positions[case.position]
    memory = _remember(case.memory, choice)
    if position.kind is not StepKind.STEP:
        side = None if choice.target == BACK_TO_STEP else choice.target
        kind = EventKind.ANSWERED if position.kind is StepKind.AID else EventKind.PARENTS
        after = _changed(case, now, side=side, memory=memory)
        return Change(after, (_event(now, role, kind, case, after, choice=choice.id),))
    target = flowchart.positions[choice.target]
    memory = {key: value for key, value in memory.items() if key not in target.forgets}
    closed = now if target.id == flowchart.end else None
    after = _changed(case, now, step=target.id, side=_side(flowchart, choice, memory), memory=memory, closed_at=closed)
    # A choice that only opens an aid leaves the case where it is: nothing for going back to pass through.
    kind = EventKind.OPENED_SIDE if target.id == case.step and choice.opens else EventKind.CHOSE
    events = [_event(now, role, kind, case, after, choice=choice.id)]
    if closed:
        events.append(_event(now, role, EventKind.CLOSED, case, after))
    return Change(after, tuple(events))


def take_told(
    flowchart: Flowchart, case: CaseT, choices: Sequence[Choice], role: str, now: datetime, *, agreed: bool
) -> Change[CaseT]:
    """The case after several choices that were told already, as one change: what was told is taken back as one.

    `agreed`: whether the person agreed to what was said back. Raises `ValueError` without a choice.
    """
    if not choices:
        raise ValueError("nothing was told that makes a choice")
    events: list[CaseEvent] = []
    after = case
    for choice in choices:
        change = take(flowchart, after, choice, role, now)
        after = change.case
        events += [
            dataclasses.replace(event, kind=EventKind.TOLD) if event.kind is EventKind.CHOSE else event
            for event in change.events
        ]
    after = dataclasses.replace(after, revision=case.revision + 1)
    events.append(_event(now, role, EventKind.HEARD if agreed else EventKind.ALONG, case, after))
    return Change(after, tuple(events))


def along_what_was_told(log: Sequence[CaseEvent]) -> list[CaseEvent]:
    """The lines that went along what was told, when nothing happened since; oldest first."""
    if not log or log[-1].kind not in (EventKind.HEARD, EventKind.ALONG):
        return []
    begun = log[-1].origin
    size = next((n for n, event in enumerate(reversed(log[:-1]), 1) if event.origin == begun and event.choice), 0)
    return list(log[len(log) - 1 - size : -1])


def take_back_told(
    flowchart: Flowchart, case: CaseT, log: Sequence[CaseEvent], role: str, now: datetime
) -> Change[CaseT] | None:
    """The case as it was before it went along what was told, and before the choice that led to it; None otherwise."""
    run = along_what_was_told(log)
    if not run:
        return None
    if log[-1].kind is EventKind.ALONG:
        # What was typed or tapped, and what followed of itself, was one answer.
        earlier = log[: len(log) - 1 - len(run)]
        made = next((event for event in reversed(earlier) if event.choice), None)
        run = [made, *run] if made is not None and made is earlier[-1] else run
    begun = flowchart.positions[run[0].origin or ""]
    undone = {key for event in run for key in _set_by(flowchart, event)}
    memory = {key: value for key, value in case.memory.items() if key not in undone}
    aid = flowchart.aid_of(begun.id)
    if begun.kind is StepKind.STEP:
        after = _changed(case, now, step=begun.id, side=None, memory=memory)
    else:
        step = aid.step if aid is not None else case.step
        after = _changed(case, now, step=step, side=begun.id, memory=memory)
    return Change(after, (_event(now, role, EventKind.WENT_BACK, case, after),))


def _set_by(flowchart: Flowchart, event: CaseEvent) -> Iterator[str]:
    """What the choice of a line of the log made a case remember."""
    origin = flowchart.positions.get(event.origin or "")
    for choice in origin.choices if origin else ():
        if choice.id == event.choice:
            yield from _remember({}, choice)


def open_side(flowchart: Flowchart, case: CaseT, opened: str, role: str, now: datetime) -> Change[CaseT]:
    """The case with an aid or a parent line opened beside its step."""
    after = _changed(case, now, side=flowchart.entry(opened))
    return Change(after, (_event(now, role, EventKind.OPENED_SIDE, case, after),))


def step_back(
    flowchart: Flowchart, case: CaseT, log: Iterable[CaseEvent], role: str, now: datetime
) -> Change[CaseT] | None:
    """The case one position earlier, what it remembers kept; None at the start."""
    aid = flowchart.aid_of(case.side) if case.side else None
    if case.side:
        index = aid.questions.index(case.side) if aid else 0
        side = aid.questions[index - 1] if aid and index else None
        after = _changed(case, now, side=side)
    else:
        path = _path(log)
        if not path:
            return None
        step, arrival = path[-1]
        memory = {**case.memory, **_conditions_set(flowchart, arrival)}
        after = _changed(case, now, step=step, side=None, closed_at=None, memory=memory)
    kind = EventKind.REOPENED if case.closed_at else EventKind.WENT_BACK
    return Change(after, (_event(now, role, kind, case, after),))


def close(flowchart: Flowchart, case: CaseT, role: str, now: datetime) -> Change[CaseT]:
    """The case closed from where it stands."""
    here = dataclasses.replace(case, side=None)
    after = _changed(here, now, step=flowchart.end, closed_at=now)
    return Change(after, (_event(now, role, EventKind.CLOSED, here, after),))


def answers_given(log: Iterable[CaseEvent]) -> Iterator[tuple[str, str]]:
    """Position and choice of every answer in an aid, oldest first."""
    for event in log:
        if event.kind is EventKind.ANSWERED and event.origin and event.choice:
            yield event.origin, event.choice


def earlier_choice(position: str, log: Sequence[CaseEvent]) -> str | None:
    """What was chosen here the last time."""
    made = (e.choice for e in reversed(log) if e.origin == position and e.choice)
    return next(made, None)


def _path(log: Iterable[CaseEvent]) -> list[tuple[str, CaseEvent | None]]:
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


def _conditions_set(flowchart: Flowchart, arrival: CaseEvent | None) -> dict[str, str]:
    """What the choice that led to a step set of the things choices depend on: back there, it holds again."""
    origin = flowchart.positions.get(arrival.origin or "") if arrival else None
    if origin is None or arrival is None:
        return {}
    choices = origin.choices
    sets = next((choice.sets or {} for choice in choices if choice.id == arrival.choice), {})
    return {slot: value for slot, value in sets.items() if slot in SLOTS}


def _remember(memory: Mapping[str, str], choice: Choice) -> dict[str, str]:
    sets = dict(choice.sets or {})
    reason = sets.pop(REASON, None)
    after = {**memory, **sets}
    for group in PARENT_GROUPS:
        if group in sets:
            after.pop(f"{REASON}_{group}", None)
            if reason:
                after[f"{REASON}_{group}"] = reason
    return after


def _side(flowchart: Flowchart, choice: Choice, memory: Mapping[str, str]) -> str | None:
    """What opens beside the target: what the choice opens, else what the target starts with, unless it is settled."""
    target = flowchart.positions[choice.target]
    opened = choice.opens or target.starts_with
    if opened is None:
        return None
    group = parent_group(flowchart, choice.opens or target.parent_line)
    settled = group is not None and memory.get(group, ParentState.TO_DO) != ParentState.TO_DO
    return None if settled else flowchart.entry(opened)


def parent_group(flowchart: Flowchart, line: str | None) -> str | None:
    """The group of parents (a key of a case's memory) that a parent line is about."""
    if line is None or line not in flowchart.positions or flowchart.positions[line].kind is not StepKind.PARENT_LINE:
        return None
    sets = (choice.sets or {} for choice in flowchart.positions[line].choices)
    return next((key for s in sets for key in s if key in PARENT_GROUPS), None)


def _changed(case: CaseT, now: datetime, **changes: object) -> CaseT:
    after = dataclasses.replace(case, revision=case.revision + 1, changed_at=now, **changes)  # type: ignore[arg-type]
    if after.closed_at is None:
        return after
    # What was told of a case is needed no longer than it is open.
    memory = {key: value for key, value in after.memory.items() if key != DANGER}
    return dataclasses.replace(after, memory=memory, facts={}, heard=frozenset())


def _event(
    now: datetime, role: str, kind: EventKind, before: Case, after: Case, *, choice: str | None = None
) -> CaseEvent:
    return CaseEvent(to_the_minute(now), role, kind, before.position, after.position, choice)


class StaleCaseError(Exception):
    """The case changed since it was read; nothing was written."""
