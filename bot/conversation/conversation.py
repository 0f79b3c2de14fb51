"""The one use case: a message comes in, one transaction later an answer goes out."""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Callable, Collection
from datetime import timedelta

from bot.clock import Clock
from bot.conversation.context import TurnContext
from bot.conversation.handlers import groups
from bot.conversation.last_shown import LastShown, LastShownByAddress
from bot.conversation.on_screen import NOTHING
from bot.conversation.practice_cases import Practices
from bot.conversation.presenter import Presenter
from bot.conversation.router import Router
from bot.conversation.screens.steps import StepScreens
from bot.domain.cases import StaleCaseError
from bot.domain.messages import Address, Answer, Message, Reply
from bot.domain.outcomes import HERE, Decision, Outcome, said
from bot.domain.permissions import Permission, may
from bot.logs import log_fault
from bot.ports.unit_of_work import Store, StoreError, UnitOfWork
from bot.texts.sentences import Sentence
from dialogues.brain import Brain
from nlu.personal_data.detector import find_personal_data

_log = logging.getLogger(__name__)

KEPT_ANSWERS = timedelta(days=2)
"""How long a message delivered again is recognised; Telegram keeps undelivered updates for a day."""

_PURGE_EVERY = timedelta(hours=1)


class Conversation:
    """Answers messages from every channel."""

    def __init__(self, store: Store, brain: Brain, screens: StepScreens, clock: Clock, web_url: str = "") -> None:
        """Take the means; `web_url` is the public address of the web page, if there is one."""
        self._store = store
        self._router = Router(brain, screens)
        self._say = screens.say
        self._clock = clock
        self._web_url = web_url
        self._presenter = Presenter(screens)
        self._flowchart = screens.flowchart
        self._practices = Practices()
        self._last_shown = LastShownByAddress(self._presenter)
        self._next_purge = clock()
        self._wake: Callable[[], None] = lambda: None

    def wakes(self, wake: Callable[[], None]) -> None:
        """Call this when something for colleagues is to be sent at once."""
        self._wake = wake

    async def answer(self, message: Message) -> Answer:
        """The answer to a message. What it confirms is committed; a message answered before changes nothing.

        Never raises for what a person or the database does: a store that is busy or broken gives a kind answer.
        """
        if message.attachment:
            return Answer("refusal", (Reply("", (self._say(Sentence.BIJLAGE),)),))
        try:
            answer = await self._answer_or_latest(message)
        except StoreError as error:
            _log.error("store: %s", type(error).__name__)
            return Answer("refusal", (Reply("", (self._say(Sentence.OPSLAG_BEZET),)),))
        # The last line of defence: a fault of ours must not stop the bot for everybody else. Neither the message nor
        # the error's own text is logged, since that could repeat what somebody typed.
        except Exception as error:  # noqa: BLE001 - see above
            log_fault(_log, error)
            return Answer("refusal", (Reply("", (self._say(Sentence.STORING),)),))
        if answer.tells_others:
            self._wake()
        return dataclasses.replace(answer, reminder=self._reminder(message)) if answer.replies else answer

    async def _answer_or_latest(self, message: Message) -> Answer:
        try:
            async with self._store.unit() as unit:
                return await self._answer(message, unit)
        except StaleCaseError:
            return await self._latest(message)

    def _reminder(self, message: Message) -> Reply | None:
        """A kind word when a typed message holds personal data."""
        if message.tap or message.text.startswith("/") or not find_personal_data(message.text):
            return None
        return Reply("", (self._say(Sentence.NAMEN_WEG),))

    async def _latest(self, message: Message) -> Answer:
        """What a case looks like that somebody else changed in the same moment."""
        async with self._store.unit() as unit:
            context = await self._context(message.sender, unit, message.member)
            changed = Reply("", (self._say(Sentence.DOSSIER_INTUSSEN_VERANDERD),))
            replies = (changed, *await self._presenter.replies(said(HERE), context))
            # On no record: what is typed next is for whatever is shown here.
            case_id = context.stored_case.id if context.stored_case else None
            self._last_shown.note(message.sender, LastShown(said(HERE), case_id))
            return self._to_answer(Decision(Outcome("refusal")), replies, context)

    async def sent(self, message: Message) -> bool:
        """Note that the answer to this message has reached the channel; False when the store did not take that."""
        try:
            async with self._store.unit() as unit:
                await unit.note_sent(message.sender.channel, message.key)
        except StoreError as error:
            # It stays "unsent": not noted later, the same answer is shown once more after a restart.
            _log.error("store: %s", type(error).__name__)
            return False
        return True

    async def unsent(
        self, channel: str, *, at_start: bool = False, arrived: Collection[str] = (), sending: Collection[str] = ()
    ) -> list[tuple[Message, Answer]]:
        """Answers that were committed but never reached the channel, to be sent now: they are left to the caller.

        Args:
            channel: the channel.
            at_start: the caller began just now.
            arrived: the keys of messages whose answer arrived, which could not be noted yet.
            sending: the keys of messages whose answer the caller is still sending.

        Raises:
            StoreError: the store cannot be used; nothing was noted.
        """
        found: list[tuple[Message, Answer]] = []
        now = self._clock()
        async with self._store.unit() as unit:
            await unit.forget_answers(now - KEPT_ANSWERS)
            for message_key in arrived:
                await unit.note_sent(channel, message_key)
            if sending:
                await unit.keep_answers(channel, sending, now)
            for seen in await unit.unsent(channel, now, at_start=at_start):
                if not self._presenter.can_say(seen.outcome):
                    # The step plan changed meanwhile: the case itself is where it was, /verder shows it.
                    await unit.note_sent(channel, seen.message_key)
                    continue
                message = Message(seen.message_key, seen.address)
                context = await self._context(seen.address, unit)
                found.append((message, await self._again(seen.outcome, seen.case_id, context)))
        return found

    async def take_up(self, message: Message) -> bool:
        """Whether an answer on record is left to nobody; if so, it is left to the caller now. Raises `StoreError`."""
        async with self._store.unit() as unit:
            return await unit.claim_answer(message.sender.channel, message.key, self._clock())

    async def _context(
        self,
        address: Address,
        unit: UnitOfWork,
        acting_for: Address | None = None,
        *,
        aside: bool = False,
    ) -> TurnContext:
        member = await unit.member(acting_for or address)
        if member is not None and not member.reachable and acting_for is None:
            # Who writes can be reached again.
            member = dataclasses.replace(member, reachable=True)
            await unit.save_member(member)
        context = TurnContext(
            address, self._clock(), unit, member, self._practices, self._flowchart,
            web_url=self._web_url, aside=aside,
        )  # fmt: skip
        await context.load()
        return context

    async def _answer(self, message: Message, unit: UnitOfWork) -> Answer:
        if self._clock() >= self._next_purge:
            await unit.forget_answers(self._clock() - KEPT_ANSWERS)
            self._next_purge = self._clock() + _PURGE_EVERY
        if message.group is not None:
            return await self._answer_group(message, unit)
        seen = await unit.answered(message.sender, message.key)
        context = await self._context(message.sender, unit, message.member, aside=message.aside)
        if seen is not None:
            if seen.sent:
                return Answer(seen.outcome.turn)
            taken = await unit.claim_answer(message.sender.channel, message.key, context.now)
            return dataclasses.replace(await self._again(seen.outcome, seen.case_id, context), held=not taken)
        before = self._last_shown.before(message.sender)
        context.read_before = before.reading if before else None
        context.shown_before = before.outcome if before else None
        context.talk_before = before.talk if before else None
        context.danger_before = before.danger if before else None
        shown = await self._last_shown.seen_by(context) if message.tap is None else NOTHING
        decision = await self._router.decide(message, context, shown)
        if decision.notice:
            return self._to_answer(decision, (), context)
        replies = await self._presenter.answer(decision, context, before.outcome if before else None)
        answer = self._to_answer(decision, replies, context)
        screen = self._presenter.screen(decision.outcome)
        if screen is not None and screen.lets_go:
            answer = dataclasses.replace(answer, case=None, step=None)
        case_id = context.stored_case.id if context.stored_case else None
        revision = context.case.revision if context.case is not None and case_id is not None else None
        last = LastShown(decision.outcome, case_id, revision, message.key, replies, decision.reading)
        self._last_shown.note(message.sender, last)
        practised = context.practising or decision.outcome.turn == "practice"
        if context.practising and context.case is not None and context.case.closed_at is not None:
            self._practices.stop(message.sender)
            # A real case behind the practice must not move by what is typed next: it was not on screen.
            if context.member is not None:
                await unit.set_current(context.member, None)
        # Practice leaves no trace, and a stranger is not written down.
        if context.member is None or practised:
            return answer
        await unit.note_answer(message.sender, message.key, decision.outcome, case_id, context.now)
        return dataclasses.replace(answer, stored=True)

    async def _answer_group(self, message: Message, unit: UnitOfWork) -> Answer:
        """What is said in a group is not written down: said again, it changes nothing."""
        context = await self._context(message.sender, unit)
        decision = await self._router.decide_in_group(message, context)
        if decision is None:
            return Answer("refusal")
        replies = () if decision.notice else await self._presenter.replies(decision.outcome, context)
        shown = self._presenter.screen(decision.outcome) if replies else None
        if shown is not None and shown.private:
            replies = tuple(dataclasses.replace(reply, private=True) for reply in replies)
        return self._to_answer(decision, replies, context)

    async def invited(self, message: Message) -> Answer:
        """The bot was put in a group: it stays when whoever did that may link it, else it says why it goes."""
        async with self._store.unit() as unit:
            member = await unit.member(message.sender)
            linked = message.group is not None and await unit.team_of_group(message.group) is not None
        if linked:
            return Answer("command")
        stays = may(member, Permission.LINK_GROUP)
        sentence = Sentence.GROEP_DAG if stays else Sentence.GROEP_WEG
        return Answer("command" if stays else "refusal", (Reply("", (self._say(sentence),)),))

    async def group_lost(self, group: Address) -> None:
        """The bot is no longer in a group."""
        async with self._store.unit() as unit:
            await groups.lose(group, unit, self._clock())

    async def group_moved(self, old: Address, new: Address) -> None:
        """A group got another address."""
        async with self._store.unit() as unit:
            await groups.move(old, new, unit)

    async def blocked(self, address: Address) -> None:
        """Somebody does not want to hear from the bot any more, for now."""
        async with self._store.unit() as unit:
            member = await unit.member(address)
            if member is not None and member.reachable:
                await unit.save_member(dataclasses.replace(member, reachable=False))

    async def _again(self, outcome: Outcome, case_id: int | None, context: TurnContext) -> Answer:
        if case_id is not None and context.member is not None and not context.practising:
            case = await context.unit.case(case_id, context.member)
            await context.show(case or await context.unit.closed_case(context.member, case_id=case_id))
        replies = await self._presenter.replies(outcome, context)
        decision = Decision(outcome, chosen=self._presenter.chosen(outcome))
        return dataclasses.replace(self._to_answer(decision, replies, context), stored=True)

    def _to_answer(self, decision: Decision, replies: tuple[Reply, ...], context: TurnContext) -> Answer:
        shown = self._presenter.screen(decision.outcome)
        return Answer(
            turn=decision.outcome.turn,
            replies=replies,
            notice=decision.notice,
            chosen=decision.chosen,
            case=context.case.code if context.case else None,
            step=context.case.step if context.case else None,
            question=context.case.side if context.case else None,
            in_place=decision.in_place,
            tells_others=shown is not None and shown.tells_others,
            arrow=decision.arrow,
            asks=decision.outcome.asks,
            pressed=decision.pressed,
            pages=self._presenter.pages(decision),
            reading=decision.reading,
            facts=dict(context.case.facts) if context.case else {},
            heard=decision.heard,
        )
