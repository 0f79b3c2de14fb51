"""Replies as the page shows them: which buttons stand out, which become cards, and where the case is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.channels.web.application import Site, guide_sections
from bot.channels.web.rendering.form_values import encode, guide_of, is_choice, is_guide
from bot.channels.web.rendering.plan_strip import Stop
from bot.channels.web.visits.visit import Exchange, Visit
from bot.domain.button_ids import command_id
from bot.domain.messages import Button, Reply
from dialogues.pages import Guide
from dialogues.steps import Step

_MOST_CARDS = 4
"""More guides than this are a menu: each is then shown when it is asked for."""


@dataclass(frozen=True)
class Shown:
    """A reply with its buttons sorted."""

    title: str
    html: tuple[str, ...]
    """Paragraphs, escaped."""
    main: tuple[Button, ...]
    """Large: what is asked."""
    others: tuple[Button, ...]
    """Small: what accompanies it."""
    cards: tuple[Guide, ...]
    """Guides to unfold."""
    picture: str | None


_BEGINNINGS = {command_id("nieuw_dossier"), command_id("oefen")}


class ChatView:
    """Makes what a template shows of a visit."""

    def __init__(self, site: Site, visit: Visit) -> None:
        self._site = site
        self._visit = visit
        self.value = encode

    def replies(self, exchange: Exchange) -> Iterator[Shown]:
        """The replies of an exchange."""
        answer = exchange.answer
        if answer.reminder is not None:
            yield self._shown(answer.reminder)
        if answer.notice:
            yield self._shown(Reply("", (answer.notice,)))
        for reply in answer.replies:
            yield self._shown(reply)

    def _shown(self, reply: Reply) -> Shown:
        guides = [button for button in reply.extras if is_guide(button)]
        as_cards = guides if len(guides) <= _MOST_CARDS and len(reply.extras) > len(guides) else []
        cards = tuple(self._site.bot_content.content.topics[guide_of(button)] for button in as_cards)
        rest = tuple(button for button in reply.extras if button not in as_cards)
        main, others = (reply.choices, rest) if reply.choices else (rest, ())
        html = tuple(self._site.markup.paragraph(paragraph) for paragraph in reply.paragraphs)
        return Shown(reply.title, html, main, others, cards, reply.picture)

    def guide_html(self, guide: Guide) -> Iterator[tuple[str, str]]:
        """Heading and content of each page of a guide."""
        yield from guide_html(self._site, guide)

    def stands_out(self, button: Button) -> bool:
        """Whether it is what most people come for: an arrow of the plan, or a way to begin."""
        return is_choice(button) or button.id in _BEGINNINGS

    @property
    def step(self) -> Step | None:
        """Where the case is."""
        return self._site.bot_content.flowchart.positions.get(self._visit.whereabouts.step or "")

    def stops(self) -> tuple[Stop, ...]:
        """The way with where the case is on it."""
        return self._site.strip.stops(self._visit.whereabouts.step)


def guide_html(site: Site, guide: Guide) -> Iterator[tuple[str, str]]:
    """Heading and content of each page of a guide."""
    for heading, lines in guide_sections(site.screens, guide):
        yield heading, site.markup.paragraph("\n".join(lines))
