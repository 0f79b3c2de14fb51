"""What is misspelt is read as meant, and what is spelt right stays as it is."""

from __future__ import annotations

import gzip

import pytest

from nlu.normalise import plain_words, spelling
from nlu.word_lists import DICTIONARY, FOLDER


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("leerlng", "leerling"),
        ("gepset", "gepest"),
        ("misschienn", "misschien"),
        ("poltie", "politie"),
        ("cyberpestn", "cyberpesten"),
        ("tzorgteam", "het zorgteam"),
        ("weetekik", "weet ik"),
        ("kheb", "ik heb"),
    ],
)
def test_what_is_misspelt_or_glued(typed: str, meant: str) -> None:
    """A letter too many, too few, another or swapped; two words in one."""
    assert " ".join(plain_words(typed)) == meant


@pytest.mark.parametrize(
    "word",
    [
        "mensen", "alleen", "geest", "vervangen", "worden", "dieren", "slapen", "verbonden", "kregen", "duur",
        "klachten", "vierde", "slachtoffers", "persoonlijke", "moeilijkheden", "pieter", "julie",
        "willem", "social", "network",
    ],
)  # fmt: skip
def test_what_is_spelt_right(word: str) -> None:
    """A common word is not taken for a slip of a word that we know, nor for two words, nor is a first name."""
    assert plain_words(word) == (word,)


def test_no_word_of_the_dutch_list_is_rewritten() -> None:
    """Unless the file of spellings says what is meant by it."""
    words = gzip.decompress((FOLDER / DICTIONARY).read_bytes()).decode().split()
    assert len(words) > 200_000
    read = spelling()
    assert [word for word in words if word not in read.meant and read.plain(word) != (word,)] == []
