"""Find names of persons: by the lists where a name can be nothing else, by what stands around it elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nlu.personal_data.cues import (
    ARTICLES,
    CLAUSE_OPENERS,
    CLOSINGS,
    FAMILY,
    NAMING,
    NOT_A_PERSON_AFTER,
    NOT_NAMED,
    PARTICLES,
    PERSON_PREPOSITIONS,
    PHRASES,
    STRICT_PREPOSITIONS,
    TEACHERS,
    TIMES,
    TITLES,
    VERBS,
    VERBS_AFTER_A_WORD,
)
from nlu.personal_data.words import WordKind, fold, is_common, is_no_name, is_typo, kind_of, surnames

_TOKEN = re.compile(r"(?:[^\W\d_][\u0300-\u036f]?){1,60}(?:['\u2019-](?:[^\W\d_][\u0300-\u036f]?){1,60}){0,4}")
_SENTENCE_END = re.compile(r"[.!?\n:;\u2022\"\u201c\u201d]")
_JOINS = re.compile(r"[ ]*[,/&+][ ]*(?:en )?")
_SHORTEST = 2
_SHORTEST_UNKNOWN = 3
_LONGEST_UNKNOWN = 14
_SHORTEST_FOREIGN = 5
"""So long, a name from another country is hardly a slip of the thumb."""
_LONGEST_SURNAME_TAIL = 3
_SHOUTED_SHARE = 0.6
_SHORTEST_SHOUT = 4
_MOST_UNKNOWN = 40
"""So many unknown words are judged in one message; who types more, types no Dutch."""


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


class _Reader:
    """One message, word by word."""

    def __init__(self, text: str) -> None:
        self.words: list[Word] = []
        end = 0
        for match in _TOKEN.finditer(text):
            raw, gap = match.group(), text[end : match.start()]
            opens = not match.start() or (gap != " " and bool(_SENTENCE_END.search(gap)))
            self.words.append(Word(raw, fold(raw), match.start(), match.end(), gap, opens))
            end = match.end()
        capitals = sum(c.isupper() for c in text)
        letters = sum(c.isalpha() for c in text)
        self._shouted = letters >= _SHORTEST_SHOUT and capitals > _SHOUTED_SHARE * letters
        self._unknown_left = _MOST_UNKNOWN
        self._text = text

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
        return word.raw[:1].isupper() and not word.opens and not self._shouted and not word.raw.isupper()

    def is_blocked(self, at: int) -> bool:
        """Whether the word is part of a street, a school, a saint, a saying, a book or an account."""
        before, word = self.before(at), self[at].folded
        return (
            before in NOT_A_PERSON_AFTER
            or (before, word) in PHRASES
            or (word, self[at + 1].folded) in PHRASES
            or self._text[self[at].start - 1 : self[at].start] in ("@", "#", "_", "/", ".")
            or self._text[self[at].end : self[at].end + 1] in ("_", "@", "/")
            or any(c.isdecimal() for c in self[at].gap[-3:])
        )

    def is_introduced(self, at: int) -> bool:
        """`juf …`, `leerling …`, `de mama van …`, `heet …`, `genaamd …`."""
        word, before = self[at], self.before(at)
        if before in FAMILY and word.gap == " ":
            return True
        if (
            word.gap in (" ", ". ")
            and self[at - 1].folded in TITLES
            and (word.gap == " " or len(self[at - 1].raw) <= len("mevr"))
        ):
            return True
        if before == "van" and self.before(at, 2) in FAMILY:
            return True
        if word.gap in (", ", " (", ": ") and self[at - 1].folded in FAMILY and self.has_capital(at):
            return True
        if (
            self[at - 1].folded in CLOSINGS
            and word.gap.strip(" ,\n") == ""
            and at == len(self.words) - 1
            and word.raw[0].isupper()
        ):
            return word.gap != " "
        two_before = (self.before(at, 2), before)
        return before in NAMING or " ".join(two_before) in NAMING or (before == "bij" and self.after(at) == "thuis")

    def is_listed_with_a_name(self, at: int, sure: set[int]) -> bool:
        """`… en Lotte`, `pesters: Robbe, …`."""
        for here, there in ((at, at - 1), (at + 1, at + 1)):
            if there in sure and _JOINS.fullmatch(self[here].gap):
                return True
        return (self.before(at) in ("en", "of", "versus") and at - 2 in sure) or (
            self.after(at) in ("en", "of", "versus") and at + 2 in sure
        )

    def is_subject(self, at: int, verbs: frozenset[str]) -> bool:
        """`jurre heeft …` at the start of a clause."""
        opens = self[at].opens or "," in self[at].gap or self.before(at) in CLAUSE_OPENERS
        return opens and self.after(at) in verbs

    def is_sure(self, at: int, kind: WordKind) -> bool:
        """Whether the lists alone say that it is a name."""
        word, before = self[at], self.before(at)
        if kind in (WordKind.FIRST_NAME, WordKind.SURNAME):
            return True
        if kind is WordKind.FIRST_NAME_AND_WORD:
            return before not in ARTICLES
        return kind is WordKind.FOREIGN_NAME and self.has_capital(at) and len(word.folded) > _SHORTEST

    def is_likely(self, at: int, kind: WordKind, sure: set[int]) -> bool:
        """Whether the words around it say that it is a name."""
        capital = self.has_capital(at)
        if kind is WordKind.WORD:
            titled = capital and self[at].gap == " " and self.before(at) in TEACHERS
            return titled and not is_common(self[at].folded) and not is_no_name(self[at].folded)
        introduced = self.is_introduced(at)
        listed = self.is_listed_with_a_name(at, sure)
        loose = kind in (WordKind.EVERYDAY_WORD, WordKind.FIRST_NAME_AND_WORD, WordKind.NAME_WITH_CAPITAL)
        about = capital and (
            self.after(at) in VERBS or self.before(at) in (PERSON_PREPOSITIONS if loose else STRICT_PREPOSITIONS)
        )
        if kind in (WordKind.EVERYDAY_WORD, WordKind.FIRST_NAME_AND_WORD):
            article = self.before(at) in ARTICLES
            return introduced or (not article and (listed or about or self.is_subject(at, VERBS_AFTER_A_WORD)))
        if kind is WordKind.NAME_WITH_CAPITAL:
            called = self[at].gap == " " and self.before(at) in TEACHERS and self.after(at) not in TIMES
            return called or (capital and (introduced or listed or about))
        if not self._may_be_unknown(at) or (self.before(at) == "ben" and not capital):
            return False
        if introduced or listed or (about and self.before(at) not in ARTICLES):
            return True
        foreign = kind is WordKind.FOREIGN_NAME and len(self[at].folded) >= _SHORTEST_FOREIGN
        if foreign and self.before(at) not in ARTICLES:
            return self.before(at) in PERSON_PREPOSITIONS or self.is_subject(at, VERBS)
        return self.is_subject(at, VERBS_AFTER_A_WORD)

    def _may_be_unknown(self, at: int) -> bool:
        word = self[at]
        if not _SHORTEST_UNKNOWN <= len(word.folded) <= _LONGEST_UNKNOWN or self._unknown_left <= 0:
            return False
        if word.raw.isupper() and not self._shouted:
            return False
        if word.folded in NOT_NAMED or not any(c in "aeiouy" for c in word.folded):
            return False
        self._unknown_left -= 1
        return self.has_capital(at) or not is_typo(word.folded)

    def tail(self, at: int) -> int:
        """The last word of the surname that follows a first name or a title (`De Smet`), or the word itself."""
        last = at
        step = at + 1
        while step <= at + _LONGEST_SURNAME_TAIL + 1 and self[step].gap in (" ", ". "):
            word = self[step]
            if word.folded in PARTICLES and step <= at + _LONGEST_SURNAME_TAIL:
                step += 1
                continue
            joined = " ".join(self[i].folded for i in range(last + 1, step + 1))
            listed = joined in surnames() or word.folded in surnames()
            free = kind_of(word.folded) is not WordKind.WORD
            if self[step].gap == " " and (
                (
                    self.has_capital(step)
                    and not is_no_name(word.folded)
                    and (listed or free or word.folded not in VERBS)
                )
                or (listed and (free or " " in joined))
                or (free and step > last + 1 and not is_typo(word.folded))
            ):
                last = step
                step += 1
                continue
            break
        return last


def names(text: str) -> Iterator[tuple[str, int, int]]:
    """The names of persons in a message: `name`, start, end."""
    reader = _Reader(text)
    kinds = {at: kind_of(word.folded) for at, word in enumerate(reader.words) if len(word.folded) >= _SHORTEST}
    judged = {
        at: kind
        for at, kind in kinds.items()
        if (kind is not WordKind.WORD or reader.has_capital(at)) and not reader.is_blocked(at)
    }
    sure = {at for at, kind in judged.items() if reader.is_sure(at, kind)}
    more = {at for at, kind in judged.items() if at not in sure and reader.is_likely(at, kind, sure)}
    if more:  # a second look, for `X, Y en Lotte`
        sure |= more
        sure |= {at for at, kind in judged.items() if at not in sure and reader.is_likely(at, kind, sure)}
    covered = -1
    for at in range(len(reader.words)):
        titled = at not in sure and at in judged and _is_titled_surname(reader, at)
        if at > covered and (at in sure or titled):
            covered = reader.tail(at)
            yield "name", reader[at].start, reader[covered].end


def _is_titled_surname(reader: _Reader, at: int) -> bool:
    """`meneer Bakker`, `mijnheer De Backer`: a surname that is a word too, with a capital after a title."""
    word = reader[at]
    if reader.before(at) not in TITLES or not reader.has_capital(at) or is_no_name(word.folded):
        return False
    return word.folded in surnames() or (word.folded in PARTICLES and reader.tail(at) > at)
