"""Turn a message into the features the classifier counts: words, word pairs and character n-grams."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator

MAX_CHARACTERS = 2_000
"""Of a longer message only the beginning and the end are read, so that a turn stays fast on hostile input."""

_WORD = re.compile(r"[a-z0-9]+|[^\w\s]")
_STRETCHED = re.compile(r"(.)\1{2,}")
_LEANING_ON_A_KEY = re.compile(r"(.)\1{30,}")
_CHARACTER_NGRAMS = range(2, 6)


def normalise(text: str) -> str:
    """Lower case, without accents and control characters, stretched letters (`neeeee`) cut to two."""
    if len(text) > MAX_CHARACTERS:
        half = MAX_CHARACTERS // 2
        text = f"{text[:half]} {text[-half:]}"
    decomposed = unicodedata.normalize("NFKD", text.lower())
    kept = (c if unicodedata.category(c)[0] != "C" else " " for c in decomposed if not unicodedata.combining(c))
    return _STRETCHED.sub(r"\1\1", _LEANING_ON_A_KEY.sub(" ", "".join(kept)))


def words(text: str) -> list[str]:
    """The words and the single signs (emoji, punctuation) of a normalised text."""
    return _WORD.findall(text)


def features(text: str) -> Iterator[str]:
    """The features of a raw message, with repeats: `w:` words, `p:` word pairs, `c:` n-grams within a word."""
    tokens = words(normalise(text))
    for token in tokens:
        yield f"w:{token}"
    for first, second in itertools.pairwise(tokens):
        yield f"p:{first} {second}"
    for token in tokens:
        padded = f" {token} "
        for size in _CHARACTER_NGRAMS:
            for start in range(max(1, len(padded) - size + 1)):
                yield f"c:{padded[start : start + size]}"
