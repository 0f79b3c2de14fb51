"""What a typed message asks for: a command, a code, a button on screen, or what the brain makes of it."""

from __future__ import annotations

import dataclasses
import unicodedata

from bot.conversation import commands
from bot.conversation.commands import BY_SLASH, GROUP_COMMANDS
from bot.conversation.context import TurnContext
from bot.conversation.danger import DangerFirst
from bot.conversation.guidance import Guidance
from bot.conversation.handlers import follow_ups
from bot.conversation.handlers.care_team import asks_for_care_team
from bot.conversation.handlers.cases import by_code
from bot.conversation.handlers.handler import picked_up
from bot.conversation.handlers.membership import start_with
from bot.conversation.on_screen import NOT_MEANT, NOTHING, TAKES_BACK, OnScreen
from bot.conversation.screens.steps import StepScreens
from bot.conversation.taps import Taps
from bot.domain import button_ids as buttons
from bot.domain import cases
from bot.domain.button_ids import FollowUpAction, command_id, follow_up_id, parse_follow_up
from bot.domain.codes import find_case_code
from bot.domain.messages import Button, Message
from bot.domain.outcomes import Decision, Outcome, confirming, guide, said
from bot.texts.sentences import Sentence
from dialogues.brain import Brain
from dialogues.turns import SURE_OF_A_BUTTON, Turn, TurnKind
from nlu.answers import act_intent
from nlu.choices import (
    acknowledges,
    asks_what_is_known,
    asks_what_now,
    bare_yes_or_no,
    correction,
    says_not_meant,
    says_right,
)
from nlu.examples import NO, OUT_OF_SCOPE, YES
from nlu.languages import other_language
from nlu.reading import Reading

_SURE_DESPITE_A_WISH = {TurnKind.MOVE: 0.9, TurnKind.CONFIRM: 0.9, TurnKind.GUIDE: 0.6}
"""A turn less sure than this may be none, when the text names the care team and what it could do."""
_SHORT = 3
_LONGEST_WITH_CODE = 60
"""Characters: a longer message that names a case asks something else as well."""
_REMINDER = "herinner_mij"
_REMINDS = frozenset({_REMINDER, act_intent("gepland")})
"""Commands that a day in the text belongs to."""
_WHAT_NOW = act_intent("en_nu")
_WHAT_IS_KNOWN = "samenvatting"
_MISSES = (None, Sentence.NIET_BEGREPEN_WEER, Sentence.NIET_BEGREPEN_COLLEGA)
"""What is said to the first, second and any further message in a row that is not understood."""


class Router:
    """Decides what a message does; Rasa's rules decide every move."""

    def __init__(self, brain: Brain, screens: StepScreens) -> None:
        self._brain = brain
        self._flowchart = screens.flowchart
        self._content = screens.content
        self._taps = Taps(brain, screens)
        self._danger = DangerFirst(brain)
        self._guidance = Guidance(screens)

    async def decide(self, message: Message, context: TurnContext, shown: OnScreen = NOTHING) -> Decision:
        """What a message leads to; changes of the case are written to the context.

        Args:
            message: what was said or tapped.
            context: what it plays in.
            shown: what was on screen when it was said.

        Raises:
            StaleCaseError: the case changed since it was read.
        """
        before = context.case
        context.says_back = shown.says_back
        answered = self._taps.answer(message.tap, context) if message.tap is not None else None
        decision = await (answered or self._typed(message.text.strip(), context, shown))
        return await self._taps.listening.take_up(decision, context, before)

    async def _typed(self, text: str, context: TurnContext, shown: OnScreen) -> Decision:
        """What a text leads to, with what it tells of a case."""
        if asks_what_now(text):
            return Decision(await commands.run(_WHAT_NOW, context))
        if asks_what_is_known(text):
            return Decision(await commands.run(_WHAT_IS_KNOWN, context))
        if not any(character.isalnum() or unicodedata.category(character) == "So" for character in text):
            return Decision(Outcome("ask_again", Sentence.LEEG))
        if (button := shown.called(text)) is not None:
            return dataclasses.replace(await self._taps.answer(button, context), pressed=button.id)
        code = find_case_code(text) if len(text) <= _LONGEST_WITH_CODE else None
        orders = text.startswith("/") or code is not None
        read = self._danger.read_beside if orders else self._danger.read
        whole = await read(text, context, shown.menu)
        if whole is not None and whole.safety is not None:
            card = Outcome(TurnKind.SAFETY.value, whole.safety)
            return Decision(card, whole, foreign=bool(other_language(text)), facts=whole.facts)
        if text.startswith("/"):
            return await self._slash(text, context, shown)
        if code is not None:
            return Decision(await by_code(code, context))
        decision = await self._answered(text, whole, shown, context) if whole else None
        decision = decision or await self._heard(text, context, shown, None if shown.menu else whole)
        if decision.outcome.turn == TurnKind.MOVE.value:
            await follow_ups.agree_beside(text, context)
        decision = self._danger.followed(decision, text, context)
        decision = self._guidance.beside(decision, whole.asked if whole else None, text, context)
        # Who names a button, or asks for a guide in a word or two, tells nothing of a case.
        only_asks = decision.outcome.turn == TurnKind.GUIDE.value and len(text.split()) <= _SHORT
        facts = whole.facts if whole and decision.pressed is None and not only_asks else {}
        return dataclasses.replace(decision, facts=facts)

    async def _answered(self, text: str, reading: Reading, shown: OnScreen, context: TurnContext) -> Decision | None:
        """What a text does as an answer to what is on screen beside the open question; None when it is none."""
        dated = await self._dated(text, shown, context)
        if dated is not None:
            return dated
        if shown.agreed and (another := await follow_ups.corrected(text, context)) is not None:
            return dataclasses.replace(self._taps.decided(another), reading=reading)
        if shown.says_back and (agreed := await self._taps.listening.answered(text, reading, context)) is not None:
            return agreed
        if shown.asks_about is not None and (said_so := bare_yes_or_no(text)) is not None:
            is_danger = said_so == YES
            outcome = Outcome(TurnKind.SAFETY.value, shown.asks_about) if is_danger else said(Sentence.GEEN_GEVAAR)
            return Decision(outcome, reading)
        if (acknowledges(text) and shown.beside) or (says_right(text) and shown.taken):
            return Decision(await commands.run(act_intent("ok"), context), reading)
        button = (shown.confirms if acknowledges(text) else None) or shown.named_in(text)
        if button is None and not reading.named and not acknowledges(text):
            button = shown.hinted_at_in(text)
        page = self._content.page_titled(text) if button is None else None
        if page is not None:
            return Decision(Outcome(TurnKind.GUIDE.value, page[0], page[1]))
        button = button or (shown.menu.meant_in(reading) if shown.menu else None)
        return await (self._named(button, context, shown) if button else self._acted(reading, shown, context))

    async def _dated(self, text: str, shown: OnScreen, context: TurnContext) -> Decision | None:
        """The day that a text names where one is asked for; None when it names none."""
        awaited = shown.menu.awaits_day if shown.menu is not None else None
        # "De derde" is the third on screen, "de 3de" the day of a month.
        if awaited is None or (shown.named_in(text) is not None and not any(map(str.isdecimal, text))):
            return None
        dated = await follow_ups.dated(text, awaited, context)
        agreed = follow_up_id(FollowUpAction.AGREE, awaited.about or 0)
        return dataclasses.replace(self._taps.decided(dated), pressed=agreed) if dated is not None else None

    async def _acted(self, reading: Reading, shown: OnScreen, context: TurnContext) -> Decision | None:
        """What fits any question fits ours: "wacht", "weet ik niet"."""
        if shown.menu is None or not shown.menu.question or reading.confidence < SURE_OF_A_BUTTON:
            return None
        if reading.intent in TAKES_BACK:
            return await self._taken_back(context, shown) if context.case is None else None
        if reading.intent not in commands.BY_NAME:
            return None
        return await self._perform(Turn(TurnKind.COMMAND, reading.intent, reading), context)

    async def _named(self, button: Button, context: TurnContext, shown: OnScreen) -> Decision:
        """The same as a tap on it, but said back: who types may mean another.

        A number below a guide may be a page of that: what ends the case is asked about then.
        """
        position = self._flowchart.positions.get(context.position or "")
        choice = next((c for c in position.choices if c.id == button.id), None) if position else None
        if choice is not None and position is not None and shown.beside and choice.target == self._flowchart.end:
            return Decision(confirming(position.id, choice.id), Reading(choice.tap, 1.0, named=True))
        decision = dataclasses.replace(await self._taps.answer(button, context), pressed=button.id)
        if choice is None or decision.outcome.turn != TurnKind.MOVE.value:
            return decision
        return dataclasses.replace(decision, reading=Reading(choice.tap, 1.0, named=True))

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

    async def _slash(self, text: str, context: TurnContext, shown: OnScreen) -> Decision:
        name, _, argument = text[1:].partition(" ")
        name = name.partition("@")[0].lower()
        if name == "start" and argument.strip():
            return Decision(await start_with(argument.strip(), context))
        if name in BY_SLASH:
            return Decision(await BY_SLASH[name].handler(context))
        # A single unknown command is a slip, not a message.
        known = Decision(await commands.run("hulp", context)) if not argument.strip() else None
        return known or await self._heard(text.lstrip("/"), context, shown)

    async def _heard(self, text: str, context: TurnContext, shown: OnScreen, whole: Reading | None = None) -> Decision:
        corrected = correction(text)
        if shown.taken and (corrected == "" or says_not_meant(text) or self._denies(text, context)):
            return await self._taken_back(context, shown)
        if corrected and context.case is not None:
            decision = await self._corrected(corrected, context.case, context)
            if decision is not None:
                return decision
        slots = context.case.memory if context.case else {}
        turn = await self._brain.hear(text, context.position, slots, whole)
        unknown = turn.kind in (TurnKind.ASK_AGAIN, TurnKind.COMMAND)
        if unknown and (foreign := other_language(text)) is not None:
            return Decision(Outcome("ask_again", Sentence(f"taal_{foreign}")), turn.reading)
        certainty = turn.reading.confidence if turn.reading else 1.0
        unsure = turn.kind is TurnKind.ASK_AGAIN or certainty < _SURE_DESPITE_A_WISH.get(turn.kind, 0.0)
        if unsure and context.member and not context.practising and asks_for_care_team(text):
            return Decision(await picked_up(context) or said(Sentence.OVERLEG_VOORSTEL), turn.reading)
        if (page := self._guidance.instead(turn, text, context)) is not None:
            return Decision(page, turn.reading)
        if turn.kind is TurnKind.COMMAND and turn.subject in _REMINDS:
            return await self._reminded(text, turn, context)
        if turn.subject in TAKES_BACK and shown.reopens is not None and context.case is None:
            return await self._taken_back(context, shown)
        return await self._perform(shown.makes_of(turn, text), context, shown)

    async def _taken_back(self, context: TurnContext, shown: OnScreen) -> Decision:
        """Undo what a typed answer did; a case that it closed is open again."""
        if shown.reopens is not None and context.case is None:
            return await self._named(shown.reopens, context, shown)
        return Decision(await commands.run(NOT_MEANT, context))

    def _denies(self, text: str, context: TurnContext) -> bool:
        """Whether a bare "nee" is about what was understood: the open question has no answer of that kind."""
        if bare_yes_or_no(text) != NO or context.case is None:
            return False
        offered = self._flowchart.positions[context.case.position].offered(context.case.memory)
        return not any(NO in choice.intents for choice in offered)

    async def _reminded(self, text: str, turn: Turn, context: TurnContext) -> Decision:
        """A day that a text names is agreed; one is asked for where a reminder is wanted."""
        wanted = turn.subject == _REMINDER
        led_to = await (follow_ups.remind(text, context) if wanted else follow_ups.planned(text, context))
        return dataclasses.replace(self._taps.decided(led_to), reading=turn.reading)

    async def _corrected(self, text: str, case: cases.Case, context: TurnContext) -> Decision | None:
        """Take another choice here, or, when the text fits the step before better, go back and take it there."""
        here = await self._brain.hear(text, case.position, case.memory)
        back = cases.step_back(self._flowchart, case, context.log, context.role, context.now)
        there = await self._brain.hear(text, back.case.position, back.case.memory) if back else None
        if back and there and there.kind is TurnKind.MOVE and _certainty(there) > _certainty(here):
            await context.change(back)
            return await self._perform(there, context)
        return await self._perform(here, context) if _certainty(here) else None

    async def _perform(self, turn: Turn, context: TurnContext, shown: OnScreen = NOTHING) -> Decision:
        if turn.kind in (TurnKind.MOVE, TurnKind.CONFIRM) and context.case is not None:
            position = self._flowchart.positions[context.case.position]
            choice = next(c for c in position.choices if c.id == turn.subject)
            if turn.kind is TurnKind.CONFIRM:
                return Decision(confirming(position.id, choice.id), turn.reading, also=_also(turn))
            decision = await self._taps.move(choice, context, turn.reading)
            return dataclasses.replace(decision, also=_also(turn))
        if turn.kind is TurnKind.COMMAND and turn.subject == OUT_OF_SCOPE:
            return Decision(Outcome("ask_again", Sentence.BUITEN_BEREIK), turn.reading)
        if turn.kind is TurnKind.COMMAND and turn.subject is not None:
            told = turn.reading.facts if turn.reading else {}
            if turn.subject == commands.NEW_CASE and context.case is None and self._taps.listening.is_an_update(told):
                # "Hallo, ik ben terug: het gesprek is geweest" is about the only case there is.
                await picked_up(context)
                if context.case is not None:
                    return Decision(said(Sentence.DOSSIER_VERDER), turn.reading)
            return Decision(await commands.run(turn.subject, context), turn.reading, also=_also(turn))
        subject = _MISSES[min(shown.misses, len(_MISSES) - 1)] if turn.kind is TurnKind.ASK_AGAIN else turn.subject
        return Decision(Outcome(turn.kind.value, subject), turn.reading)


def _also(turn: Turn) -> Outcome | None:
    return guide(turn.also) if turn.also is not None else None


def _certainty(turn: Turn) -> float:
    """How sure a move is, asked about first or not; nothing for anything else."""
    moves = turn.kind in (TurnKind.MOVE, TurnKind.CONFIRM)
    return turn.reading.confidence if moves and turn.reading else 0.0
