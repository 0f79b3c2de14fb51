"""The terminal as a channel, for people: numbered choices, colours where the terminal has them."""

from __future__ import annotations

import asyncio
import io
import os
import sys
import textwrap
from dataclasses import dataclass, field
from datetime import datetime
from typing import TextIO

from bot.channels.terminal import TERMINAL
from bot.channels.terminal.typed_taps import TypedTaps
from bot.conversation.conversation import Conversation
from bot.domain.messages import Address, Answer, Reply
from bot.domain.teams import Role
from bot.ports.unit_of_work import Store
from bot.texts.sentences import Sentence
from bot.texts.texts import Texts

PRACTICE_ADDRESS = Address(TERMINAL.name, "1")
"""The one person at a terminal."""
_WIDTH = 78
_BOLD, _DIM, _COLOUR, _PLAIN = "\x1b[1m", "\x1b[2m", "\x1b[36m", "\x1b[0m"
_WORDS_TO_STOP = frozenset({"exit", "quit", "/exit", "/quit"})


@dataclass
class Terminal:
    """A person at a keyboard."""

    conversation: Conversation
    screen: TypedTaps
    say: Texts
    out: TextIO = field(default_factory=lambda: sys.stdout)

    async def run(self) -> None:
        """Greet, then answer line by line until the end of input or a word to stop."""
        if isinstance(self.out, io.TextIOWrapper):
            # A terminal that cannot show an emoji shows a "?" instead of ending.
            self.out.reconfigure(errors="replace")
        self._write(f"{self._dim(self.say(Sentence.TERMINAL_BEGIN))}\n")
        await self._say("/start")
        while (line := await asyncio.to_thread(_read_line)) is not None:
            if line.strip().lower() in _WORDS_TO_STOP:
                break
            await self._say(line)
        self._write(f"\n{self._dim(self.say(Sentence.TERMINAL_EINDE))}\n")

    async def _say(self, line: str) -> None:
        message = self.screen.message(line, numbered=True)
        answer = await self.conversation.answer(message)
        self.screen.show(answer)
        self._show(answer)
        if answer.stored:
            await self.conversation.sent(message)

    def _show(self, answer: Answer) -> None:
        if answer.notice:
            self._write(f"\n{self._wrapped(answer.notice)}\n")
        for reply in (*((answer.reminder,) if answer.reminder else ()), *answer.replies):
            self._write(f"\n{self._text(reply)}\n")
        # Numbers stand under the last reply with buttons: what is typed next is read against those.
        for number, button in enumerate(self.screen.numbered, start=1):
            self._write(f"  {self._coloured(f'{number:>2}')}  {button.label}\n")

    def _text(self, reply: Reply) -> str:
        parts = [self._bold(reply.title)] if reply.title else []
        return "\n".join([*parts, *(self._wrapped(paragraph) for paragraph in reply.paragraphs)])

    def _wrapped(self, text: str) -> str:
        lines = (
            textwrap.fill(line, _WIDTH, subsequent_indent="  " if line.startswith("• ") else "", break_long_words=False)
            for line in text.split("\n")
        )
        return "\n".join(lines)

    def _write(self, text: str) -> None:
        self.out.write(text)
        self.out.flush()

    @property
    def _colours(self) -> bool:
        return self.out.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"

    def _bold(self, text: str) -> str:
        return f"{_BOLD}{text}{_PLAIN}" if self._colours else text

    def _dim(self, text: str) -> str:
        return f"{_DIM}{text}{_PLAIN}" if self._colours else text

    def _coloured(self, text: str) -> str:
        return f"{_COLOUR}{text}{_PLAIN}" if self._colours else text


def _read_line() -> str | None:
    try:
        return input("\n> ")
    except EOFError:
        return None


async def join_practice_team(store: Store, name: str, address: Address, now: datetime) -> None:
    """Make whoever tries the bot a member of the practice team of that name, unless they are in a team already."""
    async with store.unit() as unit:
        if await unit.member(address) is not None:
            return
        team_id = await unit.team_id(name)
        if team_id is None:
            team_id = await unit.add_team(name, now)
        await unit.add_member(team_id, address, Role.TEACHER)
