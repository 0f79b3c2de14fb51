"""What is shown when a message was not understood: the question again, with what it may have meant."""

from __future__ import annotations

import dataclasses

from bot.conversation.context import TurnContext
from bot.conversation.screens.steps import StepScreens
from bot.domain.button_ids import guide_id
from bot.domain.messages import Button, Reply
from bot.domain.outcomes import Outcome
from bot.texts.sentences import Sentence
from nlu.reading import Reading

_LIKELIEST = 3
"""How many readings are offered when asking again."""
_LEAST_LIKELY = 0.1
"""Below this a reading is no candidate."""
_OFFERED_COMMANDS = {
    "nieuw_dossier": Sentence.KNOP_NIEUW,
    "overzicht": Sentence.KNOP_DOSSIERS,
    "afsluiten": Sentence.KNOP_SLUIT,
}
"""Commands offered when asking again; the others have their button at every step, or need none."""


class AskingAgain:
    """Makes the reply to what was not understood. Changes nothing."""

    def __init__(self, screens: StepScreens) -> None:
        self._screens = screens
        self._say = screens.say

    def replies(self, outcome: Outcome, context: TurnContext, reading: Reading | None) -> tuple[Reply, ...]:
        """Where the case is, once more, with the likeliest readings as buttons."""
        candidates = self.candidates(context, reading) if outcome.subject is None else ()
        first = Sentence.NIET_BEGREPEN_KANDIDATEN if candidates else Sentence.NIET_BEGREPEN
        if outcome.subject is not None:
            first = Sentence(outcome.subject)
        said = (self._say(first),) if candidates else (self._say(first), self._say(Sentence.NIET_BEGREPEN_KEUZES))
        more = (self._screens.command("gids", Sentence.KNOP_GIDS),) if first is Sentence.NIET_BEGREPEN_COLLEGA else ()
        # What it may have meant stands apart from what can always be tapped.
        apart = Reply("", said, (), (*candidates, *more))
        if context.case is None:
            if not apart.extras:
                return (dataclasses.replace(apart, extras=self._screens.start_buttons(context)),)
            return (
                apart,
                Reply("", (self._say(Sentence.NIET_BEGREPEN_BEGIN),), extras=self._screens.start_buttons(context)),
            )
        here = self._screens.position(context.case, context.log, brief=True)
        if apart.extras:
            return (apart, here)
        return (Reply("", (*said, here.title, *here.paragraphs), here.choices, here.extras, here.points),)

    def candidates(self, context: TurnContext, reading: Reading | None) -> tuple[Button, ...]:
        """Buttons for the likeliest readings of a message that are not on screen anyway."""
        if reading is None:
            return ()
        names = [name for name, confidence in reading.ranking[:_LIKELIEST] if confidence >= _LEAST_LIKELY]
        shown = self._screens.flowchart.positions[context.position].guides if context.position else ()
        found: list[Button] = []
        for name in names:
            guide = self._screens.asked_for(name)
            if guide is not None and guide.id not in shown:
                found.append(Button(guide_id(guide.id), guide.button))
            elif name in _OFFERED_COMMANDS and context.case is not None:
                found.append(self._screens.command(name, _OFFERED_COMMANDS[name]))
        return tuple(found)
