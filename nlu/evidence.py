"""What the words of a message tell of danger, counted in the examples: a witness beside the network.

Each stem, and each two near each other, weighs by how much more often it stands in the examples of danger than in the
others that tell of somebody (the logarithm of the ratio, as naive Bayes has it). Alone that is a poor reader; beside
the network, whose faults are others, it finds a fifth of what that one misses.

What is short has to hold a word that could tell of danger. Of "hij is 14" or "leerling" no more is known than that such
words stand in reports, of danger too. A word is ordinary when the examples without danger hold it and those of danger
hardly do, or when it is among the commonest of all ("hij", "haar", "foto"), which stand in danger often for no other
reason than that it is told of somebody. A word that no example holds (misspelt, glued, of another language) is not.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from nlu.examples import OUT_OF_SCOPE, SAFETY_INTENTS
from nlu.normalise import normalise, plain_words, stem, words

SHORT = 7
"""Words and signs that a text has at most to be short."""
_TELLS_OF_SOMEBODY = ("nieuw_dossier", "meldt_", "is_", "nee", OUT_OF_SCOPE)
"""How the intents begin that tell of somebody, as danger does: beside questions and commands "hij" would be telling."""
_COMMONEST = 250
_FEWEST = 2
_SHARE_OF_ORDINARY = 0.25
_FEWEST_PAIRS = 3
_SHARE_OF_PAIRS = 0.7
_DIGIT = re.compile(r"\d")
"""An age stands in reports of danger more than elsewhere, and tells nothing."""
_HALF_A_MESSAGE = 0.5
"""Added to what is counted, so that a word seen once says little."""
_SMOOTHING = 0.3

Counts = tuple[Counter[str], Counter[str]]
"""In how many messages each unit stands: without danger, and with."""


@dataclass(frozen=True)
class Evidence:
    """What was counted in the examples."""

    weights: Mapping[str, float]
    """Of each stem, and of two stems next to one another or one apart: the logarithm of danger to the rest."""
    ordinary: Collection[str]
    """Stems that tell nothing."""
    pairs: Collection[str]
    """Two stems that tell of danger in a short text."""

    def weight(self, text: str) -> float:
        """What the words of a text say together: above 0 for danger, below for the rest; 0 when nothing is known."""
        told = [self.weights[unit] for unit in set(_units(_stems(text))) if unit in self.weights]
        return sum(told) / math.sqrt(len(told)) if told else 0.0

    def could_tell(self, text: str) -> bool:
        """Whether a text is long, or holds something that could tell of danger."""
        stems = _stems(text)
        if len(stems) > SHORT:
            return True
        told = (word for word in stems if not word.isascii() or any(map(str.isalpha, word)))
        return any(word not in self.ordinary for word in told) or any(pair in self.pairs for pair in _pairs(stems))

    def save(self, path: Path) -> None:
        """Store what was counted."""
        np.savez_compressed(
            path,
            units=_packed(self.weights),
            weights=np.array(list(self.weights.values()), dtype=np.float16),
            ordinary=_packed(self.ordinary),
            pairs=_packed(self.pairs),
        )

    @classmethod
    def load(cls, path: Path) -> Evidence:
        """What `save` stored."""
        with np.load(path, allow_pickle=False) as stored:
            units, ordinary, pairs = (stored[name].tobytes().decode() for name in ("units", "ordinary", "pairs"))
            weights = dict(zip(units.split("\n"), stored["weights"].tolist(), strict=True)) if units else {}
            return cls(weights, frozenset(ordinary.split("\n")), frozenset(pairs.split("\n")))


def _packed(units: Iterable[str]) -> npt.NDArray[np.uint8]:
    return np.frombuffer("\n".join(units).encode(), dtype=np.uint8)


def count_evidence(examples: Iterable[tuple[str, str]]) -> Evidence:
    """The evidence that examples, texts with their intents, give."""
    units: Counts = (Counter(), Counter())
    told: Counts = (Counter(), Counter())
    messages = [0, 0]
    for text, intent in examples:
        danger = intent in SAFETY_INTENTS
        of_text = set(_units(_stems(text)))
        units[danger].update(of_text)
        if danger or intent.startswith(_TELLS_OF_SOMEBODY):
            told[danger].update(of_text)
            messages[danger] += 1
    rest, danger_units = units
    told_of = told[0] + told[1]
    weights = {unit: _weight(told, messages, unit) for unit in sorted(told_of) if told_of[unit] >= _FEWEST}
    stems = Counter({unit: n for unit, n in (rest + danger_units).items() if " " not in unit})
    common = {word for word, _ in stems.most_common(_COMMONEST)}
    ordinary = {
        word for word in stems
        if rest[word] >= _FEWEST and (word in common or _share(units, word) < _SHARE_OF_ORDINARY)
    }  # fmt: skip
    telling = (
        pair for pair, n in danger_units.items()
        if " " in pair and n >= _FEWEST_PAIRS and _share(units, pair) >= _SHARE_OF_PAIRS and not _DIGIT.search(pair)
    )  # fmt: skip
    return Evidence(weights, frozenset(ordinary), frozenset(telling))


def _weight(counted: Counts, messages: Sequence[int], unit: str) -> float:
    rest, danger = (
        math.log((of[unit] + _SMOOTHING) / (n + 2 * _SMOOTHING)) for of, n in zip(counted, messages, strict=True)
    )
    return danger - rest


def _share(counted: Counts, unit: str) -> float:
    rest, danger = counted
    return danger[unit] / (danger[unit] + rest[unit] + _HALF_A_MESSAGE)


def _stems(text: str) -> list[str]:
    return [stem(meant) for word in words(normalise(text)) for meant in plain_words(word)]


def _units(stems: list[str]) -> Iterator[str]:
    yield from stems
    yield from _pairs(stems)


def _pairs(stems: list[str]) -> Iterator[str]:
    for reach in (1, 2):
        for first, second in zip(stems, stems[reach:], strict=False):
            yield f"{first} {second}"
