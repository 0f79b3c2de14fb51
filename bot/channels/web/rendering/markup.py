"""What the bot says, as HTML: lists, quotes, links, numbers to call and commands to tap. Everything else is escaped."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from html import escape
from itertools import groupby

from dialogues.pages import HelpLine

_BULLET, _SAY, _AVOID = "• ", "💬 ", "🚫 "
_LINK = re.compile(r"https://[^\s<>\"]+[^\s<>\".,;:!?)]")
_COMMAND = re.compile(r"(?<![\w/])/([a-z]+)(?![\w/])")
_DIGITS = re.compile(r"[\d ]+")


class Markup:
    """Turns the plain text of replies into HTML. `to_say` is read aloud before a phrase to say literally."""

    def __init__(self, help_lines: Mapping[str, HelpLine], commands: Collection[str], to_say: str) -> None:
        self._commands = frozenset(commands)
        self._to_say = escape(to_say)
        self._numbers = {
            escape(f"{line.name}: {line.number}"): f"{escape(line.name)}: {_contacts(line.number)}"
            for line in help_lines.values()
        }

    def paragraph(self, text: str) -> str:
        """One paragraph: lines of a list become one, other lines stay lines."""
        return "".join(self._blocks(text))

    def _blocks(self, text: str) -> Iterator[str]:
        for kind, lines in groupby(text.split("\n"), key=_is_item):
            if kind:
                items = "".join(self._item(line) for line in lines)
                yield f'<ul class="punten">{items}</ul>'
            else:
                yield f"<p>{'<br>'.join(self._inline(line) for line in lines)}</p>"

    def _item(self, line: str) -> str:
        if line.startswith(_SAY):
            said = self._inline(line[len(_SAY) :])
            return f'<li class="zeg"><span class="vh">{self._to_say}: </span>{said}</li>'
        if line.startswith(_AVOID):
            return f'<li class="vermijd">{self._inline(line[len(_AVOID) :])}</li>'
        return f"<li>{self._inline(line[len(_BULLET) :])}</li>"

    def _inline(self, line: str) -> str:
        shown = escape(line)
        for plain, linked in self._numbers.items():
            if shown.startswith(plain):
                return linked + shown[len(plain) :]
        return _COMMAND.sub(self._command, _LINK.sub(_anchor, shown))

    def _command(self, found: re.Match[str]) -> str:
        if found[1] not in self._commands:
            return found[0]
        value = f"/{found[1]}"
        return f'<button class="opdracht" form="zeg" formnovalidate name="opdracht" value="{value}">{value}</button>'


def _is_item(line: str) -> bool:
    return line.startswith((_BULLET, _SAY, _AVOID))


def _anchor(found: re.Match[str]) -> str:
    shown = found[0].removeprefix("https://").removeprefix("www.")
    return f'<a href="{found[0]}" target="_blank" rel="noopener noreferrer">{shown}</a>'


def _contacts(number: str) -> str:
    """`1813 of zelfmoord1813.be` as a number to call and a page to open."""
    return " of ".join(_contact(part) for part in number.split(" of "))


def _contact(text: str) -> str:
    shown = escape(text)
    if _DIGITS.fullmatch(text):
        return f'<a href="tel:{text.replace(" ", "")}">{shown}</a>'
    return f'<a href="https://{shown}" target="_blank" rel="noopener noreferrer">{shown}</a>'
