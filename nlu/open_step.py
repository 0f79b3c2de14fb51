"""Rasa component: the open step as evidence. What it offers is likelier; an answer nobody asked for is not.

The choices on screen travel in the message's metadata (`choices`: a list of `OpenChoice` as dictionaries). A number,
an ordinal or the words of a button are that choice; otherwise the classifier's probabilities are weighed again.
"""

from __future__ import annotations

import re
from typing import Any

from nlu.features import normalise
from nlu.light_rasa import light_rasa

with light_rasa():
    from rasa.engine.graph import ExecutionContext, GraphComponent
    from rasa.engine.recipes.default_recipe import DefaultV1Recipe
    from rasa.engine.storage.resource import Resource
    from rasa.engine.storage.storage import ModelStorage
    from rasa.nlu.classifiers.classifier import IntentClassifier
    from rasa.shared.nlu.training_data.message import Message

ANSWER_INTENTS = frozenset(
    {
        "ja", "nee", "weet_niet", "meldt_slachtoffer_zelf", "meldt_iemand_anders", "is_cyberpesten",
        "is_klassiek_pesten", "is_ruzie", "kiest_niet_confronterend", "kiest_confronterend", "kiest_individueel",
        "kiest_groep", "is_gestopt", "is_niet_gestopt",
    }
)  # fmt: skip
"""Section B of the intents: answers, which mean something only to a step that asks."""

_ORDINALS = (
    ("eerste", "een", "1e", "1ste", "bovenste"),
    ("tweede", "twee", "2e", "2de"),
    ("derde", "drie", "3e", "3de"),
    ("vierde", "vier", "4e", "4de"),
    ("vijfde", "vijf", "5e", "5de"),
    ("zesde", "zes", "6e", "6de"),
)
_FILLER = frozenset(
    "de die dat da den optie keuze nummer nr antwoord doe maar ik kies neem ga voor we wij kiezen nemen doen dan toch "
    "liever graag gewoon aub svp alsjeblieft alstublieft a ja jaja ok oke allee amai dus eh euh hmm het is".split()
)
_LAST = frozenset({"laatste", "onderste"})


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
            choices = (message.get("metadata") or {}).get("choices")
            if choices is not None and not message.get("safety"):
                self._read(message, choices)
        return messages

    def _read(self, message: Message, choices: list[dict[str, Any]]) -> None:
        ranking: list[dict[str, Any]] = list(message.get("intent_ranking") or [])
        named = named_choice(message.get("text") or "", [(c["label"], *c["words"]) for c in choices])
        if named is not None:
            intent = choices[named]["intent"]
            ranking = [{"name": intent, "confidence": 1.0}, *(e for e in ranking if e["name"] != intent)]
        else:
            offered = {name for c in choices for name in (c["intent"], *c["also"])}
            weighed = [(e["name"], e["confidence"] * self._factor(e["name"], offered)) for e in ranking]
            total = sum(weight for _, weight in weighed) or 1.0
            weighed.sort(key=lambda entry: -entry[1])
            ranking = [{"name": name, "confidence": weight / total} for name, weight in weighed]
        message.set("intent", ranking[0], add_to_output=True)
        message.set("intent_ranking", ranking, add_to_output=True)

    def _factor(self, intent: str, offered: set[str]) -> float:
        if intent in offered:
            return self._offered
        return self._not_offered if intent in ANSWER_INTENTS else 1.0


def named_choice(text: str, choices: list[tuple[str, ...]]) -> int | None:
    """Which of the choices (the names of each) a text names: by its words, a number, an ordinal or "de laatste"."""
    plain = _plain(text)
    if not plain or not choices:
        return None
    kept = " ".join(word for word in plain.split() if word not in _FILLER)
    for said in (plain, kept):
        named = [index for index, names in enumerate(choices) if any(said in _ways_to_say(name) for name in names)]
        if len(named) == 1:
            return named[0]
    word = plain if plain.isdecimal() else kept
    if word.isdecimal():
        return int(word) - 1 if 1 <= int(word) <= len(choices) else None
    if word in _LAST:
        return len(choices) - 1
    return next((index for index, names in enumerate(_ORDINALS[: len(choices)]) if word in names), None)


def _ways_to_say(name: str) -> set[str]:
    """A button's words: all of them, without what stands in brackets, and without a leading "Ja," or "Niet:"."""
    bare = re.sub(r"\([^)]*\)", " ", name)
    return {_plain(way) for way in (name, bare, re.sub(r"^\w+[,:;]", " ", bare))} - {""}


def _plain(text: str) -> str:
    """Only letters and digits, single spaces."""
    return " ".join(re.findall(r"[a-z0-9]+", normalise(text)))
