"""The lists of words and names in `woorden/`; its `README.md` says whose they are."""

from __future__ import annotations

import gzip
from bisect import bisect_right
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "woorden"

DICTIONARY = "woordenlijst.txt.gz"
FIRST_NAMES = "voornamen.txt"
RIGHT_BESIDES = "ook_juist.txt"


def lines(name: str) -> list[str]:
    """The lines of a list, without its comments."""
    return [line for line in (FOLDER / name).read_text(encoding="utf-8").splitlines() if not line.startswith("#")]


@cache
def word_list(name: str) -> frozenset[str]:
    """The words of a list."""
    return frozenset(word for line in lines(name) for word in line.split())


class SortedWords:
    """A sorted list of words, one per line, as one piece of text: a tenth of the memory of a set."""

    _BLOCK = 512

    def __init__(self, text: bytes) -> None:
        self._text = text
        self._starts = [0]
        while (end := text.find(b"\n", self._starts[-1] + self._BLOCK)) >= 0:
            self._starts.append(end + 1)
        self._first_words = [text[start : text.find(b"\n", start)] for start in self._starts]

    def __contains__(self, word: str) -> bool:
        encoded = word.encode()
        at = bisect_right(self._first_words, encoded) - 1
        if at < 0 or self._first_words[at] == encoded:
            return at >= 0
        end = self._starts[at + 1] if at + 1 < len(self._starts) else len(self._text)
        return self._text.find(b"\n" + encoded + b"\n", self._starts[at] - 1, end) >= 0


@cache
def dictionary() -> SortedWords:
    """The Dutch list: folded words of three to eleven letters, and longer ones that are near one of the lexicon."""
    return SortedWords(gzip.decompress((FOLDER / DICTIONARY).read_bytes()))


def is_spelt_right(folded: str) -> bool:
    """Whether a folded word is right as it stands: a Dutch word, a first name, or one that those lists lack."""
    return folded in dictionary() or folded in word_list(FIRST_NAMES) or folded in word_list(RIGHT_BESIDES)
