"""How the network of facts learns: a chance for each label apart, by gradient descent. scipy holds the matrix."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from nlu.fact_network import FactNetwork, chance_of
from nlu.facts import FactExample
from nlu.features import features
from nlu.learning import Moments, NetworkSettings, batches, vocabulary_and_matrix
from nlu.network import Array, HiddenLayer

_RARE = -2.0
"""The margin of every label before anything is learnt: few messages tell any one."""


@dataclass(frozen=True)
class FactSettings(NetworkSettings):
    """What is chosen before training; how it was found stands in docs/understanding.md."""

    hidden: int = 64
    epochs: int = 8
    row_rate: float = 0.4
    weights: Mapping[str, float] = field(
        default_factory=lambda: {"w": 0.7, "c": 0.7, "s": 0.7, "k": 0.7, "kk": 0.5, "ks": 0.5, "f": 0.2}
    )
    min_count: Mapping[str, int] = field(
        default_factory=lambda: {"w": 3, "c": 4, "s": 3, "k": 2, "kk": 4, "ks": 4, "f": 4}
    )
    """Features of fewer examples count than for intents: each value has some hundred examples."""
    told: float = 3.0
    """How much more a label counts where it is told than where it is not."""
    dropped: float = 0.2
    """Part of the hidden units left out at random."""


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
    vocabulary, matrix = vocabulary_and_matrix([features(example.text) for example in examples], settings)
    random = np.random.default_rng(settings.seed)
    first = random.standard_normal((matrix.shape[1], settings.hidden), dtype=np.float32) * np.float32(0.05)
    second = random.standard_normal((settings.hidden, len(labels)), dtype=np.float32)
    second /= np.float32(math.sqrt(settings.hidden))
    bias, second_bias = np.zeros(settings.hidden, np.float32), np.full(len(labels), _RARE, np.float32)
    moments = [Moments.like(array) for array in (bias, second, second_bias)]
    squares = np.full(matrix.shape[1], 1e-6, dtype=np.float32)
    for batch in batches(matrix, settings, random):
        before = batch.rows @ first[batch.columns] + bias
        kept: Array = (random.random(before.shape) > settings.dropped).astype(np.float32)
        kept /= np.float32(1 - settings.dropped)
        hidden = np.maximum(before, 0) * kept
        error = chance_of(hidden @ second + second_bias) - gold[batch.chosen]
        error = np.where(gold[batch.chosen] > 0, error * np.float32(settings.told), error)
        backward = (error @ second.T) * kept * (before > 0)
        gradient = batch.rows.T @ backward
        squares[batch.columns] += (gradient * gradient).mean(axis=1)
        slowed = np.sqrt(squares[batch.columns])[:, None]
        first[batch.columns] -= np.float32(settings.row_rate * batch.left) * gradient / slowed
        moments[0].update(bias, backward.sum(axis=0), batch.rate)
        moments[1].update(second, hidden.T @ error, batch.rate)
        moments[2].update(second_bias, error.sum(axis=0), batch.rate)
    return FactNetwork(labels, HiddenLayer(vocabulary, first, bias), second, second_bias)
