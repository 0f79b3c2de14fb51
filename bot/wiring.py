"""Where everything is built: content, model, store, conversation, reminders, health. Nothing is built at import."""

from __future__ import annotations

import gc
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from bot.channels.telegram import TELEGRAM
from bot.channels.terminal import TERMINAL
from bot.channels.web import WEB
from bot.clock import Clock, system_clock
from bot.content import BotContent, load_bot_content
from bot.conversation.commands import COMMANDS
from bot.domain.audit import SYSTEM, Action
from bot.domain.case_log import EventKind
from bot.domain.counts import NO_APPROACH, OPEN, UNKNOWN
from bot.domain.follow_ups import FollowUpState, Found, WaiveReason
from bot.domain.notices import NoticeKind, NoticeState
from bot.domain.outcomes import HERE, SIDE
from bot.domain.teams import Role
from bot.logs import Tell, tell_operator
from bot.ports.unit_of_work import StoreError
from bot.settings import Settings
from bot.store import Store
from bot.store.mappers import move_word
from bot.texts.notice_sentences import FollowUpSentence
from bot.texts.sentences import Sentence
from dialogues.steps import CaseResult, FollowUpKind
from dialogues.training import ModelCache
from dialogues.turns import TurnKind
from nlu.examples import SAFETY_INTENTS

if TYPE_CHECKING:
    from bot.channels.monitoring.health import Health
    from bot.channels.monitoring.metrics import Metrics
    from bot.conversation.conversation import Conversation
    from bot.evaluation import Rehearsal
    from bot.ports.notifier import Notifier
    from bot.reminders.scheduler import Scheduler
    from dialogues.brain import Brain

CHANNELS = (TERMINAL, TELEGRAM, WEB)
_COUNTED = (NO_APPROACH, *CaseResult, UNKNOWN, OPEN)
"""Words of counts that no step has."""

_DRAWINGS = 20
"""Drawings kept, of 350 kB each: making one takes a fifth of a second."""


def vocabulary(bot_content: BotContent) -> Iterator[str]:
    """Every word a database column may hold."""
    for step in bot_content.flowchart.positions.values():
        yield step.id
        yield from (choice.id for choice in step.choices)
        yield from (move_word(step.id, choice.id) for choice in step.choices)
    yield from (value for values in bot_content.flowchart.remembered().values() for value in values)
    yield from bot_content.facts.words()
    yield from bot_content.content.topics
    yield from (command.name for command in COMMANDS)
    fixed = (Sentence, FollowUpSentence, Role, EventKind, TurnKind, SAFETY_INTENTS)
    for words in (*fixed, FollowUpKind, FollowUpState, WaiveReason, Found, NoticeKind, NoticeState, Action, _COUNTED):
        yield from map(str, words)
    yield from (channel.name for channel in CHANNELS)
    yield from ("practice", HERE, SIDE, SYSTEM)


def ready_model(home: Path, tell: Tell) -> Path:
    """The model of the content as it is now, trained if need be. Raises `TrainingError` or `OSError`."""
    cache = ModelCache(home)
    state = cache.state()
    if state != "current":
        reason = {"missing": "no model yet", "outdated": "content changed", "damaged": "model file damaged"}[state]
        tell(f"ehbc: {reason}; training the model (about two minutes) …")
        cache.train()
        tell("ehbc: the model is ready.")
    return cache.path


def load_brain(settings: Settings, bot_content: BotContent, tell: Tell = tell_operator) -> Brain:
    """The brain, its model trained if need be. A model that cannot be loaded is trained once more."""
    model = ready_model(settings.home, tell)
    from dialogues.brain import Brain, ModelUnusableError

    begin = bot_content.texts(Sentence.KNOP_NIEUW)

    try:
        brain = Brain(model, bot_content.flowchart, begin, bot_content.facts.progress)
    except ModelUnusableError as error:
        tell(f"ehbc: {error}; training it again …")
        ModelCache(settings.home).train()
        brain = Brain(model, bot_content.flowchart, begin, bot_content.facts.progress)
    # What stands now stays until the end: leave it out of every later collection.
    gc.freeze()
    gc.enable()
    return brain


def png_of(bot_content: BotContent) -> Callable[[str | None], bytes]:
    """What draws the plan as PNG with a step highlighted."""
    from dialogues.drawing import draw

    return lru_cache(maxsize=_DRAWINGS)(lambda step: draw(bot_content.flowchart, "png", step))


@asynccontextmanager
async def running_store(settings: Settings, bot_content: BotContent) -> AsyncIterator[Store]:
    """The store, open. Raises `StoreError`."""
    store = Store(settings.database)
    try:
        await store.open(vocabulary(bot_content))
        async with store.unit() as unit:
            lost = [position for position in await unit.positions() if position not in bot_content.flowchart.positions]
        if lost:
            raise StoreError(
                f"open cases stand at {', '.join(lost)}, which the step plan no longer has; put it back in "
                f"dialogues/stappenplan.yml, or close those cases first"
            )
        yield store
    finally:
        await store.close()


@asynccontextmanager
async def running_conversation(
    settings: Settings, clock: Clock = system_clock, tell: Tell = tell_operator
) -> AsyncIterator[tuple[Conversation, Store, BotContent]]:
    """Everything, built and open. Raises `ContentError`, `TrainingError`, `StoreError` or `OSError`."""
    bot_content = load_bot_content()
    brain = load_brain(settings, bot_content, tell)
    from bot.conversation.conversation import Conversation
    from bot.conversation.screens.steps import StepScreens

    async with running_store(settings, bot_content) as store:
        screens = StepScreens(bot_content.flowchart, bot_content.content, bot_content.texts, bot_content.facts)
        yield Conversation(store, brain, screens, clock, settings.web_url), store, bot_content


@asynccontextmanager
async def rehearsing(settings: Settings, bot_content: BotContent) -> AsyncIterator[Rehearsal]:
    """The chat on a database that is thrown away. Raises `TrainingError`, `StoreError` or `OSError`."""
    brain = load_brain(settings, bot_content)
    from bot.conversation.conversation import Conversation
    from bot.conversation.screens.steps import StepScreens
    from bot.evaluation import REHEARSED_AT, Rehearsal

    screens = StepScreens(bot_content.flowchart, bot_content.content, bot_content.texts, bot_content.facts)
    with tempfile.TemporaryDirectory() as folder:
        apart = settings.model_copy(update={"database_url": f"sqlite:///{Path(folder) / 'ehbc.sqlite'}"})
        async with running_store(apart, bot_content) as store:
            conversation = Conversation(store, brain, screens, lambda: REHEARSED_AT)
            yield Rehearsal(conversation, store, bot_content.flowchart)


@asynccontextmanager
async def monitored(settings: Settings, store: Store) -> AsyncIterator[tuple[Health, Metrics]]:
    """The health and metrics of this process, told on `EHBC_HEALTH_LISTEN` while the block runs.

    Raises:
        OSError: the port is taken.
    """
    from bot.channels.monitoring.endpoints import listening
    from bot.channels.monitoring.health import Health
    from bot.channels.monitoring.metrics import Metrics

    async def store_answers() -> bool:
        async with store.unit() as unit:
            await unit.team_names()
        return True

    health, metrics = Health(), Metrics()
    health.ask("store", store_answers)
    async with listening(settings.health_listen, health, metrics):
        yield health, metrics


def reminders_of(
    settings: Settings,
    store: Store,
    bot_content: BotContent,
    notifiers: Mapping[str, Notifier],
    conversation: Conversation,
) -> Scheduler:
    """What reminds everybody in a channel that sends notices; what other channels send is left to other processes.

    The conversation wakes it when something is to be sent at once.
    """
    from bot.reminders.retention import Retention
    from bot.reminders.scheduler import Scheduler

    reminders = Scheduler(
        store,
        notifiers,
        bot_content.texts,
        bot_content.flowchart,
        channels=frozenset(channel.name for channel in CHANNELS if channel.sends_notices),
        clock=system_clock,
        monotonic=time.monotonic,
        retention=Retention(settings.retention_days, settings.silent_days),
    )
    conversation.wakes(reminders.wake)
    return reminders
