"""What is shown of an aid: its answers mirrored and tallied, with what they suggest. The person decides."""

from __future__ import annotations

from collections.abc import Iterable

from bot.conversation.screens.steps import StepScreens
from bot.domain.case_log import CaseEvent, answers_given
from bot.domain.messages import Reply
from bot.texts.sentences import Sentence
from dialogues.aids import Aid


class AidScreens:
    """Makes replies of the aids. Changes nothing."""

    def __init__(self, screens: StepScreens) -> None:
        self._say = screens.say
        self._flowchart = screens.flowchart

    def mirror(self, aid: Aid, log: Iterable[CaseEvent]) -> Reply:
        """The answers of an aid, tallied, and what they suggest."""
        answers = aid.answers(answers_given(log))
        counted = aid.tallied(answers, self._flowchart.positions)
        paragraphs = tuple(self._tally(aid.tallies[tally], reasons) for tally, reasons in counted.items())
        conclusion = aid.conclude(answers)
        ending = (conclusion.text,) if conclusion else ()
        return Reply(
            self._say(Sentence.SPIEGEL_TITEL), (*paragraphs, *ending), points=conclusion.sources if conclusion else ()
        )

    def _tally(self, heading: str, reasons: list[str]) -> str:
        if not reasons:
            return self._say(Sentence.SPIEGEL_GEEN, teller=heading)
        head = self._say(Sentence.SPIEGEL_TELLER, teller=heading, aantal=len(reasons))
        return "\n".join((head, *(f"• {reason}" for reason in reasons)))
