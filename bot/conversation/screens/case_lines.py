"""One line, one button and one bar for a case."""

from __future__ import annotations

from bot.clock import day_in_words
from bot.conversation.screens.steps import StepScreens
from bot.domain.button_ids import case_id
from bot.domain.cases import Case, StoredCase
from bot.domain.messages import Button
from bot.texts.sentences import Sentence

MOST_CASES = 20
"""How many open cases a screen shows; the code opens any other."""
_BAR = 8


class CaseLines:
    """Makes what stands for a case in a list. Changes nothing."""

    def __init__(self, screens: StepScreens) -> None:
        self._say = screens.say
        self._flowchart = screens.flowchart

    def line(self, case: Case, *, is_late: bool) -> str:
        """Code, step, and when to look again."""
        step = self._flowchart.positions[case.step]
        if step.follow_up_days is None:
            return self._say(Sentence.DOSSIER_REGEL, dossier=case.code, stap=step.title)
        sentence = Sentence.DOSSIER_REGEL_LAAT if is_late else Sentence.DOSSIER_REGEL_OPVOLGEN
        day = day_in_words(case.changed_at, step.follow_up_days)
        return self._say(sentence, dossier=case.code, stap=step.title, dag=day)

    def resume_button(self, case: StoredCase) -> Button:
        """The button that resumes a case."""
        step = self._flowchart.positions[case.step]
        return Button(case_id(case.id), self._say(Sentence.DOSSIER_REGEL, dossier=case.code, stap=step.title))

    def progress(self, case: Case) -> str:
        """How far the case is, as a bar: the steps in the order of the plan."""
        steps = [step.id for step in self._flowchart.steps()]
        done = round(_BAR * steps.index(case.step) / (len(steps) - 1))
        return self._say(Sentence.VOORTGANG, balk="●" * done + "○" * (_BAR - done))
