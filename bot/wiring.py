"""Where everything is built: content, model, store, conversation. Nothing is built at import."""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from bot.clock import Clock, system_clock
from bot.conversation.commands import SLASH
from bot.domain.audit import SYSTEM, Action
from bot.domain.cases import EventKind
from bot.domain.follow_ups import FollowUpKind, FollowUpState, Found, WaiveReason
from bot.domain.notices import NoticeKind, NoticeState
from bot.domain.teams import Role
from bot.ports.unit_of_work import StoreError
from bot.settings import Settings
from bot.store import Store
from bot.texts.notice_sentences import FollowUpSentence
from bot.texts.sentences import Sentence
from bot.texts.texts import Texts, read_texts
from dialogues.checks import check_content
from dialogues.content import Content, read_content
from dialogues.faults import ContentError, Faults
from dialogues.flowchart import Flowchart
from dialogues.loader import read_flowchart
from dialogues.rules import REMEMBERED
from dialogues.training import ModelCache
from dialogues.turns import TurnKind
from nlu.examples import SAFETY_INTENTS

if TYPE_CHECKING:
    from bot.conversation.conversation import Conversation
    from bot.ports.notifier import Postman
    from bot.reminders.scheduler import Reminders
    from dialogues.brain import Brain

CHANNELS = ("terminal", "telegram", "web")
_COUNTED = ("geen", "gestopt", "niet_gestopt", "onbekend", "open")
"""Words of counts that no step has."""

_DRAWINGS = 20
"""Drawings kept, of 350 kB each: making one takes a fifth of a second."""

Tell = Callable[[str], None]
"""Says something to the operator."""


def tell_operator(text: str) -> None:
    """A line on stderr."""
    print(text, file=sys.stderr, flush=True)


@dataclass(frozen=True)
class House:
    """The content, whole and checked."""

    flowchart: Flowchart
    content: Content
    texts: Texts


def load_house() -> House:
    """All content. Raises `ContentError` with every fault: a bot with faults does not start."""
    faults = Faults()
    flowchart = read_flowchart(faults)
    content = read_content(faults)
    texts = read_texts(faults)
    if flowchart is not None:
        check_content(flowchart, content, faults)
    if faults.found or flowchart is None:
        raise ContentError(faults.found)
    return House(flowchart, content, texts)


def vocabulary(house: House) -> Iterator[str]:
    """Every word a database column may hold."""
    for step in house.flowchart.positions.values():
        yield step.id
        yield from (choice.id for choice in step.choices)
        yield from (f"{step.id}__{choice.id}" for choice in step.choices)
    yield from (value for values in REMEMBERED.values() for value in values)
    yield from house.content.guides
    yield from (command for command, _ in SLASH.values())
    fixed = (Sentence, FollowUpSentence, Role, EventKind, TurnKind, CHANNELS, SAFETY_INTENTS)
    for words in (*fixed, FollowUpKind, FollowUpState, WaiveReason, Found, NoticeKind, NoticeState, Action, _COUNTED):
        yield from map(str, words)
    yield from ("practice", "hier", "zijstap", SYSTEM)


def ready_model(home: Path, tell: Tell) -> Path:
    """The model of the content as it is now, trained if need be. Raises `TrainingError` or `OSError`."""
    cache = ModelCache(home)
    state = cache.state()
    if state != "current":
        reason = {"missing": "no model yet", "outdated": "content changed", "damaged": "model file damaged"}[state]
        tell(f"ehbc: {reason}; training the model (about a minute) …")
        cache.train()
        tell("ehbc: the model is ready.")
    return cache.path


def load_brain(settings: Settings, house: House, tell: Tell = tell_operator) -> Brain:
    """The brain, its model trained if need be. A model that cannot be loaded is trained once more."""
    model = ready_model(settings.home, tell)
    from dialogues.brain import Brain, ModelUnusableError

    try:
        brain = Brain(model, house.flowchart)
    except ModelUnusableError as error:
        tell(f"ehbc: {error}; training it again …")
        ModelCache(settings.home).train()
        brain = Brain(model, house.flowchart)
    # What stands now stays until the end: leave it out of every later collection.
    gc.freeze()
    gc.enable()
    return brain


def png_of(house: House) -> Callable[[str | None], bytes]:
    """What draws the plan as PNG with a step highlighted."""
    from dialogues.drawing import draw

    return lru_cache(maxsize=_DRAWINGS)(lambda step: draw(house.flowchart, "png", step))


@asynccontextmanager
async def running_store(settings: Settings, house: House) -> AsyncIterator[Store]:
    """The store, open. Raises `StoreError`."""
    store = Store(settings.database)
    try:
        await store.open(vocabulary(house))
        async with store.unit() as unit:
            lost = [position for position in await unit.positions() if position not in house.flowchart.positions]
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
) -> AsyncIterator[tuple[Conversation, Store, House]]:
    """Everything, built and open. Raises `ContentError`, `TrainingError`, `StoreError` or `OSError`."""
    house = load_house()
    brain = load_brain(settings, house, tell)
    from bot.conversation.conversation import Conversation
    from bot.conversation.screens.steps import Screens

    async with running_store(settings, house) as store:
        screens = Screens(house.flowchart, house.content, house.texts)
        yield Conversation(store, brain, screens, clock, settings.web_url), store, house


def reminders_of(
    settings: Settings, store: Store, house: House, postmen: Mapping[str, Postman], conversation: Conversation
) -> Reminders:
    """What reminds by these postmen; the conversation wakes it when something is to be sent at once."""
    from bot.conversation.screens.steps import Screens
    from bot.reminders.retention import Retention
    from bot.reminders.scheduler import Reminders

    reminders = Reminders(
        store,
        postmen,
        Screens(house.flowchart, house.content, house.texts),
        clock=system_clock,
        monotonic=time.monotonic,
        retention=Retention(settings.retention_days, settings.silent_days),
    )
    conversation.wakes(reminders.wake)
    return reminders
