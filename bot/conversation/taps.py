"""What a tapped button asks for. One that is late, or not of who taps it, gets a kind word and changes nothing."""

from __future__ import annotations

from bot.conversation.commands import AGREES, BY_NAME
from bot.conversation.context import TurnContext
from bot.conversation.handlers import follow_ups
from bot.conversation.handlers.holidays import answer_holiday
from bot.conversation.listening import Listening
from bot.conversation.screens.steps import StepScreens
from bot.domain import button_ids as buttons
from bot.domain import cases
from bot.domain.button_ids import FollowUpAction, parse_follow_up
from bot.domain.codes import whole_number
from bot.domain.messages import Button
from bot.domain.outcomes import SIDE, Decision, Outcome, Refusal, moved, said
from bot.domain.permissions import Permission, may
from bot.texts.sentences import Sentence
from dialogues.brain import Brain
from dialogues.steps import Choice, StepKind
from dialogues.turns import TurnKind
from nlu.reading import Reading


class Taps:
    """Decides what a tap does; Rasa's rules decide every move."""

    def __init__(self, brain: Brain, screens: StepScreens) -> None:
        self._brain = brain
        self._content = screens.content
        self._say = screens.say
        self._flowchart = screens.flowchart
        self.listening = Listening(brain, screens.flowchart, screens.facts)

    async def answer(self, tap: Button, context: TurnContext) -> Decision:
        """What a button leads to. Raises `StaleCaseError` when the case changed since it was read."""
        of_follow_up = parse_follow_up(tap.id)
        if of_follow_up is not None:
            answered = await follow_ups.tapped(of_follow_up, tap.revision, context)
            return self.decided(answered, in_place=of_follow_up.action is not FollowUpAction.SHOW)
        of_holiday = buttons.parse_holiday(tap.id)
        if of_holiday is not None:
            return self.decided(await answer_holiday(of_holiday, context), in_place=True)
        pressed = buttons.parse(tap.id)
        if pressed.kind == buttons.GUIDE:
            known = pressed.subject in self._content.topics
            guide = Outcome("guide", pressed.subject, pressed.page)
            return Decision(guide) if known else self.refused(Sentence.KNOP_ONBEKEND)
        if pressed.kind == buttons.CARD:
            known = pressed.subject in self._content.cards
            return Decision(Outcome("safety", pressed.subject)) if known else self.refused(Sentence.KNOP_ONBEKEND)
        return await self._of_case(tap, pressed, context)

    async def _of_case(self, tap: Button, pressed: buttons.ButtonId, context: TurnContext) -> Decision:
        """What a button does with a case."""
        if pressed.kind == buttons.CASE:
            return await self._resumed(pressed.subject, context)
        command = BY_NAME.get(pressed.subject) if pressed.kind == buttons.COMMAND else None
        if command is None and pressed.kind == buttons.COMMAND:
            return self.refused(Sentence.KNOP_ONBEKEND)
        # The button of a command that is not bound fits whatever the case does.
        refusal = await self._bind(tap, context) if command is None or command.bound else None
        if refusal is not None:
            return self.refused(refusal)
        if command is not None:
            agrees = command.name == AGREES
            return Decision(await (self.listening.agree(context) if agrees else command.handler(context)))
        if pressed.kind == buttons.FACT:
            await context.forget(pressed.subject)
            return Decision(said(Sentence.SAMENVATTING))
        if pressed.kind == buttons.LINE:
            return await self._open_line(pressed.subject, context)
        return await self._choose(tap.id, context)

    def decided(self, led_to: Outcome | Refusal, *, in_place: bool = False) -> Decision:
        """The decision that what something led to makes."""
        if isinstance(led_to, Refusal):
            return self.refused(Sentence(led_to.sentence))
        return Decision(led_to, in_place=in_place)

    def refused(self, sentence: Sentence) -> Decision:
        """Nothing changes, and why."""
        return Decision(Outcome("refusal"), notice=self._say(sentence))

    async def move(self, choice: Choice, context: TurnContext, reading: Reading | None = None) -> Decision:
        """Take an arrow of the plan. Raises `StaleCaseError`."""
        if context.case is None:
            raise ValueError("a move needs a case")
        origin = context.case.position
        change = cases.take(self._flowchart, context.case, choice, context.role, context.now)
        await context.change(change)
        outcome = moved(origin, choice.id)
        return Decision(outcome, reading, "", choice.label, outcome.arrow)

    async def _bind(self, tap: Button, context: TurnContext) -> Sentence | None:
        """Make the case of a button the context's, or say why the button no longer holds."""
        if tap.case is None and tap.revision is not None and not context.practising:
            return Sentence.OEFEN_WEG
        if tap.case is not None and (context.stored_case is None or context.stored_case.id != tap.case):
            case = await self._reachable(tap.case, context)
            if case is None:
                return Sentence.DOSSIER_ANDER
            if case.revision != tap.revision:
                return Sentence.KNOP_LAAT
            context.practices.stop(context.address)
            if case.closed_at is None:
                await context.resume(case)
            else:
                await context.show(case)
        if context.case is None:
            return Sentence.KNOP_LAAT
        if tap.revision is not None and tap.revision != context.case.revision:
            return Sentence.KNOP_LAAT
        return None

    async def _reachable(self, case_id: int, context: TurnContext) -> cases.StoredCase | None:
        if context.member is None:
            return None
        case = await context.unit.case(case_id, context.member)
        if case is not None or not may(context.member, Permission.REOPEN):
            return case
        return await context.unit.closed_case(context.member, case_id=case_id)

    async def _choose(self, choice_id: str, context: TurnContext) -> Decision:
        if context.case is None:
            return self.refused(Sentence.KNOP_LAAT)
        position = self._flowchart.positions[context.case.position]
        choice = next((c for c in position.offered(context.case.memory) if c.id == choice_id), None)
        if choice is None:
            return self.refused(Sentence.KNOP_LAAT)
        turn = self._brain.tap(choice, position.id, context.case.memory)
        if turn.kind is not TurnKind.MOVE or turn.subject != choice.id:
            raise RuntimeError(f"the model and the step plan disagree about {position.id}/{choice.id}")
        return await self.move(choice, context)

    async def _open_line(self, line: str, context: TurnContext) -> Decision:
        step = self._flowchart.positions.get(line)
        if context.case is None or step is None or step.kind is not StepKind.PARENT_LINE or context.case.closed_at:
            return self.refused(Sentence.KNOP_ONBEKEND)
        await context.change(cases.open_side(self._flowchart, context.case, line, context.role, context.now))
        return Decision(said(SIDE))

    async def _resumed(self, subject: str, context: TurnContext) -> Decision:
        case_id = whole_number(subject)
        if case_id is None or context.member is None:
            return self.refused(Sentence.DOSSIER_ANDER)
        case = await context.unit.case(case_id, context.member)
        if case is None:
            return self.refused(Sentence.DOSSIER_ANDER)
        await context.resume(case)
        return Decision(said(Sentence.DOSSIER_VERDER))
