"""Acts: what a message does whatever is asked, such as "nog niet", "ok", "wat nu?" and "dat klopt niet".

None of them takes an arrow of the plan: the open question stays open, and is shown again.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from bot.conversation.context import TurnContext
from bot.conversation.handlers.cases import go_back, go_on, stay
from bot.conversation.handlers.handler import Handler, says
from bot.domain.outcomes import Outcome, said
from bot.texts.sentences import Sentence
from nlu.examples import UNSURE


def _says_of_case(with_case: Sentence, without: Sentence) -> Handler:
    """A handler that says one thing while a case is open, and another before there is one."""

    async def say(context: TurnContext) -> Outcome:
        return said(with_case if context.case is not None else without)

    return say


async def _seen(context: TurnContext) -> Outcome:
    """What was shown is seen: the open step waits, and without one the next thing is shown."""
    return said(Sentence.ACT_OK) if context.case is not None else await go_on(context)


async def _what_now(context: TurnContext) -> Outcome:
    """What the open step asks; without one, what the only open case asks, else to tell what happened."""
    return said(Sentence.ACT_EN_NU) if context.case is not None else await go_on(context)


BY_ACT: Mapping[str, Handler] = MappingProxyType(
    {
        "ok": _seen,
        "en_nu": _what_now,
        "wacht": says(Sentence.ACT_WACHT),
        "waarom": _says_of_case(Sentence.ACT_WAAROM, Sentence.PRIVACY),
        "terug": go_back,
        "ontken": _says_of_case(Sentence.ACT_ONTKEN, Sentence.ACT_VERTEL),
        "nood": says(Sentence.ACT_NOOD),
        "feit": _says_of_case(Sentence.ACT_FEIT, Sentence.ACT_VERTEL),
        "nog_niet": stay,
        "gepland": stay,
        "mislukt": says(Sentence.ACT_MISLUKT),
        "deels": _says_of_case(Sentence.ACT_DEELS, Sentence.ACT_VERTEL),
        "al_verder": _says_of_case(Sentence.ACT_AL_VERDER, Sentence.ACT_VERTEL),
        "beide": _says_of_case(Sentence.ACT_KIES, Sentence.ACT_VERTEL),
        "geen": _says_of_case(Sentence.ACT_KIES, Sentence.ACT_VERTEL),
        UNSURE: _says_of_case(Sentence.ACT_WEET_NIET, Sentence.ACT_VERTEL),
    }
)
"""What each act of `nlu.answers.ACTS` leads to; what asks something or cannot be read is for the intents."""
