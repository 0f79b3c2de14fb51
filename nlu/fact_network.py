"""What a message tells, learnt from examples: one hidden layer on the features of `nlu.features`, a chance per fact.

A message is read whole and part by part. A fact counts by the mean of its chance in the whole and in the part that
tells most of it: told in passing it is hardly heard in the whole, and a part by itself says more than was meant.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from nlu.features import features
from nlu.network import Array, HiddenLayer

_BORDER = re.compile(r"[.,?!;:()\n]+\s*|\s+(?:en|maar|want|dus|terwijl|omdat|of|als)\s+", re.IGNORECASE)
_FEWEST_WORDS = 2
_MOST_PARTS = 24


def parts_of(text: str) -> list[str]:
    """A message, and what stands between its signs and conjunctions, of two words or more."""
    parts = [part for part in map(str.strip, _BORDER.split(text)) if len(part.split()) >= _FEWEST_WORDS]
    return list(dict.fromkeys([text, *parts[:_MOST_PARTS]]))


@dataclass
class FactNetwork:
    """Labels (fact, value) and weights."""

    labels: list[tuple[str, str]]
    layer: HiddenLayer
    second: Array
    second_bias: Array

    def chances(self, text: str) -> tuple[Array, Array]:
        """Per label: the mean of its chance in the whole and in the part that tells most of it; and that greatest."""
        read = chance_of(self.layer.of([features(part) for part in parts_of(text)]) @ self.second + self.second_bias)
        most: Array = read.max(axis=0)
        mean: Array = (read[0] + most) / 2
        return mean, most

    def save(self, path: Path) -> None:
        """Store the network."""
        np.savez_compressed(
            path,
            labels=np.array(["=".join(label) for label in self.labels]),
            second=self.second,
            second_bias=self.second_bias,
            **self.layer.arrays(),
        )

    @classmethod
    def load(cls, path: Path) -> FactNetwork:
        """The network of a file that `save` wrote."""
        with np.load(path, allow_pickle=False) as stored:
            labels = [label.split("=") for label in stored["labels"].tolist()]
            return cls(
                labels=[(fact, value) for fact, value in labels],
                layer=HiddenLayer.of_arrays(stored),
                second=stored["second"],
                second_bias=stored["second_bias"],
            )


def chance_of(margins: Array) -> Array:
    """Between 0 and 1."""
    result: Array = (1 / (1 + np.exp(-np.clip(margins, -30, 30)))).astype(np.float32)
    return result


def told(network: FactNetwork, text: str, said: Mapping[str, str], settings: Mapping[str, float]) -> dict[str, str]:
    """Fact -> value: what the patterns found said outright, unless the network rules it out, and what it is sure of.

    `said`: of the patterns. `settings`: `sure`, the chance from which a fact is told; `ruled_out`, below which it is
    not, in whichever part.
    """
    mean, most = network.chances(text)
    found: dict[str, tuple[float, str]] = {}
    ruled_out: set[tuple[str, str]] = set()
    for label, chance, greatest in zip(network.labels, mean.tolist(), most.tolist(), strict=True):
        fact, value = label
        if chance >= settings["sure"] and chance > found.get(fact, (0.0, ""))[0]:
            found[fact] = chance, value
        if greatest < settings["ruled_out"]:
            ruled_out.add(label)
    outright = {fact: value for fact, value in said.items() if (fact, value) not in ruled_out}
    return {**{fact: value for fact, (_, value) in found.items()}, **outright}
