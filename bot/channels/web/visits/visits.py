"""What stands on each visitor's page: in memory only, bounded, and gone with the process."""

from __future__ import annotations

import asyncio
import dataclasses
import hashlib
import secrets
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from bot.channels.web import WEB
from bot.channels.web.rendering.form_values import encode
from bot.domain.messages import Address, Answer, Button

CHANNEL = WEB.name
MOST_REPLIES = 50
"""What a page keeps of what was answered on it."""
MOST_VISITS = 2_000
MOST_HELD = 10_000
"""Turns on all pages together, of some 3 kB each."""
VISIT_SECONDS = 12 * 3600.0
_MOST_KNOWN = 50
_CLOCKS_MAY_DIFFER = 5_000
"""Milliseconds that a page's clock may be ahead of ours."""
_DAY = 24 * 3600 * 1000
_OWN_BITS = 21
"""Bits of a message's number that are of the visit and of what was said: no other has the same number."""


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
class Turn:
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
class Place:
    """Where the conversation is, as far as the page knows."""

    case: str | None = None
    step: str | None = None
    revision: tuple[int, int] | None = None
    """Case and revision that were on record after the last turn; None in practice."""


class Visit:
    """One visitor's page, or several tabs of it."""

    def __init__(self, key: bytes, number: int, board_number: int) -> None:
        self.key = key
        self.chat = Address(CHANNEL, number)
        self.board = Address(CHANNEL, board_number)
        """The board is another screen than the chat: what is asked on one is not answered on the other."""
        self.turns: deque[Turn] = deque()
        self.panel: Turn | None = None
        """What the board answered last."""
        self.place = Place()
        self.epoch = secrets.token_hex(4)
        """Changes with a restart, after which turns are numbered anew."""
        self.lock = asyncio.Lock()
        self.opening = asyncio.Lock()
        self.used_at = 0.0
        self._known: OrderedDict[tuple[int, bytes], Turn] = OrderedDict()
        self._last_ms = 0
        self._last_number = 0

    @property
    def last(self) -> int:
        """The number of the last turn; 0 before the first."""
        return self.turns[-1].number if self.turns else 0

    @property
    def was_refused(self) -> bool:
        """Whether all that stands on the page is that something could not be done just then."""
        return len(self.turns) == 1 and self.turns[0].answer.turn == "refusal"

    @property
    def open_turn(self) -> int:
        """The turn whose buttons are still to be tapped: the last that has any."""
        return next((turn.number for turn in reversed(self.turns) if turn.buttons), 0)

    def turns_after(self, number: int) -> list[Turn]:
        """What came after a turn."""
        return [turn for turn in self.turns if turn.number > number]

    def label_of(self, tap: Button) -> str:
        """What stood on a button, when the page still has it."""
        value = encode(tap)
        shown = (*self.turns, *((self.panel,) if self.panel else ()))
        buttons = (button for turn in reversed(shown) for button in turn.buttons)
        return next((button.label for button in buttons if encode(button) == value), "")

    def message_number(self, said: Said, now_ms: int) -> int:
        """The number of a message for the conversation: unique, and the same when it comes again.

        Also after a restart, when nothing is known here: the number is the time the page says it sent it, and some
        bits that follow from this visit and from what was said. It rises with time, as far as pages tell it truly.
        """
        plausible = now_ms - _DAY <= said.page_ms <= now_ms + _CLOCKS_MAY_DIFFER
        sent_ms = said.page_ms if plausible else max(self._last_ms + 1, now_ms)
        self._last_ms = max(self._last_ms, sent_ms)
        own = hashlib.sha256(self.key + said.key[1]).digest()
        return sent_ms << _OWN_BITS | int.from_bytes(own[:4]) & (1 << _OWN_BITS) - 1

    def known(self, said: Said) -> Turn | None:
        """The turn that this led to before."""
        return self._known.get(said.key)

    def new_turn(self, said: Said, shown: str, answer: Answer, *, withheld: bool) -> Turn:
        """The next turn, so that the same sent again leads to it."""
        self._last_number += 1
        # How a text was read, with all that came near, is not shown.
        turn = Turn(self._last_number, "" if withheld else shown, withheld, dataclasses.replace(answer, reading=None))
        self._known[said.key] = turn
        if len(self._known) > _MOST_KNOWN:
            self._known.popitem(last=False)
        return turn

    def add(self, turn: Turn) -> None:
        """Put a turn on the page; the oldest make room."""
        self.turns.append(turn)
        while len(self.turns) > 1 and sum(max(1, len(one.answer.replies)) for one in self.turns) > MOST_REPLIES:
            self.turns.popleft()

    def begin(self, answer: Answer) -> None:
        """Put a greeting on an empty page."""
        self._last_number += 1
        self.turns.append(Turn(self._last_number, "", False, answer))

    def take_over(self, other: Visit) -> None:
        """What stood on a page before its visitor became a member stands on it afterwards."""
        self.turns, self._known, self._last_number = other.turns, other._known, other._last_number
        self.place, self.epoch = other.place, other.epoch


@dataclass
class Visits:
    """The visits by key; the one not used for the longest time makes room when there are very many."""

    most: int = MOST_VISITS
    now: Callable[[], float] = time.monotonic
    _visits: OrderedDict[bytes, Visit] = field(default_factory=OrderedDict)

    def of_guest(self, key: bytes) -> Visit:
        """The visit of somebody who did not sign in.

        Its address is drawn anew, and is nowhere but here: a cookie of before a restart, or of before its owner became
        a member under that address, leads to another one.
        """
        return self._get(key, lambda: Visit(key, _random_number(), _random_number()))

    def of_session(self, key: bytes) -> Visit:
        """The visit of a session; its addresses follow from the key, so that they are the same after a restart."""
        numbers = (int.from_bytes(key[:8]) >> 2, int.from_bytes(key[8:16]) >> 2)
        return self._get(key, lambda: Visit(key, *numbers))

    def find(self, key: bytes) -> Visit | None:
        """A visit that is here."""
        self.sweep()
        return self._visits.get(key)

    def sweep(self) -> None:
        """Forget what nobody used for too long."""
        while self._visits and self._oldest_is_over():
            self._visits.popitem(last=False)

    def drop(self, key: bytes) -> None:
        """Forget a visit."""
        self._visits.pop(key, None)

    def __iter__(self) -> Iterator[Visit]:
        return iter(self._visits.values())

    def __len__(self) -> int:
        return len(self._visits)

    def _get(self, key: bytes, make: Callable[[], Visit]) -> Visit:
        visit = self._visits.pop(key, None) or make()
        visit.used_at = self.now()
        self._visits[key] = visit
        while len(self._visits) > self.most or self._oldest_is_over() or self._held() > MOST_HELD:
            self._visits.popitem(last=False)
        return visit

    def _held(self) -> int:
        return sum(len(visit.turns) for visit in self._visits.values())

    def _oldest_is_over(self) -> bool:
        oldest = next(iter(self._visits.values()))
        return oldest.used_at + VISIT_SECONDS < self.now()


def _random_number() -> int:
    return secrets.randbits(62)
