"""The bot on a double of Telegram: started, stopped, crashed; and what a person does and sees."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

from bot.channels.telegram.client import quiet_logs
from bot.channels.telegram.serve import Parts, serve
from bot.clock import Clock
from bot.content import BotContent
from bot.conversation.conversation import Conversation
from bot.conversation.screens.steps import StepScreens
from bot.domain.teams import Member
from bot.ports.notifier import Notifier
from bot.reminders.scheduler import Scheduler
from bot.settings import Settings
from bot.store import Store
from bot.wiring import png_of
from dialogues.brain import Brain
from tests.support.bot_api import BotApiDouble, Phone, ScreenMessage, Seat
from tests.support.bot_api.state import CallbackAnswer
from tests.support.school_store import rows

TOKEN = "123456:TEST"
PATIENCE = 30
"""Seconds before a test gives up waiting; nothing waits so long that works."""

_LOOK_AGAIN = 0.005

Seen = TypeVar("Seen")


class ServedBot:
    """One bot: the real conversation and store, the real Telegram channel, python-telegram-bot as it is."""

    def __init__(  # noqa: PLR0917 - a bot is made of as many parts
        self, api: BotApiDouble, settings: Settings, store: Store, brain: Brain, bot_content: BotContent, clock: Clock
    ) -> None:
        self.settings = settings
        self.lines: list[str] = []
        """What the operator was told."""
        self.reminders: Scheduler | None = None
        """What reminds, when it was started so."""
        self.store = store
        self.bot_content = bot_content
        self.draw: Callable[[str | None], bytes] = png_of(bot_content)
        self._api = api
        self._brain = brain
        self._clock = clock
        self._serving: asyncio.Task[None] | None = None

    @property
    def task(self) -> asyncio.Task[None]:
        """The running server. Raises AssertionError when none was started."""
        assert self._serving is not None
        return self._serving

    def start(self, *, reminding: bool = False) -> None:
        """Begin to serve, as a new process would: only the database is as it was."""
        quiet_logs()
        conversation = Conversation(self.store, self._brain, self._screens, self._clock)
        make = self._make_reminders if reminding else None
        parts = Parts(
            self.settings, conversation, self.bot_content.texts, self.draw, self.lines.append, make_reminders=make
        )
        self._serving = asyncio.create_task(serve(parts))

    @property
    def _screens(self) -> StepScreens:
        return StepScreens(
            self.bot_content.flowchart, self.bot_content.content, self.bot_content.texts, self.bot_content.facts
        )

    def _make_reminders(self, notifier: Notifier) -> Scheduler:
        notifiers = {"telegram": notifier}
        ticks = self._clock
        self.reminders = Scheduler(
            self.store,
            notifiers,
            self.bot_content.texts,
            self.bot_content.flowchart,
            channels=notifiers,
            clock=self._clock,
            monotonic=lambda: ticks().timestamp(),
        )
        return self.reminders

    def wake(self) -> None:
        """Something is due."""
        if self.reminders is not None:
            self.reminders.wake()

    async def stop(self) -> None:
        """Stop as for SIGTERM."""
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)

    async def crash(self) -> None:
        """Stop as for SIGKILL: nothing under way is finished."""
        if self._serving is None or self._serving.done():
            return
        deliveries = [task for task in asyncio.all_tasks() if "DeliveryQueue._run" in repr(task.get_coro())]
        for task in deliveries:
            task.cancel()
        await self.stop()

    async def noted(self, answers: int, *, unsent: int | None = None) -> None:
        """Wait until so many answers are on record, and so many of them were not sent yet."""
        count = "SELECT count(*), count(*) FILTER (WHERE NOT sent) FROM answered"
        async with asyncio.timeout(PATIENCE):
            while True:
                ((known, waiting),) = await rows(self.store, count)
                if known >= answers and unsent in {None, waiting}:
                    return
                await asyncio.sleep(_LOOK_AGAIN)

    async def polls(self) -> None:
        """Wait until a long poll is open: everything before is confirmed to Telegram, however much it was."""
        queue = self._api._state.queue
        while before := self._api.pending_update_count:
            await until(partial(self._fewer_wait_than, before))
        await until(lambda: queue._waiter is not None and not self._api.pending_update_count)

    def _fewer_wait_than(self, before: int) -> bool:
        return self._api.pending_update_count < before


async def until(holds: Callable[[], Seen]) -> Seen:
    """Wait until something holds, and return it; raises TimeoutError when it never does."""
    async with asyncio.timeout(PATIENCE):
        while not (seen := holds()):  # noqa: ASYNC110 - it may be about anything
            await asyncio.sleep(_LOOK_AGAIN)
        return seen


async def ask(phone: Phone, words: str, replies: int = 1) -> list[ScreenMessage]:
    """Write something, and return so many messages of the bot that come next."""
    await phone.send(words)
    return await read(phone, replies)


async def read(phone: Phone, replies: int = 1) -> list[ScreenMessage]:
    """The next messages of the bot."""
    return [await phone.next(PATIENCE) for _ in range(replies)]


async def nothing_more(phone: Phone) -> None:
    """Nothing came and nothing comes: what answers a question asked now is the very next message."""
    (reply,) = await ask(phone, "/gids")
    assert reply.text == "Waarover wil je iets lezen?", [(m.message_id, m.text[:40]) for m in phone.screen()]


async def toast(phone: Phone, message: ScreenMessage | int, data: str) -> CallbackAnswer:
    """Tap something with any callback data, and return the short answer."""
    return await (await phone.tap_data(message, data)).answered(PATIENCE)


async def new_case(phone: Phone) -> ScreenMessage:
    """Open a case; the message that asks its first question."""
    opened, first = await ask(phone, "/nieuw", 2)
    assert opened.text.startswith("Dossier ")
    return first


async def choose(phone: Phone, message: ScreenMessage, label: str) -> ScreenMessage:
    """Tap a choice, and return the message with the next question: the first with buttons."""
    tap = await phone.tap(message, label)
    assert (await tap.answered(PATIENCE)).text == ""
    while not (found := await phone.next(PATIENCE)).labels:
        pass
    return found


async def walk(phone: Phone, message: ScreenMessage, labels: Sequence[str]) -> list[ScreenMessage]:
    """Tap one choice after another; all messages that asked something, the first and the last included."""
    asked = [message]
    for label in labels:
        asked.append(await choose(phone, asked[-1], label))
    return asked


def now_on(phone: Seat, message: ScreenMessage) -> ScreenMessage:
    """A message as it is now."""
    return next(m for m in phone.screen() if m.message_id == message.message_id)


async def case_of(store: Store, member: Member) -> tuple[str, int]:
    """Step and revision of the one open case of somebody."""
    async with store.unit() as unit:
        (case,) = await unit.cases(member)
    return case.position, case.revision
