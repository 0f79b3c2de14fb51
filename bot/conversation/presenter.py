"""Outcome -> replies. Given the same outcome and case it says the same again, so that a lost answer can be repeated."""

from __future__ import annotations

from bot.conversation.context import TurnContext
from bot.conversation.screens.aids import AidScreens
from bot.conversation.screens.asking_again import AskingAgain
from bot.conversation.screens.catalogue import Catalogue, Screen
from bot.conversation.screens.steps import StepScreens
from bot.domain.messages import Reply
from bot.domain.outcomes import Decision, Outcome
from bot.texts.sentences import Sentence
from dialogues.steps import SKIP, StepKind

_BESIDE_WHAT_WAS_TOLD = frozenset({"command", "ask_again", "guide"})
"""Turns that leave room for a word on what the message told."""
_SAYS_WHAT_WAS_TOLD = frozenset({Sentence.IK_HOOR, Sentence.GEHOORD, Sentence.ONTHOUDEN, Sentence.DOSSIER_OPEN})
"""Screens that say it themselves."""


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

    def talk_of(self, outcome: Outcome) -> str | None:
        """The talk card that an outcome shows, if it shows one."""
        return outcome.subject if outcome.turn == "guide" and outcome.subject in self._screens.content.talks else None

    def pages(self, decision: Decision) -> tuple[str, ...]:
        """What is shown of the guidance: `guide/page` or `talk/page`, each."""
        shown = (one for one in (decision.also, decision.outcome) if one is not None and one.turn == "guide")
        named = [(self._screens.content.topics[one.subject or ""], one.page) for one in shown]
        return tuple(f"{topic.id}/{topic.at(page).id}" for topic, page in named)

    def can_say(self, outcome: Outcome) -> bool:
        """Whether the content still has what an outcome of earlier tells of."""
        if outcome.turn == "guide":
            return outcome.subject in self._screens.content.topics
        if outcome.turn not in ("move", "confirm"):
            return True
        position = self._screens.flowchart.positions.get(outcome.position or "")
        return position is not None and any(choice.id == outcome.choice for choice in position.choices)

    def chosen(self, outcome: Outcome) -> str:
        """The label of the choice a move took; empty for anything else."""
        return self._screens.arrow(outcome)[1].label if outcome.turn == "move" else ""

    async def replies(self, outcome: Outcome, context: TurnContext) -> tuple[Reply, ...]:
        """All replies to an outcome: the same whenever it is said again."""
        return await self.answer(Decision(outcome), context)

    async def answer(
        self, decision: Decision, context: TurnContext, before: Outcome | None = None
    ) -> tuple[Reply, ...]:
        """All replies to a message. `before`: what was shown last, so that nothing long is said twice in a row."""
        outcome, reading, guides = decision.outcome, decision.reading, self._catalogue.guides
        # Who taps wants to see it; who asks the same in words has it above.
        again = outcome == before and reading is not None
        also = guides.shown(decision.also) if decision.also is not None else None
        match outcome.turn:
            case "move":
                replies = await self._move(outcome, context, typed=reading is not None, also=also)
            case "guide":
                replies = (guides.page_again if again else guides.page)(outcome, context)
            case "safety":
                replies = guides.safety(outcome.subject or "", context, reading, again=again, foreign=decision.foreign)
            case "ask_again":
                replies = self._asking_again.replies(outcome, context, reading)
            case _:
                screen = self._catalogue.of(outcome)
                if screen is None:
                    raise KeyError(f"no screen shows {outcome.turn} {outcome.subject}")
                made = await screen.make(outcome, context)
                replies = (also, *made) if also is not None else made
        if decision.heard and outcome.turn in _BESIDE_WHAT_WAS_TOLD and outcome.subject not in _SAYS_WHAT_WAS_TOLD:
            heard = self._catalogue.heard
            replies = (*(heard.along(context) or heard.kept(context)), *replies)
        if reading is not None and reading.danger is not None and outcome.turn != "safety":
            return (guides.possible(reading.danger), *replies)
        return replies

    def _understood(self, outcome: Outcome, said: list[Reply], context: TurnContext) -> list[Reply]:
        """What a typed move was taken for, with the way back, before what is said to it."""
        if context.case is None or context.case.closed_at is not None:
            return said
        text = self._screens.say(Sentence.BEGREPEN, keuze=self.chosen(outcome))
        first = said[0] if said else Reply()
        back = self._screens.bound(context.case, "klopt_niet", Sentence.KNOP_KLOPT_NIET)
        return [Reply("", (text, *first.paragraphs), extras=(back,), points=first.points), *said[1:]]

    async def _move(
        self, outcome: Outcome, context: TurnContext, *, typed: bool, also: Reply | None
    ) -> tuple[Reply, ...]:
        """A move: what was understood when it was typed, what the plan says, what was asked, the next question."""
        position, choice = self._screens.arrow(outcome)
        before = self._screens.says(choice, context.case)
        if typed:
            before = self._understood(outcome, before, context)
        own = self._catalogue.guides.guide(self._screens.content.guides[choice.guide], 1) if choice.guide else None
        before += dict.fromkeys(filter(None, (also, own)))
        before += self._catalogue.heard.along(context)
        aid = self._screens.flowchart.aid_of(position.id)
        walked = choice.id != SKIP or (aid and position.id != aid.questions[0])
        if aid and walked and (context.case is None or context.case.side is None):
            before.append(self._aids.mirror(aid, context.log))
        ended = choice.target == self._screens.flowchart.end
        if ended and (context.case is None or context.case.closed_at is not None):
            return (*before, *await self._catalogue.closing.make(outcome, context))
        new_step = position.kind is StepKind.STEP and choice.target != position.id
        return (*before, *await self._catalogue.follow_ups.step(context, with_day=new_step))
