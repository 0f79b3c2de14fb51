"""The chat: the page itself, what is said or tapped on it, and what came in the meantime."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from http import HTTPStatus
from typing import Any

from bot.channels.web.access.sessions import new_token, session_key
from bot.channels.web.pages.base import PageHandler, RefusalError
from bot.channels.web.pages.chat_view import ChatView
from bot.channels.web.rendering.form_values import decode
from bot.channels.web.visits.visit import Said, Visit
from bot.clock import BRUSSELS, local_day, now_ms
from bot.conversation.practice_cases import PRACTICE_CODE
from bot.domain.codes import whole_number
from bot.domain.teams import Member
from bot.texts.page_texts import PageText

LONGEST = 2_000
"""Characters of a message."""
_MS_DIGITS = 15
"""Digits of a time in milliseconds."""


class InputHandler(PageHandler):
    """A handler that takes in what somebody says or taps."""

    def said(self) -> Said:
        """What came in. Raises `RefusalError` for what is too long, too often or nothing at all."""
        limits, here = self.site.limits, self.network
        if not limits.messages.take(self.session.key.hex()) or not limits.messages_by_address.take(here):
            raise RefusalError(HTTPStatus.TOO_MANY_REQUESTS, PageText.TE_SNEL_GETYPT)
        page_ms = whole_number(self.get_body_argument("id", ""), _MS_DIGITS)
        number = now_ms() if page_ms is None else page_ms
        button = self.get_body_argument("knop", "")
        if button:
            return Said(number, tap=decode(button))
        text = self.get_body_argument("opdracht", "") or self.get_body_argument("tekst", "")
        if len(text) > LONGEST:
            raise RefusalError(HTTPStatus.BAD_REQUEST, PageText.TE_LANG, tekens=LONGEST)
        return Said(number, text=text)

    def parts(self, visit: Visit, after: int) -> dict[str, Any]:
        """What the page's script needs to show what came after an exchange."""
        values = self.common() | {
            "visit": visit,
            "exchanges": visit.exchanges_after(after),
            "open_exchange": visit.open_exchange,
            "view": ChatView(self.site, visit),
            "practising": visit.whereabouts.case == PRACTICE_CODE,
            "action": "/zeg",
        }
        return {
            "beurten": self.site.page("beurten.html", values).decode(),
            "plan": self.site.page("plan.html", values).decode(),
            "laatste": visit.last,
            "open": visit.open_exchange,
            "tijdperk": visit.epoch,
            "nu": now_ms(),
        }


class ChatPage(PageHandler):
    """`GET /`."""

    async def head(self) -> None:
        """Whether the page is there, as a monitor asks."""
        await self.get()

    async def get(self) -> None:
        """The whole page, with what was said before."""
        if self.comes_round():
            return
        member = self.session.member
        visit = self.site.visits.find(self.session.key)
        if member is not None:
            visit = self.visit()
            await self.site.exchanges.resume(visit, member)
        due = await self._due_today(member) if member is not None else 0
        shown = visit or Visit(self.session.key, "0", "0")
        if not shown.exchanges:
            shown.begin(await self.site.welcome())
        self.show(
            "chat.html",
            visit=shown,
            exchanges=list(shown.exchanges),
            open_exchange=shown.open_exchange,
            view=ChatView(self.site, shown),
            practising=shown.whereabouts.case == PRACTICE_CODE,
            action="/zeg",
            longest=LONGEST,
            due=due,
        )

    async def _due_today(self, member: Member) -> int:
        """How much is to be followed up today or already late: nobody else tells whoever does without Telegram."""
        tomorrow = local_day(self.site.clock()) + timedelta(days=1)
        async with self.site.store.unit() as unit:
            _, number = await unit.agenda(member, datetime.combine(tomorrow, time(), BRUSSELS), 1)
        return number


class Say(InputHandler):
    """`POST /zeg`."""

    async def post(self) -> None:
        """Say or tap something."""
        said = self.said()
        if said.is_code:
            self.take_code_try()
        member, visit = self.session.member, self.visit()
        if not visit.exchanges and member is None:
            visit.begin(await self.site.welcome())
        exchange = await self.site.exchanges.chat(visit, member, said)
        self.site.live.chat_changed(visit)
        if member is not None:
            self.site.live.team_changed(member.team_id)
        moved_to = await self._new_place(visit, said) if exchange.answer.turn == "command" else None
        if moved_to is not None:
            self._go(moved_to)
        elif self.by_script:
            self._answer(visit)
        else:
            self.redirect(f"/#beurt-{exchange.number}", status=HTTPStatus.SEE_OTHER)

    def _answer(self, visit: Visit) -> None:
        after = whole_number(self.get_body_argument("na", "0"))
        same = self.get_body_argument("tijdperk", "") == visit.epoch
        self.finish(self.parts(visit, after if same and after is not None else 0))

    def _go(self, path: str) -> None:
        if self.by_script:
            self.finish({"ga": path})
        else:
            self.redirect(path, status=HTTPStatus.SEE_OTHER)

    async def _new_place(self, visit: Visit, said: Said) -> str | None:
        """The page to go on with for who is a member as of now, is another one than before, or is none any more."""
        before = self.session
        address = before.member.address if before.member is not None else visit.chat
        async with self.site.store.unit() as unit:
            if before.stored is not None and await unit.web_session(before.key, self.site.clock()) is not None:
                return None
            member = await unit.member(address)
            if member is None and before.stored is None:
                return None
            token = new_token() if _has_joined(before.member, member, said) else None
            if token is not None and member is not None:
                await unit.add_web_session(session_key(token), member.id, self.site.clock())
        # Whoever still has the old cookie is nobody from now on.
        self.site.visits.drop(before.key)
        self.site.live.close(before.key)
        if token is None and member is not None:
            # Signed out, or too late, while this was answered. The cookie may be a new one by now: it is left alone.
            return "/aanmelden"
        if token is None:
            self.take_cookie("sessie")
            self.give_cookie("weg", "1")
            return "/aanmelden"
        self.take_cookie("gast" if before.stored is None else "sessie")
        self.give_back_code_try()
        self.site.visits.of_session(session_key(token)).take_over(visit)
        self.give_cookie("sessie", token)
        return "/ik"


def _has_joined(before: Member | None, now: Member | None, said: Said) -> bool:
    """Whether what was said made a member of somebody, or one of another team: that signs in, and nothing else does."""
    if now is None or before is None:
        return now is not None
    # Not only by the id: a database may give the one of the member that was to the one that is.
    return said.is_code and (now.id, now.team_id) != (before.id, before.team_id)


class News(InputHandler):
    """`GET /beurten`."""

    async def get(self) -> None:
        """What came after an exchange: said in another tab, or while the line was down."""
        visit = self.site.visits.find(self.session.key)
        if visit is None:
            await self.finish({"opnieuw": True})
            return
        after = whole_number(self.get_query_argument("na", "0"))
        same = self.get_query_argument("tijdperk", "") == visit.epoch
        if not same or after is None:
            await self.finish({"opnieuw": True})
            return
        member = self.session.member
        overtaken = member is not None and await self.site.exchanges.is_overtaken(visit, member)
        await self.finish(self.parts(visit, after) | {"veranderd": overtaken})
