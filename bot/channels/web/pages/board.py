"""The care team's board: what it shows, and what is done on it through the conversation."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from bot.channels.web.application import sees_board
from bot.channels.web.pages.base import RefusalError
from bot.channels.web.pages.board_view import board_of
from bot.channels.web.pages.chat import InputHandler
from bot.channels.web.pages.chat_view import ChatView
from bot.channels.web.rendering.plots import plots_of
from bot.channels.web.visits.visit import Exchange, Visit
from bot.clock import now_ms
from bot.domain.audit import Action
from bot.domain.button_ids import day_of, parse_follow_up
from bot.domain.teams import Member
from bot.export.figures import figures
from bot.export.words import FigureWords, shown
from bot.texts.page_texts import PageText
from dialogues.steps import APPROACH

MOST_CASES = 300


class _Board(InputHandler):
    def viewer(self) -> Member:
        """Whoever may see the board. Raises `RefusalError` for anybody else."""
        member = self.session.member
        if member is None:
            raise RefusalError(HTTPStatus.UNAUTHORIZED, PageText.BORD_AANMELDEN)
        if not sees_board(member):
            raise RefusalError(HTTPStatus.FORBIDDEN, PageText.BORD_MAG_NIET)
        return member

    def sends_to_sign_in(self) -> bool:
        """Send whoever is not signed in to where that is done, and from there to the board; whether it did."""
        if self.session.stored is not None or self.by_script:
            return False
        self.redirect("/aanmelden?naar=bord", status=HTTPStatus.SEE_OTHER)
        return True

    async def values(self, member: Member, visit: Visit) -> dict[str, Any]:
        """What the board's templates need."""
        async with self.site.store.unit() as unit:
            cases, number = await unit.board(member, MOST_CASES)
        board = board_of(cases, number, self.site, member, self.site.clock())
        panel = [visit.panel] if visit.panel is not None else []
        return {
            "board": board,
            "visit": visit,
            "exchanges": panel,
            "open_exchange": panel[0].number if panel else 0,
            "view": ChatView(self.site, visit),
            "action": "/bord/doe",
            "asks_day": bool(panel) and _asks_day(panel[0]),
        }

    def parts_of_board(self, values: dict[str, Any]) -> dict[str, Any]:
        """What the page's script needs to show the board, and to see whether it changed."""
        html = self.site.page("bord_dossiers.html", values).decode()
        return {"bord": html, "stand": values["board"].digest, "nu": now_ms()}


class BoardPage(_Board):
    """`GET /bord`."""

    async def get(self) -> None:
        """The whole page; for the page's script only the board itself."""
        if self.comes_round() or self.sends_to_sign_in():
            return
        member, visit = self.viewer(), self.visit()
        if not self.by_script:
            if self.get_query_argument("antwoord", "") != "1":
                visit.panel = None
            self.show("bord.html", **await self.values(member, visit))
            return
        values = self.common() | await self.values(member, visit)
        await self.finish(self.parts_of_board(values))


class BoardAct(_Board):
    """`POST /bord/doe`."""

    async def post(self) -> None:
        """Tap a button of the board, or type a day."""
        member, visit = self.viewer(), self.visit()
        exchange = await self.site.exchanges.board(visit, member, self.said())
        self.site.live.team_changed(member.team_id)
        if not self.by_script:
            self.redirect("/bord?antwoord=1#antwoord", status=HTTPStatus.SEE_OTHER)
            return
        values = self.common() | await self.values(member, visit)
        values |= {"exchanges": [exchange], "open_exchange": exchange.number, "asks_day": _asks_day(exchange)}
        await self.finish(self.parts_of_board(values) | {"paneel": self.site.page("paneel.html", values).decode()})


def _asks_day(exchange: Exchange) -> bool:
    """Whether a day is asked for, which can be typed as well."""
    taps = (parse_follow_up(button.id) for button in exchange.buttons)
    return any(tap is not None and day_of(tap.argument) is not None for tap in taps)


class FiguresPage(_Board):
    """`GET /bord/cijfers`."""

    async def get(self) -> None:
        """Counts of the school's cases by school year, the latest first; none that tells of somebody."""
        if self.comes_round() or self.sends_to_sign_in():
            return
        member = self.viewer()
        async with self.site.store.unit() as unit:
            counted = await unit.counted(member.team_id, self.site.bot_content.flowchart.results())
            # Figures that are looked at again and again tell more than once: who did so stands in the audit.
            await unit.add_audit(member.team_id, member.role, Action.EXPORTED, None, self.site.clock())
        steps = {step.id: step.title for step in self.site.bot_content.flowchart.steps()}
        words = FigureWords(self.site.bot_content.texts, self.site.bot_content.flowchart.names_of(APPROACH))
        years = reversed(figures(counted, steps, words))
        told = [(year.name, shown(year.total), plots_of(year, words)) for year in years]
        self.show("cijfers.html", years=told)
