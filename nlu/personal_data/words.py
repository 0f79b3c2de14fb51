"""What a word is for the detector of names: a first name, a surname, a Dutch word, or none that we know."""

from __future__ import annotations

import gzip
import unicodedata
from bisect import bisect_right
from enum import Enum
from functools import cache, lru_cache
from itertools import islice
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "woorden"
"""The lists; `README.md` there says whose they are."""

_LONGEST_LISTED = 11
"""The word list holds words of three to eleven letters; what is longer is taken for a word, not for an unknown name."""
_SHORTEST_LISTED = 3
_TYPO_VOCABULARY = 3_500
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_UNDECOMPOSED = str.maketrans({"\u0131": "i", "ø": "o", "ł": "l", "đ": "d", "ß": "s", "\u2019": "'"})


class WordKind(Enum):
    """What a word is by itself, before its context is looked at."""

    FIRST_NAME = "a first name and no Dutch word"
    FIRST_NAME_AND_WORD = "a first name, and a Dutch word that our colleagues rarely type"
    EVERYDAY_WORD = "an everyday word that is also a first name"
    NAME_WITH_CAPITAL = "far likelier a word, unless it has a capital inside a sentence"
    SURNAME = "a surname and no Dutch word"
    FOREIGN_NAME = "on the lists of other countries"
    WORD = "a Dutch word, or the name of something that is no person"
    UNKNOWN = "on no list"


def fold(word: str) -> str:
    """Lower case, without accents."""
    if word.isascii():
        return word.lower()
    decomposed = unicodedata.normalize("NFKD", word.lower().translate(_UNDECOMPOSED))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def _lines(name: str) -> list[str]:
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]


@cache
def _list(name: str) -> frozenset[str]:
    return frozenset(word for line in _lines(name) for word in line.split())


@cache
def surnames() -> frozenset[str]:
    """The surnames, those of more than one word as well (`de clercq`)."""
    return frozenset(_lines("familienamen.txt"))


@cache
def _typo_vocabulary() -> frozenset[str]:
    words = (word for line in _lines("gewone_woorden.txt") for word in line.split())
    return frozenset(islice(words, _TYPO_VOCABULARY))


class _SortedWords:
    """A sorted list of words, one per line, as one piece of text: a tenth of the memory of a set."""

    _BLOCK = 512

    def __init__(self, lines: bytes) -> None:
        self._lines = lines
        self._starts = [0]
        while (end := lines.find(b"\n", self._starts[-1] + self._BLOCK)) >= 0:
            self._starts.append(end + 1)
        self._first_words = [lines[start : lines.find(b"\n", start)] for start in self._starts]

    def __contains__(self, word: str) -> bool:
        encoded = word.encode()
        at = bisect_right(self._first_words, encoded) - 1
        if at < 0 or self._first_words[at] == encoded:
            return at >= 0
        end = self._starts[at + 1] if at + 1 < len(self._starts) else len(self._lines)
        return self._lines.find(b"\n" + encoded + b"\n", self._starts[at], end) >= 0


@cache
def _dutch_words() -> _SortedWords:
    return _SortedWords(gzip.decompress((FOLDER / "woordenlijst.txt.gz").read_bytes()))


def is_dutch(folded: str) -> bool:
    """Whether a folded word is on the word list, in our examples, or cannot be judged (too short, too long)."""
    if not folded.isascii() or not _SHORTEST_LISTED <= len(folded) <= _LONGEST_LISTED:
        return True
    return is_common(folded) or folded in _dutch_words()


def is_common(folded: str) -> bool:
    """Whether our colleagues type a folded word often."""
    return folded in _list("gewone_woorden.txt")


def is_no_name(folded: str) -> bool:
    """Whether a folded word is an app, a brand, an organisation, a place or somebody from a book."""
    return folded in _list("geen_namen.txt")


def _kind_of_part(part: str) -> WordKind:
    if part in _list("geen_namen.txt"):
        return WordKind.WORD
    if part in _list("voornamen_hoofdletter.txt"):
        return WordKind.NAME_WITH_CAPITAL
    if part in _list("voornamen_ook_woord.txt"):
        return WordKind.EVERYDAY_WORD
    if part in _list("voornamen.txt"):
        return WordKind.FIRST_NAME_AND_WORD if is_dutch(part) and len(part) >= _SHORTEST_LISTED else WordKind.FIRST_NAME
    if part in surnames() and (len(part) > _LONGEST_LISTED or not is_dutch(part)):
        return WordKind.SURNAME
    if is_dutch(part):
        return WordKind.WORD
    return WordKind.FOREIGN_NAME if part in _list("voornamen_wereld.txt") else WordKind.UNKNOWN


def _stem_is_name(folded: str) -> bool:
    """`lottes`, `lotte's`, `jefke`, `sofietje`: a name with an ending."""
    for ending, shortest in (("'s", 2), ("s", 4), ("ke", 3), ("tje", 3), ("je", 3)):
        stem = folded.removesuffix(ending)
        if stem != folded and len(stem) >= shortest and stem in _list("voornamen.txt") and not is_dutch(stem):
            return True
    return False


@lru_cache(maxsize=4096)
def kind_of(folded: str) -> WordKind:
    """What a folded word is; a word with hyphens is a name when its parts are (`pieter-jan`)."""
    kind = _kind_of_part(folded)
    if "-" in folded:
        if folded in _list("voornamen.txt"):
            return WordKind.FIRST_NAME
        parts = {_kind_of_part(part) for part in folded.split("-")}
        names = {WordKind.FIRST_NAME, WordKind.FIRST_NAME_AND_WORD, WordKind.FOREIGN_NAME}
        return WordKind.FIRST_NAME if WordKind.FIRST_NAME in parts and parts <= names else WordKind.WORD
    if folded in surnames() and "'" in folded:
        return WordKind.SURNAME
    if kind in (WordKind.UNKNOWN, WordKind.FOREIGN_NAME) or "'" in folded:
        return WordKind.FIRST_NAME if _stem_is_name(folded) else (WordKind.WORD if "'" in folded else kind)
    return kind


@lru_cache(maxsize=1024)
def is_typo(folded: str) -> bool:
    """Whether an unknown word is one slip away from a word that our colleagues type often, or two such words in one."""
    common = _typo_vocabulary()
    splits = [(folded[:at], folded[at:]) for at in range(len(folded) + 1)]
    return any(
        (head and tail and head in common and tail in common)
        or (tail and head + tail[1:] in common)
        or (len(tail) > 1 and head + tail[1] + tail[0] + tail[2:] in common)
        or any(head + letter + tail in common or head + letter + tail[1:] in common for letter in _LETTERS)
        for head, tail in splits
    )
