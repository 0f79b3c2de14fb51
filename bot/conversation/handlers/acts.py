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

_ASKS_TO_TELL = says(Sentence.ACT_VERTEL)


def _in_a_case(sentence: Sentence, otherwise: Handler = _ASKS_TO_TELL) -> Handler:
    """A handler that says a sentence while a case is open, and does something else before there is one."""

    async def say(context: TurnContext) -> Outcome:
        return said(sentence) if context.case is not None else await otherwise(context)

    return say


BY_ACT: Mapping[str, Handler] = MappingProxyType(
    {
        "ok": _in_a_case(Sentence.ACT_OK, go_on),
        "en_nu": _in_a_case(Sentence.ACT_EN_NU, go_on),
        "wacht": says(Sentence.ACT_WACHT),
        "waarom": _in_a_case(Sentence.ACT_WAAROM, says(Sentence.PRIVACY)),
        "terug": go_back,
        "ontken": _in_a_case(Sentence.ACT_ONTKEN),
        "nood": says(Sentence.ACT_NOOD),
        "feit": _in_a_case(Sentence.ACT_FEIT),
        "nog_niet": stay,
        "gepland": stay,
        "mislukt": says(Sentence.ACT_MISLUKT),
        "deels": _in_a_case(Sentence.ACT_DEELS),
        "al_verder": _in_a_case(Sentence.ACT_AL_VERDER),
        "beide": _in_a_case(Sentence.ACT_KIES),
        "geen": _in_a_case(Sentence.ACT_KIES),
        UNSURE: _in_a_case(Sentence.ACT_WEET_NIET),
    }
)
"""What each act of `nlu.answers.ACTS` leads to; what asks something or cannot be read is for the intents."""
