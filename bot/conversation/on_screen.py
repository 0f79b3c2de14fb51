"""What is on somebody's screen when they type: the buttons there, and what a bare word is about."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from bot.domain import button_ids
from bot.domain.button_ids import FollowUpAction
from bot.domain.messages import Button
from bot.domain.outcomes import Outcome
from dialogues.rules import MENU_INTENTS
from dialogues.turns import SURE_OF_A_BUTTON, SURE_OF_AN_END, Turn, TurnKind
from nlu.answers import ACT, act_intent
from nlu.choices import asks_to_wipe, called, named_choice, part_of_a_name
from nlu.danger import denies_danger
from nlu.examples import NO, YES
from nlu.reading import OpenChoice, Reading

_BACK, _GO_ON = "terug", "verder"
_WIPES = "wis_dossier"
_NO_DANGER = "geen_gevaar"
NOT_MEANT = "klopt_niet"
"""The command that undoes what a typed answer did."""
TAKES_BACK = frozenset({_BACK, act_intent(_BACK), act_intent("ontken")})
"""Commands that take back what was said last."""
REOPENS = "heropen"
"""The command that opens a closed case again."""


@dataclass(frozen=True)
class Menu:
    """Buttons on screen that no step offers: what a "ja" or other words mean until something else is shown."""

    buttons: tuple[Button, ...]
    yes_or_no: bool
    """Whether the first button says yes and the second no."""
    awaits_day: Outcome | None = None
    """What asked for a day, when a typed day would answer it."""
    confirms: bool = False
    """Whether it asks if something was meant."""
    question: str = ""
    """Under which name example answers stand for it, if there are any."""

    @property
    def choices(self) -> tuple[OpenChoice, ...]:
        """The buttons as choices that a text may mean, as many as there are intents for, in their order."""
        intents = (*((YES, NO) if self.yes_or_no else ()), *MENU_INTENTS)
        return tuple(
            OpenChoice(intent, button.label, outcome=_outcome_of(button))
            for intent, button in zip(intents, self.buttons, strict=False)
        )

    def meant_in(self, reading: Reading) -> Button | None:
        """The button that a text means, or says yes or no to; `reading`: of that text, among `choices`."""
        named = [choice.intent for choice in self.choices]
        if reading.safety or reading.intent not in named:
            return None
        button = self.buttons[named.index(reading.intent)]
        # A yes that is bound to a case closes or deletes it, unless the question is only what was meant.
        is_final = self.yes_or_no and button.revision is not None and not self.confirms
        return button if reading.confidence >= (SURE_OF_AN_END if is_final else SURE_OF_A_BUTTON) else None


def _outcome_of(button: Button) -> str:
    """What the example answers call tapping a button."""
    tap = button_ids.parse_follow_up(button.id)
    if tap is None:
        return button_ids.parse(button.id).subject
    return f"{ACT}geen" if tap.action is FollowUpAction.WAIVE and not tap.argument else ""


@dataclass(frozen=True)
class OnScreen:
    """What somebody has on screen."""

    buttons: tuple[Button, ...] = ()
    """All that can be tapped, in the order in which they are numbered."""
    choices: int = 0
    """How many of them are choices of the step: the first ones."""
    earlier: tuple[Button, ...] = ()
    """What could be tapped since the case last changed: it still stands in the chat, above what was shown last."""
    menu: Menu | None = None
    """Those that stand instead of the choices of the step."""
    beside: bool = False
    """Whether it is no question of the plan: a guide, a card, a confirmation. A bare "ok" is about that."""
    says_back: bool = False
    """Whether it says back what was heard, and asks whether that is right."""
    taken: bool = False
    """Whether it says what a typed answer was taken for: "nee, fout" takes that back."""
    agreed: bool = False
    """Whether it says which day was agreed: "nee, vrijdag" puts another in its place."""
    misses: int = 0
    """How many messages in a row were not understood."""
    asks_about: str | None = None
    """The kind of danger it asks about ("is iemand nu in gevaar?")."""

    @property
    def confirms(self) -> Button | None:
        """The button that says yes to "is that what you mean?", where that is asked."""
        return self.menu.buttons[0] if self.menu is not None and self.menu.confirms else None

    @property
    def reopens(self) -> Button | None:
        """The button that opens a closed case again."""
        return next((button for button in self.buttons if button.id == button_ids.command_id(REOPENS)), None)

    def called(self, text: str) -> Button | None:
        """The button whose words a text is, the latest first."""
        buttons = (*self.buttons, *self.earlier)
        which = called(text, (button.label for button in buttons))
        return buttons[which[0]] if which else None

    def named_in(self, text: str) -> Button | None:
        """The button that a text names: by most of its words, a number ("knop 2"), an ordinal or "de laatste"."""
        which = named_choice(text, [(button.label,) for button in self.buttons[: self.choices]])
        # A bare number that no choice has may well be an answer: an age, how often.
        if which is None and not (self.choices and text.strip(" .)").isdecimal()):
            which = named_choice(text, [(button.label,) for button in self.buttons])
        return self.buttons[which] if which is not None else None

    def hinted_at_in(self, text: str) -> Button | None:
        """The button of whose words a text gives a telling part, such as the main one."""
        which = part_of_a_name(text, [button.label for button in self.buttons])
        return self.buttons[which] if which is not None else None

    def makes_of(self, turn: Turn, text: str) -> Turn:
        """What a turn is, given what was on screen when it was called for."""
        if turn.kind is TurnKind.COMMAND and turn.subject == _WIPES and not asks_to_wipe(text):
            return Turn(TurnKind.ASK_AGAIN, None, turn.reading)
        if turn.subject in (None, *TAKES_BACK) and denies_danger(text):
            return Turn(TurnKind.COMMAND, _NO_DANGER, turn.reading, turn.also)
        if turn.kind is TurnKind.COMMAND and turn.subject in TAKES_BACK and self.taken:
            return dataclasses.replace(turn, subject=NOT_MEANT)
        if turn.subject == _BACK and turn.kind is TurnKind.COMMAND and self.buttons and not self.choices:
            # The question is not on screen: it is what is gone back to.
            return dataclasses.replace(turn, subject=_GO_ON)
        if self.menu is None:
            return turn
        if turn.kind is TurnKind.MOVE:
            # The step is not on screen: that its question is answered is only likely.
            return dataclasses.replace(turn, kind=TurnKind.CONFIRM)
        if turn.kind is TurnKind.CONFIRM and self.menu.question:
            return Turn(TurnKind.ASK_AGAIN, None, turn.reading)
        return turn


NOTHING = OnScreen()
"""Nothing is known to be on screen."""
