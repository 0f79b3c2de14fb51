"""From a message to a decision: taps, commands, codes, and what the brain makes of a text."""

from __future__ import annotations

import dataclasses
import re
import unicodedata

from bot.conversation import commands
from bot.conversation.commands import BOUND, SLASH
from bot.conversation.context import Menu, TurnContext
from bot.conversation.handlers import follow_ups as following
from bot.conversation.handlers.care_request import asks_for_care_team
from bot.conversation.handlers.follow_ups import Answered
from bot.conversation.handlers.groups import said_in_group
from bot.conversation.handlers.holidays import answer_holiday
from bot.conversation.handlers.membership import by_code, start_with
from bot.conversation.handlers.picking_up import picked_up
from bot.conversation.screens.steps import Screens
from bot.domain import button_ids as buttons
from bot.domain import cases
from bot.domain.button_ids import FollowUpAction, command_id, parse_follow_up
from bot.domain.codes import find_case_code
from bot.domain.messages import Button, Message
from bot.domain.numbers import whole_number
from bot.domain.outcomes import Outcome, said
from bot.domain.permissions import Permission, may
from bot.texts.sentences import Sentence
from dialogues.brain import SURE_OF_A_MOVE, Brain
from dialogues.flowchart import Choice, Kind
from dialogues.rules import MENU_INTENTS
from dialogues.turns import Turn, TurnKind
from nlu.corrections import correction
from nlu.reading import OpenChoice, Reading

_SIGNS_OF_ORDER = re.compile(r"^/\w+|[A-Za-z]+-[A-Za-z]+-\d+")
"""A command, a case code."""
_SURE_DESPITE_A_WISH = {TurnKind.MOVE: 0.8, TurnKind.GUIDE: 0.6}
"""A turn less sure than this may be none, when the text names the care team and what it could do."""
_LONGEST_WITH_CODE = 60
"""Characters: a longer message that names a case asks something else as well."""


@dataclasses.dataclass(frozen=True)
class Decision:
    """What a message led to, before it is put in words."""

    outcome: Outcome
    reading: Reading | None = None
    notice: str = ""
    chosen: str = ""
    arrow: str | None = None
    in_place: bool = False
    """Whether it takes the place of the message whose button was tapped."""


class Router:
    """Decides what a message does; Rasa's rules decide every move."""

    def __init__(self, brain: Brain, screens: Screens) -> None:
        self._brain = brain
        self._content = screens.content
        self._say = screens.say
        self._flowchart = screens.flowchart

    async def decide(self, message: Message, context: TurnContext, menu: Menu | None = None) -> Decision:
        """What a message leads to; changes of the case are written to the context.

        Args:
            message: what was said or tapped.
            context: what it plays in.
            menu: buttons on screen that no step offers.

        Raises:
            StaleCaseError: the case changed since it was read.
        """
        if message.tap is not None:
            return await self._tapped(message.tap, context)
        text = message.text.strip()
        if not any(character.isalnum() or unicodedata.category(character) == "So" for character in text):
            return Decision(Outcome("ask_again", Sentence.LEEG))
        code = find_case_code(text) if len(text) <= _LONGEST_WITH_CODE else None
        if text.startswith("/") or code is not None:
            # Danger is told in any form: what stands beside a command or a code is read for it first.
            if len(text.split()) > 1 and not text.startswith("/start "):
                turn = await self._brain.hear(_SIGNS_OF_ORDER.sub(" ", text), context.position, {})
                if turn.kind is TurnKind.SAFETY:
                    return await self._perform(turn, context)
            return (
                await self._slash(text, context)
                if text.startswith("/")
                else Decision(await by_code(code or "", context))
            )
        if menu is not None and menu.awaits_day is not None:
            dated = await following.dated(text, menu.awaits_day, context)
            if dated is not None:
                return self._of_follow_up(dated)
        button = await self._on_menu(text, menu) if menu else None
        return await self._tapped(button, context) if button else await self._heard(text, context)

    async def decide_in_group(self, message: Message, context: TurnContext) -> Decision | None:
        """What a tap or a command in a group leads to; None when it is not for the bot."""
        if message.tap is None:
            outcome = await said_in_group(message, context)
            return Decision(outcome) if outcome is not None else None
        of_notice = parse_follow_up(message.tap.id) or buttons.parse_holiday(message.tap.id)
        if of_notice is None and message.tap.id != command_id("vandaag"):
            return self._refused(Sentence.DOSSIER_ANDER)
        return await self._tapped(message.tap, context)

    def _of_follow_up(self, answered: Answered, *, in_place: bool = False) -> Decision:
        if answered.outcome is None:
            return self._refused(answered.refusal or Sentence.KNOP_ONBEKEND)
        return Decision(answered.outcome, in_place=in_place)

    async def _on_menu(self, text: str, menu: Menu) -> Button | None:
        """The button on screen that a text names, or says yes or no to."""
        names = ("ja", "nee") if menu.yes_or_no else ()
        intents = (*names, *MENU_INTENTS)[: len(menu.buttons)]
        choices = [OpenChoice(intent, button.label) for intent, button in zip(intents, menu.buttons, strict=False)]
        reading = await self._brain.read_among(text, choices)
        if reading.safety or reading.intent not in intents or reading.confidence < SURE_OF_A_MOVE:
            return None
        return menu.buttons[intents.index(reading.intent)]

    async def _slash(self, text: str, context: TurnContext) -> Decision:
        name, _, argument = text[1:].partition(" ")
        name = name.partition("@")[0].lower()
        if name == "start" and argument.strip():
            return Decision(await start_with(argument.strip(), context))
        if name in SLASH:
            return Decision(await commands.run(SLASH[name][0], context))
        # A single unknown command is a slip, not a message.
        known = Decision(await commands.run("hulp", context)) if not argument.strip() else None
        return known or await self._heard(text.lstrip("/"), context)

    async def _heard(self, text: str, context: TurnContext) -> Decision:
        corrected = correction(text)
        if corrected and context.case is not None:
            decision = await self._corrected(corrected, context.case, context)
            if decision is not None:
                return decision
        slots = context.case.memory if context.case else {}
        turn = await self._brain.hear(text, context.position, slots)
        if turn.kind is TurnKind.COMMAND and turn.subject == "herinner_mij":
            reminded = self._of_follow_up(await following.remind(text, context))
            return dataclasses.replace(reminded, reading=turn.reading)
        certainty = turn.reading.confidence if turn.reading else 1.0
        unsure = turn.kind is TurnKind.ASK_AGAIN or certainty < _SURE_DESPITE_A_WISH.get(turn.kind, 0.0)
        if unsure and context.member and not context.practising and asks_for_care_team(text):
            return Decision(await picked_up(context) or said(Sentence.OVERLEG_VOORSTEL), turn.reading)
        return await self._perform(turn, context)

    async def _corrected(self, text: str, case: cases.Case, context: TurnContext) -> Decision | None:
        """Take another choice here, or, when the text fits the step before better, go back and take it there."""
        here = await self._brain.hear(text, case.position, case.memory)
        back = cases.step_back(self._flowchart, case, context.log, context.role, context.now)
        there = await self._brain.hear(text, back.case.position, back.case.memory) if back else None
        if back and there and there.kind is TurnKind.MOVE and _certainty(there) > _certainty(here):
            await context.change(back)
            return await self._perform(there, context)
        return await self._perform(here, context) if here.kind is TurnKind.MOVE else None

    async def _perform(self, turn: Turn, context: TurnContext) -> Decision:
        if turn.kind is TurnKind.MOVE and context.case is not None:
            position = self._flowchart.positions[context.case.position]
            choice = next(c for c in position.choices if c.id == turn.subject)
            return await self._move(choice, context, turn.reading)
        if turn.kind is TurnKind.COMMAND and turn.subject == "buiten_bereik":
            return Decision(Outcome("ask_again", Sentence.BUITEN_BEREIK), turn.reading)
        if turn.kind is TurnKind.COMMAND and turn.subject is not None:
            outcome = await commands.run(turn.subject, context)
            answered = outcome.subject == Sentence.DOSSIER_OPEN and turn.reading is not None
            if answered and turn.reading is not None and turn.reading.intent != "nieuw_dossier":
                # "De mama heeft het gemeld" opens a case and answers its first question in one go.
                first = self._brain.decide(turn.reading.intent, context.position, {})
                if first.kind is TurnKind.MOVE:
                    decision = await self._perform(dataclasses.replace(first, reading=turn.reading), context)
                    return dataclasses.replace(decision, outcome=said(Sentence.DOSSIER_OPEN))
            return Decision(outcome, turn.reading)
        return Decision(Outcome(turn.kind.value, turn.subject), turn.reading)

    async def _move(self, choice: Choice, context: TurnContext, reading: Reading | None = None) -> Decision:
        if context.case is None:
            raise ValueError("a move needs a case")
        origin = context.case.position
        change = cases.take(self._flowchart, context.case, choice, context.role, context.now)
        await context.change(change)
        return Decision(Outcome("move", f"{origin}__{choice.id}"), reading, "", choice.label, f"{origin}/{choice.id}")

    async def _tapped(self, tap: Button, context: TurnContext) -> Decision:
        of_follow_up = parse_follow_up(tap.id)
        if of_follow_up is not None:
            answered = await following.tapped(of_follow_up, tap.revision, context)
            return self._of_follow_up(answered, in_place=of_follow_up.action is not FollowUpAction.SHOW)
        of_holiday = buttons.parse_holiday(tap.id)
        if of_holiday is not None:
            return self._of_follow_up(await answer_holiday(of_holiday, context), in_place=True)
        pressed = buttons.parse(tap.id)
        if pressed.kind == buttons.GUIDE:
            known = pressed.subject in self._content.guides
            guide = Outcome("guide", pressed.subject, pressed.page)
            return Decision(guide) if known else self._refused(Sentence.KNOP_ONBEKEND)
        if pressed.kind == buttons.CASE:
            return await self._resumed(pressed.subject, context)
        refusal = None if _holds_always(pressed) else await self._bind(tap, context)
        if refusal is not None:
            return self._refused(refusal)
        if pressed.kind == buttons.COMMAND:
            known = commands.knows(pressed.subject)
            outcome = await commands.run(pressed.subject, context) if known else None
            return Decision(outcome) if outcome else self._refused(Sentence.KNOP_ONBEKEND)
        if pressed.kind == buttons.LINE:
            return await self._open_line(pressed.subject, context)
        return await self._choose(tap.id, context)

    def _refused(self, sentence: Sentence) -> Decision:
        return Decision(Outcome("refusal"), notice=self._say(sentence))

    async def _bind(self, tap: Button, context: TurnContext) -> Sentence | None:
        """Make the case of a button the context's, or say why the button no longer holds."""
        if tap.case is None and tap.revision is not None and not context.practising:
            return Sentence.OEFEN_WEG
        if tap.case is not None and (context.case is None or context.case.id != tap.case):
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

    async def _reachable(self, case_id: int, context: TurnContext) -> cases.Case | None:
        if context.member is None:
            return None
        case = await context.unit.case(case_id, context.member)
        if case is not None or not may(context.member, Permission.REOPEN):
            return case
        return await context.unit.closed_case(context.member, case_id=case_id)

    async def _choose(self, choice_id: str, context: TurnContext) -> Decision:
        if context.case is None:
            return self._refused(Sentence.KNOP_LAAT)
        position = self._flowchart.positions[context.case.position]
        choice = next((c for c in position.offered(context.case.memory) if c.id == choice_id), None)
        if choice is None:
            return self._refused(Sentence.KNOP_LAAT)
        turn = self._brain.tap(choice, position.id, context.case.memory)
        if turn.kind is not TurnKind.MOVE or turn.subject != choice.id:
            raise RuntimeError(f"the model and the step plan disagree about {position.id}/{choice.id}")
        return await self._move(choice, context)

    async def _open_line(self, line: str, context: TurnContext) -> Decision:
        step = self._flowchart.positions.get(line)
        if context.case is None or step is None or step.kind is not Kind.PARENT_LINE or context.case.closed_at:
            return self._refused(Sentence.KNOP_ONBEKEND)
        await context.change(cases.open_side(self._flowchart, context.case, line, context.role, context.now))
        return Decision(said("zijstap"))

    async def _resumed(self, subject: str, context: TurnContext) -> Decision:
        case_id = whole_number(subject) or 0
        case = await context.unit.case(case_id, context.member) if context.member else None
        if case is None:
            return self._refused(Sentence.DOSSIER_ANDER)
        await context.resume(case)
        return Decision(said(Sentence.DOSSIER_VERDER))


def _holds_always(pressed: buttons.ButtonId) -> bool:
    """Whether a button is of a command that fits whatever the case does."""
    return pressed.kind == buttons.COMMAND and pressed.subject not in BOUND


def _certainty(turn: Turn) -> float:
    """How sure a move is; nothing for anything else."""
    return turn.reading.confidence if turn.kind is TurnKind.MOVE and turn.reading else 0.0
