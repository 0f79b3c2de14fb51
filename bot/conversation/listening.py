"""Listening: what a message tells is kept with the case, said back, and not asked again.

What was told answers questions of the plan. Along those answers a case goes by itself, each decided by RulePolicy and
logged, as far as the first question that was not told, and only where that question was never answered before: who
comes there again is asked again.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from bot.conversation.context import TurnContext
from bot.conversation.handlers.cases import open_new_case
from bot.domain import cases
from bot.domain.cases import Case
from bot.domain.outcomes import Decision, Outcome, guide, moved, said
from bot.texts.sentences import Sentence
from dialogues.brain import Brain
from dialogues.facts import Facts
from dialogues.flowchart import Flowchart
from dialogues.steps import SKIP, Choice
from dialogues.turns import SURE_OF_A_MOVE, SURE_OF_WHO_TOLD, TurnKind
from nlu.choices import agrees, says_not_meant, yes_or_no
from nlu.examples import NO
from nlu.reading import Reading

_MOST_ARROWS = 30
"""The plan has fewer questions on any way that goes by none twice."""
_GIVES_WAY = frozenset({"ask_again", "confirm"})
"""Turns that say less than what was heard."""
_ASIDE = frozenset(
    {
        Sentence.ACT_OK, Sentence.NOG_NIET, Sentence.ACT_DEELS, Sentence.ACT_MISLUKT, Sentence.ACT_GEPLAND,
        Sentence.ACT_KIES, Sentence.ACT_WEET_NIET, Sentence.ACT_ONTKEN,
    }
)  # fmt: skip
"""What is said to a message that is no answer: when the message told how far the case is, that goes first."""
_ONLY_TOLD = frozenset({Sentence.ACT_FEIT, Sentence.ACT_VERTEL, Sentence.ACT_AL_VERDER})
"""What is said to a message that only tells something: what was heard says it better."""
AGREED_DAYS = frozenset({Sentence.OPV_OPNIEUW, Sentence.OPV_AFGESPROKEN, Sentence.OPV_GEEN_SCHOOLDAG})
"""What is said when a day was agreed: what the same message told is gone along as well."""
_SOME, _MUCH = 2, 3
"""From so many facts on a message that was not understood, or that asks something, is a report."""
_BARE = 3
"""A text of so few words asks nothing beside its answer."""
_LITTLE = 1
"""Of so few facts, what they answer is done at once: a question whether it is right would be as long as the answer."""


class Listening:
    """Keeps what is told, and goes along it."""

    def __init__(self, brain: Brain, flowchart: Flowchart, facts: Facts) -> None:
        self._brain = brain
        self._flowchart = flowchart
        self._facts = facts

    async def take_up(self, decision: Decision, context: TurnContext, before: Case | None) -> Decision:
        """What a message leads to once what it told is heard. `before`: the case as it was, None when none was open.

        Raises `StaleCaseError`.
        """
        decision = await self._opens(decision, context)
        case = context.case
        if case is None or case.closed_at is not None or decision.notice:
            return decision
        outcome = decision.outcome
        if outcome.turn == TurnKind.SAFETY.value:
            await context.learn(decision.facts, danger=outcome.subject)
            return decision
        opened = len(context.log) == 1 and (before is None or before.code != case.code)
        if opened and context.danger_before is not None:
            await context.note_danger(context.danger_before)
        told = self._new(decision, context, opened=opened)
        if told or not context.says_back:
            await context.learn(told)
        if outcome.turn == TurnKind.MOVE.value:
            await self._go_along(self.told(context), context)
            return dataclasses.replace(decision, heard=told)
        arrows = self.told(context) if told else []
        if opened and outcome == said(Sentence.DOSSIER_OPEN):
            return await self._opened(decision, told, arrows, context)
        return dataclasses.replace(await self._beside(decision, arrows, context), heard=told)

    async def _beside(self, decision: Decision, arrows: list[Choice], context: TurnContext) -> Decision:
        """What a message that made no move leads to; `arrows`: the choices that it told."""
        outcome = decision.outcome
        only_told = outcome.turn == TurnKind.ASK_AGAIN.value or outcome.subject in _ONLY_TOLD
        if arrows and self._answers_what_was_asked(decision, arrows):
            return await self._agreed_by_two(decision, arrows, context)
        if arrows and arrows[0].confirmed and outcome.choice == arrows[0].id:
            return decision
        gives_way = outcome.turn in _GIVES_WAY or outcome.subject in _ASIDE
        if arrows and (only_told or gives_way or outcome == said(Sentence.DOSSIER_VERDER)):
            return dataclasses.replace(decision, outcome=said(Sentence.IK_HOOR))
        if decision.facts and only_told:
            # Told once more, it is heard once more.
            await context.learn(decision.facts)
            return dataclasses.replace(decision, outcome=said(Sentence.ONTHOUDEN))
        if arrows and (outcome.turn == TurnKind.GUIDE.value or outcome.subject in AGREED_DAYS):
            await self._go_along(arrows, context)
        return decision

    async def _opens(self, decision: Decision, context: TurnContext) -> Decision:
        """A message that tells much of a case opens one, whatever else it asks."""
        outcome, told = decision.outcome, decision.facts
        if context.case is not None or context.member is None or decision.notice:
            return decision
        asks = outcome.turn == TurnKind.GUIDE.value
        if len(told) < (_MUCH if asks else _SOME):
            return decision
        if not asks and outcome.turn != TurnKind.ASK_AGAIN.value and outcome.subject not in _ONLY_TOLD:
            return decision
        opened = await open_new_case(context)
        also = outcome if asks else None
        return dataclasses.replace(decision, outcome=opened, also=also) if context.case is not None else decision

    async def answered(self, text: str, reading: Reading, context: TurnContext) -> Decision | None:
        """What a text says to "I hear …, is that right?"; None when it says neither yes nor no."""
        if agrees(text):
            await context.learn(reading.facts)
            also = await self._asked_as_well(text, context)
            return Decision(await self.agree(context), reading, also=also)
        if yes_or_no(text) == NO or says_not_meant(text):
            await context.learn(reading.facts)
            return Decision(said(Sentence.IK_HOOR if reading.facts else Sentence.SAMENVATTING), reading)
        return None

    async def _asked_as_well(self, text: str, context: TurnContext) -> Outcome | None:
        """The guide that a text asks for, beside the "ja" it begins with."""
        if context.case is None or len(text.split()) <= _BARE:
            return None
        turn = await self._brain.hear(text, context.position, context.case.memory)
        topic = turn.subject if turn.kind is TurnKind.GUIDE else turn.also
        return guide(topic) if topic is not None else None

    async def agree(self, context: TurnContext) -> Outcome:
        """What was said back is right: go along all that was told. Raises `StaleCaseError`."""
        await self._go_along(self.told(context), context, agreed=True)
        await context.learn({}, agreed=True)
        return said(Sentence.GEHOORD)

    async def _go_along(self, arrows: list[Choice], context: TurnContext, *, agreed: bool = False) -> None:
        """Take the choices that were told, as one change. Raises `StaleCaseError`."""
        if arrows and context.case is not None:
            await context.change(
                cases.take_told(self._flowchart, context.case, arrows, context.role, context.now, agreed=agreed)
            )

    def is_an_update(self, told: Mapping[str, str]) -> bool:
        """Whether somebody tells what was done already: of a case that there is, rather than of a new one."""
        start = self._flowchart.start
        steps = {step.id for step in self._flowchart.steps()} - {start}
        values = self._facts.known(told).values()
        return any(steps.intersection(value.answers) for value in values) and not any(
            start in value.answers for value in values
        )

    def told(self, context: TurnContext) -> list[Choice]:
        """The choices that were told, one after the other from where the case is; none of a closed one."""
        case = context.case
        found: list[Choice] = []
        answered = {event.origin for event in context.log if event.choice}
        if case is None or case.closed_at is not None:
            return []
        while len(found) < _MOST_ARROWS and case.position not in answered:
            choice = self._next(case)
            if choice is None or choice.target == self._flowchart.end:
                break
            turn = self._brain.tap(choice, case.position, case.memory)
            if turn.kind is not TurnKind.MOVE or turn.subject != choice.id:
                raise RuntimeError(f"the model and the step plan disagree about {case.position}/{choice.id}")
            answered.add(case.position)
            found.append(choice)
            case = cases.take(self._flowchart, case, choice, "", case.changed_at).case
        return found

    def _next(self, case: Case) -> Choice | None:
        """The choice told at a case's position; the aid a step begins with is left out when its answer was told."""
        told = self._lasting(case)
        choice = self._facts.told_choice(self._flowchart, told, case.position, case.memory)
        aid = self._flowchart.aid_of(case.position)
        if choice is None and aid is not None and aid.step == case.step:
            step = self._facts.told_choice(self._flowchart, told, case.step, case.memory)
            if step is not None and self._flowchart.positions[case.step].starts_with == aid.id:
                choices = self._flowchart.positions[case.position].choices
                return next(one for one in choices if one.id == SKIP)
        return choice

    def _lasting(self, case: Case) -> dict[str, str]:
        """What was told and still holds: how it goes now is only known when it has just been told."""
        return {fact: value for fact, value in case.facts.items() if fact in case.heard or not self._facts.passes(fact)}

    def _new(self, decision: Decision, context: TurnContext, *, opened: bool) -> dict[str, str]:
        """What a message tells that was not known; of a report also who told it, as far as the intents say so."""
        told = dict(decision.facts)
        read = context.read_before
        below_a_card = opened and decision.reading is None and read is not None and read.safety is not None
        if below_a_card and read is not None:
            told = dict(read.facts)
        reading = read if below_a_card else decision.reading
        if opened and reading is not None:
            told = {**self._who_told(reading, told), **told}
        known = context.case.facts if context.case else {}
        outcome = decision.outcome
        # "Ja, gedaan" to another question says nothing of how the bullying goes.
        by_itself = len(told) == 1 and outcome.turn == "command" and outcome.subject not in _ONLY_TOLD
        if outcome.turn == TurnKind.MOVE.value or by_itself:
            told = {
                fact: value
                for fact, value in told.items()
                if not self._facts.passes(fact) or outcome.position in self._answered(fact, value)
            }
        return {fact: value for fact, value in told.items() if known.get(fact) != value}

    def _answered(self, fact: str, value: str) -> Mapping[str, str]:
        """What a fact answers."""
        known = self._facts.known({fact: value})
        return known[fact].answers if fact in known else {}

    def _who_told(self, reading: Reading, told: Mapping[str, str]) -> dict[str, str]:
        """The fact that answers the first question, as the intents of a report tell it."""
        start = self._flowchart.positions[self._flowchart.start]
        steps = {step.id for step in self._flowchart.steps()}
        known = self._facts.known(told).values()
        if any(start.id in value.answers for value in known):
            return {}
        # Of what came after, who reported it is seldom told as well.
        later = any(steps.intersection(value.answers) for value in known)
        sure = SURE_OF_A_MOVE if later else SURE_OF_WHO_TOLD
        for intent, confidence in reading.ranking:
            choice = next((one for one in start.choices if intent in one.intents), None)
            if choice is not None and confidence >= sure:
                return self._facts.saying(start.id, choice.id)
        return {}

    async def _opened(
        self, decision: Decision, told: Mapping[str, str], arrows: list[Choice], context: TurnContext
    ) -> Decision:
        """A case that a report opened: what was heard is said back before it counts, unless it is very little."""
        if not told:
            return decision
        if len(told) <= _LITTLE and arrows and context.case is not None:
            origin = context.case.position
            await self._go_along(arrows, context)
            first = moved(origin, arrows[0].id)
            return dataclasses.replace(decision, arrow=first.arrow, chosen=arrows[0].label, heard=told)
        return dataclasses.replace(decision, outcome=said(Sentence.IK_HOOR), heard=told)

    def _answers_what_was_asked(self, decision: Decision, arrows: list[Choice]) -> bool:
        """Whether a likely answer is also what the facts say, and may be taken without asking."""
        outcome = decision.outcome
        return outcome.turn == TurnKind.CONFIRM.value and outcome.choice == arrows[0].id and not arrows[0].confirmed

    async def _agreed_by_two(self, decision: Decision, arrows: list[Choice], context: TurnContext) -> Decision:
        if context.case is None:
            return decision
        origin = context.case.position
        await context.change(cases.take(self._flowchart, context.case, arrows[0], context.role, context.now))
        await self._go_along(self.told(context), context)
        outcome = moved(origin, arrows[0].id)
        return dataclasses.replace(decision, outcome=outcome, arrow=outcome.arrow, chosen=arrows[0].label)
