"""What holds for every request: whose it is, whether it comes from our own page, and what a browser may do with us."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any

from tornado.web import HTTPError, RequestHandler

from bot.channels.web.access.rate_limits import network_of
from bot.channels.web.access.sessions import (
    BrowserSession,
    csrf_fits,
    csrf_token,
    guest_session,
    is_token,
    new_token,
    session_key,
)
from bot.channels.web.application import Site, sees_board
from bot.channels.web.visits.visit import Visit
from bot.clock import now_ms
from bot.logs import log_fault
from bot.ports.unit_of_work import StoreError
from bot.texts.keys import TextKey
from bot.texts.page_texts import PageText
from bot.texts.sentences import Sentence

_log = logging.getLogger(__name__)

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Nothing from elsewhere, and no script or style inside a page."""
_HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    # Not "no-referrer": browsers would then send "Origin: null" with our own forms.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "Cache-Control": "no-store",
}
_COOKIE_SECONDS = {"sessie": 24 * 3600, "gast": 12 * 3600, "weg": 60}


class RefusalError(HTTPError):
    """A request that is not answered, with a word for whoever sent it."""

    def __init__(self, status: HTTPStatus, text: TextKey, **values: object) -> None:
        super().__init__(status)
        self.text = text
        self.values = values


class PageHandler(RequestHandler):
    """A handler for whoever may look at the page."""

    site: Site
    session: BrowserSession
    was_signed_out = False
    """Whether the browser brought a session that no longer holds."""
    listens = False
    """Whether it is a line over which a page hears of news."""
    _newcomer = False

    def initialize(self, site: Site) -> None:
        """Take what all handlers share."""
        self.site = site

    def set_default_headers(self) -> None:
        """Headers that every answer has."""
        for name, value in _HEADERS.items():
            self.set_header(name, value)
        self.clear_header("Server")
        if self.application.settings["site"].origins.secure:
            self.set_header("Strict-Transport-Security", "max-age=31536000")

    async def prepare(self) -> None:
        """Find out whose browser sends the request; refuse one that does not come from our own page."""
        if not self.site.origins.knows_host(self.request.host):
            raise RefusalError(HTTPStatus.MISDIRECTED_REQUEST, PageText.ONBEKEND_ADRES)
        try:
            await self._recognise()
        except StoreError as error:
            _log.error("store: %s", type(error).__name__)
            raise RefusalError(HTTPStatus.SERVICE_UNAVAILABLE, Sentence.OPSLAG_BEZET) from error
        if self.request.method not in {"GET", "HEAD"}:
            self._check_origin()
            self.check_form()

    async def _recognise(self) -> None:
        token = self.get_cookie(self.cookie_name("sessie"))
        if token is not None and is_token(token):
            async with self.site.store.unit() as unit:
                stored = await unit.web_session(session_key(token), self.site.clock(), used=not self._by_itself)
            if stored is not None:
                self.session = BrowserSession(token, stored.token_hash, stored)
                return
        if token is not None:
            self.was_signed_out = True
        known = self.get_cookie(self.cookie_name("gast"))
        self.session = guest_session(known if known is not None and is_token(known) else new_token())
        if self.session.token != known:
            self._newcomer = True

    def _check_origin(self) -> None:
        origin = self.request.headers.get("Origin")
        site = self.request.headers.get("Sec-Fetch-Site", "same-origin")
        if (origin is not None and not self.site.origins.knows(origin)) or site not in {"same-origin", "none"}:
            raise RefusalError(HTTPStatus.FORBIDDEN, PageText.VAN_ELDERS)

    def check_form(self) -> None:
        """Refuse a form that is not of our own page, or of one that was shown to somebody who was signed in then."""
        if self.was_signed_out:
            raise RefusalError(HTTPStatus.UNAUTHORIZED, PageText.NIET_MEER_AANGEMELD)
        if self._newcomer or not csrf_fits(self.get_body_argument("csrf", ""), self.session.token):
            raise RefusalError(HTTPStatus.FORBIDDEN, PageText.TE_LANG_OPEN)

    def cookie_name(self, name: str) -> str:
        """The name of a cookie; behind TLS one that no other host, path or plain connection can set."""
        return f"__Host-ehbc-{name}" if self.site.origins.secure else f"ehbc-{name}"

    def give_cookie(self, name: str, token: str) -> None:
        """Set a cookie: of a session, of a guest, or of who left the team just now and is told so on the next page.

        A session's is not sent along from any other site; a guest's is, and opens nothing.
        """
        self.set_cookie(
            self.cookie_name(name),
            token,
            max_age=_COOKIE_SECONDS[name],
            path="/",
            httponly=True,
            secure=self.site.origins.secure,
            samesite="Lax" if name == "gast" else "Strict",
        )

    def take_cookie(self, name: str) -> None:
        """Take a cookie back."""
        secure = self.site.origins.secure
        self.clear_cookie(self.cookie_name(name), path="/", httponly=True, secure=secure, samesite="Strict")

    def comes_round(self) -> bool:
        """Answer a link on another site with a page that opens the same once more; whether it did.

        A strict cookie is not sent along with such a link; it is with the page's own next request.
        """
        elsewhere = self.request.headers.get("Sec-Fetch-Site") == "cross-site"
        if self.session.stored is not None or not elsewhere or self.request.query:
            return False
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.finish(self.site.page("binnen.html", {"path": self.request.path}))
        return True

    def visit(self) -> Visit:
        """The visit of whoever sends this. Raises `RefusalError` when too many guests begin at once."""
        visits, key = self.site.visits, self.session.key
        if self.session.stored:
            return visits.of_session(key)
        if visits.find(key) is None and not self.site.limits.new_guests.take(self.network):
            raise RefusalError(HTTPStatus.TOO_MANY_REQUESTS, PageText.TE_SNEL)
        return visits.of_guest(key)

    def show(self, template: str, **values: Any) -> None:
        """Answer with a page."""
        if self.session.stored is None:
            if self._newcomer:
                if not self.site.limits.newcomers.take(self.network):
                    raise RefusalError(HTTPStatus.TOO_MANY_REQUESTS, PageText.TE_SNEL)
                self.give_cookie("gast", self.session.token)
            if self.was_signed_out:
                self.take_cookie("sessie")
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.finish(self.site.page(template, self.common() | values))

    def common(self) -> dict[str, Any]:
        """What every page needs."""
        member = self.session.member
        return {
            "member": member,
            "sees_board": sees_board(member),
            "csrf": csrf_token(self.session.token),
            "path": self.request.path,
            "signed_out": self.was_signed_out,
            "now": now_ms(),
        }

    def take_code_try(self) -> None:
        """Count a try at a code. Raises `RefusalError` when there were too many."""
        if not self.site.limits.code_by_address.take(self.network):
            raise RefusalError(HTTPStatus.TOO_MANY_REQUESTS, PageText.TE_VEEL_CODES)

    def give_back_code_try(self) -> None:
        """Only wrong codes count: a whole school may sign in from one address."""
        self.site.limits.code_by_address.give_back(self.network)

    @property
    def network(self) -> str:
        """The network it comes from. Only behind TLS is there a proxy, whose word is taken, and nobody else's."""
        forwarded = self.request.headers.get("X-Forwarded-For", "") if self.site.origins.secure else ""
        return network_of(forwarded, self.request.remote_ip or "")

    @property
    def is_newcomer(self) -> bool:
        """Whether the browser has no cookie of ours yet."""
        return self._newcomer

    @property
    def _by_itself(self) -> bool:
        """Whether an open page asks for news of its own accord, maybe with nobody before it."""
        return self.request.method == "GET" and (self.by_script or self.listens)

    @property
    def by_script(self) -> bool:
        """Whether the page's script asks, which puts the answer in its place itself."""
        return self.request.headers.get("X-Ehbc") == "1"

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """A page that says in plain words what is the matter."""
        error = kwargs.get("exc_info", (None, None, None))[1]
        say = self.site.bot_content.texts
        if isinstance(error, RefusalError):
            words = say(error.text, **error.values)
        else:
            words = say(_TEXTS.get(status_code, Sentence.STORING))
        if self.by_script:
            self.finish({"fout": words})
            return
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.finish(self.site.page("fout.html", {"words": words, "again": status_code == HTTPStatus.UNAUTHORIZED}))

    def log_exception(self, typ: Any, value: Any, _tb: Any) -> None:
        """A fault of ours: what kind and where. Tornado would print the request, and with it what somebody typed."""
        if typ is not None and not isinstance(value, HTTPError):
            log_fault(_log, value)


_TEXTS: dict[int, TextKey] = {
    HTTPStatus.NOT_FOUND: PageText.GEEN_PAGINA,
    HTTPStatus.METHOD_NOT_ALLOWED: PageText.KAN_HIER_NIET,
    HTTPStatus.FORBIDDEN: PageText.MAG_NIET,
    HTTPStatus.BAD_REQUEST: PageText.ONLEESBAAR,
    HTTPStatus.TOO_MANY_REQUESTS: PageText.TE_SNEL,
}
"""What is said of an answer that tornado gave itself; of any other that something went wrong."""
