"""What is said to those the plan is not for: a warm word, where to go, and what can still be done here."""

from __future__ import annotations

from bot.conversation.context import TurnContext
from bot.conversation.screens.steps import StepScreens
from bot.domain.messages import Button, Reply
from bot.domain.outcomes import Outcome
from bot.domain.permissions import Permission, may
from bot.texts.sentences import Sentence

EXITS = (
    Sentence.PERSONEEL_GEPEST,
    Sentence.EIGEN_KIND,
    Sentence.OUDER_SCHRIJFT,
    Sentence.LEERLING_SCHRIJFT,
    Sentence.DOORGEVEN,
)
"""Sentences under the names of the intents that call for them."""
_HANDS_OVER = frozenset({Sentence.EIGEN_KIND, Sentence.DOORGEVEN})
"""Who says this may want somebody else to have the case."""


class ExitScreens:
    """Makes replies for those the plan is not for. Changes nothing."""

    def __init__(self, screens: StepScreens) -> None:
        self._screens = screens

    async def says(self, outcome: Outcome, context: TurnContext) -> tuple[Reply, ...]:
        """Where they are helped, with ways to hand over, help lines and, for staff, the plan."""
        sentence = Sentence(outcome.subject or "")
        return (Reply("", (self._screens.fill(sentence, context),), extras=tuple(self._ways(sentence, context))),)

    def _ways(self, sentence: Sentence, context: TurnContext) -> list[Button]:
        screens, case = self._screens, context.case
        ways: list[Button] = []
        if sentence in _HANDS_OVER and case is not None and not context.practising:
            ways.append(screens.command("deel", Sentence.KNOP_DEEL))
            ways.append(screens.bound(case, "overleg", Sentence.KNOP_OVERLEG))
        ways.append(screens.command("hulplijnen", Sentence.KNOP_HULPLIJNEN))
        if case is not None:
            ways.append(screens.command("verder", Sentence.KNOP_VERDER_PLAN))
        elif sentence in _HANDS_OVER and may(context.member, Permission.OPEN_CASES):
            ways.append(screens.command("nieuw_dossier", Sentence.KNOP_NIEUW))
        ways.append(screens.command("gids", Sentence.KNOP_GIDS))
        return ways
