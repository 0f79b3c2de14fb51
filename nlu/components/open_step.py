"""Rasa component: the open step as evidence. What it offers is likelier; an answer nobody asked for is not.

What is on screen travels in the message's metadata: `choices`, a list of `OpenChoice` as dictionaries, and `answers`,
the intents that mean something only to a step that asks. A number, an ordinal or the words of a button are that choice;
otherwise the classifier's probabilities are weighed again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nlu.answers import ACT, act_intent
from nlu.choices import named_choice, yes_or_no
from nlu.examples import QUESTION, SAFETY_INTENTS
from nlu.light_rasa import light_rasa
from nlu.reading import Grade

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
        self._sure_of_answer = float(config["sure_of_answer"])
        self._sure_of_denial = float(config["sure_of_denial"])
        self._no_danger = float(config["no_danger"])

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The settings.

        Where the question has no example answers: `offered`, factor on the odds of an intent the step offers;
        `not_offered`, of an answer it does not. Where it has: `sure_of_answer`, how likely an answer must be for
        danger that no pattern tells of to be asked about at most; `sure_of_denial`, how likely a denial must be to win
        over any; `no_danger`, from which chance of danger on as an answer neither holds.
        """
        return {
            "offered": 4.0,
            "not_offered": 0.05,
            "sure_of_answer": 0.5,
            "sure_of_denial": 0.7,
            "no_danger": 0.15,
        }

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
            if choices is not None:
                self._read(message, choices, frozenset(metadata.get("answers", ())))
        return messages

    def _read(self, message: Message, choices: list[dict[str, Any]], answer_intents: frozenset[str]) -> None:
        ranking: list[dict[str, Any]] = list(message.get("intent_ranking") or [])
        answers: dict[str, float] = message.get("answers") or {}
        named = named_choice(message.get("text") or "", [(c["label"], *c["words"]) for c in choices])
        danger = self._danger_left(message, answers, named)
        message.set("danger", danger, add_to_output=True)
        if danger is not None and danger["grade"] == Grade.SURE.value:
            return
        message.set("safety", None, add_to_output=True)
        message.set("named", named is not None, add_to_output=True)
        if named is not None:
            intent = choices[named]["intent"]
            ranking = [{"name": intent, "confidence": 1.0}, *(e for e in ranking if e["name"] != intent)]
        elif answers:
            ranking = _mixed(ranking, answers, {c["outcome"]: c["intent"] for c in choices}, answer_intents)
        else:
            ranking = self._weighed(message, ranking, choices, answer_intents)
        message.set("intent", ranking[0], add_to_output=True)
        message.set("intent_ranking", ranking, add_to_output=True)

    def _danger_left(self, message: Message, answers: dict[str, float], named: int | None) -> dict[str, Any] | None:
        """The danger, once what looked like it is read against the open question.

        What names a choice or plainly denies tells of none. What is rather another answer is asked about at most. A
        pattern yields to a denial only.
        """
        danger: dict[str, Any] | None = message.get("danger")
        if danger is None:
            return None
        by_pattern = bool(message.get("safety_by_pattern"))
        if named is not None:
            return danger if by_pattern else None
        if not answers or answers.get(_DANGER, 0.0) >= self._no_danger:
            return danger
        outcome = max(answers, key=lambda name: answers[name])
        if outcome == _DENIES and answers[outcome] >= self._sure_of_denial:
            return None
        if by_pattern or outcome in _NO_ANSWERS or answers[outcome] < self._sure_of_answer:
            return danger
        if danger["grade"] == Grade.SURE.value:
            return {**danger, "grade": Grade.POSSIBLE.value}
        return None

    def _weighed(
        self, message: Message, ranking: list[dict[str, Any]], choices: list[dict[str, Any]], answers: frozenset[str]
    ) -> list[dict[str, Any]]:
        """The intents weighed by what is offered, where the open question has no example answers."""
        offered = {name for c in choices for name in (c["intent"], *c["also"])}
        # Who begins with the answer this question asks for, answers no other.
        unasked = 0.0 if yes_or_no(message.get("text") or "") in offered else self._not_offered
        factors = {**dict.fromkeys(answers, unasked), **dict.fromkeys(offered, self._offered)}
        weighed = [(e["name"], e["confidence"] * factors.get(e["name"], 1.0)) for e in ranking]
        total = sum(weight for _, weight in weighed) or 1.0
        return _ranked({name: weight / total for name, weight in weighed})


def _mixed(
    ranking: list[dict[str, Any]],
    answers: dict[str, float],
    choices: dict[str, str],
    answer_intents: frozenset[str],
) -> list[dict[str, Any]]:
    """The intents as the open question makes them likely.

    A choice that is offered has the chance of its outcome, an act that of the act; some acts have intents that say more
    ("merci" is an "ok"), and those take their part. What asks something is shared among the questions about the
    guidance, what wants something else among the other intents, each as the message by itself makes them likely. What
    cannot be read counts for nothing, so that nothing is sure.
    """
    alone = {entry["name"]: entry["confidence"] for entry in ranking}
    chances: dict[str, float] = {}
    for outcome, chance in answers.items():
        if outcome.startswith(ACT) and outcome not in choices:
            if outcome not in _SHARED_OUT:
                alike = {name: chance * alone.get(name, 0.0) for name in _ALIKE.get(outcome, ())}
                chances |= alike
                chances[act_intent(outcome.removeprefix(ACT))] = chance - sum(alike.values())
        else:
            intent = choices.get(outcome, outcome)
            chances[intent] = chances.get(intent, 0.0) + chance
    for outcome, belongs in _SHARED_OUT.items():
        mine = {e["name"]: e["confidence"] for e in ranking if belongs(e["name"]) and e["name"] not in answer_intents}
        total = sum(mine.values()) or 1.0
        for name, confidence in mine.items():
            chances[name] = chances.get(name, 0.0) + answers.get(outcome, 0.0) * confidence / total
    return _ranked(chances)


def _ranked(chances: dict[str, float]) -> list[dict[str, Any]]:
    return [{"name": n, "confidence": chance} for n, chance in sorted(chances.items(), key=lambda item: -item[1])]


def _is_question(intent: str) -> bool:
    return intent.startswith(QUESTION)


def _is_wish(intent: str) -> bool:
    return not _is_question(intent) and intent not in SAFETY_INTENTS


def _is_nothing(_intent: str) -> bool:
    return False


_DANGER, _DENIES = f"{ACT}gevaar", f"{ACT}ontken"
_SHARED_OUT: dict[str, Callable[[str], bool]] = {
    f"{ACT}vraag": _is_question,
    f"{ACT}anders": _is_wish,
    f"{ACT}onduidelijk": _is_nothing,
    _DANGER: _is_nothing,
}
"""Acts that are no answer: which intents share their chance."""
_ALIKE: dict[str, tuple[str, ...]] = {
    f"{ACT}ok": ("bedankt", "groet"),
    f"{ACT}wacht": ("pauze",),
    f"{ACT}en_nu": ("verder", "hulp", "overzicht"),
    f"{ACT}terug": ("terug",),
}
"""Acts, and the intents that are one of them, told more exactly."""
_NO_ANSWERS = frozenset({*_SHARED_OUT, f"{ACT}feit", f"{ACT}nood"})
"""What may well be said beside danger."""
