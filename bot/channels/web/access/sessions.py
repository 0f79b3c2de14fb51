"""Who sends a request: the browser of a member who signed in, or of a guest. Tokens are in cookies, hashes are kept."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass

from bot.domain.teams import Member
from bot.domain.web_access import WebSession

_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
_CSRF_BYTES = 32


@dataclass(frozen=True)
class BrowserSession:
    """One browser, for as long as its cookie is the same."""

    token: str
    key: bytes
    """The hash of the token: what the visit, and for a member the stored session, is known by."""
    stored: WebSession | None = None
    """The session of who signed in; None for a guest."""

    @property
    def member(self) -> Member | None:
        """The member who signed in."""
        return self.stored.member if self.stored is not None else None


def new_token() -> str:
    """A token of 256 bits."""
    return secrets.token_urlsafe(32)


def is_token(text: str | None) -> bool:
    """Whether something has the form of a token."""
    return text is not None and _TOKEN.fullmatch(text) is not None


def session_key(token: str) -> bytes:
    """What is kept of a session's token."""
    return hashlib.sha256(token.encode()).digest()


def guest_session(token: str) -> BrowserSession:
    """The browser of somebody who did not sign in. Its key is of another sort than that of who did."""
    return BrowserSession(token, hashlib.sha256(b"guest " + token.encode()).digest())


def csrf_token(token: str) -> str:
    """What a form must hold to be from our page: another text each time, so that compression cannot give it away."""
    mask = secrets.token_bytes(_CSRF_BYTES)
    return base64.urlsafe_b64encode(mask + _xor(mask, _csrf(token))).decode()


def csrf_fits(given: str, token: str) -> bool:
    """Whether a form's token was made for this cookie."""
    try:
        raw = base64.urlsafe_b64decode(given.encode())
    except ValueError:
        return False
    if len(raw) != 2 * _CSRF_BYTES:
        return False
    return hmac.compare_digest(_xor(raw[:_CSRF_BYTES], raw[_CSRF_BYTES:]), _csrf(token))


def _csrf(token: str) -> bytes:
    # Follows from the cookie, which no script can read: nothing to keep, and a page outlives a restart of the server.
    return hmac.digest(token.encode(), b"csrf", "sha256")


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))
