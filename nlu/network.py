"""A small neural network on sparse features: weighted tf-idf, one hidden layer, softmax.

One hidden layer serves several questions: a message read by itself (which of the intents is it?), and the same message
read as an answer to a question of the plan (which of its choices, or which act?). What the questions share they learn
together. Each question knows its own outputs, and has a bias of its own for each.

Reading a message needs numpy alone; how the network learns stands in `nlu.learning`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Vocabulary:
    """The features that count, as rows."""

    rows: Mapping[str, int]
    idf: Array
    blocks: npt.NDArray[np.int8]
    weights: Array
    """Per block."""

    def vector(self, features: Iterable[str]) -> tuple[npt.NDArray[np.intp], Array]:
        """The rows of a message and their values: tf-idf, each block of length 1 times its weight, all of length 1."""
        counts = Counter(row for row in map(self.rows.get, features) if row is not None)
        rows = np.fromiter(counts, dtype=np.intp, count=len(counts))
        counted = np.fromiter(counts.values(), dtype=np.float32, count=len(counts))
        values: Array = (1 + np.log(counted)) * self.idf[rows]
        squares = np.bincount(self.blocks[rows], weights=values * values, minlength=len(self.weights))
        per_block = self.weights / np.sqrt(np.maximum(squares, 1e-12))
        weighed = values * per_block[self.blocks[rows]]
        return rows, (weighed / max(float(np.linalg.norm(weighed)), 1e-6)).astype(np.float32)


@dataclass
class HiddenLayer:
    """A vocabulary, and what leads from its features to the hidden units; in 8 bits once stored."""

    vocabulary: Vocabulary
    first: Array | npt.NDArray[np.int8]
    """Weights from features to hidden units; in 8 bits as parts of `scale`."""
    bias: Array
    scale: Array | None = None
    """Per feature, what its 8-bit weights are multiplied by; None for weights as trained."""

    def of(self, messages: Sequence[Iterable[str]]) -> Array:
        """The hidden units of each message: a row for each, made in one product."""
        vectors = [self.vocabulary.vector(features) for features in messages]
        rows, places = np.unique(np.concatenate([rows for rows, _ in vectors]), return_inverse=True)
        dense = np.zeros((len(vectors), len(rows)), dtype=np.float32)
        owners = np.repeat(np.arange(len(vectors)), [len(rows) for rows, _ in vectors])
        dense[owners, places] = np.concatenate([values for _, values in vectors])
        if self.scale is not None:
            dense *= self.scale[rows]
        hidden: Array = np.maximum(dense @ self.first[rows].astype(np.float32) + self.bias, 0)
        return hidden

    def arrays(self) -> dict[str, Any]:
        """What to store, the large matrix in 8 bits: each row as whole parts of its greatest number."""
        scale = np.abs(self.first).max(axis=1, keepdims=True) / 127 + np.float32(1e-12)
        names = "\n".join(self.vocabulary.rows).encode()
        return {
            "names": np.frombuffer(names, dtype=np.uint8),
            "idf": self.vocabulary.idf.astype(np.float16),
            "blocks": self.vocabulary.blocks,
            "weights": self.vocabulary.weights,
            "first": np.rint(self.first / scale).astype(np.int8),
            "scale": scale[:, 0],
            "bias": self.bias,
        }

    @classmethod
    def of_arrays(cls, stored: Mapping[str, npt.NDArray[Any]]) -> HiddenLayer:
        """The layer of what `arrays` gave."""
        names = stored["names"].tobytes().decode().split("\n")
        known = Vocabulary(
            rows={name: row for row, name in enumerate(names)},
            idf=stored["idf"].astype(np.float32),
            blocks=stored["blocks"],
            weights=stored["weights"],
        )
        return cls(known, stored["first"], stored["bias"], stored["scale"])


@dataclass
class Network:
    """Outputs and weights."""

    outputs: list[str]
    """All that a message can be read as."""
    questions: list[str]
    """What can be asked of a message."""
    allowed: npt.NDArray[np.bool_]
    """Questions x outputs: which outputs answer which question."""
    layer: HiddenLayer
    """What all questions share of a message."""
    second: Array
    question_bias: Array
    """Questions x outputs."""
    temperature: float = 1.0
    """What the margins are divided by before they become probabilities."""

    _heads: dict[str, tuple[list[str], Array, Array]] = field(default_factory=dict, init=False, repr=False)
    """Per question, once it was asked: its outputs, and their part of `second` and of `question_bias`."""

    def probabilities(self, hidden: Array, question: str) -> dict[str, float]:
        """Output -> probability, of the outputs that answer the question; they add up to 1. Raises `ValueError`."""
        if question not in self._heads:
            number = self.questions.index(question)
            columns = np.flatnonzero(self.allowed[number])
            outputs = [self.outputs[column] for column in columns]
            self._heads[question] = outputs, self.second[:, columns], self.question_bias[number, columns]
        outputs, weights, bias = self._heads[question]
        return dict(zip(outputs, softmax((hidden @ weights + bias) / self.temperature).tolist(), strict=True))

    def save(self, path: Path) -> None:
        """Store the network."""
        np.savez_compressed(
            path,
            outputs=np.array(self.outputs),
            questions=np.array(self.questions),
            allowed=self.allowed,
            temperature=self.temperature,
            second=self.second,
            question_bias=self.question_bias,
            **self.layer.arrays(),
        )

    @classmethod
    def load(cls, path: Path) -> Network:
        """The network of a file that `save` wrote."""
        with np.load(path, allow_pickle=False) as stored:
            return cls(
                outputs=stored["outputs"].tolist(),
                questions=stored["questions"].tolist(),
                allowed=stored["allowed"],
                layer=HiddenLayer.of_arrays(stored),
                second=stored["second"],
                question_bias=stored["question_bias"].astype(np.float32),
                temperature=float(stored["temperature"]),
            )


def softmax(margins: Array) -> Array:
    """Probabilities along the last axis."""
    raised = np.exp(margins - margins.max(axis=-1, keepdims=True))
    result: Array = raised / raised.sum(axis=-1, keepdims=True)
    return result
