"""How the network of facts learns: a chance for each label apart, by gradient descent. scipy holds the matrix."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nlu.fact_network import FactNetwork, chance_of
from nlu.facts import FactExample
from nlu.features import features
from nlu.learning import Moments, NetworkSettings, narrowed, vocabulary_and_matrix
from nlu.network import Array

_VOCABULARY = NetworkSettings(
    weights={"w": 0.7, "c": 0.7, "s": 0.7, "k": 0.7, "kk": 0.5, "ks": 0.5, "f": 0.2},
    min_count={"w": 3, "c": 4, "s": 3, "k": 2, "kk": 4, "ks": 4, "f": 4},
)
"""Features of fewer examples count than for intents: each value has some hundred examples."""
_RARE = -2.0
"""The margin of every label before anything is learnt: few messages tell any one."""


@dataclass(frozen=True)
class FactSettings:
    """What is chosen before training; how it was found stands in docs/understanding.md."""

    hidden: int = 64
    epochs: int = 8
    batch: int = 128
    rate: float = 4e-3
    """Of Adam, for the small matrices."""
    row_rate: float = 0.4
    """Of the large matrix, row by row."""
    told: float = 3.0
    """How much more a label counts where it is told than where it is not."""
    dropped: float = 0.2
    """Part of the hidden units left out at random."""
    seed: int = 0


def learn_facts(examples: Sequence[FactExample], settings: FactSettings) -> FactNetwork:
    """A network of labelled messages. Raises `ValueError` without any."""
    labels = sorted({label for example in examples for label in example.facts.items()})
    if not labels:
        raise ValueError("no example tells a fact")
    columns = {label: column for column, label in enumerate(labels)}
    gold = np.zeros((len(examples), len(labels)), dtype=np.float32)
    for row, example in enumerate(examples):
        for label in example.facts.items():
            gold[row, columns[label]] = 1
    vocabulary, matrix = vocabulary_and_matrix([features(example.text) for example in examples], _VOCABULARY)
    random = np.random.default_rng(settings.seed)
    first = random.standard_normal((matrix.shape[1], settings.hidden), dtype=np.float32) * np.float32(0.05)
    second = random.standard_normal((settings.hidden, len(labels)), dtype=np.float32)
    second /= np.float32(math.sqrt(settings.hidden))
    small = [np.zeros(settings.hidden, dtype=np.float32), second, np.full(len(labels), _RARE, dtype=np.float32)]
    moments = [Moments.like(array) for array in small]
    squares = np.full(matrix.shape[1], 1e-6, dtype=np.float32)
    total, step = settings.epochs * math.ceil(len(examples) / settings.batch), 0
    for _ in range(settings.epochs):
        order = random.permutation(len(examples))
        for start in range(0, len(examples), settings.batch):
            chosen = order[start : start + settings.batch]
            step += 1
            left = 1 - step / (total + 1)
            rate = settings.rate * left * math.sqrt(1 - 0.999**step) / (1 - 0.9**step)
            batch, used = narrowed(matrix[chosen])
            before = batch @ first[used] + small[0]
            kept: Array = (random.random(before.shape) > settings.dropped).astype(np.float32)
            kept /= np.float32(1 - settings.dropped)
            hidden = np.maximum(before, 0) * kept
            error = chance_of(hidden @ small[1] + small[2]) - gold[chosen]
            error = np.where(gold[chosen] > 0, error * np.float32(settings.told), error)
            backward = (error @ small[1].T) * kept * (before > 0)
            gradient = batch.T @ backward
            squares[used] += (gradient * gradient).mean(axis=1)
            first[used] -= np.float32(settings.row_rate * left) * gradient / np.sqrt(squares[used])[:, None]
            for moment, array, slope in zip(
                moments, small, (backward.sum(axis=0), hidden.T @ error, error.sum(axis=0)), strict=True
            ):
                moment.update(array, slope, rate)
    return FactNetwork(labels, vocabulary, first, small[0], small[1], small[2])
