"""Rasa component: what a message tells of a case, in the fixed words of `data/feiten.yml`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nlu.components.stored import StoredComponent
from nlu.fact_learning import FactSettings, learn_facts
from nlu.fact_network import FactNetwork, told
from nlu.fact_patterns import FactPatterns, read_fact_patterns
from nlu.facts import read_fact_examples
from nlu.light_rasa import light_rasa

with light_rasa():
    from rasa.engine.recipes.default_recipe import DefaultV1Recipe
    from rasa.engine.storage.resource import Resource
    from rasa.engine.storage.storage import ModelStorage
    from rasa.shared.nlu.training_data.message import Message
    from rasa.shared.nlu.training_data.training_data import TrainingData

_PATTERNS, _NETWORK = "patterns.json", "facts.npz"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class FactReader(StoredComponent):
    """Sets `facts` on a message: fact -> value."""

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        super().__init__(config, storage, resource)
        self._patterns: FactPatterns | None = None
        self._network: FactNetwork | None = None

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The settings: `sure`, `ruled_out` (see `nlu.fact_network.told`)."""
        return {"sure": 0.5, "ruled_out": 0.01}

    def train(self, training_data: TrainingData) -> Resource:
        """Make the patterns ready, learn from the examples of facts, and store both with the model."""
        self._patterns = read_fact_patterns()
        self._network = learn_facts(read_fact_examples(), FactSettings())
        return self.stored()

    def write_to(self, folder: Path) -> None:
        """Write patterns and network. Raises `ValueError` before training."""
        patterns, network = self._trained()
        patterns.save(folder / _PATTERNS)
        network.save(folder / _NETWORK)

    def read_from(self, folder: Path) -> None:
        """Read patterns and network."""
        self._patterns = FactPatterns.load(folder / _PATTERNS)
        self._network = FactNetwork.load(folder / _NETWORK)

    def _trained(self) -> tuple[FactPatterns, FactNetwork]:
        if self._patterns is None or self._network is None:
            raise ValueError("the reader of facts is not trained")
        return self._patterns, self._network

    def process(self, messages: list[Message]) -> list[Message]:
        """Read each message; one that its metadata call a `part` of another tells nothing of its own.

        Raises `ValueError` before training.
        """
        patterns, network = self._trained()
        for message in messages:
            text = message.get("text") or ""
            part = (message.get("metadata") or {}).get("part")
            facts = {} if part else told(network, text, patterns.told(text), self._config)
            message.set("facts", facts, add_to_output=True)
        return messages
