"""Rasa component: does a message tell of suicide, nude images or serious violence? Judged apart from the other intents.

Two witnesses, and either suffices: the patterns of `nlu/veiligheid.yml`, and the probability the classifier gives the
three safety intents together. A card shown once too often costs a tap; one missed may cost a child.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from nlu.examples import SAFETY_INTENTS
from nlu.light_rasa import light_rasa
from nlu.normalise import normalise

with light_rasa():
    from rasa.engine.graph import ExecutionContext, GraphComponent
    from rasa.engine.recipes.default_recipe import DefaultV1Recipe
    from rasa.engine.storage.resource import Resource
    from rasa.engine.storage.storage import ModelStorage
    from rasa.nlu.classifiers.classifier import IntentClassifier
    from rasa.shared.nlu.training_data.message import Message

_PARTS = ("niet", "algemeen", "iemand")
PATTERNS = Path(__file__).parent / "veiligheid.yml"


@dataclass(frozen=True)
class SafetyPatterns:
    """Regular expressions per safety intent, and figurative talk that is taken out first."""

    figurative: tuple[re.Pattern[str], ...]
    general: tuple[re.Pattern[str], ...]
    """Talk of lessons, figures and policy; it silences the patterns unless `somebody` matches as well."""
    somebody: tuple[re.Pattern[str], ...]
    telling: dict[str, tuple[re.Pattern[str], ...]]

    def find(self, text: str) -> str | None:
        """The first safety intent that a raw text matches, or None."""
        plain = normalise(text)
        for pattern in self.figurative:
            plain = pattern.sub(" ", plain)
        about_somebody = any(pattern.search(plain) for pattern in self.somebody)
        if not about_somebody and any(pattern.search(plain) for pattern in self.general):
            return None
        return next((i for i, patterns in self.telling.items() if any(p.search(plain) for p in patterns)), None)


@cache
def safety_patterns(path: Path = PATTERNS) -> SafetyPatterns:
    """The patterns of the file. Raises `ValueError` naming an expression that is none."""
    raw: dict[str, list[str]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    if set(raw) != {*_PARTS, *SAFETY_INTENTS}:
        raise ValueError(f"{path}: expected {', '.join((*_PARTS, *SAFETY_INTENTS))}; found {', '.join(raw)}")
    compiled: dict[str, tuple[re.Pattern[str], ...]] = {}
    for key, expressions in raw.items():
        try:
            compiled[key] = tuple(re.compile(expression) for expression in expressions)
        except re.error as error:
            raise ValueError(f"{path}: {key}: {error.pattern!r}: {error}") from error
    figurative, general, somebody = (compiled.pop(part) for part in _PARTS)
    return SafetyPatterns(figurative, general, somebody, compiled)


@dataclass(frozen=True)
class Danger:
    """What a message tells of."""

    intent: str
    by_pattern: bool
    """Whether a pattern says so; else it is only likely."""


def find_danger(text: str, chances: Mapping[str, float], threshold: float) -> Danger | None:
    """The danger a raw text tells of by either witness: a pattern first, else the chances the classifier gives."""
    intent = safety_patterns().find(text)
    if intent is not None:
        return Danger(intent, by_pattern=True)
    intent = _likely_danger(chances, threshold)
    return Danger(intent, by_pattern=False) if intent is not None else None


def _likely_danger(chances: Mapping[str, float], threshold: float) -> str | None:
    """The likeliest safety intent, when the three together reach the threshold."""
    danger = {intent: chances.get(intent, 0.0) for intent in SAFETY_INTENTS}
    return max(danger, key=lambda intent: danger[intent]) if sum(danger.values()) >= threshold else None


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class SafetyDetector(GraphComponent, IntentClassifier):
    """Sets `safety` on a message, and lets it win over every other intent."""

    def __init__(self, config: dict[str, Any]) -> None:
        self._threshold = float(config["threshold"])

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`threshold`: the probability of the safety intents together from which the card is shown."""
        return {"threshold": 0.12}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SafetyDetector:
        """A component with nothing to learn (Rasa's contract)."""
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        """Judge each message on its text and on the ranking of the classifier before this one."""
        for message in messages:
            ranking = {entry["name"]: entry["confidence"] for entry in message.get("intent_ranking") or []}
            danger = find_danger(message.get("text") or "", ranking, self._threshold)
            message.set("safety_by_pattern", danger is not None and danger.by_pattern)
            message.set("safety", danger.intent if danger else None, add_to_output=True)
            if danger is not None:
                confidence = max(ranking.get(danger.intent, 0.0), self._threshold)
                first = {"name": danger.intent, "confidence": confidence}
                rest = [entry for entry in message.get("intent_ranking") or [] if entry["name"] != danger.intent]
                message.set("intent", first, add_to_output=True)
                message.set("intent_ranking", [first, *rest], add_to_output=True)
        return messages
