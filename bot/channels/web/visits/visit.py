"""What stands on one visitor's page: in memory only, bounded, and gone with the process."""

from __future__ import annotations

import asyncio
import dataclasses
import hashlib
import secrets
from collections import OrderedDict, deque
from dataclasses import dataclass

from bot.channels.web import WEB
from bot.channels.web.rendering.form_values import encode
from bot.domain.messages import Address, Answer, Button

MOST_REPLIES = 50
"""What a page keeps of what was answered on it."""
_MOST_KNOWN = 50
_CLOCKS_MAY_DIFFER = 5_000
"""Milliseconds that a page's clock may be ahead of ours."""
_DAY = 24 * 3600 * 1000
_OWN_BYTES = 4
"""Of a message's key, of the visit and of what was said: no other has the same key."""


@dataclass(frozen=True)
class Said:
    """What came in: a text or a tap, under the number that the page gave it."""

    page_ms: int
    """When the page sent it, by the clock the page got from us; the same again is the same thing sent again."""
    text: str = ""
    tap: Button | None = None

    @property
    def is_code(self) -> bool:
        """Whether it is an invitation, typed in the chat."""
        return self.text.lstrip().lower().startswith("/start ")

    @property
    def key(self) -> tuple[int, bytes]:
        """What makes two the same: also its content, since going back in a browser shows an old page again.

        Of the content a hash: what was typed is not kept longer than the page shows it.
        """
        content = encode(self.tap) if self.tap else self.text
        return self.page_ms, hashlib.sha256(content.encode(errors="surrogatepass")).digest()


@dataclass(frozen=True)
class Exchange:
    """One exchange on the page."""

    number: int
    said: str
    """What the person typed, or the label of what they tapped; empty for none."""
    withheld: bool
    """Whether what they typed is not shown again, because it held personal data or a code."""
    answer: Answer

    @property
    def buttons(self) -> tuple[Button, ...]:
        """All there is to tap in it."""
        return tuple(button for reply in self.answer.replies for button in reply.buttons)


@dataclass(frozen=True)
class Whereabouts:
    """Where the conversation is, as far as the page knows."""

    case: str | None = None
    step: str | None = None
    revision: tuple[int, int] | None = None
    """Case and revision that were on record after the last exchange; None in practice."""


class Visit:
    """One visitor's page, or several tabs of it."""

    def __init__(self, key: bytes, chat_key: str, board_key: str) -> None:
        self.key = key
        self.chat = Address(WEB.name, chat_key)
        self.board = Address(WEB.name, board_key)
        """The board is another screen than the chat: what is asked on one is not answered on the other."""
        self.exchanges: deque[Exchange] = deque()
        self.panel: Exchange | None = None
        """What the board answered last."""
        self.whereabouts = Whereabouts()
        self.epoch = secrets.token_hex(4)
        """Changes with a restart, after which exchanges are numbered anew."""
        self.lock = asyncio.Lock()
        self.opening = asyncio.Lock()
        self.used_at = 0.0
        self._known: OrderedDict[tuple[int, bytes], Exchange] = OrderedDict()
        self._last_ms = 0
        self._last_number = 0

    @property
    def last(self) -> int:
        """The number of the last exchange; 0 before the first."""
        return self.exchanges[-1].number if self.exchanges else 0

    @property
    def was_refused(self) -> bool:
        """Whether all that stands on the page is that something could not be done just then."""
        return len(self.exchanges) == 1 and self.exchanges[0].answer.turn == "refusal"

    @property
    def open_exchange(self) -> int:
        """The exchange whose buttons are still to be tapped: the last that has any."""
        return next((exchange.number for exchange in reversed(self.exchanges) if exchange.buttons), 0)

    def exchanges_after(self, number: int) -> list[Exchange]:
        """What came after an exchange."""
        return [exchange for exchange in self.exchanges if exchange.number > number]

    def label_of(self, tap: Button) -> str:
        """What stood on a button, when the page still has it."""
        value = encode(tap)
        shown = (*self.exchanges, *((self.panel,) if self.panel else ()))
        buttons = (button for exchange in reversed(shown) for button in exchange.buttons)
        return next((button.label for button in buttons if encode(button) == value), "")

    def message_key(self, said: Said, now_ms: int) -> str:
        """The key of a message for the conversation: unique, and the same when it comes again.

        Also after a restart, when nothing is known here: it is the time the page says it sent it, and some bytes that
        follow from this visit and from what was said.
        """
        plausible = now_ms - _DAY <= said.page_ms <= now_ms + _CLOCKS_MAY_DIFFER
        sent_ms = said.page_ms if plausible else max(self._last_ms + 1, now_ms)
        self._last_ms = max(self._last_ms, sent_ms)
        own = hashlib.sha256(self.key + said.key[1]).digest()
        return f"{sent_ms}-{own[:_OWN_BYTES].hex()}"

    def known(self, said: Said) -> Exchange | None:
        """The exchange that this led to before."""
        return self._known.get(said.key)

    def new_exchange(self, said: Said, shown: str, answer: Answer, *, withheld: bool) -> Exchange:
        """The next exchange, so that the same sent again leads to it."""
        self._last_number += 1
        # How a text was read, with all that came near, is not shown.
        exchange = Exchange(
            self._last_number, "" if withheld else shown, withheld, dataclasses.replace(answer, reading=None)
        )
        self._known[said.key] = exchange
        if len(self._known) > _MOST_KNOWN:
            self._known.popitem(last=False)
        return exchange

    def add(self, exchange: Exchange) -> None:
        """Put an exchange on the page; the oldest make room."""
        self.exchanges.append(exchange)
        while len(self.exchanges) > 1 and sum(max(1, len(one.answer.replies)) for one in self.exchanges) > MOST_REPLIES:
            self.exchanges.popleft()

    def begin(self, answer: Answer) -> None:
        """Put a greeting on an empty page."""
        self._last_number += 1
        self.exchanges.append(Exchange(self._last_number, "", False, answer))

    def take_over(self, other: Visit) -> None:
        """What stood on a page before its visitor became a member stands on it afterwards."""
        self.exchanges, self._known, self._last_number = other.exchanges, other._known, other._last_number
        self.whereabouts, self.epoch = other.whereabouts, other.epoch
