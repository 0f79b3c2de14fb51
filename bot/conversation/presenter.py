"""Outcome -> replies. Given the same outcome and case it says the same again, so that a lost answer can be repeated."""

from __future__ import annotations

from bot.conversation.context import TurnContext
from bot.conversation.screens.aids import AidScreens
from bot.conversation.screens.asking_again import AskingAgain
from bot.conversation.screens.catalogue import Catalogue, Screen
from bot.conversation.screens.steps import StepScreens
from bot.domain.messages import Reply
from bot.domain.outcomes import Outcome
from dialogues.steps import SKIP, StepKind
from nlu.reading import Reading


class Presenter:
    """Puts the screens of an answer together."""

    def __init__(self, screens: StepScreens) -> None:
        self._screens = screens
        self._aids = AidScreens(screens)
        self._asking_again = AskingAgain(screens)
        self._catalogue = Catalogue(screens)

    def screen(self, outcome: Outcome) -> Screen | None:
        """The row of the screen an outcome shows; a move to the end shows the one of closing.

        None for any other move, a guide, a safety card and what was not understood.
        """
        if outcome.turn == "move" and self._screens.arrow(outcome)[1].target == self._screens.flowchart.end:
            return self._catalogue.closing
        return self._catalogue.of(outcome)

    def can_say(self, outcome: Outcome) -> bool:
        """Whether the content still has what an outcome of earlier tells of."""
        if outcome.turn == "guide":
            return outcome.subject in self._screens.content.guides
        if outcome.turn != "move":
            return True
        position = self._screens.flowchart.positions.get(outcome.position or "")
        return position is not None and any(choice.id == outcome.choice for choice in position.choices)

    def chosen(self, outcome: Outcome) -> str:
        """The label of the choice a move took; empty for anything else."""
        return self._screens.arrow(outcome)[1].label if outcome.turn == "move" else ""

    async def replies(
        self, outcome: Outcome, context: TurnContext, reading: Reading | None = None
    ) -> tuple[Reply, ...]:
        """All replies to an outcome. `reading` gives the candidates when asking again."""
        match outcome.turn:
            case "move":
                return await self._move(outcome, context)
            case "guide":
                return self._catalogue.guides.page(outcome, context)
            case "safety":
                return (self._catalogue.guides.safety(outcome.subject or ""), *self._screens.place(context))
            case "ask_again":
                return (self._asking_again.reply(outcome, context, reading),)
            case _:
                return await self._catalogue.by_name[outcome.subject or ""].make(outcome, context)

    async def _move(self, outcome: Outcome, context: TurnContext) -> tuple[Reply, ...]:
        position, choice = self._screens.arrow(outcome)
        before = self._screens.says(choice, context.case)
        if choice.guide:
            before.append(self._catalogue.guides.guide(self._screens.content.guides[choice.guide], 1))
        aid = self._screens.flowchart.aid_of(position.id)
        walked = choice.id != SKIP or (aid and position.id != aid.questions[0])
        if aid and walked and (context.case is None or context.case.side is None):
            before.append(self._aids.mirror(aid, context.log))
        ended = choice.target == self._screens.flowchart.end
        if ended and (context.case is None or context.case.closed_at is not None):
            return (*before, *await self._catalogue.closing.make(outcome, context))
        new_step = position.kind is StepKind.STEP and choice.target != position.id
        return (*before, *await self._catalogue.follow_ups.step(context, with_day=new_step))
