"""Find names of persons: by the lists where a name can be nothing else, by what stands around it elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlu.personal_data.cues import (
    ARTICLES,
    BEFORE_SOMEBODY,
    CLAUSE_OPENERS,
    CLOSINGS,
    FAMILY,
    HELD_BY,
    NAMING,
    NOT_FROM,
    NOT_NAMED,
    PARTICLES,
    PERSON_PREPOSITIONS,
    PUPILS,
    STRICT_PREPOSITIONS,
    TALKED,
    TALKED_WITH,
    TEACHERS,
    TIMES,
    TITLES,
    VERBS,
    VERBS_AFTER_A_WORD,
)
from nlu.personal_data.message_words import MessageWords
from nlu.personal_data.words import WordKind, is_common, is_no_name, is_typo, kind_of, surnames

_JOINS = re.compile(r"[ ]*[,/&+][ ]*(?:en )?")
_SWALLOWED = re.compile(r"[bcdfgkpstvz]n$")
"""As a verb ends in the west of Flanders (`kykn`), and hardly a name."""
_SHORTEST = 2
_SHORTEST_UNKNOWN = 3
_LONGEST_UNKNOWN = 14
_SHORTEST_RARE = 5
"""So long, a rare name is hardly a slip of the thumb."""
_LONGEST_SURNAME_TAIL = 3
_LONGEST_SIGNATURE = 3
_MOST_UNKNOWN = 40
"""So many unknown words are judged in one message; who types more, types no Dutch."""


class _Reader(MessageWords):
    """One message, and what in it may be a name."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._unknown_left = _MOST_UNKNOWN

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
            and at >= len(self.words) - _LONGEST_SIGNATURE
            and word.raw[0].isupper()
        ):
            return word.gap != " " or self.has_capital(at)
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

    def is_talked_with(self, at: int) -> bool:
        """`met wiebe gesproken`, `gesprek met storm`, `aan tuur gevraagd`."""
        if self.before(at) not in TALKED_WITH:
            return False
        return self.before(at, 2) in TALKED or self.after(at) in TALKED or self.after(at + 1) in TALKED

    def is_in_a_weak_place(self, at: int) -> bool:
        """Where a rare name stands, and a slip of the thumb as well: the longer it is, the likelier the name."""
        if self.before(at) in ARTICLES or len(self[at].folded) < _SHORTEST_RARE:
            return False
        before, opens = self.before(at), self[at].opens
        held = self.after(at) in HELD_BY
        return (
            held or before in PERSON_PREPOSITIONS or (before in BEFORE_SOMEBODY) or (opens and self.after(at) in VERBS)
        )

    def is_sure(self, at: int, kind: WordKind) -> bool:
        """Whether the lists alone say that it is a name."""
        word, before = self[at], self.before(at)
        if kind is WordKind.FIRST_NAME:
            return True
        if kind is WordKind.SURNAME:
            return before not in NOT_FROM
        if kind is WordKind.FIRST_NAME_AND_WORD:
            return before not in ARTICLES
        if kind is WordKind.NAME_OR_DIALECT:
            return self.has_capital(at)
        return (
            kind is WordKind.RARE_NAME
            and self.has_capital(at)
            and len(word.folded) > _SHORTEST
            and before not in NOT_FROM
        )

    def is_likely(self, at: int, kind: WordKind, sure: set[int]) -> bool:
        """Whether the words around it say that it is a name."""
        capital = self.has_capital(at)
        if kind is WordKind.WORD:
            titled = capital and self[at].gap in (" ", ". ") and self.before(at) in TEACHERS
            return titled and not is_common(self[at].folded) and not is_no_name(self[at].folded)
        if kind in (WordKind.EVERYDAY_WORD, WordKind.FIRST_NAME_AND_WORD, WordKind.NAME_OR_DIALECT):
            dialect = kind is WordKind.NAME_OR_DIALECT
            return self._is_a_word_as_name(at, sure, VERBS if dialect else VERBS_AFTER_A_WORD)
        introduced = self.is_introduced(at)
        listed = self.is_listed_with_a_name(at, sure)
        if kind is WordKind.NAME_WITH_CAPITAL:
            called = self[at].gap == " " and self.before(at) in TEACHERS and self.after(at) not in TIMES
            return called or (capital and (introduced or listed or self._is_about(at, PERSON_PREPOSITIONS)))
        if kind is WordKind.RARE_NAME and introduced:
            return True
        if not self._may_be_unknown(at) or (self.before(at) == "ben" and not capital):
            return False
        return introduced or listed or self._is_told_of(at, kind)

    def _is_told_of(self, at: int, kind: WordKind) -> bool:
        """Whether a word on no list of Flanders stands where a person does: it talks, is talked with, has something."""
        if self.is_subject(at, VERBS_AFTER_A_WORD):
            return True
        if self.before(at) in ARTICLES:
            return False
        about = self.has_capital(at) and self._is_about(at, STRICT_PREPOSITIONS)
        told = about or self.is_talked_with(at) or self._is_set_apart(at)
        return told or (kind is WordKind.RARE_NAME and self.is_in_a_weak_place(at))

    def _is_a_word_as_name(self, at: int, sure: set[int], verbs: frozenset[str]) -> bool:
        """`storm ontkent alles`, `gesprek met storm`, but not `de storm`."""
        if self.is_introduced(at):
            return True
        if self.before(at) in ARTICLES:
            return False
        about = self.has_capital(at) and self._is_about(at, PERSON_PREPOSITIONS)
        told = about or self.is_subject(at, verbs) or self.is_talked_with(at)
        return told or self.is_listed_with_a_name(at, sure)

    def _is_about(self, at: int, prepositions: frozenset[str]) -> bool:
        return self.after(at) in VERBS or self.before(at) in prepositions

    def _is_set_apart(self, at: int) -> bool:
        """`het meisje, anouchka, weent`."""
        commas = self[at].gap == ", " and self[at + 1].gap.startswith(",")
        return commas and self[at - 1].folded in PUPILS

    def _may_be_unknown(self, at: int) -> bool:
        word = self[at]
        if not _SHORTEST_UNKNOWN <= len(word.folded) <= _LONGEST_UNKNOWN or self._unknown_left <= 0:
            return False
        if word.raw.isupper() and not self.shouted:
            return False
        if word.folded in NOT_NAMED or not any(c in "aeiouy" for c in word.folded):
            return False
        if _SWALLOWED.search(word.folded):
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
        elif at > covered and reader.before(at) in TEACHERS and f"{reader[at].folded} {reader.after(at)}" in surnames():
            covered = at + 1  # `mevrouw de smet`
            yield "name", reader[at].start, reader[covered].end


def _is_titled_surname(reader: _Reader, at: int) -> bool:
    """`meneer Bakker`, `mijnheer De Backer`: a surname that is a word too, with a capital after a title."""
    word = reader[at]
    if reader.before(at) not in TITLES or not reader.has_capital(at) or is_no_name(word.folded):
        return False
    return word.folded in surnames() or (word.folded in PARTICLES and reader.tail(at) > at)
