"""Ask Rasa for a turn. Rasa keeps nothing and says nothing: NLU reads the message, RulePolicy decides."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from dialogues.flowchart import Flowchart
from dialogues.rules import NO_CASE, answer_intents
from dialogues.steps import SLOTS, Choice
from dialogues.training import silent_rasa
from dialogues.turns import SURE_OF_A_MOVE, Turn, TurnKind
from nlu.light_rasa import light_rasa
from nlu.reading import OpenChoice, Reading, reading_of
from nlu.segments import segments

with light_rasa():
    from rasa.core.agent import Agent
    from rasa.core.channels.channel import UserMessage
    from rasa.shared.core.events import ActionExecuted, Event, SlotSet, UserUttered
    from rasa.shared.core.trackers import DialogueStateTracker

SURE_OF_THE_REST = 0.4
"""Below this the bot asks again rather than show a guide or run a command: those change nothing."""

_KINDS = {
    "kies": TurnKind.MOVE,
    "gids": TurnKind.GUIDE,
    "veilig": TurnKind.SAFETY,
    "opdracht": TurnKind.COMMAND,
}


class ModelUnusableError(Exception):
    """The model file cannot be loaded."""


class Brain:
    """A trained model with the flowchart it was trained on. Not thread-safe; calls take about a millisecond of CPU."""

    def __init__(self, model: Path, flowchart: Flowchart, begin: str) -> None:
        """Load the model. Raises `ModelUnusableError`. `begin` is on the button that opens a case."""
        self._flowchart = flowchart
        self._begin = begin
        self._answers = sorted(answer_intents(flowchart))
        # Rasa would silently take another model of the folder if the file were missing.
        if not model.is_file():
            raise ModelUnusableError(f"{model} does not exist")
        with light_rasa(), silent_rasa():
            try:
                agent = Agent.load(str(model))
            # Rasa lets tarfile, json, numpy and its own errors through: any of them means that this file is no model.
            except Exception as error:
                raise ModelUnusableError(f"{model}: {type(error).__name__}") from error
        if agent.processor is None or agent.domain is None:
            raise ModelUnusableError(f"{model} holds no dialogue")
        self._processor = agent.processor
        self._domain = agent.domain
        self._decisions: dict[tuple[str, str | None, tuple[tuple[str, str], ...]], Turn] = {}

    async def read(self, text: str, position: str | None, slots: Mapping[str, str | None]) -> Reading:
        """What `hear` acts on at a position (None: no case is open) with the case's slots."""
        _, reading = await self._understand(text, position, slots, self._offered(position, slots))
        return reading

    async def read_alone(self, text: str) -> Reading:
        """What a text means without any context."""
        _, reading = await self._understand(text, None, {}, None)
        return reading

    async def read_among(self, text: str, choices: list[OpenChoice]) -> Reading:
        """What a text means while these choices are on screen, which no step offers."""
        return _reading(await self._parse(text, choices))

    async def read_whole(self, text: str, position: str | None, slots: Mapping[str, str | None]) -> Reading:
        """What a text means as one, whatever its sentences ask apart: `hear` begins with it, danger is judged by it."""
        return _reading(await self._parse(text, self._offered(position, slots)))

    async def hear(
        self, text: str, position: str | None, slots: Mapping[str, str | None], whole: Reading | None = None
    ) -> Turn:
        """The turn that a typed text calls for, with what it was read as. `whole`: its `read_whole`, if it was made."""
        turn, reading = await self._understand(text, position, slots, self._offered(position, slots), whole)
        return dataclasses.replace(turn, reading=reading)

    async def _understand(
        self,
        text: str,
        position: str | None,
        slots: Mapping[str, str | None],
        offered: list[OpenChoice] | None,
        whole: Reading | None = None,
    ) -> tuple[Turn, Reading]:
        """The one way a text is read: danger first, then of a report and a question in one message the question.

        Whether it tells of danger is judged once, on the whole: the limits were measured for that, and a sentence taken
        by itself would pass them more easily.
        """
        reading = whole or _reading(await self._parse(text, offered))
        turn = self._turn_for(reading, position, slots)
        if turn.kind is TurnKind.SAFETY:
            return turn, reading
        readings = [_reading(await self._parse(part, offered)) for part in segments(text)]
        parts = [(self._turn_for(part, position, slots), part) for part in readings]
        reports = any(_is_report(turn) for turn, _ in ((turn, reading), *parts))
        asked = next((part for part in reversed(parts) if _is_sure_question(*part)), None)
        return asked if reports and asked else (turn, reading)

    def _turn_for(self, reading: Reading, position: str | None, slots: Mapping[str, str | None]) -> Turn:
        if reading.safety is not None:
            return Turn(TurnKind.SAFETY, reading.safety)
        turn = self._decide(reading.intent, position, slots)
        sure = SURE_OF_A_MOVE if turn.kind is TurnKind.MOVE else SURE_OF_THE_REST
        if turn.kind is TurnKind.ASK_AGAIN or reading.confidence < sure:
            return Turn(TurnKind.ASK_AGAIN, None)
        return turn

    def tap(self, choice: Choice, position: str, slots: Mapping[str, str | None]) -> Turn:
        """The turn for a tapped choice; asks again when the position does not offer it."""
        return self._decide(choice.tap, position, slots)

    def decide(self, intent: str, position: str | None, slots: Mapping[str, str | None]) -> Turn:
        """The turn for an intent that is certain."""
        return self._decide(intent, position, slots)

    def _offered(self, position: str | None, slots: Mapping[str, str | None]) -> list[OpenChoice]:
        if position is None:
            start = self._flowchart.positions[self._flowchart.start]
            return [OpenChoice("nieuw_dossier", self._begin, tuple(i for c in start.choices for i in c.intents))]
        step = self._flowchart.positions[position]
        return [OpenChoice(c.tap, c.label, c.intents, c.words) for c in step.offered(slots)]

    async def _parse(self, text: str, offered: list[OpenChoice] | None) -> dict[str, Any]:
        metadata: dict[str, Any] = {}
        if offered is not None:
            metadata = {"choices": [dataclasses.asdict(choice) for choice in offered], "answers": self._answers}
        # Rasa takes a text that begins with "/" for an intent.
        message = UserMessage(text=text.strip().lstrip("/") or " ", metadata=metadata)
        parsed: dict[str, Any] = await self._processor.parse_message(message)
        return parsed

    def _decide(self, intent: str, position: str | None, slots: Mapping[str, str | None]) -> Turn:
        set_slots = tuple((name, value) for name in SLOTS if (value := slots.get(name)) is not None)
        # RulePolicy looks at nothing else, so what it decided once it decides again.
        decided = (intent, position, set_slots)
        if decided not in self._decisions:
            self._decisions[decided] = self._ask_policy(*decided)
        return self._decisions[decided]

    def _ask_policy(self, intent: str, position: str | None, slots: Iterable[tuple[str, str]]) -> Turn:
        events: list[Event] = [SlotSet("stap", position or NO_CASE)]
        events += [SlotSet(name, value) for name, value in slots]
        events += [ActionExecuted("action_listen")]
        parsed = {"text": "", "intent": {"name": intent, "confidence": 1.0}, "entities": []}
        events += [UserUttered(text="", intent=parsed["intent"], parse_data=parsed)]
        tracker = DialogueStateTracker.from_events("turn", events, self._domain.slots, domain=self._domain)
        action, _ = self._processor.predict_next_with_tracker_if_should(tracker)
        return _turn(action.name())


def _is_report(turn: Turn) -> bool:
    return turn.kind is TurnKind.MOVE or (turn.kind is TurnKind.COMMAND and turn.subject == "nieuw_dossier")


def _is_sure_question(turn: Turn, reading: Reading) -> bool:
    return turn.kind is TurnKind.GUIDE and reading.confidence >= SURE_OF_A_MOVE


def _turn(action: str) -> Turn:
    kind, _, subject = action.partition("__")
    if kind not in _KINDS:
        return Turn(TurnKind.ASK_AGAIN, None)
    if kind == "kies":
        subject = subject.partition("__")[2]
    return Turn(_KINDS[kind], subject)


def _reading(parsed: Mapping[str, Any]) -> Reading:
    ranking = [(entry["name"], float(entry["confidence"])) for entry in parsed["intent_ranking"]]
    return reading_of(ranking, parsed.get("safety"))
