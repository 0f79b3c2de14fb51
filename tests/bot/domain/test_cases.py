"""What a case knows besides where it is: kept through every change, and forgotten when the case is closed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.content import BotContent
from bot.domain.case_log import EventKind, along_what_was_told
from bot.domain.cases import (
    MEMORY,
    Case,
    Change,
    close,
    open_case,
    open_side,
    step_back,
    stored,
    take,
    take_back_told,
    take_told,
)
from dialogues.flowchart import Flowchart
from dialogues.steps import APPROACH, DANGER, Choice
from tests.support.talk import MONDAY

FACTS = {"via_groepschat": "ja", "herhaald": "nee"}
HEARD = frozenset({"herhaald"})
REMEMBERED = {APPROACH: "confronterend", DANGER: "acuut_naaktbeelden"}
WHO = ("leerkracht", MONDAY)


@pytest.fixture
def flowchart(bot_content: BotContent) -> Flowchart:
    """The step plan."""
    return bot_content.flowchart


@pytest.fixture
def told(flowchart: Flowchart) -> Case:
    """A case at the start of which something was told."""
    case = open_case(flowchart, "BLAUWE-OTTER-7", *WHO).case
    return replace(case, facts=FACTS, heard=HEARD, memory=REMEMBERED)


def chosen(flowchart: Flowchart, case: Case) -> Change[Case]:
    """The case after the first choice it has."""
    return take(flowchart, case, flowchart.positions[case.position].offered(case.memory)[0], *WHO)


def gone_back(flowchart: Flowchart, case: Case) -> Change[Case]:
    """The case after a choice, and back."""
    there = chosen(flowchart, case)
    back = step_back(flowchart, there.case, there.events, *WHO)
    assert back is not None
    return back


def beside(flowchart: Flowchart, case: Case) -> Change[Case]:
    """The case with an aid opened."""
    return open_side(flowchart, case, next(iter(flowchart.aids)), *WHO)


def closed_by_choice(flowchart: Flowchart, case: Case) -> Change[Case]:
    """The case after a choice that leads to the end."""
    step, choice = next((step, choice) for step, choice in flowchart.arrows() if choice.target == flowchart.end)
    return take(flowchart, replace(case, step=step.id), choice, *WHO)


def closed(flowchart: Flowchart, case: Case) -> Change[Case]:
    """The case, closed from where it stands."""
    return close(flowchart, case, *WHO)


Happening = Callable[[Flowchart, Case], Change[Case]]


def test_nothing_is_told_of_a_new_case(flowchart: Flowchart) -> None:
    case = open_case(flowchart, "BLAUWE-OTTER-7", *WHO).case
    assert (case.facts, case.heard, DANGER in MEMORY) == ({}, frozenset(), True)


@pytest.mark.parametrize("happens", [chosen, gone_back, beside])
def test_a_change_keeps_what_was_told(flowchart: Flowchart, told: Case, happens: Happening) -> None:
    for before in (told, stored(told, 7)):
        after = happens(flowchart, before).case
        assert (after.facts, after.heard, after.memory[DANGER]) == (FACTS, HEARD, "acuut_naaktbeelden")
        assert after.revision > before.revision


@pytest.mark.parametrize("happens", [closed, closed_by_choice])
def test_a_closed_case_forgets_it(flowchart: Flowchart, told: Case, happens: Happening) -> None:
    after = happens(flowchart, told).case
    assert after.closed_at == MONDAY
    assert (after.facts, after.heard) == ({}, frozenset())
    assert after.memory == {APPROACH: "confronterend"}


def test_a_reopened_case_does_not_know_it_any_more(flowchart: Flowchart, told: Case) -> None:
    there = chosen(flowchart, told)
    change = close(flowchart, there.case, *WHO)
    back = step_back(flowchart, change.case, [*there.events, *change.events], *WHO)
    assert back is not None
    assert back.case.closed_at is None
    assert (back.case.facts, back.case.heard, DANGER in back.case.memory) == ({}, frozenset(), False)


def choice_of(flowchart: Flowchart, position: str, choice: str) -> Choice:
    """A choice of the plan."""
    return next(one for one in flowchart.positions[position].choices if one.id == choice)


def along(flowchart: Flowchart, case: Case, *, agreed: bool) -> Change[Case]:
    """The case after the first two choices of the main way, told at once."""
    first = flowchart.positions[flowchart.start].choices[0]
    second = flowchart.positions[first.target].choices[0]
    return take_told(flowchart, case, [first, second], *WHO, agreed=agreed)


def test_several_choices_are_one_change(flowchart: Flowchart, told: Case) -> None:
    """What was told is gone along at one revision, each choice on a line of the log, with where it ended."""
    change = along(flowchart, told, agreed=True)
    assert change.case.revision == told.revision + 1
    assert [event.kind for event in change.events] == [EventKind.TOLD, EventKind.TOLD, EventKind.HEARD]
    run = along_what_was_told(change.events)
    assert [event.origin for event in run] == [flowchart.start, flowchart.positions[flowchart.start].choices[0].target]
    assert not along_what_was_told(change.events[:-1])
    with pytest.raises(ValueError, match="nothing was told"):
        take_told(flowchart, told, [], *WHO, agreed=True)


@pytest.mark.parametrize("agreed", [True, False])
def test_what_was_told_is_taken_back_as_one(flowchart: Flowchart, told: Case, agreed: bool) -> None:
    """One step back leads to before all of it, and going back once more goes on from there."""
    change = along(flowchart, told, agreed=agreed)
    back = take_back_told(flowchart, change.case, change.events, *WHO)
    assert back is not None
    assert back.case.step == flowchart.start
    assert step_back(flowchart, back.case, [*change.events, *back.events], *WHO) is None
    assert take_back_told(flowchart, back.case, [*change.events, *back.events], *WHO) is None


def test_a_typed_choice_is_taken_back_with_what_followed(flowchart: Flowchart, told: Case) -> None:
    """What was typed and what followed of itself was one answer."""
    first = flowchart.positions[flowchart.start].choices[0]
    typed = take(flowchart, told, first, *WHO)
    second = flowchart.positions[first.target].choices[0]
    change = take_told(flowchart, typed.case, [second], *WHO, agreed=False)
    back = take_back_told(flowchart, change.case, [*typed.events, *change.events], *WHO)
    assert back is not None
    assert back.case.step == flowchart.start


def test_what_a_told_choice_set_is_taken_back(flowchart: Flowchart, told: Case) -> None:
    """The approach that was told is forgotten with it."""
    at = replace(told, step="keuzemoment", memory={})
    change = take_told(flowchart, at, [choice_of(flowchart, "keuzemoment", "kiest_confronterend")], *WHO, agreed=True)
    assert change.case.memory[APPROACH] == "confronterend"
    back = take_back_told(flowchart, change.case, change.events, *WHO)
    assert back is not None
    assert APPROACH not in back.case.memory
