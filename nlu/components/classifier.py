"""Rasa component: the intent classifier. scikit-learn is not needed; scipy only while training.

The model is the small neural network of `nlu.network` on the features of `nlu.features`. How its settings were found
stands in docs/understanding.md.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from nlu.examples import OUT_OF_SCOPE
from nlu.features import features
from nlu.light_rasa import light_rasa
from nlu.network import Network, NetworkSettings, train
from nlu.segments import clauses

with light_rasa():
    from rasa.engine.graph import ExecutionContext, GraphComponent
    from rasa.engine.recipes.default_recipe import DefaultV1Recipe
    from rasa.engine.storage.resource import Resource
    from rasa.engine.storage.storage import ModelStorage
    from rasa.nlu.classifiers.classifier import IntentClassifier
    from rasa.shared.nlu.training_data.message import Message
    from rasa.shared.nlu.training_data.training_data import TrainingData

_FILE = "network.npz"
_UNKNOWN_IS_BEYOND = 0.6
"""How likely a message of which nothing is known (a row of bananas, another script) is out of scope."""


def learn(examples: Sequence[tuple[str, str]], config: Mapping[str, Any]) -> Network:
    """The network of examples (text, intent), with the settings of `MessageClassifier.get_default_config`."""
    network = train(
        [list(features(text)) for text, _ in examples],
        [intent for _, intent in examples],
        NetworkSettings(hidden=config["hidden"], epochs=config["epochs"]),
    )
    bias = [config["out_of_scope"] if intent == OUT_OF_SCOPE else 0.0 for intent in network.intents]
    return dataclasses.replace(network, second_bias=network.second_bias + bias, temperature=config["temperature"])


def probabilities(network: Network, text: str) -> dict[str, float]:
    """Intent -> probability; they add up to 1. A text without a known feature is most likely out of scope."""
    told = list(features(text))
    if not any(feature in network.vocabulary.rows for feature in told if not feature.startswith("f:")):
        others = (1 - _UNKNOWN_IS_BEYOND) / (len(network.intents) - 1)
        return {intent: _UNKNOWN_IS_BEYOND if intent == OUT_OF_SCOPE else others for intent in network.intents}
    return dict(zip(network.intents, network.probabilities(told).tolist(), strict=True))


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class MessageClassifier(GraphComponent, IntentClassifier):
    """Reads a message as one of the intents of the examples, with a probability for each."""

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._network: Network | None = None

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The settings.

        `hidden`: units of the hidden layer; `epochs`: passes over the examples; `temperature`: what margins are divided
        by before they become probabilities; `out_of_scope`: added to the margin of `buiten_bereik`.
        """
        return {"hidden": 96, "epochs": 8, "temperature": 1.0, "out_of_scope": 0.0}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> MessageClassifier:
        """An untrained component (Rasa's contract)."""
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the examples and store the network with the model."""
        examples = [message for message in training_data.intent_examples if message.get("text")]
        self._network = learn([(message.get("text"), message.get("intent")) for message in examples], self._config)
        with self._storage.write_to(self._resource) as folder:
            self._network.save(Path(folder) / _FILE)
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> MessageClassifier:
        """The trained component of a stored model. Raises `ValueError` when the model holds none."""
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            component._network = Network.load(Path(folder) / _FILE)
        return component

    def probabilities(self, text: str) -> dict[str, float]:
        """Intent -> probability; they add up to 1. A text without a known feature gives all the same."""
        if self._network is None:
            raise ValueError("the classifier is not trained")
        return probabilities(self._network, text)

    def process(self, messages: list[Message]) -> list[Message]:
        """Set `intent`, `intent_ranking` (all intents, likeliest first) and `clauses` (the probabilities of each)."""
        for message in messages:
            text = message.get("text") or ""
            by_intent = self.probabilities(text)
            message.set("clauses", [self.probabilities(clause) for clause in clauses(text)])
            ranking = [{"name": n, "confidence": p} for n, p in sorted(by_intent.items(), key=lambda item: -item[1])]
            message.set("intent", ranking[0], add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
        return messages
