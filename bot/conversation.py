"""The one use case: a message comes in, one transaction later an answer goes out."""

from __future__ import annotations

import dataclasses
import logging
from datetime import timedelta

from bot.clock import Clock
from bot.decisions import Decider, Decision
from bot.messages import Address, Answer, Message, Reply
from bot.ports import Store, Unit
from bot.presenter import MENUS, QUESTIONS, Presenter
from bot.records import Outcome, StaleCaseError, StoreError
from bot.scene import Menu, Practices, Scene, Shown
from bot.screens import Screens
from bot.sentences import Sentence
from dialogues.brain import Brain

_log = logging.getLogger(__name__)

KEPT_ANSWERS = timedelta(days=2)
"""How long a message delivered again is recognised; Telegram keeps undelivered updates for a day."""


class Conversation:
    """Answers messages from every channel."""

    def __init__(self, store: Store, brain: Brain, screens: Screens, clock: Clock) -> None:
        self._store = store
        self._decider = Decider(brain, screens)
        self._say = screens.say
        self._flowchart = screens.flowchart
        self._clock = clock
        self._presenter = Presenter(screens)
        self._practices = Practices()
        self._shown = Shown()

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
        menu = await self._menu(scene) if message.tap is None else None
        decision = await self._decider.decide(message, scene, menu)
        if decision.notice:
            return self._to_answer(decision, (), scene)
        replies = await self._presenter.replies(decision.outcome, scene, decision.reading)
        answer = self._to_answer(decision, replies, scene)
        if decision.outcome.subject in (Sentence.WIS_GEDAAN, Sentence.PAUZE):
            answer = dataclasses.replace(answer, case=None, step=None)
        case_id = scene.case.id if scene.case and decision.outcome.subject != Sentence.WIS_GEDAAN else None
        self._shown.note(message.sender, decision.outcome, case_id)
        practised = scene.practising or decision.outcome.turn == "practice"
        if scene.practising and scene.case is not None and scene.case.closed_at is not None:
            self._practices.stop(message.sender)
        # Practice leaves no trace, and a stranger is not written down.
        if scene.member is None or practised:
            return answer
        await unit.note_answer(message.sender, message.id, decision.outcome, case_id, scene.now)
        return dataclasses.replace(answer, stored=True)

    async def _menu(self, scene: Scene) -> Menu | None:
        """The buttons on screen, when they are not those of the step."""
        last = self._shown.of(scene.address)
        if last is None and scene.member is not None:
            seen = await scene.unit.last_answer(scene.address)
            last = (seen.outcome, seen.case_id) if seen else None
        if last is None or last[0].subject not in MENUS:
            return None
        outcome, case_id = last
        then = dataclasses.replace(scene)
        if then.case is None and case_id is not None and scene.member is not None:
            then.case = await scene.unit.closed_case(scene.member, case_id=case_id)
        replies = await self._presenter.replies(outcome, then)
        return Menu(replies[-1].buttons, outcome.subject in QUESTIONS) if replies else None

    async def _again(self, outcome: Outcome, case_id: int | None, scene: Scene) -> Answer:
        if case_id is not None and scene.member is not None and not scene.practising:
            case = await scene.unit.case(case_id, scene.member)
            await scene.show(case or await scene.unit.closed_case(scene.member, case_id=case_id))
        replies = await self._presenter.replies(outcome, scene)
        decision = Decision(outcome, chosen=self._label(outcome))
        return dataclasses.replace(self._to_answer(decision, replies, scene), stored=True)

    def _label(self, outcome: Outcome) -> str:
        """The label of the choice that a recorded move took."""
        origin, _, chosen = (outcome.subject or "").partition("__")
        choices = self._flowchart.positions[origin].choices if outcome.turn == "move" else ()
        return next((choice.label for choice in choices if choice.id == chosen), "")

    def _to_answer(self, decision: Decision, replies: tuple[Reply, ...], scene: Scene) -> Answer:
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
