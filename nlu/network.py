"""A small neural network on sparse features: weighted tf-idf, one hidden layer, softmax.

One hidden layer serves several questions: a message read by itself (which of the intents is it?), and the same message
read as an answer to a question of the plan (which of its choices, or which act?). What the questions share they learn
together. Each question knows its own outputs, and has a bias of its own for each.

Training needs scipy for one product of a sparse matrix; reading a message needs numpy alone.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float32]


@dataclass(frozen=True)
class NetworkSettings:
    """What is chosen before training."""

    hidden: int = 128
    epochs: int = 8
    batch: int = 64
    rate: float = 3e-3
    seed: int = 0
    weights: Mapping[str, float] = field(
        default_factory=lambda: {"w": 0.7, "c": 0.7, "s": 0.7, "k": 0.7, "kk": 0.5, "ks": 0.5, "f": 0.5}
    )
    """How much each block of features counts."""
    min_count: Mapping[str, int] = field(
        default_factory=lambda: {"w": 4, "c": 7, "s": 4, "k": 2, "kk": 6, "ks": 6, "f": 5}
    )
    """In how many examples a feature of a block must stand to count."""


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
        tf = np.fromiter(map(_damped, counts.values()), dtype=np.float32, count=len(counts))
        values = tf * self.idf[rows]
        squares = np.bincount(self.blocks[rows], weights=values * values, minlength=len(self.weights))
        per_block = self.weights / np.sqrt(np.maximum(squares, 1e-12))
        values = values * per_block[self.blocks[rows]]
        return rows, (values / max(float(np.linalg.norm(values)), 1e-6)).astype(np.float32)


def _damped(count: int) -> float:
    return 1.0 + math.log(count)


def vocabulary(messages: Sequence[Sequence[str]], settings: NetworkSettings) -> Vocabulary:
    """The vocabulary of the examples' features."""
    names = list(settings.weights)
    seen = Counter(feature for message in messages for feature in set(message))
    kept = sorted(f for f, n in seen.items() if n >= settings.min_count[_block(f)])
    idf = [math.log((1 + len(messages)) / (1 + seen[feature])) + 1 for feature in kept]
    return Vocabulary(
        rows={feature: row for row, feature in enumerate(kept)},
        idf=np.array(idf, dtype=np.float32),
        blocks=np.array([names.index(_block(feature)) for feature in kept], dtype=np.int8),
        weights=np.array(list(settings.weights.values()), dtype=np.float32),
    )


def _block(feature: str) -> str:
    return feature.partition(":")[0]


@dataclass
class Network:
    """Outputs, vocabulary and weights."""

    outputs: list[str]
    """All that a message can be read as."""
    questions: list[str]
    """What can be asked of a message."""
    allowed: npt.NDArray[np.bool_]
    """Questions x outputs: which outputs answer which question."""
    vocabulary: Vocabulary
    first: Array | npt.NDArray[np.int8]
    """Weights from features to hidden units; in 8 bits once stored, as parts of `scale`."""
    first_bias: Array
    second: Array
    question_bias: Array
    """Questions x outputs."""
    scale: Array | None = None
    """Per feature, what its 8-bit weights are multiplied by; None for weights as trained."""
    temperature: float = 1.0
    """What the margins are divided by before they become probabilities."""

    _heads: dict[str, tuple[list[str], Array, Array]] = field(default_factory=dict, init=False, repr=False)
    """Per question, once it was asked: its outputs, and their part of `second` and of `question_bias`."""

    def hidden(self, features: Iterable[str]) -> Array:
        """What all questions share of a message."""
        rows, values = self.vocabulary.vector(features)
        if self.scale is not None:
            values = values * self.scale[rows]
        hidden: Array = np.maximum(values @ self.first[rows].astype(np.float32) + self.first_bias, 0)
        return hidden

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
        """Store the network, the large matrix in 8 bits: each row as whole parts of its greatest number."""
        scale = np.abs(self.first).max(axis=1, keepdims=True) / 127 + np.float32(1e-12)
        names = "\n".join(self.vocabulary.rows).encode()
        np.savez_compressed(
            path,
            outputs=np.array(self.outputs),
            questions=np.array(self.questions),
            allowed=self.allowed,
            names=np.frombuffer(names, dtype=np.uint8),
            idf=self.vocabulary.idf.astype(np.float16),
            blocks=self.vocabulary.blocks,
            weights=self.vocabulary.weights,
            first=np.rint(self.first / scale).astype(np.int8),
            scale=scale[:, 0],
            temperature=self.temperature,
            first_bias=self.first_bias,
            second=self.second,
            question_bias=self.question_bias,
        )

    @classmethod
    def load(cls, path: Path) -> Network:
        """The network of a file that `save` wrote."""
        with np.load(path, allow_pickle=False) as stored:
            names = stored["names"].tobytes().decode().split("\n")
            known = Vocabulary(
                rows={name: row for row, name in enumerate(names)},
                idf=stored["idf"].astype(np.float32),
                blocks=stored["blocks"],
                weights=stored["weights"],
            )
            return cls(
                outputs=stored["outputs"].tolist(),
                questions=stored["questions"].tolist(),
                allowed=stored["allowed"],
                vocabulary=known,
                first=stored["first"],
                scale=stored["scale"],
                first_bias=stored["first_bias"],
                second=stored["second"],
                question_bias=stored["question_bias"].astype(np.float32),
                temperature=float(stored["temperature"]),
            )


def softmax(margins: Array) -> Array:
    """Probabilities along the last axis."""
    raised = np.exp(margins - margins.max(axis=-1, keepdims=True))
    result: Array = raised / raised.sum(axis=-1, keepdims=True)
    return result


@dataclass(frozen=True)
class Lesson:
    """One example to learn from."""

    features: Sequence[str]
    question: str
    output: str


def train(lessons: Sequence[Lesson], shared: Collection[str], settings: NetworkSettings) -> Network:
    """A network that reads each lesson's features, asked its question, as its output.

    `shared`: outputs that answer every question but the first one named.
    """
    messages = [lesson.features for lesson in lessons]
    known = vocabulary(messages, settings)
    questions = list(dict.fromkeys(lesson.question for lesson in lessons))
    common = sorted(shared) if len(questions) > 1 else []
    outputs = sorted({*common, *(lesson.output for lesson in lessons)})
    allowed = np.zeros((len(questions), len(outputs)), dtype=np.bool_)
    allowed[1:, [outputs.index(output) for output in common]] = True
    asked = np.array([questions.index(lesson.question) for lesson in lessons])
    gold = np.array([outputs.index(lesson.output) for lesson in lessons])
    allowed[asked, gold] = True
    parameters = _fit(sparse_matrix(known, messages), gold, asked, allowed, settings)
    return Network(outputs, questions, allowed, known, *parameters)


def sparse_matrix(known: Vocabulary, messages: Sequence[Sequence[str]]) -> Any:
    """The messages as rows of a scipy CSR matrix."""
    from scipy import sparse

    vectors = [known.vector(message) for message in messages]
    starts = np.cumsum([0, *(len(rows) for rows, _ in vectors)])
    columns = np.concatenate([rows for rows, _ in vectors])
    values = np.concatenate([values for _, values in vectors])
    return sparse.csr_matrix((values, columns, starts), shape=(len(messages), len(known.rows)))


def _fit(
    matrix: Any,
    gold: npt.NDArray[np.intp],
    asked: npt.NDArray[np.intp],
    allowed: npt.NDArray[np.bool_],
    settings: NetworkSettings,
) -> tuple[Array, Array, Array, Array]:
    """Adam on cross-entropy; of the large matrix only the rows a batch uses are touched."""
    random = np.random.default_rng(settings.seed)
    examples, inputs = matrix.shape
    classes = allowed.shape[1]
    closed = np.where(allowed, np.float32(0), np.float32(-1e9))
    first = random.standard_normal((inputs, settings.hidden), dtype=np.float32) * np.float32(0.1)
    second = random.standard_normal((settings.hidden, classes), dtype=np.float32) * np.float32(
        math.sqrt(2 / settings.hidden)
    )
    first_bias = np.zeros(settings.hidden, dtype=np.float32)
    question_bias = np.zeros(allowed.shape, dtype=np.float32)
    moments = [Moments.like(array) for array in (first, first_bias, second, question_bias)]
    total, step = settings.epochs * math.ceil(examples / settings.batch), 0
    for _ in range(settings.epochs):
        order = random.permutation(examples)
        for start in range(0, examples, settings.batch):
            chosen = order[start : start + settings.batch]
            questions = asked[chosen]
            step += 1
            rate = settings.rate * (1 - step / (total + 1)) * math.sqrt(1 - 0.999**step) / (1 - 0.9**step)
            batch, columns = _narrowed(matrix[chosen])
            before = batch @ first[columns] + first_bias
            hidden = np.maximum(before, 0)
            error = softmax(hidden @ second + question_bias[questions] + closed[questions])
            error[np.arange(len(chosen)), gold[chosen]] -= 1
            error /= len(chosen)
            backward = (error @ second.T) * (before > 0)
            moments[0].update(first, batch.T @ backward, rate, columns)
            moments[1].update(first_bias, backward.sum(axis=0), rate)
            moments[2].update(second, hidden.T @ error, rate)
            named, places = np.unique(questions, return_inverse=True)
            of_question = np.stack([error[places == place].sum(axis=0) for place in range(len(named))])
            moments[3].update(question_bias, of_question, rate, named)
    return first, first_bias, second, question_bias


def _narrowed(batch: Any) -> tuple[Any, npt.NDArray[np.intp]]:
    """The batch over only the columns it uses; and those columns."""
    from scipy import sparse

    columns, narrow = np.unique(batch.indices, return_inverse=True)
    return sparse.csr_matrix((batch.data, narrow, batch.indptr), shape=(batch.shape[0], len(columns))), columns


@dataclass
class Moments:
    """Adam's running means of a parameter's gradient and of its square."""

    mean: Array
    square: Array

    @classmethod
    def like(cls, array: Array) -> Moments:
        """Zeros in the shape of a parameter."""
        return cls(np.zeros_like(array), np.zeros_like(array))

    def update(self, array: Array, gradient: Array, rate: float, rows: Any = slice(None)) -> None:
        """One step of the given rows, in place."""
        mean = np.float32(0.9) * self.mean[rows] + np.float32(0.1) * gradient
        square = np.float32(0.999) * self.square[rows] + np.float32(0.001) * gradient * gradient
        self.mean[rows], self.square[rows] = mean, square
        array[rows] -= np.float32(rate) * mean / (np.sqrt(square) + np.float32(1e-7))
