"""Rasa component: does a message tell of suicide, nude images or serious violence? Judged apart from the other intents.

Two witnesses, and either suffices: the patterns of `nlu/veiligheid.yml`, and the probability the classifier gives the
three safety intents together, for the whole or for a clause. Only words that mean something else as well ("bom",
"bloot") ask the other witness: they count unless the classifier is quite sure that the message is about something else
altogether. A card shown once too often costs a tap; one missed may cost a child.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from nlu.examples import OUT_OF_SCOPE, SAFETY_INTENTS
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
_DOUBTFUL = "twijfel"
PATTERNS = Path(__file__).parents[1] / "veiligheid.yml"


@dataclass(frozen=True)
class SafetyPatterns:
    """Regular expressions per safety intent, and figurative talk that is taken out first."""

    figurative: tuple[re.Pattern[str], ...]
    general: tuple[re.Pattern[str], ...]
    """Talk of lessons, figures and policy; it silences the patterns unless `somebody` matches as well."""
    somebody: tuple[re.Pattern[str], ...]
    telling: dict[str, tuple[re.Pattern[str], ...]]
    doubtful: dict[str, tuple[re.Pattern[str], ...]]
    """Words that mean something else as well."""

    def find(self, text: str, *, doubtful: bool = True) -> str | None:
        """The first safety intent that a raw text matches, or None; without the doubtful words if need be."""
        plain = normalise(text)
        for pattern in self.figurative:
            plain = pattern.sub(" ", plain)
        about_somebody = any(pattern.search(plain) for pattern in self.somebody)
        if not about_somebody and any(pattern.search(plain) for pattern in self.general):
            return None
        for patterns in (self.telling, self.doubtful) if doubtful else (self.telling,):
            for intent, expressions in patterns.items():
                if any(expression.search(plain) for expression in expressions):
                    return intent
        return None


@cache
def safety_patterns(path: Path = PATTERNS) -> SafetyPatterns:
    """The patterns of the file. Raises `ValueError` naming an expression that is none."""
    raw: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    expected = (*_PARTS, _DOUBTFUL, *SAFETY_INTENTS)
    if set(raw) != set(expected):
        raise ValueError(f"{path}: expected {', '.join(expected)}; found {', '.join(raw)}")
    words: dict[str, list[str]] = raw.pop(_DOUBTFUL)
    if not set(words) <= set(SAFETY_INTENTS):
        raise ValueError(f"{path}: {_DOUBTFUL}: expected some of {', '.join(SAFETY_INTENTS)}; found {', '.join(words)}")
    doubtful = {intent: _compiled(path, _DOUBTFUL, expressions) for intent, expressions in words.items()}
    compiled = {key: _compiled(path, key, expressions) for key, expressions in raw.items()}
    figurative, general, somebody = (compiled.pop(part) for part in _PARTS)
    return SafetyPatterns(figurative, general, somebody, compiled, doubtful)


def _compiled(path: Path, key: str, expressions: list[str]) -> tuple[re.Pattern[str], ...]:
    try:
        return tuple(re.compile(expression) for expression in expressions)
    except re.error as error:
        raise ValueError(f"{path}: {key}: {error.pattern!r}: {error}") from error


@dataclass(frozen=True)
class Danger:
    """What a message tells of."""

    intent: str
    by_pattern: bool
    """Whether a pattern says so; else it is only likely."""


def find_danger(
    text: str, chances: Mapping[str, float], clauses: Sequence[Mapping[str, float]], limits: Mapping[str, float]
) -> Danger | None:
    """The danger a raw text tells of by either witness: a pattern first, else the chances the classifier gives.

    `chances`: of the whole, by intent; `clauses`: of each clause; `limits`: see `SafetyDetector.get_default_config`.
    """
    intent = safety_patterns().find(text, doubtful=chances.get(OUT_OF_SCOPE, 0.0) < limits["sure"])
    if intent is not None:
        return Danger(intent, by_pattern=True)
    for told, limit in ((chances, limits["threshold"]), *((clause, limits["in_a_clause"]) for clause in clauses)):
        danger = {intent: told.get(intent, 0.0) for intent in SAFETY_INTENTS}
        if sum(danger.values()) >= limit:
            return Danger(max(danger, key=lambda intent: danger[intent]), by_pattern=False)
    return None


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class SafetyDetector(GraphComponent, IntentClassifier):
    """Sets `safety` on a message, and lets it win over every other intent."""

    def __init__(self, config: dict[str, Any]) -> None:
        self._limits = {name: float(config[name]) for name in self.get_default_config()}

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`threshold`: the probability of the safety intents together from which the card is shown.

        `in_a_clause`: the same of a clause on its own, which is easier misread than the whole.
        `sure`: the probability that it is out of scope from which doubtful words do not count. To be sure of another
        intent is not enough: danger is told in passing too ("herinner mij aan het gesprek over het mes").
        """
        return {"threshold": 0.12, "in_a_clause": 0.7, "sure": 0.95}

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
            danger = find_danger(message.get("text") or "", ranking, message.get("clauses") or [], self._limits)
            message.set("safety_by_pattern", danger is not None and danger.by_pattern)
            message.set("safety", danger.intent if danger else None, add_to_output=True)
            if danger is not None:
                confidence = max(ranking.get(danger.intent, 0.0), self._limits["threshold"])
                first = {"name": danger.intent, "confidence": confidence}
                rest = [entry for entry in message.get("intent_ranking") or [] if entry["name"] != danger.intent]
                message.set("intent", first, add_to_output=True)
                message.set("intent_ranking", [first, *rest], add_to_output=True)
        return messages
