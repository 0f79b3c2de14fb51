"""How the network of `nlu.network` learns: its vocabulary, the examples as a sparse matrix, and gradient descent.

scipy is needed for one product of a sparse matrix.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from nlu.network import Array, HiddenLayer, Network, Vocabulary, softmax


@dataclass(frozen=True)
class NetworkSettings:
    """What is chosen before training."""

    hidden: int = 128
    epochs: int = 6
    batch: int = 128
    rate: float = 4e-3
    """Of Adam, for the small matrices."""
    row_rate: float = 0.05
    """Of the large matrix, row by row."""
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
class Lesson:
    """One example to learn from."""

    features: Iterable[str]
    """With repeats; read once."""
    question: str
    output: str


def train(lessons: Sequence[Lesson], shared: Collection[str], settings: NetworkSettings) -> Network:
    """A network that reads each lesson's features, asked its question, as its output.

    `shared`: outputs that answer every question but the first one named.
    """
    known, matrix = vocabulary_and_matrix([lesson.features for lesson in lessons], settings)
    questions = list(dict.fromkeys(lesson.question for lesson in lessons))
    common = sorted(shared) if len(questions) > 1 else []
    outputs = sorted({*common, *(lesson.output for lesson in lessons)})
    columns = {output: column for column, output in enumerate(outputs)}
    allowed = np.zeros((len(questions), len(outputs)), dtype=np.bool_)
    allowed[1:, [columns[output] for output in common]] = True
    asked = np.array([questions.index(lesson.question) for lesson in lessons])
    gold = np.array([columns[lesson.output] for lesson in lessons])
    allowed[asked, gold] = True
    first, bias, second, question_bias = _fit(matrix, gold, asked, allowed, settings)
    return Network(outputs, questions, allowed, HiddenLayer(known, first, bias), second, question_bias)


class _Index(dict[str, int]):
    """A number for each feature, in the order in which they are met."""

    def __missing__(self, feature: str) -> int:
        number = self[feature] = len(self)
        return number


def vocabulary_and_matrix(messages: Sequence[Iterable[str]], settings: NetworkSettings) -> tuple[Vocabulary, Any]:
    """The vocabulary of the messages' features, and the messages as rows of a scipy CSR matrix.

    A row is what `Vocabulary.vector` makes of its message. All are made at once: there are millions of features.
    """
    from scipy import sparse

    index = _Index()
    told = [np.fromiter(map(index.__getitem__, message), dtype=np.int64) for message in messages]
    places = np.repeat(np.arange(len(told)), [len(numbers) for numbers in told])
    cells, counts = np.unique(places * len(index) + np.concatenate(told), return_counts=True)
    places, numbers = np.divmod(cells, len(index))
    seen = np.bincount(numbers, minlength=len(index)).tolist()
    kept = sorted(f for f, number in index.items() if seen[number] >= settings.min_count[_block(f)])
    blocks = list(settings.weights)
    known = Vocabulary(
        rows={feature: row for row, feature in enumerate(kept)},
        idf=np.array([math.log((1 + len(told)) / (1 + seen[index[f]])) + 1 for f in kept], dtype=np.float32),
        blocks=np.array([blocks.index(_block(feature)) for feature in kept], dtype=np.int8),
        weights=np.array(list(settings.weights.values()), dtype=np.float32),
    )
    row_of = np.full(len(index), -1)
    row_of[[index[feature] for feature in kept]] = np.arange(len(kept))
    counting = row_of[numbers] >= 0
    places, columns = places[counting], row_of[numbers[counting]]
    values = (1 + np.log(counts[counting])) * known.idf[columns]
    parts = places * len(blocks) + known.blocks[columns]
    squares = np.bincount(parts, values * values, len(told) * len(blocks))
    values *= known.weights[known.blocks[columns]] / np.sqrt(squares[parts])
    values /= np.sqrt(np.bincount(places, values * values, len(told)))[places]
    shape = (len(told), len(kept))
    return known, sparse.csr_matrix((values.astype(np.float32), (places, columns)), shape=shape)


def _block(feature: str) -> str:
    return feature.partition(":")[0]


def _fit(
    matrix: Any,
    gold: npt.NDArray[np.intp],
    asked: npt.NDArray[np.intp],
    allowed: npt.NDArray[np.bool_],
    settings: NetworkSettings,
) -> tuple[Array, Array, Array, Array]:
    """Cross-entropy, by Adam; of the large matrix only the rows a batch uses are touched.

    There a rate per row (Adagrad) does as well as one per weight in a third of the time: the two means that Adam keeps
    of each weight were most of the work.
    """
    random = np.random.default_rng(settings.seed)
    inputs = matrix.shape[1]
    classes = allowed.shape[1]
    closed = np.where(allowed, np.float32(0), np.float32(-1e9))
    first = random.standard_normal((inputs, settings.hidden), dtype=np.float32) * np.float32(0.1)
    second = random.standard_normal((settings.hidden, classes), dtype=np.float32) * np.float32(
        math.sqrt(2 / settings.hidden)
    )
    first_bias = np.zeros(settings.hidden, dtype=np.float32)
    question_bias = np.zeros(allowed.shape, dtype=np.float32)
    moments = [Moments.like(array) for array in (first_bias, second, question_bias)]
    squares = np.zeros(inputs, dtype=np.float32)
    for batch in batches(matrix, settings, random):
        questions = asked[batch.chosen]
        used = first[batch.columns]
        before = batch.rows @ used + first_bias
        hidden = np.maximum(before, 0)
        error = softmax(hidden @ second + question_bias[questions] + closed[questions])
        error[np.arange(len(batch.chosen)), gold[batch.chosen]] -= 1
        error /= len(batch.chosen)
        backward = (error @ second.T) * (before > 0)
        gradient = batch.rows.T @ backward
        squares[batch.columns] += np.einsum("ij,ij->i", gradient, gradient) / settings.hidden
        slowed = np.sqrt(squares[batch.columns]) + np.float32(1e-8)
        gradient *= (np.float32(-settings.row_rate * batch.left) / slowed)[:, None]
        first[batch.columns] = used + gradient
        moments[0].update(first_bias, backward.sum(axis=0), batch.rate)
        moments[1].update(second, hidden.T @ error, batch.rate)
        named, places = np.unique(questions, return_inverse=True)
        of_question = np.stack([error[places == place].sum(axis=0) for place in range(len(named))])
        moments[2].update(question_bias, of_question, batch.rate, named)
    return first, first_bias, second, question_bias


@dataclass(frozen=True)
class Batch:
    """Some examples to learn from at once."""

    chosen: npt.NDArray[np.intp]
    """Which examples."""
    rows: Any
    """They themselves, as a scipy CSR matrix over the columns that they use."""
    columns: npt.NDArray[np.intp]
    """The columns of the large matrix that those are."""
    left: float
    """What is left of the way, from 1 down to 0: rates fall with it."""
    rate: float
    """Of Adam, for this batch."""


def batches(matrix: Any, settings: NetworkSettings, random: np.random.Generator) -> Iterator[Batch]:
    """All examples in another order in each epoch. `matrix`: of `vocabulary_and_matrix`."""
    examples = matrix.shape[0]
    total, step = settings.epochs * math.ceil(examples / settings.batch), 0
    for _ in range(settings.epochs):
        order = random.permutation(examples)
        for start in range(0, examples, settings.batch):
            chosen = order[start : start + settings.batch]
            step += 1
            left = 1 - step / (total + 1)
            rate = settings.rate * left * math.sqrt(1 - 0.999**step) / (1 - 0.9**step)
            rows, columns = _narrowed(matrix[chosen])
            yield Batch(chosen, rows, columns, left, rate)


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
