"""What can be read and printed without a conversation: guides, the flowchart, and both as a page for the staff room."""

from __future__ import annotations

from http import HTTPStatus

from tornado.web import RequestHandler

from bot.channels.web.application import Site
from bot.channels.web.pages.base import PageHandler, RefusalError
from bot.channels.web.pages.chat_view import guide_html
from bot.texts.page_texts import PageText

_HOUR = "private, max-age=3600"


class Guides(PageHandler):
    """`GET /gidsen`."""

    async def get(self) -> None:
        """All topics."""
        self.show("gidsen.html", guides=list(self.site.bot_content.content.topics.values()))


class GuidePage(PageHandler):
    """`GET /gidsen/ID`."""

    async def get(self, identifier: str) -> None:
        """One guide, whole."""
        guide = self.site.bot_content.content.topics.get(identifier)
        if guide is None:
            raise RefusalError(HTTPStatus.NOT_FOUND, PageText.GEEN_GIDS)
        self.show("gids.html", guide=guide, pages=list(guide_html(self.site, guide)))


class Plan(PageHandler):
    """`GET /stappenplan`."""

    async def get(self) -> None:
        """The flowchart, and the same as a list."""
        visit = self.site.visits.find(self.session.key)
        here = visit.whereabouts.step if visit is not None else None
        flowchart = self.site.bot_content.flowchart
        self.show("stappenplan.html", steps=list(flowchart.steps()), positions=flowchart.positions, here=here)


class Drawing(PageHandler):
    """`GET /stappenplan.svg`, `GET /stappenplan/STEP.svg`."""

    async def get(self, step: str | None = None) -> None:
        """The flowchart, a step highlighted."""
        _known_step(self.site, step)
        self.set_header("Content-Type", "image/svg+xml")
        self.set_header("Cache-Control", _HOUR)
        await self.finish(self.site.drawn(step))


class Print(PageHandler):
    """`GET /print/stappenplan.pdf`, `GET /print/stap/STEP.pdf`, `GET /print/gids/ID.pdf`."""

    async def get(self, kind: str, identifier: str | None = None) -> None:
        """One page A4."""
        if not self.site.limits.papers.take(self.network):
            raise RefusalError(HTTPStatus.TOO_MANY_REQUESTS, PageText.TE_SNEL_AFGEDRUKT)
        if kind == "gids":
            guide = self.site.bot_content.content.topics.get(identifier or "")
            if guide is None:
                raise RefusalError(HTTPStatus.NOT_FOUND, PageText.GEEN_GIDS)
            paper, name = self.site.guide_paper(guide.id), guide.id
        else:
            _known_step(self.site, identifier)
            paper, name = self.site.plan_paper(identifier), identifier or "stappenplan"
        self.set_header("Content-Type", "application/pdf")
        self.set_header("Content-Disposition", f'inline; filename="ehbc-{name}.pdf"')
        self.set_header("Cache-Control", _HOUR)
        await self.finish(paper)


class StaticFile(RequestHandler):
    """`GET /static/NAME`: the name changes with the content, so a browser may keep it for good."""

    def initialize(self, site: Site) -> None:
        """Take what all handlers share."""
        self._site = site

    async def get(self, name: str) -> None:
        """A file."""
        self.clear_header("Server")
        self.set_header("X-Content-Type-Options", "nosniff")
        asset = self._site.assets.find(name)
        if asset is None:
            self.set_status(HTTPStatus.NOT_FOUND)
            return
        self.set_header("Content-Type", asset.kind)
        self.set_header("Cache-Control", "public, max-age=31536000, immutable")
        self.set_header("Vary", "Accept-Encoding")
        if "gzip" in self.request.headers.get("Accept-Encoding", ""):
            self.set_header("Content-Encoding", "gzip")
            await self.finish(asset.packed)
        else:
            await self.finish(asset.body)

    def compute_etag(self) -> None:
        """None: the name says it."""


def _known_step(site: Site, step: str | None) -> None:
    if step is not None and step not in {one.id for one in site.bot_content.flowchart.steps()}:
        raise RefusalError(HTTPStatus.NOT_FOUND, PageText.GEEN_STAP)
