"""One line, one button and one bar for a case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bot.clock import day_in_words
from bot.conversation.context import TurnContext
from bot.conversation.screens.steps import StepScreens
from bot.domain.button_ids import case_id
from bot.domain.cases import Case, StoredCase
from bot.domain.messages import Button
from bot.texts.sentences import Sentence

MOST_CASES = 20
"""How many open cases a screen shows; the code opens any other."""
_MOST_PLANNED = 200
_FAR = timedelta(days=400)
_BAR = 8


class CaseLines:
    """Makes what stands for a case in a list. Changes nothing."""

    def __init__(self, screens: StepScreens) -> None:
        self._say = screens.say
        self._flowchart = screens.flowchart

    def line(self, case: Case, due_at: datetime | None, now: datetime) -> str:
        """Code, step, and when to look again, if that is planned."""
        step = self._flowchart.positions[case.step]
        if due_at is None:
            return self._say(Sentence.DOSSIER_REGEL, dossier=case.code, stap=step.title)
        sentence = Sentence.DOSSIER_REGEL_LAAT if due_at <= now else Sentence.DOSSIER_REGEL_OPVOLGEN
        return self._say(sentence, dossier=case.code, stap=step.title, dag=day_in_words(due_at))

    async def planned(self, cases: Sequence[StoredCase], context: TurnContext) -> Mapping[int, datetime]:
        """Case id -> when its step is followed up, of those cases for which that is planned."""
        if context.member is None:
            return {}
        due, _ = await context.unit.agenda(context.member, context.now + _FAR, _MOST_PLANNED)
        followed = {case.id: self._flowchart.positions[case.step].followed for case in cases}
        return {
            one.follow_up.case_id: one.follow_up.due_at
            for one in due
            if followed.get(one.follow_up.case_id) is one.follow_up.kind
        }

    def resume_button(self, case: StoredCase) -> Button:
        """The button that resumes a case."""
        step = self._flowchart.positions[case.step]
        return Button(case_id(case.id), self._say(Sentence.DOSSIER_REGEL, dossier=case.code, stap=step.title))

    def progress(self, case: Case) -> str:
        """How far the case is, as a bar: the steps in the order of the plan."""
        steps = [step.id for step in self._flowchart.steps()]
        done = round(_BAR * steps.index(case.step) / (len(steps) - 1))
        return self._say(Sentence.VOORTGANG, balk="●" * done + "○" * (_BAR - done))
