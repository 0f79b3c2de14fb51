"""The example answers of the plan's questions: checked against the plan, and completed with what is no answer.

A message is learnt as an answer to its question, so each question must also learn what is no answer to it: questions
about the guidance, commands, and danger. These are borrowed from the examples of the intents, a part for each question.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dialogues.faults import Faults, SourcePlace, nearest
from dialogues.flowchart import Flowchart
from dialogues.rules import COMMANDS, NOT_FOR_THEM, answer_intents
from dialogues.steps import SKIP
from nlu.answers import ACT, ACTS, ANSWERS, WITHOUT_A_CASE, AnswerExample
from nlu.examples import NO, OUT_OF_SCOPE, QUESTION, SAFETY_INTENTS, UNSURE, YES, Example

FEWEST_ANSWERS = 15
"""Examples that each choice of a question needs once the question has a file of its own."""
_BORROWED_OF = 4
"""Of so many examples of an intent one is borrowed; of danger every one."""
_STATEMENTS_OF = 16
"""The same of what is told of the case."""
_MAY_ANSWER = 4
_OTHER_WISHES = frozenset(COMMANDS) - {"bedankt", "verder", "terug", "pauze"}
"""Intents that answer no question, and are no act either: the others are told as acts (ok, en_nu, terug, wacht)."""


def borrowed(
    flowchart: Flowchart, examples: Sequence[Example], questions: Sequence[str]
) -> Iterator[tuple[str, str, str]]:
    """(text, question, act) of examples whose intents answer no question, each at one question, in turn."""
    # What is told of the case answers some questions, and to the others is no answer.
    statements = answer_intents(flowchart) - {YES, NO, UNSURE}
    # Those the plan is not for say so at once, before there is a case.
    yield from ((one.text, WITHOUT_A_CASE, f"{ACT}anders") for one in examples if one.intent in NOT_FOR_THEM)
    turn = 0
    for number, example in enumerate(examples):
        act = "feit" if example.intent in statements else _act_of(example.intent)
        # A word or two of no intent may well answer a question: "hij is 14".
        if example.intent == OUT_OF_SCOPE and len(example.text.split()) <= _MAY_ANSWER:
            continue
        of = _STATEMENTS_OF if example.intent in statements else _BORROWED_OF
        if act is None or (number % of and example.intent not in SAFETY_INTENTS):
            continue
        question = questions[turn % len(questions)]
        turn += 1
        position = flowchart.positions.get(question)
        taken = statements | _OTHER_WISHES if position is None else {i for c in position.choices for i in c.intents}
        if example.intent not in taken:
            yield example.text, question, ACT + act


def _act_of(intent: str) -> str | None:
    if intent in SAFETY_INTENTS:
        return "gevaar"
    if intent.startswith(QUESTION):
        return "vraag"
    return "anders" if intent in _OTHER_WISHES else None


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
