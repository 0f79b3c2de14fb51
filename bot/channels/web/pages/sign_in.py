"""Signing in with a code, signing out, and a personal code for who has no other way in."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus

from bot.channels.web import WEB
from bot.channels.web.access.sessions import csrf_fits, is_token, new_token, session_key
from bot.channels.web.pages.base import PageHandler, RefusalError
from bot.channels.web.visits.visit import Said
from bot.clock import day_in_words, hour_in_words, now_ms
from bot.domain.codes import new_invitation_code
from bot.domain.teams import Member
from bot.domain.web_access import PERSONAL_HOLDS, SESSION_LASTS
from bot.ports.unit_of_work import UnitOfWork
from bot.texts.page_texts import PageText
from bot.texts.sentences import Sentence

_LONGEST_CODE = 40
_BETWEEN = str.maketrans("", "", " -\t\r\n")


class SignIn(PageHandler):
    """`/aanmelden`."""

    def check_form(self) -> None:
        """Refuse a form that is not of our own page; one shown to a guest, or before a session ended, will do.

        A link in a chat on another site opens the form without the strict cookie of a session, so as a guest's; when it
        is sent, that cookie is there again.
        """
        given = self.get_body_argument("csrf", "")
        tokens = [self.get_cookie(self.cookie_name(name)) or "" for name in ("sessie", "gast")]
        if not any(is_token(token) and csrf_fits(given, token) for token in tokens):
            raise RefusalError(HTTPStatus.FORBIDDEN, PageText.TE_LANG_OPEN)

    async def get(self) -> None:
        """The form. A code stands behind the # of a link, where only the page's script sees it."""
        # Also for who is signed in: whoever brings a code may use it.
        left = self.session.stored is None and self.get_cookie(self.cookie_name("weg")) is not None
        if left:
            self.take_cookie("weg")
        self.show_form(left=left)

    async def post(self) -> None:
        """Take a code: one to sign in with, or an invitation."""
        self.take_code_try()
        code = self.get_body_argument("code", "").translate(_BETWEEN)[:_LONGEST_CODE]
        if await self._use(code):
            self.give_back_code_try()
            self.redirect(f"/{self.to}", status=HTTPStatus.SEE_OTHER)
        elif not await self._take_invitation(code):
            self.set_status(HTTPStatus.FORBIDDEN)
            self.show_form(wrong=True)

    def show_form(self, *, wrong: bool = False, left: bool = False) -> None:
        """The form, with what to say above it: that a code was wrong, or that somebody just left the team."""
        say = self.site.bot_content.texts
        self.show(
            "aanmelden.html",
            wrong=say(PageText.CODE_FOUT) if wrong else "",
            left=say(Sentence.VERLAAT_GEDAAN) if left else "",
            to=self.to,
        )

    @property
    def to(self) -> str:
        """Where to go afterwards: the chat, or the board."""
        return "bord" if self.get_argument("naar", "") == "bord" else ""

    async def _use(self, code: str) -> bool:
        """Sign in with a code; whether it was one to sign in with."""
        async with self.site.store.unit() as unit:
            member = await unit.use_web_login(code, self.site.clock()) if code else None
            # In the same transaction: when no session can be made of it, the code stays as it was.
            token = await self._new_session(unit, member) if member is not None else None
        if token is None:
            return False
        self._moves_to(token)
        return True

    async def _take_invitation(self, code: str) -> bool:
        """Join a team with an invitation, as it is done in the chat; whether it was one."""
        async with self.site.store.unit() as unit:
            if not code or await unit.invitation(code) is None:
                return False
        visit, member = self.visit(), self.session.member
        if not visit.exchanges and member is None:
            visit.begin(await self.site.welcome())
        await self.site.exchanges.chat(visit, member, Said(now_ms(), text=f"/start {code}"))
        async with self.site.store.unit() as unit:
            joined = await unit.member(member.address if member is not None else visit.chat)
        if joined is None:
            return False
        self.give_back_code_try()
        if member is not None and (joined.id, joined.team_id) == (member.id, member.team_id):
            # Still the same member, under the same session: in another role, or not, and then the chat tells why.
            self.redirect("/ik" if joined.role != member.role else "/", status=HTTPStatus.SEE_OTHER)
            return True
        async with self.site.store.unit() as unit:
            token = await self._new_session(unit, joined)
        self._moves_to(token)
        # What stands on the page of whoever joined just now goes along.
        self.site.visits.of_session(session_key(token)).take_over(visit)
        self.redirect("/ik", status=HTTPStatus.SEE_OTHER)
        return True

    async def _new_session(self, unit: UnitOfWork, member: Member) -> str:
        """A new session with a token of its own: one that somebody planted before is worth nothing."""
        token = new_token()
        if self.session.stored is not None:
            await unit.end_web_session(self.session.key)
        await unit.add_web_session(session_key(token), member.id, self.site.clock())
        return token

    def _moves_to(self, token: str) -> None:
        """From now on the browser is of this session."""
        self.site.visits.drop(self.session.key)
        self.site.live.close(self.session.key)
        self.take_cookie("gast")
        self.give_cookie("sessie", token)


class Account(PageHandler):
    """`/ik`."""

    async def get(self) -> None:
        """Who is signed in, and until when."""
        if self.comes_round():
            return
        self.show_account("")

    async def post(self) -> None:
        """Make a personal code, in place of an earlier one; it is shown this once."""
        member = self.session.member
        if member is None or member.address.channel != WEB.name:
            raise RefusalError(HTTPStatus.FORBIDDEN, PageText.CODE_MAG_NIET)
        code = new_invitation_code()
        async with self.site.store.unit() as unit:
            await unit.add_web_login(code, member.id, self.site.clock() + PERSONAL_HOLDS, personal=True)
        self.show_account("-".join(code[start : start + 4] for start in range(0, len(code), 4)))

    def show_account(self, code: str) -> None:
        """The page, with a new code or none."""
        stored = self.session.stored
        if stored is None:
            self.redirect("/aanmelden", status=HTTPStatus.SEE_OTHER)
            return
        until = stored.expires_at
        self.show(
            "ik.html",
            code=code,
            on_web=stored.member.address.channel == WEB.name,
            until=f"{day_in_words(until)}, {hour_in_words(until)}",
            longest=SESSION_LASTS // timedelta(hours=1) if until < stored.created_at + SESSION_LASTS else 0,
        )


class SignOut(PageHandler):
    """`/afmelden`."""

    async def post(self) -> None:
        """End the session, here and on record."""
        async with self.site.store.unit() as unit:
            await unit.end_web_session(self.session.key)
        self.site.visits.drop(self.session.key)
        self.site.live.close(self.session.key)
        self.take_cookie("sessie")
        self.redirect("/", status=HTTPStatus.SEE_OTHER)
