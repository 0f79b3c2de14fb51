"""The page, built once: what its handlers share, and how often what may be tried."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from tornado.template import Loader

from bot.channels.web.access.origins import Origins
from bot.channels.web.access.rate_limits import Limit
from bot.channels.web.assets import Assets
from bot.channels.web.rendering.markup import Markup
from bot.channels.web.rendering.plan_strip import PlanStrip, strip_of
from bot.channels.web.rendering.words import Words, link, strong
from bot.channels.web.visits.exchanges import Exchanges
from bot.channels.web.visits.live import Live
from bot.channels.web.visits.store_turns import StoreTurns
from bot.channels.web.visits.visits import Visits
from bot.clock import Clock
from bot.content import BotContent
from bot.conversation.commands import BY_SLASH
from bot.conversation.conversation import Conversation
from bot.conversation.screens.guides import GuideScreens
from bot.conversation.screens.steps import StepScreens
from bot.domain.messages import Answer
from bot.domain.permissions import Permission, may
from bot.domain.teams import Member
from bot.texts.page_texts import PageText
from bot.texts.sentences import Sentence
from dialogues.pages import Guide
from dialogues.talks import TalkCard

MOST_NEW_GUESTS = 600
"""Guests from one network address who begin in ten minutes."""
_KEPT = 64
"""Drawings and papers of each sort that are kept, of some ten kB each."""
_TEMPLATES = Path(__file__).parent / "templates"


@dataclass
class Limits:
    """How often what may be tried."""

    code_by_address: Limit = field(default_factory=lambda: Limit(10, 600))
    """Per network address, and not of everybody together: a code of 78 bits is not guessed, and nobody must be shut out
    by others."""
    messages: Limit = field(default_factory=lambda: Limit(40, 40))
    """Per visitor: forty at once, then one a second."""
    messages_by_address: Limit = field(default_factory=lambda: Limit(1_200, 60))
    """Of all who come from one network address."""
    newcomers: Limit = field(default_factory=lambda: Limit(600, 600))
    """Cookies given, per network address: a whole school may come from one."""
    new_guests: Limit = field(default_factory=lambda: Limit(MOST_NEW_GUESTS, 600))
    """Visits begun without signing in, per network address: with a cookie of ours, or one that somebody made up."""
    papers: Limit = field(default_factory=lambda: Limit(60, 60))


@dataclass(eq=False)
class Site:
    """The page, built."""

    conversation: Conversation
    store: StoreTurns
    bot_content: BotContent
    clock: Clock
    origins: Origins
    live: Live
    exchanges: Exchanges
    assets: Assets = field(default_factory=Assets)
    visits: Visits = field(default_factory=Visits)
    limits: Limits = field(default_factory=Limits)
    _welcome: Answer | None = None
    _greeting: asyncio.Lock = field(default_factory=asyncio.Lock)

    def __post_init__(self) -> None:
        self.screens = StepScreens(
            self.bot_content.flowchart, self.bot_content.content, self.bot_content.texts, self.bot_content.facts
        )
        self.strip: PlanStrip = strip_of(self.bot_content.flowchart)
        say = self.bot_content.texts
        self.markup = Markup(self.bot_content.content.help_lines, BY_SLASH, say(PageText.JE_KAN_ZEGGEN))
        self.drawn = lru_cache(maxsize=_KEPT)(self._draw)
        self.guide_paper = lru_cache(maxsize=_KEPT)(self._make_guide_paper)
        self.plan_paper = lru_cache(maxsize=_KEPT)(self._make_plan_paper)
        words = Words(say)
        shared = {"say": words.say, "rich": words.rich, "strong": strong, "link": link, "name": say(Sentence.NAAM)}
        self._pages = Loader(str(_TEMPLATES), autoescape="xhtml_escape", namespace=shared | {"site": self})

    async def welcome(self) -> Answer:
        """What somebody new sees; the same for everybody."""
        async with self._greeting:
            if self._welcome is None:
                answer = await self.exchanges.welcome()
                if answer.turn == "refusal":
                    return answer
                self._welcome = answer
            return self._welcome

    def _draw(self, step: str | None) -> bytes:
        from dialogues.drawing import draw

        return draw(self.bot_content.flowchart, "svg", step)

    def _make_guide_paper(self, guide: str) -> bytes:
        from bot.channels.web.rendering.print_layout import guide_paper

        known = self.bot_content.content.topics[guide]
        say = self.bot_content.texts
        sections = guide_sections(self.screens, known)
        return guide_paper(known.title, sections, name=say(Sentence.NAAM), source=say(PageText.PAPIER_BRON))

    def _make_plan_paper(self, step: str | None) -> bytes:
        from bot.channels.web.rendering.print_layout import plan_paper

        say = self.bot_content.texts
        title = f"{say(Sentence.NAAM)}: {say(PageText.PAPIER_STAPPENPLAN)}"
        return plan_paper(self.bot_content.flowchart, step, title)

    @cached_property
    def drawing_size(self) -> tuple[int, int]:
        """Width and height of the drawing, in pixels."""
        from dialogues.drawing.diagram import lay_out

        diagram = lay_out(self.bot_content.flowchart)
        return diagram.width, diagram.height

    def page(self, template: str, values: Mapping[str, Any]) -> bytes:
        """A template with its values filled in; whatever is filled in is escaped."""
        return self._pages.load(template).generate(**values)


def sees_board(member: Member | None) -> bool:
    """Whether somebody may open the board."""
    return may(member, Permission.SEE_ALL)


def guide_sections(screens: StepScreens, guide: Guide) -> Iterator[tuple[str, list[str]]]:
    """Heading and lines of each page of a guide, as the conversation says them."""
    for number, page in enumerate(guide.pages, start=1):
        paragraphs = GuideScreens(screens).guide(guide, number).paragraphs
        if not isinstance(guide, TalkCard):
            # The heading is given apart.
            paragraphs = paragraphs[1:]
        yield page.heading, [line for paragraph in paragraphs for line in paragraph.split("\n")]
