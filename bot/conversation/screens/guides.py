"""What is shown of the guidance: guides by page, help lines, safety cards."""

from __future__ import annotations

import dataclasses

from bot.conversation.context import TurnContext
from bot.conversation.screens.steps import StepScreens
from bot.domain.button_ids import card_id, guide_id
from bot.domain.messages import Button, Reply
from bot.domain.outcomes import Outcome
from bot.texts.guidance_texts import GuidanceText
from bot.texts.sentences import Sentence
from dialogues.pages import Guide, HelpLine
from dialogues.talks import TalkCard
from nlu.reading import Danger, Reading

_LEAST_ASKED = 0.05
"""From this chance on a message that tells of danger asks for a guide as well."""


class GuideScreens:
    """Makes replies of guides, help lines and safety cards. Changes nothing."""

    def __init__(self, screens: StepScreens) -> None:
        self._screens = screens
        self._say = screens.say
        self._content = screens.content
        self._talks = screens.talks

    def guide(self, guide: Guide, page: int) -> Reply:
        """One page of a guide or talk card, with buttons to the others. A page that is not there gives the first."""
        number = page if 1 <= page <= len(guide.pages) else 1
        if isinstance(guide, TalkCard):
            return self._talks.shown(guide, number)
        shown = guide.pages[number - 1]
        title = guide.title
        if len(guide.pages) > 1:
            title = self._say(GuidanceText.PAGINA, titel=guide.title, pagina=number, paginas=len(guide.pages))
        items = (*map(self._talks.item, shown.items), *(f"• {self._help_line(h)}" for h in shown.help_lines))
        paragraphs = (shown.heading, "\n".join(items))
        extras = []
        if number < len(guide.pages):
            label = self._say(GuidanceText.KNOP_MEER, kop=guide.pages[number].heading)
            extras.append(Button(guide_id(guide.id, number + 1), label))
        if number > 1:
            label = self._say(GuidanceText.KNOP_VORIGE_PAGINA, kop=guide.pages[number - 2].heading)
            extras.append(Button(guide_id(guide.id, number - 1), label))
        return Reply(title, paragraphs, (), tuple(extras), shown.sources)

    def _help_line(self, line: HelpLine) -> str:
        """One help line: name, number, what for, for whom."""
        return self._say(
            Sentence.HULPLIJN, naam=line.name, nummer=line.number, waarvoor=line.purpose, voor_wie=line.serves
        )

    def shown(self, outcome: Outcome) -> Reply:
        """The page of a guide or talk card that an outcome names."""
        return self.guide(self._content.topics[outcome.subject or ""], outcome.page)

    def page(self, outcome: Outcome, context: TurnContext) -> tuple[Reply, ...]:
        """A page of a guide, and then where the case is, or how to begin one."""
        page = self.shown(outcome)
        if context.case is None:
            # Who asks without an open case often tells of one in the same breath.
            page = dataclasses.replace(page, extras=(*page.extras, *self._screens.start_buttons(context)))
        return (page, *self._screens.place(context))

    async def menu(self, _outcome: Outcome, _context: TurnContext) -> tuple[Reply, ...]:
        """All topics, one tap each."""
        buttons = tuple(Button(guide_id(guide.id), guide.button) for guide in self._content.guides.values())
        return (Reply("", (self._say(Sentence.MENU_GIDS),), (), buttons),)

    async def whom(self, _outcome: Outcome, context: TurnContext) -> tuple[Reply, ...]:
        """All talks there is a card for, one tap each."""
        return (Reply("", (self._say(Sentence.GESPREK_MET),), (), self._talks.whom()), *self._screens.place(context))

    def page_again(self, outcome: Outcome, context: TurnContext) -> tuple[Reply, ...]:
        """The same page once more: that it stands above, and its other pages."""
        page = self.shown(outcome)
        return (Reply("", (self._say(Sentence.GIDS_WEER),), extras=page.extras), *self._screens.place(context))

    def card(self, intent: str, also: str | None = None) -> Reply:
        """The safety card of an intent, with the numbers of another kind that is near as well."""
        card = self._content.cards[intent]
        items = "\n".join(f"• {item.text}" for item in card.items)
        # Who is in a hurry needs the numbers before anything else.
        return Reply(card.title, (card.intro, self._numbers(Sentence.BEL, intent, also), items), points=card.sources)

    def _numbers(self, begin: Sentence, *kinds: str | None) -> str:
        lines = dict.fromkeys(line for kind in kinds if kind for line in self._content.cards[kind].help_lines)
        return "\n".join((self._say(begin), *(f"• {self._help_line(line)}" for line in lines)))

    def safety(
        self, intent: str, context: TurnContext, reading: Reading | None, *, again: bool = False, foreign: bool = False
    ) -> tuple[Reply, ...]:
        """The safety card of an intent, with the ways on, and where the case is.

        Args:
            intent: the kind of danger.
            context: what it plays in.
            reading: of the message that told of it, when that is known: it may ask something as well.
            foreign: whether the message was in another language.
            again: whether the same card stands right above, so that the numbers will do.
        """
        also = reading.danger.also if reading is not None and reading.danger is not None else None
        card = self.card(intent, also)
        if again:
            card = dataclasses.replace(card, paragraphs=(self._numbers(Sentence.KAART_WEER, intent, also),))
        if foreign:
            card = dataclasses.replace(card, paragraphs=(self._say(Sentence.GEVAAR_ANDERE_TAAL), *card.paragraphs))
        card = dataclasses.replace(card, extras=self._ways_on(context, reading))
        return (card, *self._screens.place(context))

    def _ways_on(self, context: TurnContext, reading: Reading | None) -> tuple[Button, ...]:
        """Below a card: what was asked as well, on with the plan, and that nobody is in danger."""
        others = reading.runners_up if reading is not None else ()
        guides = (self._screens.asked_for(name) for name, chance in others if chance >= _LEAST_ASKED)
        guide = next(filter(None, guides), None)
        asks = (Button(guide_id(guide.id), self._say(Sentence.KNOP_VROEG_OOK, gids=guide.button)),) if guide else ()
        plan = "verder" if context.case is not None else "nieuw_dossier"
        on = (self._screens.command(plan, Sentence.KNOP_VERDER_PLAN),) if context.member or context.case else ()
        calm = (self._screens.command("geen_gevaar", Sentence.KNOP_GEEN_GEVAAR),) if reading is not None else ()
        if on:
            return (*asks, *on, *calm)
        return (*asks, *calm, *self._screens.start_buttons(context))

    def possible(self, danger: Danger) -> Reply:
        """One line and a question, when it is not sure that a message tells of danger."""
        yes = Button(card_id(danger.kind), self._say(Sentence.KNOP_GEVAAR_JA))
        no = self._screens.command("geen_gevaar", Sentence.KNOP_GEVAAR_NEE)
        return Reply("", (self._say(Sentence.MISSCHIEN_GEVAAR),), extras=(yes, no))
