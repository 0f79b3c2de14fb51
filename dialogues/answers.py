"""The example answers of the plan's questions, checked against the plan."""

from __future__ import annotations

from collections.abc import Sequence

from dialogues.faults import Faults, SourcePlace, nearest
from dialogues.flowchart import Flowchart
from dialogues.steps import SKIP
from nlu.answers import ACT, ACTS, ANSWERS, AnswerExample

FEWEST_ANSWERS = 15
"""Examples that each choice of a question needs once the question has a file of its own."""


def check_answers(flowchart: Flowchart, answers: Sequence[AnswerExample], faults: Faults) -> None:
    """Every outcome is a choice of its question or an act, every choice has enough examples, no text stands twice."""
    counted: dict[tuple[str, str], int] = {}
    seen: dict[tuple[str, str], AnswerExample] = {}
    for example in answers:
        place = SourcePlace(example.path, example.line)
        position = flowchart.positions.get(example.question)
        choices = position.choices if position else ()
        known = [*(ACT + name for name in ACTS), *(choice.id for choice in choices if not choice.like)]
        if choices and example.outcome not in known:
            other = nearest(example.outcome, known)
            faults.add(place, f"'{example.outcome}' is geen keuze van '{example.question}' en geen handeling.{other}")
        earlier = seen.setdefault((example.question, example.text.casefold()), example)
        if earlier is not example:
            faults.add(place, f"dit staat al op regel {earlier.line}.")
        counted[example.question, example.outcome] = counted.get((example.question, example.outcome), 0) + 1
    for question in dict.fromkeys(example.question for example in answers):
        position = flowchart.positions.get(question)
        for choice in position.choices if position else ():
            if choice.id == SKIP:
                continue
            number = counted.get((question, choice.like or choice.id), 0)
            if number < FEWEST_ANSWERS:
                text = f"'{choice.id}' heeft {number} voorbeelden; er zijn er minstens {FEWEST_ANSWERS} nodig."
                faults.add(SourcePlace(ANSWERS / f"{question}.txt"), text)
