"""Turn a message into the features the classifier counts. Each is `block:feature`; the blocks are weighted apart.

`w` words as typed, alone and in pairs; `c` letter n-grams within them; `s` stems of the plain words, alone and in
pairs up to three apart; `k` concepts and `kk` pairs of concepts anywhere in the message; `ks` a concept beside a stem;
`f` the form: how long, how it begins and ends, whether it asks.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from nlu.normalise import concepts_of, normalise, plain_words, stem, words

_CHARACTER_NGRAMS = range(2, 6)
_REACH = range(1, 4)
_NEAR = range(1, 3)
_MAX_CONCEPTS = 40
_SHORT = 8
_STEP = 5
_LONGEST = 6
_ASKING = frozenset("hoe wat wie waar wanneer welke welk waarom mag moet kan is zijn heb ben hoeveel hoelang".split())


def features(text: str) -> Iterator[str]:
    """The features of a raw message, with repeats."""
    typed = words(normalise(text))
    plain = [meant for word in typed for meant in plain_words(word)]
    stems = [stem(word) for word in plain]
    concepts = [concepts_of(word) for word in plain]
    yield from _together("w", typed)
    yield from _letters(typed)
    yield from _together("s", stems)
    yield from _concepts(concepts)
    yield from _concepts_beside_stems(concepts, stems)
    yield from _form(plain, concepts)


def _letters(typed: list[str]) -> Iterator[str]:
    for word in typed:
        padded = f" {word} "
        for size in _CHARACTER_NGRAMS:
            for start in range(max(1, len(padded) - size + 1)):
                yield f"c:{padded[start : start + size]}"


def _together(block: str, tokens: list[str]) -> Iterator[str]:
    for one in tokens:
        yield f"{block}:{one}"
    for reach in _REACH:
        for first, second in zip(tokens, tokens[reach:], strict=False):
            yield f"{block}:{first}{'.' * (reach > 1) or ' '}{second}"


def _concepts(concepts: list[tuple[str, ...]]) -> Iterator[str]:
    told = [concept for of_word in concepts for concept in of_word]
    for concept in told:
        yield f"k:{concept}"
    for first, second in itertools.combinations(sorted(dict.fromkeys(told))[:_MAX_CONCEPTS], 2):
        yield f"kk:{first} {second}"


def _concepts_beside_stems(concepts: list[tuple[str, ...]], stems: list[str]) -> Iterator[str]:
    for reach in _NEAR:
        for of_word, after in zip(concepts, stems[reach:], strict=False):
            for concept in of_word:
                yield f"ks:{concept}>{after}"
        for before, of_word in zip(stems, concepts[reach:], strict=False):
            for concept in of_word:
                yield f"ks:{before}<{concept}"


def _form(plain: list[str], concepts: list[tuple[str, ...]]) -> Iterator[str]:
    length = len(plain)
    yield f"f:length {length if length < _SHORT else _SHORT + min(length // _STEP, _LONGEST)}"
    if not plain:
        return
    for size in _REACH:
        yield f"f:begins {' '.join(plain[:size])}"
    yield f"f:ends {plain[-1]}"
    for of_word in concepts[:2]:
        for concept in of_word:
            yield f"f:begins about {concept}"
    for of_word in concepts[-2:]:
        for concept in of_word:
            yield f"f:ends about {concept}"
    if plain[-1] == "?":
        yield "f:question mark"
    if plain[0] in _ASKING:
        yield "f:asks"
