"""Rasa component: the open step as evidence. What it offers is likelier; an answer nobody asked for is not.

What is on screen travels in the message's metadata: `choices`, a list of `OpenChoice` as dictionaries, and `answers`,
the intents that mean something only to a step that asks. A number, an ordinal or the words of a button are that choice;
otherwise the classifier's probabilities are weighed again.
"""

from __future__ import annotations

from typing import Any

from nlu.choices import named_choice, yes_or_no
from nlu.light_rasa import light_rasa

with light_rasa():
    from rasa.engine.graph import ExecutionContext, GraphComponent
    from rasa.engine.recipes.default_recipe import DefaultV1Recipe
    from rasa.engine.storage.resource import Resource
    from rasa.engine.storage.storage import ModelStorage
    from rasa.nlu.classifiers.classifier import IntentClassifier
    from rasa.shared.nlu.training_data.message import Message


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class OpenStepReader(GraphComponent, IntentClassifier):
    """Reads a message against the choices on screen."""

    def __init__(self, config: dict[str, Any]) -> None:
        self._offered = float(config["offered"])
        self._not_offered = float(config["not_offered"])

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`offered`: factor on the odds of an intent the step offers; `not_offered`: of an answer it does not."""
        return {"offered": 4.0, "not_offered": 0.05}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> OpenStepReader:
        """A component with nothing to learn (Rasa's contract)."""
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        """Read each message again in the light of its `metadata["choices"]`; without them it stays as it was."""
        for message in messages:
            metadata = message.get("metadata") or {}
            choices = metadata.get("choices")
            if choices is not None and not message.get("safety_by_pattern"):
                self._read(message, choices, frozenset(metadata.get("answers", ())))
        return messages

    def _read(self, message: Message, choices: list[dict[str, Any]], answers: frozenset[str]) -> None:
        ranking: list[dict[str, Any]] = list(message.get("intent_ranking") or [])
        named = named_choice(message.get("text") or "", [(c["label"], *c["words"]) for c in choices])
        if named is None and message.get("safety"):
            return
        if named is not None:
            message.set("safety", None, add_to_output=True)
            intent = choices[named]["intent"]
            ranking = [{"name": intent, "confidence": 1.0}, *(e for e in ranking if e["name"] != intent)]
        else:
            offered = {name for c in choices for name in (c["intent"], *c["also"])}
            # Who begins with the answer this question asks for, answers no other.
            unasked = 0.0 if yes_or_no(message.get("text") or "") in offered else self._not_offered
            factors = {**dict.fromkeys(answers, unasked), **dict.fromkeys(offered, self._offered)}
            weighed = [(e["name"], e["confidence"] * factors.get(e["name"], 1.0)) for e in ranking]
            total = sum(weight for _, weight in weighed) or 1.0
            weighed.sort(key=lambda entry: -entry[1])
            ranking = [{"name": name, "confidence": weight / total} for name, weight in weighed]
        message.set("intent", ranking[0], add_to_output=True)
        message.set("intent_ranking", ranking, add_to_output=True)
