"""What stands on a terminal: which buttons a typed number or `#ID` means."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from bot.domain.messages import Address, Answer, Button, Message, numbered_buttons


@dataclass
class TypedTaps:
    """The buttons shown so far, for a channel where taps are typed."""

    sender: Address
    numbered: tuple[Button, ...] = ()
    """The buttons of the last replies, in the order of their numbers."""
    _shown: dict[str, Button] = field(default_factory=dict)
    _last_ns: int = 0

    def show(self, answer: Answer) -> None:
        """The replies of an answer are now on screen."""
        buttons = tuple(button for reply in answer.replies for button in reply.buttons)
        if buttons:
            self.numbered = numbered_buttons(answer.replies)
        self._shown |= {button.id: button for button in buttons}

    def message(self, line: str, *, numbered: bool = False) -> Message:
        """A typed line as a message: `#ID` is a tap, and so is a number on screen where buttons are `numbered`."""
        line = line.strip()
        if line.startswith("#") and len(line) > 1:
            return self._tap(self._shown.get(line[1:], Button(line[1:], "")))
        if numbered and line.isdecimal() and line.isascii() and 1 <= int(line[:4]) <= len(self.numbered):
            return self._tap(self.numbered[int(line[:4]) - 1])
        return Message(self._next_key(), self.sender, text=line)

    def _tap(self, button: Button) -> Message:
        return Message(self._next_key(), self.sender, tap=button)

    def _next_key(self) -> str:
        # Unique over processes too: a new process must not repeat an earlier one's keys.
        self._last_ns = max(time.time_ns(), self._last_ns + 1)
        return str(self._last_ns)
