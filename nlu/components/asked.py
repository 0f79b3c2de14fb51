"""Rasa component: which page of a guide, or which talk card, a message asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from nlu.answers import ACT
from nlu.asked import NOTHING, PAGE, TALK_FIELDS, UNSAID, Asked, is_question, read_asked_examples
from nlu.components.stored import StoredComponent
from nlu.examples import QUESTION
from nlu.features import features
from nlu.learning import Lesson, NetworkSettings, train
from nlu.light_rasa import light_rasa
from nlu.network import Array, Network
from nlu.segments import segments

with light_rasa():
    from rasa.engine.recipes.default_recipe import DefaultV1Recipe
    from rasa.engine.storage.resource import Resource
    from rasa.engine.storage.storage import ModelStorage
    from rasa.shared.nlu.training_data.message import Message
    from rasa.shared.nlu.training_data.training_data import TrainingData

_FILE = "asked.npz"
_EVERY = 12
"""Of the messages that ask for no guide one in so many is learnt, as asking for nothing."""
_A_QUESTION = f"{ACT}vraag"
_OF_THE_QUESTION = 0.7
"""How much the sentence that asks counts; the rest is for the whole message."""
_LEAST = 0.02
"""Chances below this are left out."""


def learn_asked(texts: Sequence[tuple[str, Mapping[str, str]]], config: Mapping[str, Any]) -> Network:
    """A network of messages and, per field, what each asks for. Raises `ValueError` without any."""
    if not texts:
        raise ValueError("no example asks for anything")
    told = [(list(features(text)), fields) for text, fields in texts]
    lessons = [Lesson(read, name, f"{name}/{value}") for read, fields in told for name, value in fields.items()]
    settings = NetworkSettings(
        hidden=config["hidden"],
        epochs=config["epochs"],
        row_rate=config["row_rate"],
        min_count={"w": 5, "c": 12, "s": 5, "k": 4, "kk": 9, "ks": 9, "f": 8},
    )
    return train(lessons, (), settings)


def asked_of(network: Network, text: str) -> Asked:
    """What a message asks for: of the whole, and more of the sentence that asks most.

    Who tells a story first asks in the last sentence, and means the story by "he" and "it". With whom and at what
    moment a talk is may stand in any sentence: there the most that one of them says counts.
    """
    parts = list(dict.fromkeys([text, *segments(text)]))
    hidden = network.layer.of([list(features(part)) for part in parts])
    pages = [_chances(network, row, PAGE) for row in hidden]
    questions = [chances for part, chances in zip(parts, pages, strict=True) if is_question(part)]
    asking = min(questions or pages, key=lambda chances: chances.get(NOTHING, 0.0))
    mean = {
        page: (1 - _OF_THE_QUESTION) * chance + _OF_THE_QUESTION * asking[page] for page, chance in pages[0].items()
    }
    return Asked(_likely(mean), {name: _said(network, hidden, name) for name in TALK_FIELDS})


def _said(network: Network, hidden: Array, name: str) -> dict[str, float]:
    """Value -> the most that one part says of it; what is left unsaid is what no part says."""
    parts = [_chances(network, row, name) for row in hidden]
    most = {value: max(part[value] for part in parts) for value in parts[0]}
    most[UNSAID] = min(part[UNSAID] for part in parts)
    return _likely(most)


def _chances(network: Network, hidden: Array, name: str) -> dict[str, float]:
    told = network.probabilities(hidden, name)
    return {output.partition("/")[2]: chance for output, chance in told.items()}


def _likely(chances: Mapping[str, float]) -> dict[str, float]:
    return {value: chance for value, chance in sorted(chances.items(), key=lambda one: -one[1]) if chance >= _LEAST}


def _asks_for_a_guide(message: Message) -> bool:
    return str(message.get("intent") or "").startswith(QUESTION)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class AskedReader(StoredComponent):
    """Sets `asked` on a message: an `Asked`."""

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        super().__init__(config, storage, resource)
        self._network: Network | None = None

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The settings: `hidden` units, `epochs` over the examples, `row_rate` of the large matrix."""
        return {"hidden": 128, "epochs": 10, "row_rate": 0.1}

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the examples of what is asked, and of the intents that ask for no guide; store the network."""
        asks_nothing = [
            message.get("text")
            for message in training_data.training_examples
            if message.get("text") and message.get("answer") != _A_QUESTION and not _asks_for_a_guide(message)
        ]
        texts = [(example.text, example.answers) for example in read_asked_examples()]
        texts += [(text, {PAGE: NOTHING}) for text in asks_nothing[::_EVERY]]
        self._network = learn_asked(texts, self._config)
        return self.stored()

    def write_to(self, folder: Path) -> None:
        """Write the network. Raises `ValueError` before training."""
        self._trained().save(folder / _FILE)

    def read_from(self, folder: Path) -> None:
        """Read the network."""
        self._network = Network.load(folder / _FILE)

    def _trained(self) -> Network:
        if self._network is None:
            raise ValueError("the reader of what is asked is not trained")
        return self._network

    def process(self, messages: list[Message]) -> list[Message]:
        """Read each message. Raises `ValueError` before training."""
        for message in messages:
            message.set("asked", asked_of(self._trained(), message.get("text") or ""), add_to_output=True)
        return messages
