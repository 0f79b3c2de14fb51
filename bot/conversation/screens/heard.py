"""What is shown of what was told: said back, gone along, remembered, and summed up."""

from __future__ import annotations

from bot.conversation.context import TurnContext
from bot.conversation.screens.aids import AidScreens
from bot.conversation.screens.follow_ups import FollowUpScreens
from bot.conversation.screens.steps import StepScreens
from bot.domain.button_ids import fact_id
from bot.domain.case_log import CaseEvent, EventKind, along_what_was_told, answers_given
from bot.domain.messages import Reply
from bot.domain.outcomes import Outcome, moved
from bot.texts.sentences import Sentence
from dialogues.facts import FactValue, says_back


class HeardScreens:
    """Makes replies of what was told of a case. Changes nothing."""

    def __init__(self, screens: StepScreens, follow_ups: FollowUpScreens) -> None:
        self._screens = screens
        self._say = screens.say
        self._facts = screens.facts
        self._follow_ups = follow_ups
        self._aids = AidScreens(screens)

    async def said_back(self, _outcome: Outcome, context: TurnContext) -> tuple[Reply, ...]:
        """What was heard, and whether it is right."""
        case = context.case
        heard = self._heard(context)
        if case is None or not heard:
            return self._screens.place(context, brief=False)
        first = (self._screens.fill(Sentence.DOSSIER_OPEN, context),) if len(context.log) == 1 else ()
        asked = self._say(Sentence.IK_HOOR, feiten=says_back(heard.values()))
        yes = self._screens.bound(case, "hoor_klopt", Sentence.KNOP_HOOR_KLOPT)
        no = self._screens.command("samenvatting", Sentence.KNOP_HOOR_NIET)
        points = (point for fact in heard for point in self._facts.by_id[fact].sources)
        return (Reply("", (*first, asked), extras=(yes, no), points=tuple(dict.fromkeys(points))),)

    async def agreed(self, _outcome: Outcome, context: TurnContext) -> tuple[Reply, ...]:
        """What was said back is right: what that answered, and the first question that it did not."""
        thanks = Reply("", (self._say(Sentence.GEHOORD),))
        return (*(self.along(context) or [thanks]), *await self._follow_ups.step(context, with_day=True))

    async def remembers(self, _outcome: Outcome, context: TurnContext) -> tuple[Reply, ...]:
        """What was told beside the question, which is still open."""
        return (*self.kept(context), *self._screens.place(context, brief=False))

    def kept(self, context: TurnContext) -> list[Reply]:
        """What was told with the last message, in a sentence; nothing when it told nothing."""
        heard = self._heard(context)
        if context.case is None or not context.case.heard or not heard:
            return []
        return [Reply("", (self._say(Sentence.ONTHOUDEN, feiten=says_back(heard.values())),))]

    async def summary(self, _outcome: Outcome, context: TurnContext) -> tuple[Reply, ...]:
        """All that is known of the case, each with a button that takes it back, and where it is."""
        case = context.case
        if case is None:
            text = self._say(Sentence.DOSSIER_GEEN)
            return (Reply("", (text,), extras=self._screens.start_buttons(context)),)
        known = self._facts.known(case.facts)
        if not known:
            return (Reply("", (self._say(Sentence.SAMENVATTING_LEEG),)), *self._screens.place(context))
        lines = "\n".join(f"{number}. {value.says}" for number, value in enumerate(known.values(), start=1))
        buttons = tuple(
            self._screens.button(case, fact_id(fact), Sentence.KNOP_FEIT_NIET, nummer=number)
            for number, fact in enumerate(known, start=1)
        )
        on = self._screens.command("verder", Sentence.KNOP_FEITEN_GOED)
        texts = (lines, self._say(Sentence.SAMENVATTING_ANDERS))
        return (Reply(self._say(Sentence.SAMENVATTING), texts, extras=(on, *buttons)),)

    def along(self, context: TurnContext) -> list[Reply]:
        """What the case went along of itself just now: what was told that answered it, and what the plan says to it."""
        run = along_what_was_told(context.log)
        case = context.case
        if not run or case is None:
            return []
        told = [v for event in run for v in self._facts.telling(case.facts, event.origin or "")]
        texts: tuple[str, ...] = (self._say(Sentence.JE_VERTELDE_AL, feiten=says_back(told)),) if told else ()
        # Of several answers the plan says something to, the last is the one that still matters.
        arrows = (self._screens.arrow(moved(event.origin or "", event.choice or "")) for event in reversed(run))
        said = next((says for _, choice in arrows if (says := self._screens.says(choice, case))), [])
        texts += tuple(text for reply in said for text in reply.paragraphs)
        back = self._screens.bound(case, "klopt_niet", Sentence.KNOP_KLOPT_NIET)
        points = tuple(dict.fromkeys(point for reply in said for point in reply.points))
        first = Reply("", texts or (self._say(Sentence.GEHOORD),), extras=(back,), points=points)
        return [first, *self._mirror(run, context)]

    def _mirror(self, run: list[CaseEvent], context: TurnContext) -> list[Reply]:
        """The mirror of an aid all of whose questions were answered."""
        aids = [self._screens.flowchart.aid_of(event.origin or "") for event in run if event.kind is EventKind.ANSWERED]
        answered = [aid for aid in aids if aid is not None]
        if not answered or (context.case is not None and context.case.side is not None):
            return []
        given = answered[-1].answers(answers_given(context.log))
        return [self._aids.mirror(answered[-1], context.log)] if given else []

    def _heard(self, context: TurnContext) -> dict[str, FactValue]:
        """What was told last, or all that is known when that is not remembered any more."""
        case = context.case
        if case is None:
            return {}
        return self._facts.known({f: v for f, v in case.facts.items() if not case.heard or f in case.heard})
