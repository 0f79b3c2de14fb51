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
from dialogues.turns import SURE_ENOUGH_TO_ASK, SURE_OF_A_BUTTON, SURE_OF_A_MOVE, Turn, TurnKind
from nlu.answers import WITHOUT_A_CASE
from nlu.asked import NOTHING, TALK, is_question
from nlu.choices import yes_or_no
from nlu.examples import NO, YES
from nlu.light_rasa import light_rasa
from nlu.reading import Danger, Grade, OpenChoice, Reading, reading_of
from nlu.segments import segments

with light_rasa():
    from rasa.core.agent import Agent
    from rasa.core.channels.channel import UserMessage
    from rasa.shared.core.events import ActionExecuted, Event, SlotSet, UserUttered
    from rasa.shared.core.trackers import DialogueStateTracker

SURE_OF_A_REPORT = 0.6
"""Below this no case is opened for what somebody says."""
SURE_OF_THE_REST = 0.4
"""Below this the bot asks again rather than show a guide or run a command: those change nothing."""

SURE_OF_WHAT_IS_ASKED = 0.95
"""From here on a question is surely one that a page or a talk card answers."""

_OPENS = "nieuw_dossier"
"""The command that opens a case."""
_MOVES = (TurnKind.MOVE, TurnKind.CONFIRM)
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

    def __init__(self, model: Path, flowchart: Flowchart, begin: str, progress: frozenset[str] = frozenset()) -> None:
        """Load the model. Raises `ModelUnusableError`.

        Args:
            model: the file.
            flowchart: what it was trained on.
            begin: what is on the button that opens a case.
            progress: the facts that say how far something is.
        """
        self._flowchart = flowchart
        self._progress = progress
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
        _, reading = await self._understand(text, position, slots, asked=True)
        return reading

    async def read_alone(self, text: str) -> Reading:
        """What a text means without any context."""
        _, reading = await self._understand(text, None, {}, asked=False)
        return reading

    async def read_among(self, text: str, choices: list[OpenChoice], question: str = "") -> Reading:
        """What a text means while these choices are on screen, which no step offers.

        `question`: under which name example answers stand for it, if there are any.
        """
        return self._reading(await self._parse(text, choices, question))

    async def read_whole(self, text: str, position: str | None, slots: Mapping[str, str | None]) -> Reading:
        """What a text means as one, whatever its sentences ask apart: `hear` begins with it, danger is judged by it."""
        return self._reading(await self._parse(text, *self._asked_at(position, slots)))

    async def hear(
        self, text: str, position: str | None, slots: Mapping[str, str | None], whole: Reading | None = None
    ) -> Turn:
        """The turn that a typed text calls for, with what it was read as. `whole`: its `read_whole`, if it was made."""
        turn, reading = await self._understand(text, position, slots, whole, asked=True)
        return dataclasses.replace(turn, reading=reading)

    async def _understand(
        self,
        text: str,
        position: str | None,
        slots: Mapping[str, str | None],
        whole: Reading | None = None,
        *,
        asked: bool,
    ) -> tuple[Turn, Reading]:
        """The one way a text is read: danger first, then what it answers, and what it asks beside that.

        Whether it tells of danger is judged once, on the whole: the limits were measured for that, and a sentence taken
        by itself would pass them more easily. `asked`: whether it answers what is open at the position.
        """

        async def read(said: str, *, part: bool = False) -> Reading:
            offered, question = self._asked_at(position, slots) if asked else (None, "")
            return self._reading(await self._parse(said, offered, question, part=part))

        reading = whole or await read(text)
        turn = self._turn_for(text, reading, position, slots)
        if turn.kind is TurnKind.SAFETY:
            return turn, reading
        readings = [(part, await read(part, part=True)) for part in segments(text)]
        parts = [(self._turn_for(part, told, position, slots), told) for part, told in readings]
        question = next((part for part in reversed(parts) if _is_sure_question(*part)), None)
        also = question[0].subject if question else None
        if turn.kind in _MOVES:
            return dataclasses.replace(turn, also=also), reading
        answers = {part[0].subject: part for part in parts if part[0].kind in _MOVES}
        if len(answers) == 1 and (question or turn.kind is TurnKind.ASK_AGAIN):
            # A sentence by itself is less sure to be the answer than the whole: it is asked about.
            ((answer, told),) = answers.values()
            return dataclasses.replace(answer, kind=TurnKind.CONFIRM, also=also), _with_danger(told, reading)
        # Who reports and asks in one breath has not said yet that a case is wanted: the question goes first.
        reports = any(_opens(part) for part, _ in ((turn, reading), *parts))
        if question and (reports or turn.kind is TurnKind.ASK_AGAIN):
            return question[0], _with_danger(question[1], reading)
        return dataclasses.replace(turn, also=also) if turn.kind is TurnKind.COMMAND else turn, reading

    def _asked_at(self, position: str | None, slots: Mapping[str, str | None]) -> tuple[list[OpenChoice], str]:
        """What is open: the choices that a text may be an answer to, and the question."""
        return self._offered(position, slots), position or WITHOUT_A_CASE

    def _turn_for(self, text: str, reading: Reading, position: str | None, slots: Mapping[str, str | None]) -> Turn:
        if reading.safety is not None:
            return Turn(TurnKind.SAFETY, reading.safety)
        turn = self._decide(reading.intent, position, slots)
        if turn.kind is TurnKind.COMMAND and turn.subject == _OPENS:
            return turn if self._reported(reading) >= SURE_OF_A_REPORT else Turn(TurnKind.ASK_AGAIN, None)
        sure = SURE_ENOUGH_TO_ASK if turn.kind is TurnKind.MOVE else SURE_OF_THE_REST
        if turn.kind is TurnKind.MOVE and text.strip().isdecimal():
            # A number says an age or how often, or nothing: there is no word in it to guess by.
            sure = SURE_OF_A_MOVE
        if turn.kind is TurnKind.ASK_AGAIN or reading.confidence < sure:
            return Turn(TurnKind.ASK_AGAIN, None)
        if turn.kind is TurnKind.MOVE and position is not None and self._is_to_confirm(text, turn, reading, position):
            return Turn(TurnKind.CONFIRM, turn.subject)
        return turn

    def _reported(self, reading: Reading) -> float:
        """How likely it is that something happened, whoever told it."""
        start = self._flowchart.positions[self._flowchart.start]
        told = {_OPENS, *(intent for choice in start.choices for intent in choice.intents)}
        return sum(chance for name, chance in reading.ranking if name in told)

    def _is_to_confirm(self, text: str, turn: Turn, reading: Reading, position: str) -> bool:
        """Whether a move is asked about first: it is unsure, cannot be undone, or begins with the opposite answer."""
        if reading.named:
            return False
        choices = self._flowchart.positions[position].choices
        choice = next(choice for choice in choices if choice.id == turn.subject)
        said = yes_or_no(text)
        polar = {YES, NO}.intersection(choice.intents)
        turns_round = said is not None and bool(polar) and said not in polar
        closes = choice.target == self._flowchart.end
        return reading.confidence < SURE_OF_A_MOVE or choice.confirmed or closes or turns_round

    def tap(self, choice: Choice, position: str, slots: Mapping[str, str | None]) -> Turn:
        """The turn for a tapped choice; asks again when the position does not offer it."""
        return self._decide(choice.tap, position, slots)

    def decide(self, intent: str, position: str | None, slots: Mapping[str, str | None]) -> Turn:
        """The turn for an intent that is certain."""
        return self._decide(intent, position, slots)

    def _offered(self, position: str | None, slots: Mapping[str, str | None]) -> list[OpenChoice]:
        if position is None:
            start = self._flowchart.positions[self._flowchart.start]
            reports = tuple(intent for choice in start.choices for intent in choice.intents)
            return [OpenChoice(_OPENS, self._begin, reports, outcome="nieuw")]
        step = self._flowchart.positions[position]
        return [OpenChoice(c.tap, c.label, c.intents, c.words, c.like or c.id) for c in step.offered(slots)]

    async def _parse(
        self, text: str, offered: list[OpenChoice] | None, question: str = "", *, part: bool = False
    ) -> dict[str, Any]:
        """What Rasa reads in a text; of a part of a message not what it tells of the case: the whole says that."""
        metadata: dict[str, Any] = {"part": part}
        if offered is not None:
            choices = [dataclasses.asdict(choice) for choice in offered]
            metadata |= {"choices": choices, "answers": self._answers, "question": question}
        # Rasa takes a text that begins with "/" for an intent.
        message = UserMessage(text=text.strip().lstrip("/") or " ", metadata=metadata)
        parsed: dict[str, Any] = await self._processor.parse_message(message)
        return parsed

    def _reading(self, parsed: Mapping[str, Any]) -> Reading:
        ranking = [(entry["name"], float(entry["confidence"])) for entry in parsed["intent_ranking"]]
        found = parsed.get("danger")
        danger = Danger(found["kind"], Grade(found["grade"]), found["also"]) if found else None
        reading = reading_of(
            ranking, danger, named=bool(parsed.get("named")), facts=parsed.get("facts"), asked=parsed.get("asked")
        )
        return reading if parsed.get("safety_by_pattern") else self._calmed(reading, parsed.get("text") or "")

    def _calmed(self, reading: Reading, text: str) -> Reading:
        """Danger that is no more than possible is none where no word of danger stands, and something else is said.

        Who surely asks how to talk with somebody, or says how far something is, speaks of pupils in the words that
        reports of danger have too.
        """
        if reading.danger is None or reading.danger.grade is Grade.SURE:
            return reading
        page, chance = reading.asked.best if reading.asked is not None else (NOTHING, 0.0)
        # "Ik kan niet meer, ik weet niet of ik dit aankan" asks without a sign for a page that tells what to do.
        signed = "?" in text or (page == TALK and is_question(text))
        asks = page != NOTHING and chance >= SURE_OF_WHAT_IS_ASKED and signed
        tells_how_far = not self._progress.isdisjoint(reading.facts)
        return dataclasses.replace(reading, danger=None) if asks or tells_how_far else reading

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


def _with_danger(part: Reading, whole: Reading) -> Reading:
    """What a sentence was read as, with the danger and the facts that the whole message tells of."""
    return dataclasses.replace(part, safety=None, danger=whole.danger, facts=whole.facts)


def _opens(turn: Turn) -> bool:
    return turn.kind is TurnKind.COMMAND and turn.subject == _OPENS


def _is_sure_question(turn: Turn, reading: Reading) -> bool:
    return turn.kind is TurnKind.GUIDE and reading.confidence >= SURE_OF_A_BUTTON


def _turn(action: str) -> Turn:
    kind, _, subject = action.partition("__")
    if kind not in _KINDS:
        return Turn(TurnKind.ASK_AGAIN, None)
    if kind == "kies":
        subject = subject.partition("__")[2]
    return Turn(_KINDS[kind], subject)
