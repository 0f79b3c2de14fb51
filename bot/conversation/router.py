"""What a typed message asks for: a command, a code, a button on screen, or what the brain makes of it."""

from __future__ import annotations

import dataclasses
import unicodedata

from bot.conversation import commands
from bot.conversation.commands import BY_SLASH, GROUP_COMMANDS
from bot.conversation.context import Menu, TurnContext
from bot.conversation.danger import DangerFirst
from bot.conversation.handlers import follow_ups
from bot.conversation.handlers.care_team import asks_for_care_team
from bot.conversation.handlers.cases import by_code
from bot.conversation.handlers.handler import picked_up
from bot.conversation.handlers.membership import start_with
from bot.conversation.screens.steps import StepScreens
from bot.conversation.taps import Taps
from bot.domain import button_ids as buttons
from bot.domain import cases
from bot.domain.button_ids import command_id, parse_follow_up
from bot.domain.codes import find_case_code
from bot.domain.messages import Message
from bot.domain.outcomes import Decision, Outcome, said
from bot.texts.sentences import Sentence
from dialogues.brain import Brain
from dialogues.turns import Turn, TurnKind
from nlu.choices import correction
from nlu.reading import Reading

_SURE_DESPITE_A_WISH = {TurnKind.MOVE: 0.8, TurnKind.GUIDE: 0.6}
"""A turn less sure than this may be none, when the text names the care team and what it could do."""
_LONGEST_WITH_CODE = 60
"""Characters: a longer message that names a case asks something else as well."""


class Router:
    """Decides what a message does; Rasa's rules decide every move."""

    def __init__(self, brain: Brain, screens: StepScreens) -> None:
        self._brain = brain
        self._flowchart = screens.flowchart
        self._taps = Taps(brain, screens)
        self._danger = DangerFirst(brain)

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
            return await self._taps.answer(message.tap, context)
        text = message.text.strip()
        if not any(character.isalnum() or unicodedata.category(character) == "So" for character in text):
            return Decision(Outcome("ask_again", Sentence.LEEG))
        code = find_case_code(text) if len(text) <= _LONGEST_WITH_CODE else None
        orders = text.startswith("/") or code is not None
        read = self._danger.read_beside if orders else self._danger.read
        whole = await read(text, context, menu)
        if whole is not None and whole.safety is not None:
            return Decision(Outcome(TurnKind.SAFETY.value, whole.safety), whole)
        if text.startswith("/"):
            return await self._slash(text, context)
        if code is not None:
            return Decision(await by_code(code, context))
        answered = await self._answered(text, whole, menu, context) if menu and whole else None
        return answered or await self._heard(text, context, None if menu else whole)

    async def _answered(self, text: str, reading: Reading, menu: Menu, context: TurnContext) -> Decision | None:
        """What a text does as an answer to a menu: the day it asks for, or a button; None when it is neither."""
        if menu.awaits_day is not None:
            dated = await follow_ups.dated(text, menu.awaits_day, context)
            if dated is not None:
                return self._taps.decided(dated)
        button = menu.named_in(reading)
        return await self._taps.answer(button, context) if button else None

    async def decide_in_group(self, message: Message, context: TurnContext) -> Decision | None:
        """What a tap or a command in a group leads to; None when it is not for the bot."""
        if message.tap is None:
            return await self._said_in_group(message, context)
        of_notice = parse_follow_up(message.tap.id) or buttons.parse_holiday(message.tap.id)
        if of_notice is None and message.tap.id != command_id("vandaag"):
            return self._taps.refused(Sentence.DOSSIER_ANDER)
        return await self._taps.answer(message.tap, context)

    async def _said_in_group(self, message: Message, context: TurnContext) -> Decision | None:
        name = message.text.strip().partition(" ")[0].partition("@")[0].lower()
        command = GROUP_COMMANDS.get(name.removeprefix("/")) if name.startswith("/") else None
        if command is None or message.group is None:
            return None
        return Decision(await command.handler(message.group, context))

    async def _slash(self, text: str, context: TurnContext) -> Decision:
        name, _, argument = text[1:].partition(" ")
        name = name.partition("@")[0].lower()
        if name == "start" and argument.strip():
            return Decision(await start_with(argument.strip(), context))
        if name in BY_SLASH:
            return Decision(await BY_SLASH[name].handler(context))
        # A single unknown command is a slip, not a message.
        known = Decision(await commands.run("hulp", context)) if not argument.strip() else None
        return known or await self._heard(text.lstrip("/"), context)

    async def _heard(self, text: str, context: TurnContext, whole: Reading | None = None) -> Decision:
        corrected = correction(text)
        if corrected and context.case is not None:
            decision = await self._corrected(corrected, context.case, context)
            if decision is not None:
                return decision
        slots = context.case.memory if context.case else {}
        turn = await self._brain.hear(text, context.position, slots, whole)
        if turn.kind is TurnKind.COMMAND and turn.subject == "herinner_mij":
            reminded = self._taps.decided(await follow_ups.remind(text, context))
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
            return await self._taps.move(choice, context, turn.reading)
        if turn.kind is TurnKind.COMMAND and turn.subject == "buiten_bereik":
            return Decision(Outcome("ask_again", Sentence.BUITEN_BEREIK), turn.reading)
        if turn.kind is TurnKind.COMMAND and turn.subject is not None:
            before = context.case
            outcome = await commands.run(turn.subject, context)
            opened = turn.subject == commands.NEW_CASE and context.case not in (None, before)
            if opened and turn.reading is not None and turn.reading.intent != turn.subject:
                # "De mama heeft het gemeld" opens a case and answers its first question in one go.
                first = self._brain.decide(turn.reading.intent, context.position, {})
                if first.kind is TurnKind.MOVE:
                    decision = await self._perform(dataclasses.replace(first, reading=turn.reading), context)
                    return dataclasses.replace(decision, outcome=outcome)
            return Decision(outcome, turn.reading)
        return Decision(Outcome(turn.kind.value, turn.subject), turn.reading)


def _certainty(turn: Turn) -> float:
    """How sure a move is; nothing for anything else."""
    return turn.reading.confidence if turn.kind is TurnKind.MOVE and turn.reading else 0.0
