"""Rasa component: a linear intent classifier that needs scikit-learn only while training.

At run time it adds up rows of one weight matrix: a message of n known features costs n additions of a vector with one
number per intent. Model: tf-idf over `nlu.features`, a linear support vector machine, and a temperature, found by
cross-validation, that turns its margins into probabilities.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from nlu.features import features
from nlu.light_rasa import light_rasa

with light_rasa():
    from rasa.engine.graph import ExecutionContext, GraphComponent
    from rasa.engine.recipes.default_recipe import DefaultV1Recipe
    from rasa.engine.storage.resource import Resource
    from rasa.engine.storage.storage import ModelStorage
    from rasa.nlu.classifiers.classifier import IntentClassifier
    from rasa.shared.nlu.training_data.message import Message
    from rasa.shared.nlu.training_data.training_data import TrainingData

FOLDS = 3


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class LinearClassifier(GraphComponent, IntentClassifier):
    """Reads a message as one of the intents of the examples, with a probability for each."""

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._intents: list[str] = []
        self._rows: dict[str, int] = {}
        self._idf = np.zeros(0, dtype=np.float32)
        self._weights = np.zeros((0, 0), dtype=np.float32)
        self._bias: npt.NDArray[np.float32] = np.zeros(0, dtype=np.float32)
        self._scale = 1.0

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`C`: regularisation; `min_count`: in how many examples a feature must stand to count."""
        return {"C": 0.3, "min_count": 2}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LinearClassifier:
        """An untrained component (Rasa's contract)."""
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the examples and store the arrays with the model."""
        examples = [m for m in training_data.intent_examples if m.get("text")]
        self._fit([m.get("text") for m in examples], [m.get("intent") for m in examples])
        self._persist()
        return self._resource

    def _fit(self, texts: list[str], intents: list[str]) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.model_selection import StratifiedKFold, cross_val_predict
        from sklearn.svm import LinearSVC

        vectorizer = TfidfVectorizer(
            analyzer=_all_features, sublinear_tf=True, min_df=self._config["min_count"], dtype=np.float32
        )
        matrix = vectorizer.fit_transform(texts)
        model = LinearSVC(C=self._config["C"], random_state=0)
        folds = StratifiedKFold(FOLDS, shuffle=True, random_state=0)
        margins = cross_val_predict(model, matrix, intents, cv=folds, method="decision_function")
        model.fit(matrix, intents)
        self._intents = [str(intent) for intent in model.classes_]
        self._scale = _best_scale(margins, [self._intents.index(intent) for intent in intents])
        self._rows = {feature: int(row) for feature, row in vectorizer.vocabulary_.items()}
        self._idf = vectorizer.idf_.astype(np.float32)
        self._weights = np.ascontiguousarray(model.coef_.T, dtype=np.float32)
        self._bias = model.intercept_.astype(np.float32)

    def probabilities(self, text: str) -> dict[str, float]:
        """Intent -> probability; they add up to 1. A text without a known feature gives all the same."""
        counts = Counter(row for row in map(self._rows.get, features(text)) if row is not None)
        if not counts:
            return dict.fromkeys(self._intents, 1 / len(self._intents))
        rows = np.fromiter(counts, dtype=np.intp)
        tf = np.fromiter((1.0 + math.log(n) for n in counts.values()), dtype=np.float32)
        values = tf * self._idf[rows]
        margins = self._bias + (values / np.linalg.norm(values)) @ self._weights[rows]
        scaled = np.exp(self._scale * (margins - margins.max()))
        return dict(zip(self._intents, (scaled / scaled.sum()).tolist(), strict=True))

    def process(self, messages: list[Message]) -> list[Message]:
        """Set `intent` and `intent_ranking` (all intents, likeliest first)."""
        for message in messages:
            by_intent = self.probabilities(message.get("text") or "")
            ranking = [{"name": n, "confidence": p} for n, p in sorted(by_intent.items(), key=lambda item: -item[1])]
            message.set("intent", ranking[0], add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
        return messages

    def _persist(self) -> None:
        with self._storage.write_to(self._resource) as folder:
            by_row = sorted(self._rows, key=self._rows.__getitem__)
            names = {"intents": self._intents, "features": by_row, "scale": self._scale}
            (Path(folder) / "names.json").write_text(json.dumps(names), encoding="utf-8")
            np.savez(
                Path(folder) / "arrays.npz", idf=self._idf, weights=self._weights.astype(np.float16), bias=self._bias
            )

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> LinearClassifier:
        """The trained component from a stored model. Raises `ValueError` when the model holds none."""
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            names = json.loads((Path(folder) / "names.json").read_text(encoding="utf-8"))
            with np.load(Path(folder) / "arrays.npz", allow_pickle=False) as arrays:
                component._idf = arrays["idf"]
                component._weights = arrays["weights"].astype(np.float32)
                component._bias = arrays["bias"]
        component._intents, component._scale = names["intents"], names["scale"]
        component._rows = {feature: row for row, feature in enumerate(names["features"])}
        return component


def _all_features(text: str) -> list[str]:
    return list(features(text))


def _best_scale(margins: Any, labels: list[int]) -> float:
    """The factor on the margins that makes the held-out examples likeliest (temperature scaling)."""
    rows = np.arange(len(labels))

    def loss(scale: float) -> float:
        scaled = scale * margins
        scaled = scaled - scaled.max(axis=1, keepdims=True)
        return float(np.mean(np.log(np.exp(scaled).sum(axis=1)) - scaled[rows, labels]))

    return float(min((0.5 * step for step in range(1, 41)), key=loss))
