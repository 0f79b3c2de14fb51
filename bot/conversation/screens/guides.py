"""What is shown of the guidance: guides by page, help lines, safety cards."""

from __future__ import annotations

import dataclasses

from bot.conversation.context import TurnContext
from bot.conversation.screens.steps import StepScreens
from bot.domain.button_ids import guide_id
from bot.domain.messages import Button, Reply
from bot.domain.outcomes import Outcome
from bot.texts.sentences import Sentence
from dialogues.content import Guide, HelpLine, Item, Tone


class GuideScreens:
    """Makes replies of guides, help lines and safety cards. Changes nothing."""

    def __init__(self, screens: StepScreens) -> None:
        self._screens = screens
        self._say = screens.say
        self._content = screens.content

    def guide(self, guide: Guide, page: int) -> Reply:
        """One page of a guide, with buttons to the others. A page that is not there gives the first."""
        number = page if 1 <= page <= len(guide.pages) else 1
        shown = guide.pages[number - 1]
        title = guide.title
        if len(guide.pages) > 1:
            title = self._say(Sentence.PAGINA, titel=guide.title, pagina=number, paginas=len(guide.pages))
        items = (*(self._item(i) for i in shown.items), *(f"• {self._help_line(h)}" for h in shown.help_lines))
        paragraphs = (shown.heading, "\n".join(items))
        extras = []
        if number < len(guide.pages):
            label = self._say(Sentence.KNOP_MEER, kop=guide.pages[number].heading)
            extras.append(Button(guide_id(guide.id, number + 1), label))
        if number > 1:
            label = self._say(Sentence.KNOP_VORIGE_PAGINA, kop=guide.pages[number - 2].heading)
            extras.append(Button(guide_id(guide.id, number - 1), label))
        return Reply(title, paragraphs, (), tuple(extras), shown.sources)

    def _item(self, item: Item) -> str:
        sentences = {Tone.SAY: Sentence.ZEG, Tone.AVOID: Sentence.VERMIJD}
        text = self._say(sentences[item.tone], tekst=item.text) if item.tone in sentences else f"• {item.text}"
        return f"{text} {item.link}" if item.link else text

    def _help_line(self, line: HelpLine) -> str:
        """One help line: name, number, what for, for whom."""
        return self._say(
            Sentence.HULPLIJN, naam=line.name, nummer=line.number, waarvoor=line.purpose, voor_wie=line.serves
        )

    def page(self, outcome: Outcome, context: TurnContext) -> tuple[Reply, ...]:
        """A page of a guide, and then where the case is, or how to begin one."""
        page = self.guide(self._content.guides[outcome.subject or ""], outcome.page)
        if context.case is None:
            # Who asks without an open case often tells of one in the same breath.
            page = dataclasses.replace(page, extras=(*page.extras, *self._screens.start_buttons(context)))
        return (page, *self._screens.place(context))

    async def menu(self, _outcome: Outcome, _context: TurnContext) -> tuple[Reply, ...]:
        """All topics, one tap each."""
        buttons = tuple(Button(guide_id(guide.id), guide.button) for guide in self._content.guides.values())
        return (Reply("", (self._say(Sentence.MENU_GIDS),), (), buttons),)

    def safety(self, intent: str) -> Reply:
        """The safety card of an intent."""
        card = self._content.cards[intent]
        items = "\n".join(f"• {item.text}" for item in card.items)
        lines = "\n".join((self._say(Sentence.BEL), *(f"• {self._help_line(line)}" for line in card.help_lines)))
        return Reply(card.title, (card.intro, items, lines), points=card.sources)
