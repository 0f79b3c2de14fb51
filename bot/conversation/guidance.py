"""Which page answers a question: one page of a guide, or the card or moment of one talk, by its words and the case."""

from __future__ import annotations

import dataclasses

from bot.conversation.context import TurnContext
from bot.conversation.screens.exits import EXITS
from bot.conversation.screens.steps import StepScreens
from bot.domain.outcomes import Decision, Outcome, guide, said
from bot.texts.sentences import Sentence
from dialogues.rules import ACT_COMMANDS
from dialogues.turns import Turn, TurnKind
from nlu.ages import ages_in
from nlu.asked import KIND, MOMENT, NOTHING, TALK, UNSAID, WITH, Asked, is_question
from nlu.choices import speaks_of_talking
from nlu.examples import OUT_OF_SCOPE

_OF_THE_GUIDE = 2.0
"""How much likelier a page is that stands in the guide which the intent asks for."""
_ON_SCREEN, _OF_THE_CASE, _OF_THE_TOPIC = 0.5, 0.15, 0.3
"""How much likelier the talk is that is on screen, that comes next in the case, and of the guide asked for."""
_SURE_OF_A_PAGE = 0.3
"""Below this the guide is opened at its beginning."""
_SURE_OF_ANOTHER = 0.15
"""From here on another page is shown instead of the one that stands right above."""
_SURE_OF_A_QUESTION, _SURE_WITHOUT_A_SIGN = 0.4, 0.75
"""From here on a message that was not understood is taken for this question: one that looks like one, or any other."""
_SURE_BESIDE_AN_ANSWER = 0.6
"""From here on a question is answered beside, or instead of, what else the message was taken for."""
_SURE_OF_WHAT_IS_SAID = 0.35
"""From here on the words say a moment, or who it is."""
_GIVE_WAY = frozenset({*ACT_COMMANDS, "pauze", "verder", "hulp", "groet", "bedankt", "overzicht", "lsd", "doorgeven"})
"""Commands that a question may be taken for: where it is sure what is asked, that is answered."""
_LEAVES_ROOM = frozenset(
    {
        Sentence.DOSSIER_OPEN, Sentence.DOSSIER_VERDER, Sentence.DOSSIER_NIEUW_VRAAG, Sentence.IK_HOOR,
        Sentence.GEHOORD, Sentence.ONTHOUDEN, Sentence.GEEN_GEVAAR, Sentence.KLOPT_NIET, Sentence.ACT_FEIT,
        Sentence.ACT_ONTKEN, *EXITS,
    }
)  # fmt: skip
"""Screens beside which a question is answered that the same message asks."""


class Guidance:
    """Finds the page that a question asks for. Changes nothing."""

    def __init__(self, screens: StepScreens) -> None:
        self._content = screens.content
        self._talks = screens.talks.in_order

    def instead(self, turn: Turn, text: str, context: TurnContext) -> Outcome | None:
        """The page that a message asks for, instead of what else it was taken for, before anything of that is done."""
        asked = turn.reading.asked if turn.reading is not None else None
        if asked is None:
            return None
        asks = is_question(text)
        if turn.kind is TurnKind.ASK_AGAIN or turn.subject == OUT_OF_SCOPE:
            return self._found(asked, text, context, _SURE_OF_A_QUESTION if asks else _SURE_WITHOUT_A_SIGN)
        gives_way = turn.kind is TurnKind.CONFIRM or (turn.kind is TurnKind.COMMAND and turn.subject in _GIVE_WAY)
        return self._found(asked, text, context, _SURE_BESIDE_AN_ANSWER) if asks and gives_way else None

    def beside(self, decision: Decision, asked: Asked | None, text: str, context: TurnContext) -> Decision:
        """The same decision, with the page that answers where a guide was asked for, by itself or beside the rest."""
        outcome = decision.outcome
        if asked is None or decision.pressed is not None or decision.reading is None:
            return decision
        if outcome.turn == TurnKind.GUIDE.value:
            topic, first = outcome.subject or "", outcome.page == 1
            shown = self._page(asked, topic, text, context) if first and topic in self._content.guides else outcome
            return dataclasses.replace(decision, outcome=shown)
        if decision.also is not None:
            also = self._page(asked, decision.also.subject or "", text, context)
            return dataclasses.replace(decision, also=also)
        goes_on = outcome.turn == TurnKind.MOVE.value or outcome.subject in _LEAVES_ROOM
        found = self._found(asked, text, context, _SURE_BESIDE_AN_ANSWER) if goes_on and is_question(text) else None
        return dataclasses.replace(decision, also=found) if found is not None else decision

    def _found(self, asked: Asked, text: str, context: TurnContext, sure: float) -> Outcome | None:
        """What a message asks for that no intent says; None when it is not sure enough."""
        page, chance = next(((p, c) for p, c in asked.pages.items() if p != NOTHING), (NOTHING, 0.0))
        if chance < max(sure, asked.pages.get(NOTHING, 0.0)):
            return None
        return self._talk(asked, text, None, context) if page == TALK else self._shown(page)

    def _page(self, asked: Asked, topic: str, text: str, context: TurnContext) -> Outcome:
        """The page that answers, where the intent is sure that this guide is asked for."""
        weighed = {
            page: chance * (_OF_THE_GUIDE if page.partition("/")[0] == topic else 1.0)
            for page, chance in asked.pages.items()
            if page not in (TALK, NOTHING)
        }
        above = next((page for page in weighed if self._shown(page) == context.shown_before), None)
        others = [page for page in weighed if page != above and weighed[page] >= _SURE_OF_ANOTHER]
        if above is not None and others:
            # The page right above did not answer it, or it would not be asked again in other words.
            del weighed[above]
        best = max(weighed, key=lambda page: weighed[page], default="")
        of_talks = any(talk.guide == topic for talk in self._talks)
        # "Hoe herken ik een slachtoffer?" names somebody to talk with, and is about no talk.
        talks = of_talks or self._said(asked, MOMENT) is not None or speaks_of_talking(text)
        talk = asked.pages.get(TALK, 0.0) * (_OF_THE_GUIDE if of_talks else 1.0) * talks
        if max(talk, weighed.get(best, 0.0)) < _SURE_OF_A_PAGE:
            return guide(topic)
        if talk > weighed.get(best, 0.0):
            return self._talk(asked, text, topic, context)
        return self._shown(best) or guide(topic)

    def _shown(self, page: str) -> Outcome | None:
        """The outcome of `guide/page`; None when the content has no such page any more."""
        topic, _, name = page.partition("/")
        known = self._content.guides.get(topic)
        number = known.number_of(name) if known is not None else None
        return guide(topic, number) if number is not None else None

    def _talk(self, asked: Asked, text: str, topic: str | None, context: TurnContext) -> Outcome:
        """The card or moment of a talk. Without a word or a case that says with whom, that is asked.

        `topic`: the guide that the intent asks for.
        """
        moment, kind = (self._said(asked, name) for name in (MOMENT, KIND))
        whom = asked.talk.get(WITH, {})
        before = self._before(topic, context)
        chances = {talk.id: whom.get(talk.id, 0.0) + before.get(talk.id, 0.0) for talk in self._talks}
        if before:
            # What the words leave open is said by what is on screen, or by the case.
            chances[next(iter(before))] += whom.get(UNSAID, 0.0)
        having = [talk for talk in self._talks if moment in talk.moments or kind in talk.kinds]
        unsaid = whom.get(UNSAID, 0.0) > max((c for who, c in whom.items() if who != UNSAID), default=0.0)
        if unsaid and not before and not having:
            return said(Sentence.GESPREK_MET)
        talk = max(having if unsaid and having else self._talks, key=lambda one: chances[one.id])
        of_age = next(filter(None, map(talk.kind_of_age, ages_in(text))), None)
        page = next((name for name in (moment, of_age, kind) if name in (*talk.moments, *talk.kinds)), None)
        return guide(talk.id, (talk.number_of(page) or 1) if page is not None else 1)

    def _before(self, topic: str | None, context: TurnContext) -> dict[str, float]:
        """How much is for a talk before the words are read, most first: on screen, next in the case, of the guide."""
        of_topic = [talk.id for talk in self._talks if topic is not None and talk.guide == topic]
        found: dict[str, float] = {}
        if context.talk_before is not None and context.talk_before in self._content.talks:
            found[context.talk_before] = _ON_SCREEN
        if context.talk is not None and (not of_topic or context.talk in of_topic):
            found.setdefault(context.talk, _OF_THE_CASE)
        for talk in of_topic:
            found[talk] = found.get(talk, 0.0) + _OF_THE_TOPIC
        return dict(sorted(found.items(), key=lambda one: -one[1]))

    @staticmethod
    def _said(asked: Asked, name: str) -> str | None:
        chances = asked.talk.get(name, {})
        value = max((one for one in chances if one != UNSAID), key=lambda one: chances[one], default=UNSAID)
        return value if chances.get(value, 0.0) >= _SURE_OF_WHAT_IS_SAID and value != UNSAID else None
