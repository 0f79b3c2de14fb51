"""What is shown of a talk card: the card on one screen, and one moment of the talk on another."""

from __future__ import annotations

from bot.domain.button_ids import command_id, guide_id
from bot.domain.messages import Button, Reply
from bot.texts.guidance_texts import GuidanceText
from bot.texts.texts import Texts
from dialogues.content import Content
from dialogues.flowchart import Flowchart
from dialogues.pages import Item, Page, Tone
from dialogues.talks import TalkCard, TalkPart

_HEADINGS = {
    TalkPart.OPENING: GuidanceText.KAART_OPENING,
    TalkPart.SUMMARIES: GuidanceText.KAART_SAMENVATTINGEN,
    TalkPart.QUESTIONS: GuidanceText.KAART_DOORVRAGEN,
    TalkPart.CLOSING: GuidanceText.KAART_AFSLUITING,
    TalkPart.NEVER: GuidanceText.KAART_NOOIT,
}
_TONES = {Tone.SAY: GuidanceText.ZEG, Tone.AVOID: GuidanceText.VERMIJD}
WHOM = "gesprekken"
"""The command that asks with whom somebody is going to talk."""


class TalkScreens:
    """Makes replies of talk cards. Changes nothing."""

    def __init__(self, content: Content, flowchart: Flowchart, say: Texts) -> None:
        self._content = content
        self._say = say
        in_plan = filter(None, (position.talk for position in flowchart.positions.values()))
        self.in_order = tuple(content.talks[talk] for talk in dict.fromkeys((*in_plan, *content.talks)))
        """All cards, those of the plan first: of two that fit as well the one is meant that comes first."""

    def shown(self, talk: TalkCard, number: int) -> Reply:
        """The card, with a button for each moment; or one moment, with the way back to the card."""
        page = talk.pages[number - 1]
        other = Button(command_id(WHOM), self._say(GuidanceText.KNOP_ANDER_GESPREK))
        more = Button(guide_id(talk.guide), self._more(talk))
        if number == 1:
            return Reply(talk.title, tuple(self.sections(talk)), (), (*self._moments(talk), more, other), page.sources)
        title = self._say(GuidanceText.MOMENT, titel=talk.title, moment=page.heading)
        card = Button(guide_id(talk.id), self.label(talk))
        return Reply(title, ("\n".join(map(self.item, page.items)),), (), (card, more, other), page.sources)

    def sections(self, talk: TalkCard) -> list[str]:
        """The parts of the card, each under what it is for."""
        return [
            "\n".join((self._say(_HEADINGS[part]), *map(self._phrase, items))) for part, items in talk.parts.items()
        ]

    def label(self, talk: TalkCard) -> str:
        """What is on the button that shows the card."""
        return self._say(GuidanceText.KNOP_KAART, kaart=talk.button)

    def whom(self) -> tuple[Button, ...]:
        """One button for each talk there is a card for."""
        return tuple(Button(guide_id(talk.id), talk.button) for talk in self.in_order)

    def item(self, item: Item) -> str:
        """One piece of guidance, with what shows how it is meant, and its link."""
        text = self._say(_TONES[item.tone], tekst=item.text) if item.tone in _TONES else f"• {item.text}"
        return f"{text} {item.link}" if item.link else text

    def _phrase(self, item: Item) -> str:
        """A phrase of the card: the heading says already which are not to be said."""
        return self._say(GuidanceText.NOOIT, tekst=item.text) if item.tone is Tone.AVOID else self.item(item)

    def _more(self, talk: TalkCard) -> str:
        return self._say(GuidanceText.KNOP_MEER_TIPS, gids=self._content.guides[talk.guide].button)

    @staticmethod
    def _moments(talk: TalkCard) -> tuple[Button, ...]:
        further: tuple[Page, ...] = talk.pages[1:]
        return tuple(Button(guide_id(talk.id, n), page.heading) for n, page in enumerate(further, start=2))
