"""A case on its way through the plan: pure functions from a case and a choice to the next case and its log."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar

from bot.clock import to_the_minute
from bot.domain.case_log import CaseEvent, EventKind, along_what_was_told, path_of
from dialogues.flowchart import Flowchart
from dialogues.steps import BACK_TO_STEP, DANGER, PARENT_GROUPS, REASON, SLOTS, Choice, ParentState, StepKind

MEMORY = (*SLOTS, DANGER, *(group.value for group in PARENT_GROUPS), *(f"{REASON}_{group}" for group in PARENT_GROUPS))
"""All a case can remember besides where it is; every value is a fixed word."""


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


def take_back_told(
    flowchart: Flowchart, case: CaseT, log: Sequence[CaseEvent], role: str, now: datetime
) -> Change[CaseT] | None:
    """The case as it was before it went along what was told, and before the choice that led to it; None otherwise."""
    run = along_what_was_told(log)
    if not run:
        return None
    if log[-1].kind is EventKind.ALONG:
        # What was typed or tapped, and what followed of itself, was one answer.
        before = log[: len(log) - 1 - len(run)][-1:]
        run = [*(event for event in before if event.choice), *run]
    begun = flowchart.positions[run[0].origin or ""]
    made_then = filter(None, (_choice_of(flowchart, event) for event in run))
    undone = {key for choice in made_then for key in _remember({}, choice)}
    memory = {key: value for key, value in case.memory.items() if key not in undone}
    aid = flowchart.aid_of(begun.id)
    if begun.kind is StepKind.STEP:
        step, side = begun.id, None
    else:
        step, side = aid.step if aid is not None else case.step, begun.id
    after = _changed(case, now, step=step, side=side, memory=memory)
    return Change(after, (_event(now, role, EventKind.WENT_BACK, case, after),))


def _choice_of(flowchart: Flowchart, event: CaseEvent | None) -> Choice | None:
    """The choice that a line of the log tells of; None when it tells of none, or the plan no longer has it."""
    origin = flowchart.positions.get(event.origin or "") if event else None
    choices = origin.choices if origin else ()
    return next((choice for choice in choices if event and choice.id == event.choice), None)


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
        path = path_of(log)
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


def _conditions_set(flowchart: Flowchart, arrival: CaseEvent | None) -> dict[str, str]:
    """What the choice that led to a step set of the things choices depend on: back there, it holds again."""
    choice = _choice_of(flowchart, arrival)
    sets = (choice.sets or {}) if choice else {}
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
