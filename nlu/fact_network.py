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
import numpy.typing as npt

from nlu.features import features
from nlu.network import Array, Vocabulary

_BORDER = re.compile(r"[.,?!;:()\n]+\s*|\s+(?:en|maar|want|dus|terwijl|omdat|of|als)\s+", re.IGNORECASE)
_FEWEST_WORDS = 2
_MOST_PARTS = 24


def parts_of(text: str) -> list[str]:
    """A message, and what stands between its signs and conjunctions, of two words or more."""
    parts = [part for part in map(str.strip, _BORDER.split(text)) if len(part.split()) >= _FEWEST_WORDS]
    return list(dict.fromkeys([text, *parts[:_MOST_PARTS]]))


@dataclass
class FactNetwork:
    """Labels (fact, value), vocabulary and weights."""

    labels: list[tuple[str, str]]
    vocabulary: Vocabulary
    first: Array | npt.NDArray[np.int8]
    """Weights from features to hidden units; in 8 bits once stored, as parts of `scale`."""
    first_bias: Array
    second: Array
    second_bias: Array
    scale: Array | None = None
    """Per feature, what its 8-bit weights are multiplied by; None for weights as trained."""

    def chances(self, text: str) -> tuple[Array, Array]:
        """Per label: the mean of its chance in the whole and in the part that tells most of it; and that greatest."""
        read = np.array([self._chances_of(part) for part in parts_of(text)], dtype=np.float32)
        most: Array = read.max(axis=0)
        mean: Array = (read[0] + most) / 2
        return mean, most

    def _chances_of(self, part: str) -> Array:
        rows, values = self.vocabulary.vector(features(part))
        weighed = values if self.scale is None else values * self.scale[rows]
        hidden = np.maximum(weighed @ self.first[rows].astype(np.float32) + self.first_bias, 0)
        result: Array = chance_of(hidden @ self.second + self.second_bias)
        return result

    def save(self, path: Path) -> None:
        """Store the network, the large matrix in 8 bits: each row as whole parts of its greatest number."""
        scale = np.abs(self.first).max(axis=1, keepdims=True) / 127 + np.float32(1e-12)
        names = "\n".join(self.vocabulary.rows).encode()
        np.savez_compressed(
            path,
            labels=np.array(["=".join(label) for label in self.labels]),
            names=np.frombuffer(names, dtype=np.uint8),
            idf=self.vocabulary.idf.astype(np.float16),
            blocks=self.vocabulary.blocks,
            weights=self.vocabulary.weights,
            first=np.rint(self.first / scale).astype(np.int8),
            scale=scale[:, 0],
            first_bias=self.first_bias,
            second=self.second,
            second_bias=self.second_bias,
        )

    @classmethod
    def load(cls, path: Path) -> FactNetwork:
        """The network of a file that `save` wrote."""
        with np.load(path, allow_pickle=False) as stored:
            names = stored["names"].tobytes().decode().split("\n")
            labels = [label.split("=") for label in stored["labels"].tolist()]
            return cls(
                labels=[(fact, value) for fact, value in labels],
                vocabulary=Vocabulary(
                    rows={name: row for row, name in enumerate(names)},
                    idf=stored["idf"].astype(np.float32),
                    blocks=stored["blocks"],
                    weights=stored["weights"],
                ),
                first=stored["first"],
                first_bias=stored["first_bias"],
                second=stored["second"],
                second_bias=stored["second_bias"],
                scale=stored["scale"],
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
