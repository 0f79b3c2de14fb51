"""Rasa component: does a message tell of suicide, sexual harm or serious violence? Judged apart from the other intents.

How stands in `nlu.danger`; here are the limits, and what the verdict does to a message. What is sure wins over every
other intent. What is only possible leaves the message what it is without it, and so does what is no danger at all: a
safety intent is read by this verdict alone.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nlu.components.stored import StoredComponent
from nlu.danger import ReadMessage, find_danger
from nlu.evidence import Evidence, count_evidence
from nlu.examples import SAFETY_INTENTS
from nlu.light_rasa import light_rasa
from nlu.reading import Danger, Grade

with light_rasa():
    from rasa.engine.recipes.default_recipe import DefaultV1Recipe
    from rasa.engine.storage.resource import Resource
    from rasa.engine.storage.storage import ModelStorage
    from rasa.shared.nlu.training_data.message import Message
    from rasa.shared.nlu.training_data.training_data import TrainingData

_FILE = "evidence.npz"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class SafetyDetector(StoredComponent):
    """Sets `danger` and `safety` on a message; what is sure wins over every other intent."""

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        super().__init__(config, storage, resource)
        self._settings = {name: float(config[name]) for name in self.get_default_config()}
        self._evidence: Evidence | None = None

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """What the witnesses weigh, and the chances from which danger is told.

        `whole`, `part`, `beyond`: weights of the logarithm of the odds that the classifier gives to danger in the whole
        and in the part that tells most of it, and to `buiten_bereik` in the whole (what is danger to one reader and out
        of scope to another is seldom a question about the guidance). `words`: of what the words weigh; `pattern`: added
        where a pattern matches; `calm`: where the message denies it, says that it is over, or asks in general; `bias`:
        always. `alone`: added where a part is taken for the whole message. They were fitted on examples that the
        network had not seen (docs/understanding.md).

        `sure`, `possible`: the chance from which danger is told; `possible_untold`: the same of a short text without a
        word that could tell of it. `doubtful`: the probability of `buiten_bereik` from which the words that mean
        something else as well are no pattern. To be sure of another intent is not enough: danger is told in passing too
        ("herinner mij aan het gesprek over het mes").
        """
        return {
            "whole": 0.6,
            "part": 0.12,
            "alone": -2.4,
            "beyond": 0.29,
            "words": 0.42,
            "pattern": 2.7,
            "calm": -2.2,
            "bias": -1.7,
            "sure": 0.6,
            "possible": 0.02,
            "possible_untold": 0.2,
            "doubtful": 0.95,
        }

    def train(self, training_data: TrainingData) -> Resource:
        """Count in the examples which words tell of danger, and store them with the model."""
        # Rasa adds examples without a text; an answer to a question says nothing by itself.
        examples = (one for one in training_data.training_examples if one.get("text") and not one.get("question"))
        self._evidence = count_evidence((one.get("text"), one.get("intent")) for one in examples)
        return self.stored()

    @property
    def evidence(self) -> Evidence:
        """What was counted. Raises `ValueError` before training."""
        if self._evidence is None:
            raise ValueError("the detector is not trained")
        return self._evidence

    def write_to(self, folder: Path) -> None:
        """Write what was counted."""
        self.evidence.save(folder / _FILE)

    def read_from(self, folder: Path) -> None:
        """Read what was counted."""
        self._evidence = Evidence.load(folder / _FILE)

    def process(self, messages: list[Message]) -> list[Message]:
        """Judge each message on its text and on what the classifier before this one made of it and its parts.

        Sets `danger` (None, or `kind`, `grade`, `also`), `safety` (the kind, when sure) and `safety_by_pattern`. Raises
        `ValueError` before training.
        """
        for message in messages:
            ranking: list[dict[str, Any]] = list(message.get("intent_ranking") or [])
            chances = {entry["name"]: entry["confidence"] for entry in ranking}
            told = ReadMessage(message.get("text") or "", chances, message.get("parts") or [])
            found = find_danger(told, self.evidence, self._settings)
            sure = found.danger.kind if found is not None and found.danger.grade is Grade.SURE else None
            message.set("safety_by_pattern", found is not None and found.by_pattern, add_to_output=True)
            message.set("safety", sure, add_to_output=True)
            message.set("danger", _as_told(found.danger) if found is not None else None, add_to_output=True)
            self._rank(message, ranking, chances, sure)
        return messages

    def _rank(
        self, message: Message, ranking: list[dict[str, Any]], chances: dict[str, float], sure: str | None
    ) -> None:
        rest = [entry for entry in ranking if entry["name"] not in SAFETY_INTENTS]
        if sure is not None:
            confidence = max(chances.get(sure, 0.0), self._settings["possible"])
            others = [entry for entry in ranking if entry["name"] != sure]
            rest = [{"name": sure, "confidence": confidence}, *others]
        if rest:
            message.set("intent", rest[0], add_to_output=True)
            message.set("intent_ranking", rest, add_to_output=True)


def _as_told(danger: Danger) -> dict[str, Any]:
    return {**danger.as_json(), "also": danger.also}
