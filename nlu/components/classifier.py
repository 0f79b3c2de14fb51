"""Rasa component: the intent classifier. scikit-learn is not needed; scipy only while training.

The model is the small neural network of `nlu.network` on the features of `nlu.features`. How its settings were found
stands in docs/understanding.md.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from nlu.answers import ACT, ACTS
from nlu.components.stored import StoredComponent
from nlu.examples import OUT_OF_SCOPE, SAFETY_INTENTS
from nlu.features import features
from nlu.learning import Lesson, NetworkSettings, train
from nlu.light_rasa import light_rasa
from nlu.network import Network
from nlu.segments import clauses, windows

with light_rasa():
    from rasa.engine.recipes.default_recipe import DefaultV1Recipe
    from rasa.engine.storage.resource import Resource
    from rasa.engine.storage.storage import ModelStorage
    from rasa.shared.nlu.training_data.message import Message
    from rasa.shared.nlu.training_data.training_data import TrainingData

_FILE = "network.npz"
ALONE = "bericht"
"""The question which intent a message has, read by itself."""
_UNKNOWN_IS_BEYOND = 0.6
"""How likely a message of which nothing is known (a row of bananas, another script) is out of scope."""


@dataclasses.dataclass(frozen=True)
class Taught:
    """An example: a message, the question it answers (empty: read by itself), and what it is read as."""

    text: str
    question: str
    output: str


def learn(examples: Sequence[Taught], config: Mapping[str, Any]) -> Network:
    """The network of examples, with the settings of `MessageClassifier.get_default_config`."""
    lessons = [
        *(Lesson(features(one.text), ALONE, one.output) for one in examples if not one.question),
        *(
            Lesson(features(one.text), one.question, _output(one.question, one.output))
            for one in examples
            if one.question
        ),
    ]
    network = train(
        lessons,
        [ACT + name for name in ACTS],
        NetworkSettings(hidden=config["hidden"], epochs=config["epochs"]),
    )
    beyond = [config["out_of_scope"] if output == OUT_OF_SCOPE else 0.0 for output in network.outputs]
    return dataclasses.replace(
        network, question_bias=network.question_bias + np.array(beyond, np.float32), temperature=config["temperature"]
    )


def _output(question: str, outcome: str) -> str:
    """An act is the same whatever is asked; a choice belongs to its question."""
    return outcome if outcome.startswith(ACT) else f"{question}/{outcome}"


def chances(network: Network, text: str, question: str = "") -> tuple[dict[str, float], dict[str, float]]:
    """Intent -> probability, and outcome of the question -> probability (empty without one); each adds up to 1.

    A text without a known feature is most likely out of scope, and says nothing that can be read.
    """
    return chances_and_parts(network, text, question, [])[:2]


def parts_of(text: str) -> list[str]:
    """The parts of a message in which danger may be told: its clauses, and stretches of ten words."""
    return list(dict.fromkeys([*clauses(text), *windows(text)]))


def chances_and_parts(
    network: Network, text: str, question: str, parts: Sequence[str]
) -> tuple[dict[str, float], dict[str, float], list[tuple[str, dict[str, float]]]]:
    """The same, and of each part the probabilities of the safety intents. All are read in one product."""
    told = [list(features(one)) for one in (text, *parts)]
    hidden = network.layer.of(told)
    by_part = [
        (part, {intent: found.get(intent, 0.0) for intent in SAFETY_INTENTS})
        for part, of_part, row in zip(parts, told[1:], hidden[1:], strict=True)
        if _is_known(network, of_part) and (found := network.probabilities(row, ALONE))
    ]
    asked = question in network.questions
    if not _is_known(network, told[0]):
        intents = [o for o, allowed in zip(network.outputs, network.allowed[0], strict=True) if allowed]
        others = (1 - _UNKNOWN_IS_BEYOND) / (len(intents) - 1)
        unread = {intent: _UNKNOWN_IS_BEYOND if intent == OUT_OF_SCOPE else others for intent in intents}
        return unread, {f"{ACT}onduidelijk": 1.0} if asked else {}, by_part
    answers = network.probabilities(hidden[0], question) if asked else {}
    outcomes = {output.rpartition("/")[2]: chance for output, chance in answers.items()}
    return network.probabilities(hidden[0], ALONE), outcomes, by_part


def _is_known(network: Network, told: Sequence[str]) -> bool:
    return any(feature in network.layer.vocabulary.rows for feature in told if not feature.startswith("f:"))


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class MessageClassifier(StoredComponent):
    """Reads a message as one of the intents of the examples, with a probability for each."""

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        super().__init__(config, storage, resource)
        self._network: Network | None = None

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The settings.

        `hidden`: units of the hidden layer; `epochs`: passes over the examples; `temperature`: what margins are divided
        by before they become probabilities; `out_of_scope`: added to the margin of `buiten_bereik`.
        """
        return {"hidden": 96, "epochs": 6, "temperature": 1.0, "out_of_scope": 0.0}

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the examples and store the network with the model."""
        taught = [
            Taught(message.get("text"), message.get("question") or "", message.get("answer") or message.get("intent"))
            for message in training_data.training_examples
            if message.get("text")
        ]
        self._network = learn(taught, self._config)
        return self.stored()

    def write_to(self, folder: Path) -> None:
        """Write the network."""
        self.network.save(folder / _FILE)

    def read_from(self, folder: Path) -> None:
        """Read the network."""
        self._network = Network.load(folder / _FILE)

    @property
    def network(self) -> Network:
        """What was learnt. Raises `ValueError` before training."""
        if self._network is None:
            raise ValueError("the classifier is not trained")
        return self._network

    def chances(self, text: str, question: str = "") -> tuple[dict[str, float], dict[str, float]]:
        """See `chances`. Raises `ValueError` before training."""
        return chances(self.network, text, question)

    def process(self, messages: list[Message]) -> list[Message]:
        """Set `intent`, `intent_ranking` (all intents, likeliest first), `parts` (`chances_and_parts`), `answers`.

        `answers`: outcome -> probability for the question in the metadata; empty where there is none, or none known.
        """
        for message in messages:
            text = message.get("text") or ""
            question = (message.get("metadata") or {}).get("question") or ""
            by_intent, answers, parts = chances_and_parts(self.network, text, question, parts_of(text))
            message.set("parts", parts)
            message.set("answers", answers, add_to_output=True)
            ranking = [{"name": n, "confidence": p} for n, p in sorted(by_intent.items(), key=lambda item: -item[1])]
            message.set("intent", ranking[0], add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
        return messages
