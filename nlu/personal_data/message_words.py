"""A message word by word, as the detector of names looks at it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nlu.personal_data.cues import ABBREVIATED_ROLES, NOT_A_PERSON_AFTER
from nlu.personal_data.words import famous, fold

_TOKEN = re.compile(r"(?:[^\W\d_][\u0300-\u036f]?){1,60}(?:['\u2019-](?:[^\W\d_][\u0300-\u036f]?){1,60}){0,4}")
_SENTENCE_END = re.compile(r"[.!?\n:;\u2022\"\u201c\u201d]")
_SHOUTED_SHARE = 0.6
_SHORTEST_SHOUT = 8


@dataclass(frozen=True)
class Word:
    """A word of the message and where it stands."""

    raw: str
    folded: str
    start: int
    end: int
    gap: str
    """What stands between the word before and this one."""
    opens: bool
    """Whether a sentence begins here, so that its capital says nothing."""


_NONE = Word("", "", 0, 0, "", opens=True)


def is_shouted(text: str) -> bool:
    """Whether a message is in capitals, which then say nothing about a word."""
    capitals = sum(c.isupper() for c in text)
    letters = sum(c.isalpha() for c in text)
    return letters >= _SHORTEST_SHOUT and capitals > _SHOUTED_SHARE * letters


class MessageWords:
    """One message, word by word."""

    def __init__(self, text: str) -> None:
        self.words: list[Word] = []
        end = 0
        for match in _TOKEN.finditer(text):
            raw, gap = match.group(), text[end : match.start()]
            opens = not match.start() or (gap != " " and bool(_SENTENCE_END.search(gap)))
            opens = opens and not (gap == ". " and self.words and self.words[-1].folded in ABBREVIATED_ROLES)
            self.words.append(Word(raw, fold(raw), match.start(), match.end(), gap, opens))
            end = match.end()
        self.shouted = is_shouted(text)
        self._text = text
        self._famous = set(self._known_everywhere())

    def _known_everywhere(self) -> Iterator[int]:
        """The words that together are nobody at school: `greta thunberg`. `jan en lotte` still has its `lotte`."""
        for at, word in enumerate(self.words):
            for name in famous().get(word.folded, ()):
                if tuple(other.folded for other in self.words[at : at + len(name)]) == name:
                    yield from range(at, at + len(name))

    def __getitem__(self, at: int) -> Word:
        return self.words[at] if 0 <= at < len(self.words) else _NONE

    def before(self, at: int, steps: int = 1) -> str:
        """The word one or two steps before, as long as no sentence ends between."""
        if at < steps or self.words[at].opens or (steps > 1 and self.words[at - 1].opens):
            return ""
        return self.words[at - steps].folded

    def after(self, at: int) -> str:
        """The next word, when only a space stands between."""
        return self[at + 1].folded if self[at + 1].gap == " " else ""

    def has_capital(self, at: int) -> bool:
        """Whether the word has a capital that means something."""
        word = self[at]
        return word.raw[:1].isupper() and not word.opens and not self.shouted and not word.raw.isupper()

    def is_blocked(self, at: int) -> bool:
        """Whether the word is part of a street, a school, a saint, a saying, a book or an account."""
        before = self.before(at)
        return (
            before in NOT_A_PERSON_AFTER
            or at in self._famous
            or self._text[self[at].start - 1 : self[at].start] in ("@", "#", "_", "/", ".")
            or self._text[self[at].end : self[at].end + 1] in ("_", "@", "/")
            or any(c.isdecimal() for c in self[at].gap[-3:])
        )
