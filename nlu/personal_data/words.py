"""What a word is for the detector of names: a first name, a surname, a Dutch word, or none that we know."""

from __future__ import annotations

import re
import unicodedata
from enum import Enum
from functools import cache, lru_cache
from itertools import islice

from nlu.word_lists import FIRST_NAMES, dictionary, lines, word_list

_LONGEST_LISTED = 11
"""The word list holds words of three to eleven letters; what is longer is taken for a word, not for an unknown name."""
_SHORTEST_LISTED = 3
_SHORTEST_HEAD, _SHORTEST_TAIL = 3, 4
"""Of a word made of two."""
_SHORTEST_SOUND = 4
_TYPO_VOCABULARY = 3_500
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_UNDECOMPOSED = str.maketrans({"\u0131": "i", "ø": "o", "ł": "l", "đ": "d", "ß": "s", "\u2019": "'"})


class WordKind(Enum):
    """What a word is by itself, before its context is looked at."""

    FIRST_NAME = "a first name and no Dutch word"
    FIRST_NAME_AND_WORD = "a first name, and a Dutch word that our colleagues rarely type"
    EVERYDAY_WORD = "an everyday word that is also a first name"
    NAME_OR_DIALECT = "a first name with a capital, without one perhaps a word of a dialect"
    NAME_WITH_CAPITAL = "far likelier a word, unless it has a capital inside a sentence"
    SURNAME = "a surname and no Dutch word"
    RARE_NAME = "on the lists of other countries or of OpenTaal, or spelt nearly like a first name"
    WORD = "a Dutch word, or the name of something that is no person"
    UNKNOWN = "on no list"


def fold(word: str) -> str:
    """Lower case, without accents."""
    if word.isascii():
        return word.lower()
    decomposed = unicodedata.normalize("NFKD", word.lower().translate(_UNDECOMPOSED))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


@cache
def surnames() -> frozenset[str]:
    """The surnames, those of more than one word as well (`de clercq`)."""
    return frozenset(lines("familienamen.txt"))


@cache
def famous() -> dict[str, tuple[tuple[str, ...], ...]]:
    """The full names of people that everybody knows, by their first word."""
    found: dict[str, tuple[tuple[str, ...], ...]] = {}
    for line in lines("bekende_namen.txt"):
        name = tuple(line.split())
        found[name[0]] = (*found.get(name[0], ()), name)
    return found


@cache
def _typo_vocabulary() -> frozenset[str]:
    words = (word for line in lines("gewone_woorden.txt") for word in line.split())
    return frozenset(islice(words, _TYPO_VOCABULARY))


def is_dutch(folded: str) -> bool:
    """Whether a folded word is on the word list, in our examples, or cannot be judged (too short, too long)."""
    if not folded.isascii() or not _SHORTEST_LISTED <= len(folded) <= _LONGEST_LISTED:
        return True
    return is_common(folded) or folded in word_list("eigen_woorden.txt") or folded in dictionary()


@lru_cache(maxsize=4096)
def is_compound(folded: str) -> bool:
    """Whether a folded word is two Dutch words in one (`klaskonijn`), which the list need not have."""
    listed = dictionary()
    return any(
        folded[at:] in listed and (folded[:at] in listed or (folded[at - 1] == "s" and folded[: at - 1] in listed))
        for at in range(_SHORTEST_HEAD, len(folded) - _SHORTEST_TAIL + 1)
    )


def is_common(folded: str) -> bool:
    """Whether our colleagues type a folded word often."""
    return folded in word_list("gewone_woorden.txt")


def is_no_name(folded: str) -> bool:
    """Whether a folded word is an app, a brand, an organisation, a place or somebody from a book."""
    return folded in word_list("geen_namen.txt")


_KINDS_BY_LIST = (
    ("geen_namen.txt", WordKind.WORD),
    ("voornamen_hoofdletter.txt", WordKind.NAME_WITH_CAPITAL),
    ("voornamen_ook_streektaal.txt", WordKind.NAME_OR_DIALECT),
    ("voornamen_ook_woord.txt", WordKind.EVERYDAY_WORD),
)
"""Lists that tell by themselves; the first that has a word holds."""


def _kind_of_part(part: str) -> WordKind:
    for name, kind in _KINDS_BY_LIST:
        if part in word_list(name):
            return kind
    if part in word_list(FIRST_NAMES):
        return WordKind.FIRST_NAME_AND_WORD if is_dutch(part) and len(part) >= _SHORTEST_LISTED else WordKind.FIRST_NAME
    if part in surnames() and (len(part) > _LONGEST_LISTED or not is_dutch(part)):
        return WordKind.SURNAME
    if part in word_list("voornamen_opentaal.txt") and not is_common(part):
        return WordKind.RARE_NAME
    if is_dutch(part) or is_compound(part):
        return WordKind.WORD
    rare = part in word_list("voornamen_wereld.txt") or sounds_like_a_name(part)
    return WordKind.RARE_NAME if rare else WordKind.UNKNOWN


_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("ph", "f"), ("th", "t"), ("ck|qu|q", "k"), ("c(?=[eiy])", "s"), ("c(?!h)", "k"), ("x", "ks"), ("sz|cz|z", "s"),
        ("v", "f"), ("^[dzt]j", "j"), ("ij|ie|y|ei|ey|ee", "i"), ("oe|ou|oo|uu", "u"), ("ae|aa", "a"),
        ("(?<=[^cs])h", ""), ("dt|d$", "t"), (r"(.)\1+", r"\1"),
    )
)  # fmt: skip
"""Spellings that sound alike, in the order in which they are replaced."""


def _sound(folded: str) -> str:
    for pattern, sound in _SOUNDS:
        folded = pattern.sub(sound, folded)
    return folded


@cache
def _sounds_of_names() -> frozenset[str]:
    names = (name for name in word_list(FIRST_NAMES) if len(name) >= _SHORTEST_SOUND)
    return frozenset(_sound(name) for name in names)


def sounds_like_a_name(folded: str) -> bool:
    """Whether a word that is on no list sounds like a first name (`kobbe`, `thijmen`, `zjef`)."""
    return len(folded) >= _SHORTEST_SOUND and _sound(folded) in _sounds_of_names()


def _stem_is_name(folded: str) -> bool:
    """`lottes`, `lotte's`, `jefke`, `sofietje`: a name with an ending."""
    for ending, shortest in (("'s", 2), ("s", 4), ("ke", 3), ("tje", 3), ("je", 3)):
        stem = folded.removesuffix(ending)
        if stem != folded and len(stem) >= shortest and stem in word_list(FIRST_NAMES) and not is_dutch(stem):
            return True
    return False


@lru_cache(maxsize=4096)
def kind_of(folded: str) -> WordKind:
    """What a folded word is; a word with hyphens is a name when its parts are (`pieter-jan`)."""
    kind = _kind_of_part(folded)
    if "-" in folded:
        if folded in word_list(FIRST_NAMES):
            return WordKind.FIRST_NAME
        parts = {_kind_of_part(part) for part in folded.split("-")}
        names = {WordKind.FIRST_NAME, WordKind.FIRST_NAME_AND_WORD, WordKind.RARE_NAME}
        return WordKind.FIRST_NAME if WordKind.FIRST_NAME in parts and parts <= names else WordKind.WORD
    if folded in surnames() and "'" in folded:
        return WordKind.SURNAME
    if kind in (WordKind.UNKNOWN, WordKind.RARE_NAME) or "'" in folded:
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
