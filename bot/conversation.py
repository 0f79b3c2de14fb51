"""The one use case: a message comes in, one transaction later an answer goes out."""

from __future__ import annotations

import dataclasses
import logging
import unicodedata
from datetime import timedelta

from bot import buttons, cases
from bot.clock import Clock
from bot.codes import find_case_code
from bot.commands import BOUND, SLASH, Commands
from bot.messages import Address, Answer, Button, Message, Reply
from bot.ports import Store, Unit
from bot.presenter import Presenter
from bot.records import Member, Outcome, StaleCaseError, StoreError
from bot.scene import Practices, Scene
from bot.screens import Screens
from bot.sentences import Sentence
from dialogues.brain import Brain
from dialogues.flowchart import Choice, Kind
from dialogues.turns import Turn, TurnKind
from nlu.reading import Reading

_log = logging.getLogger(__name__)

KEPT_ANSWERS = timedelta(days=2)
"""How long a message delivered again is recognised; Telegram keeps undelivered updates for a day."""

_LONGEST_WITH_CODE = 60
"""Characters: a longer message that names a case asks something else as well."""


@dataclasses.dataclass
class _Decision:
    outcome: Outcome
    reading: Reading | None = None
    notice: str = ""
    chosen: str = ""
    arrow: str | None = None


class Conversation:
    """Answers messages from every channel."""

    def __init__(self, store: Store, brain: Brain, screens: Screens, clock: Clock) -> None:
        self._store = store
        self._brain = brain
        self._screens = screens
        self._say = screens.say
        self._flowchart = screens.flowchart
        self._clock = clock
        self._commands = Commands(screens.flowchart)
        self._presenter = Presenter(screens)
        self._practices = Practices()

    async def answer(self, message: Message) -> Answer:
        """The answer to a message. What it confirms is committed; a message answered before changes nothing.

        Never raises for what a person or the database does: a store that is busy or broken gives a kind answer.
        """
        if message.attachment:
            return Answer("refusal", (Reply("", (self._say(Sentence.BIJLAGE),)),))
        try:
            async with self._store.unit() as unit:
                return await self._answer(message, unit)
        except StaleCaseError:
            return Answer("refusal", notice=self._say(Sentence.DOSSIER_INTUSSEN_VERANDERD))
        except StoreError as error:
            _log.error("store: %s", type(error).__name__)
            return Answer("refusal", (Reply("", (self._say(Sentence.OPSLAG_BEZET),)),))

    async def sent(self, message: Message) -> None:
        """The answer to this message has reached the channel."""
        try:
            async with self._store.unit() as unit:
                await unit.note_sent(message.sender.channel, message.id)
        except StoreError as error:
            # It stays "unsent": at worst the same answer is shown once more after a restart.
            _log.error("store: %s", type(error).__name__)

    async def unsent(self, channel: str) -> list[tuple[Message, Answer]]:
        """Answers that were committed but never reached the channel, to be sent now. Raises `StoreError`."""
        found: list[tuple[Message, Answer]] = []
        async with self._store.unit() as unit:
            await unit.forget_answers(self._clock() - KEPT_ANSWERS)
            for seen in await unit.unsent(channel):
                message = Message(seen.message_id, seen.address)
                scene = await self._scene(seen.address, unit)
                found.append((message, await self._again(seen.outcome, seen.case_id, scene)))
        return found

    async def _scene(self, address: Address, unit: Unit) -> Scene:
        scene = Scene(address, self._clock(), unit, await unit.member(address), self._practices)
        await scene.load()
        return scene

    async def _answer(self, message: Message, unit: Unit) -> Answer:
        seen = await unit.answered(message.sender, message.id)
        scene = await self._scene(message.sender, unit)
        if seen is not None:
            if seen.sent:
                return Answer(seen.outcome.turn)
            return await self._again(seen.outcome, seen.case_id, scene)
        decision = await self._decide(message, scene)
        if decision.notice:
            return self._to_answer(decision, (), scene)
        replies = await self._presenter.replies(decision.outcome, scene, decision.reading)
        answer = self._to_answer(decision, replies, scene)
        if decision.outcome.subject in (Sentence.WIS_GEDAAN, Sentence.PAUZE):
            answer = dataclasses.replace(answer, case=None, step=None)
        # Practice leaves no trace, and a stranger is not written down.
        if scene.member is None or scene.practising or decision.outcome.turn == "practice":
            return answer
        case_id = scene.case.id if scene.case and decision.outcome.subject != Sentence.WIS_GEDAAN else None
        await unit.note_answer(message.sender, message.id, decision.outcome, case_id, scene.now)
        return dataclasses.replace(answer, stored=True)

    async def _again(self, outcome: Outcome, case_id: int | None, scene: Scene) -> Answer:
        if case_id is not None and scene.member is not None and not scene.practising:
            case = await scene.unit.case(case_id, scene.member)
            await scene.show(case or await scene.unit.closed_case(scene.member, case_id=case_id))
        replies = await self._presenter.replies(outcome, scene)
        decision = _Decision(outcome, chosen=self._label(outcome))
        return dataclasses.replace(self._to_answer(decision, replies, scene), stored=True)

    def _label(self, outcome: Outcome) -> str:
        """The label of the choice that a recorded move took."""
        origin, _, chosen = (outcome.subject or "").partition("__")
        choices = self._flowchart.positions[origin].choices if outcome.turn == "move" else ()
        return next((choice.label for choice in choices if choice.id == chosen), "")

    def _to_answer(self, decision: _Decision, replies: tuple[Reply, ...], scene: Scene) -> Answer:
        return Answer(
            turn=decision.outcome.turn,
            replies=replies,
            notice=decision.notice,
            chosen=decision.chosen,
            case=scene.case.code if scene.case else None,
            step=scene.case.step if scene.case else None,
            question=scene.case.side if scene.case else None,
            arrow=decision.arrow,
            reading=decision.reading,
        )

    async def _decide(self, message: Message, scene: Scene) -> _Decision:
        if message.tap is not None:
            return await self._tapped(message.tap, scene)
        text = message.text.strip()
        if not any(character.isalnum() or unicodedata.category(character) == "So" for character in text):
            return _Decision(Outcome("ask_again", Sentence.LEEG))
        if text.startswith("/"):
            return await self._slash(text, scene)
        code = find_case_code(text) if len(text) <= _LONGEST_WITH_CODE else None
        if code is not None:
            return await self._by_code(code, scene)
        return await self._heard(text, scene)

    async def _slash(self, text: str, scene: Scene) -> _Decision:
        name, _, argument = text[1:].partition(" ")
        name = name.partition("@")[0].lower()
        if name == "start" and argument.strip():
            return await self._joins(argument.strip(), scene)
        if name in SLASH:
            return _Decision(await self._commands.run(SLASH[name][0], scene))
        return await self._heard(text.lstrip("/") or text, scene)

    async def _joins(self, code: str, scene: Scene) -> _Decision:
        if scene.member is not None and await scene.unit.cases(scene.member):
            return _Decision(Outcome("command", Sentence.LID_DOSSIERS_OPEN))
        joined = await scene.unit.use_invitation(code, scene.now)
        if joined is None:
            return _Decision(Outcome("command", Sentence.LID_ONGELDIG))
        await scene.unit.add_member(joined[0], scene.address, joined[1])
        scene.member = await scene.unit.member(scene.address)
        return _Decision(Outcome("command", Sentence.LID_GEWORDEN))

    async def _by_code(self, code: str, scene: Scene) -> _Decision:
        member = scene.member
        found = [c for c in await scene.unit.cases(member) if c.code == code] if member else []
        if found:
            await scene.resume(found[0])
            return _Decision(Outcome("command", Sentence.DOSSIER_VERDER))
        closed = await scene.unit.closed_case(member, code=code) if member else None
        if closed is None:
            return _Decision(Outcome("command", Sentence.DOSSIER_ONBEKEND))
        await scene.leave()
        await scene.show(closed)
        return _Decision(Outcome("command", Sentence.HEROPEN_VRAAG))

    async def _heard(self, text: str, scene: Scene) -> _Decision:
        slots = scene.case.memory if scene.case else {}
        turn = await self._brain.hear(text, scene.position, slots)
        return await self._perform(turn, scene)

    async def _perform(self, turn: Turn, scene: Scene) -> _Decision:
        if turn.kind is TurnKind.MOVE and scene.case is not None:
            position = self._flowchart.positions[scene.case.position]
            choice = next(c for c in position.choices if c.id == turn.subject)
            return await self._move(choice, scene, turn.reading)
        if turn.kind is TurnKind.COMMAND and turn.subject == "buiten_bereik":
            return _Decision(Outcome("ask_again", Sentence.BUITEN_BEREIK), turn.reading)
        if turn.kind is TurnKind.COMMAND and turn.subject is not None:
            outcome = await self._commands.run(turn.subject, scene)
            answered = outcome.subject == Sentence.DOSSIER_OPEN and turn.reading is not None
            if answered and turn.reading is not None and turn.reading.intent != "nieuw_dossier":
                # "De mama heeft het gemeld" opens a case and answers its first question in one go.
                first = self._brain.decide(turn.reading.intent, scene.position, {})
                if first.kind is TurnKind.MOVE:
                    decision = await self._perform(dataclasses.replace(first, reading=turn.reading), scene)
                    return dataclasses.replace(decision, outcome=Outcome("command", Sentence.DOSSIER_OPEN))
            return _Decision(outcome, turn.reading)
        return _Decision(Outcome(turn.kind.value, turn.subject), turn.reading)

    async def _move(self, choice: Choice, scene: Scene, reading: Reading | None = None) -> _Decision:
        if scene.case is None:
            raise ValueError("a move needs a case")
        origin = scene.case.position
        change = cases.take(self._flowchart, scene.case, choice, scene.role, scene.now)
        await scene.change(change)
        return _Decision(Outcome("move", f"{origin}__{choice.id}"), reading, "", choice.label, f"{origin}/{choice.id}")

    async def _tapped(self, tap: Button, scene: Scene) -> _Decision:
        pressed = buttons.parse(tap.id)
        if pressed.kind == buttons.GUIDE:
            known = pressed.subject in self._screens.content.guides
            guide = Outcome("guide", pressed.subject, pressed.page)
            return _Decision(guide) if known else self._refused(Sentence.KNOP_ONBEKEND)
        if pressed.kind == buttons.CASE:
            return await self._resumed(pressed.subject, scene)
        if pressed.kind == buttons.COMMAND and pressed.subject not in BOUND:
            known = self._commands.knows(pressed.subject)
            if not known:
                return self._refused(Sentence.KNOP_ONBEKEND)
            return _Decision(await self._commands.run(pressed.subject, scene))
        refusal = await self._bind(tap, scene)
        if refusal is not None:
            return self._refused(refusal)
        if pressed.kind == buttons.COMMAND:
            return _Decision(await self._commands.run(pressed.subject, scene))
        if pressed.kind == buttons.LINE:
            return await self._open_line(pressed.subject, scene)
        return await self._choose(tap.id, scene)

    def _refused(self, sentence: Sentence) -> _Decision:
        return _Decision(Outcome("refusal"), notice=self._say(sentence))

    async def _bind(self, tap: Button, scene: Scene) -> Sentence | None:
        """Make the case of a button the scene's, or say why the button no longer holds."""
        if tap.case is None and tap.revision is not None and not scene.practising:
            return Sentence.OEFEN_WEG
        if tap.case is not None and (scene.case is None or scene.case.id != tap.case):
            case = await self._reachable(tap.case, scene.member, scene.unit)
            if case is None:
                return Sentence.DOSSIER_ANDER
            if case.revision != tap.revision:
                return Sentence.KNOP_LAAT
            scene.practices.stop(scene.address)
            if case.closed_at is None:
                await scene.resume(case)
            else:
                await scene.show(case)
        if scene.case is None:
            return Sentence.KNOP_LAAT
        if tap.revision is not None and tap.revision != scene.case.revision:
            return Sentence.KNOP_LAAT
        return None

    async def _reachable(self, case_id: int, member: Member | None, unit: Unit) -> cases.Case | None:
        if member is None:
            return None
        return await unit.case(case_id, member) or await unit.closed_case(member, case_id=case_id)

    async def _choose(self, choice_id: str, scene: Scene) -> _Decision:
        if scene.case is None:
            return self._refused(Sentence.KNOP_LAAT)
        position = self._flowchart.positions[scene.case.position]
        choice = next((c for c in position.offered(scene.case.memory) if c.id == choice_id), None)
        if choice is None:
            return self._refused(Sentence.KNOP_LAAT)
        turn = self._brain.tap(choice, position.id, scene.case.memory)
        if turn.kind is not TurnKind.MOVE or turn.subject != choice.id:
            raise RuntimeError(f"the model and the step plan disagree about {position.id}/{choice.id}")
        return await self._move(choice, scene)

    async def _open_line(self, line: str, scene: Scene) -> _Decision:
        step = self._flowchart.positions.get(line)
        if scene.case is None or step is None or step.kind is not Kind.PARENT_LINE or scene.case.closed_at:
            return self._refused(Sentence.KNOP_ONBEKEND)
        await scene.change(cases.open_side(self._flowchart, scene.case, line, scene.role, scene.now))
        return _Decision(Outcome("command", "zijstap"))

    async def _resumed(self, subject: str, scene: Scene) -> _Decision:
        number = int(subject) if subject.isdecimal() and subject.isascii() else 0
        case = await scene.unit.case(number, scene.member) if scene.member else None
        if case is None:
            return self._refused(Sentence.DOSSIER_ANDER)
        await scene.resume(case)
        return _Decision(Outcome("command", Sentence.DOSSIER_VERDER))
