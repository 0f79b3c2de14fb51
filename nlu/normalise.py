"""Plain Dutch from what Flemish staff type: its words as typed, and as meant. Pure functions, data in YAML."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import yaml

from nlu.word_lists import is_spelt_right

MAX_CHARACTERS = 2_000
"""Of a longer message only the beginning and the end are read, so that a turn stays fast on hostile input."""

SPELLING = Path(__file__).parent / "spelling.yml"
CONCEPTS = Path(__file__).parent / "begrippen.yml"

_WORD = re.compile(r"[a-z0-9]+(?:'[a-z0-9]+)*|[^\W\d_]+|[^\w\s']")
"""A word of Latin letters, a word of another script (danger is told in those too), or a sign."""
_STRETCHED = re.compile(r"(.)\1{2,}")
_LEANING_ON_A_KEY = re.compile(r"(.)\1{30,}")
_WRITTEN_ALIKE = str.maketrans(
    "\u2019\u2018\u00b4`\u0142\u0131\u00f8\u0111\u0649\u0629", "''''liod\u064a\u0647", "\u0640"
)
"""Apostrophes; Latin letters that are no letter with an accent; Arabic letters that many type for one another."""
_PLAIN_ASCII = str.maketrans({**dict.fromkeys(map(chr, (*range(32), 127)), " "), "^": None})
"""What `_plain_letters` does to these, and fifteen times as fast."""
_VOWELS = frozenset("aeiouy")
_ENDINGS = ("etjes", "etje", "tjes", "tje", "jes", "je", "kes", "ke", "ende", "end", "en", "de", "te", "s", "t", "e")
_SHORTEST_TYPO = 5
_SHORTEST_STEM = 3


def normalise(text: str) -> str:
    """Lower case, without accents and control characters, stretched letters (`neeeee`) cut to two."""
    if len(text) > MAX_CHARACTERS:
        half = MAX_CHARACTERS // 2
        text = f"{text[:half]} {text[-half:]}"
    text = text.lower().translate(_WRITTEN_ALIKE)
    plain = text.translate(_PLAIN_ASCII) if text.isascii() else "".join(_plain_letters(text))
    return _STRETCHED.sub(r"\1\1", _LEANING_ON_A_KEY.sub(" ", plain))


def _plain_letters(text: str) -> Iterator[str]:
    for character in unicodedata.normalize("NFKD", text):
        if not _is_decoration(character):
            yield character if unicodedata.category(character)[0] != "C" else " "


def _is_decoration(character: str) -> bool:
    """An accent, or what gives an emoji its skin, sex or colour."""
    return character in "♀♂" or unicodedata.category(character) in ("Mn", "Sk")


def words(text: str) -> list[str]:
    """The words and the single signs (emoji, punctuation) of a normalised text."""
    return _WORD.findall(text)


@dataclass(frozen=True)
class Spelling:
    """How things are typed, and the plain words they stand for."""

    meant: Mapping[str, tuple[str, ...]]
    glued: Mapping[str, str]
    endings: Mapping[str, str]
    known: frozenset[str]
    """Words that are right as they stand."""
    misspelt: Mapping[str, str]
    """A known word with one letter left out -> the word."""

    def plain(self, word: str) -> tuple[str, ...]:
        """The words that a typed word stands for; itself when nothing is known about it."""
        if found := self.meant.get(word):
            return found
        if word in self.known or not word.isalpha() or is_spelt_right(word):
            return (word,)
        return self._unglued(word) or self._corrected(word) or (word,)

    def _unglued(self, word: str) -> tuple[str, ...]:
        for beginning, meant in self.glued.items():
            rest = word.removeprefix(beginning)
            if rest != word and len(rest) >= _SHORTEST_STEM and rest in self.known:
                return (meant, rest)
        for ending, meant in self.endings.items():
            rest = word.removesuffix(ending)
            if rest != word and len(rest) >= _SHORTEST_STEM and rest in self.known:
                return (rest, meant)
        return ()

    def _corrected(self, word: str) -> tuple[str, ...]:
        if len(word) < _SHORTEST_TYPO:
            return ()
        for shorter in (word, *one_letter_out(word)):
            if found := self.misspelt.get(shorter):
                return (found,)
            if shorter in self.known and len(shorter) >= _SHORTEST_TYPO:
                return (shorter,)
        return ()


@dataclass(frozen=True)
class Lexicon:
    """Which words are about which concepts."""

    whole: Mapping[str, tuple[str, ...]]
    beginnings: Mapping[str, tuple[str, ...]]
    endings: Mapping[str, tuple[str, ...]]
    within: Mapping[str, tuple[str, ...]]

    def concepts(self, word: str) -> tuple[str, ...]:
        """The concepts a plain word is about, each once, in the order of the file's parts."""
        found = dict.fromkeys(self.whole.get(word, ()))
        for size in range(_SHORTEST_STEM - 1, len(word) + 1):
            found |= dict.fromkeys(self.beginnings.get(word[:size], ()))
            found |= dict.fromkeys(self.endings.get(word[-size:], ()))
        for part, concepts in self.within.items():
            if part in word:
                found |= dict.fromkeys(concepts)
        return tuple(found)


@cache
def lexicon(path: Path = CONCEPTS) -> Lexicon:
    """The lexicon of the file. Raises `ValueError` on an entry that is no word."""
    raw: dict[str, list[str]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    parts: dict[str, dict[str, tuple[str, ...]]] = {"whole": {}, "beginnings": {}, "endings": {}, "within": {}}
    for concept, entries in raw.items():
        for entry in entries:
            if not isinstance(entry, str) or not entry.strip("*"):
                raise ValueError(f"{path}: {concept}: {entry!r} is no word")
            part = parts[_part(entry)]
            part[entry.strip("*")] = (*part.get(entry.strip("*"), ()), concept)
    return Lexicon(**parts)


def _part(entry: str) -> str:
    if entry.startswith("*"):
        return "within" if entry.endswith("*") else "endings"
    return "beginnings" if entry.endswith("*") else "whole"


@cache
def spelling(path: Path = SPELLING, concepts: Path = CONCEPTS) -> Spelling:
    """The spelling of the file; the words of the lexicon and those meant by the spelling are the known ones."""
    raw: dict[str, dict[str, str]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    meant = {typed: tuple(plain.split()) for typed, plain in raw["words"].items()}
    lexical = lexicon(concepts)
    known = {*lexical.whole, *lexical.beginnings, *(word for plain in meant.values() for word in plain)}
    return Spelling(meant, raw["glued"], raw["endings"], frozenset(known), _misspelt(known))


def _misspelt(known: Iterable[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for word in sorted(known):
        if len(word) > _SHORTEST_TYPO:
            for shorter in one_letter_out(word):
                found.setdefault(shorter, word)
    return found


def one_letter_out(word: str) -> list[str]:
    """The word with each of its letters but the first left out."""
    return [word[:i] + word[i + 1 :] for i in range(1, len(word))]


@lru_cache(maxsize=20_000)
def plain_words(word: str) -> tuple[str, ...]:
    """The plain words that a typed word stands for."""
    return spelling().plain(word)


@lru_cache(maxsize=20_000)
def concepts_of(word: str) -> tuple[str, ...]:
    """The concepts that a plain word is about."""
    return lexicon().concepts(word)


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """A light Dutch stem: plural, diminutive, verb ending and the doubling they bring are taken off."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            word = word.removesuffix(ending)
            break
    return _single(word)


def _single(word: str) -> str:
    if len(word) > _SHORTEST_STEM and word[-1] == word[-2] and word[-1] not in _VOWELS:
        word = word[:-1]
    if len(word) > _SHORTEST_STEM and word[-2] == word[-3] and word[-2] in _VOWELS:
        word = word[:-2] + word[-1]
    return word.translate(str.maketrans("vz", "fs")) if word[-1] in "vz" else word
