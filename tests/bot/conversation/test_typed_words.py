"""What is on the screen is tried first: words and numbers that name a button do what a tap on it does."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.content import BotContent
from bot.texts.sentences import Sentence
from dialogues.brain import Brain
from tests.support.screens import Stage, ways, ways_beside
from tests.support.talk import MONDAY
from tests.support.typed_words import share, table, tries

ONE_IN = 7
"""Of the ways to name a button only one in so many is tried on each screen: `benchmarks.typed_words` tries them all."""
LEAST = 0.99
FROM_A_REMINDER = {Sentence.OPV_UITSTEL_VRAAG}
"""Screens to which only the button of a reminder leads."""


@pytest.fixture
async def stage(tmp_path: Path, bot_content: BotContent, brain: Brain) -> AsyncIterator[Stage]:
    """A place to try what is typed."""
    stage = Stage(f"sqlite:///{tmp_path / 'ehbc.sqlite'}", bot_content, brain, lambda: MONDAY)
    await stage.open()
    yield stage
    await stage.close()


async def test_typed_words_do_what_a_tap_does(stage: Stage, bot_content: BotContent) -> None:
    """On every screen, for every button."""
    tried = [one for way in ways(bot_content, lambda: MONDAY) for one in await tries(stage, way, one_in=ONE_IN)]
    print(table(tried))
    assert share(tried) >= LEAST, table(tried)


async def test_every_screen_with_buttons_of_its_own_is_tried(stage: Stage, bot_content: BotContent) -> None:
    """Nothing that stands instead of the choices of a step is left out."""
    names = [stage.name_of((await stage.bring(way))[0]) for way in ways_beside(bot_content.flowchart, lambda: MONDAY)]
    assert stage.with_own_buttons - set(names) == FROM_A_REMINDER


async def test_a_try_leaves_no_trace(stage: Stage, bot_content: BotContent) -> None:
    """Tried twice, a message does the same twice: nothing of the first time is left."""
    way = next(way for way in ways_beside(bot_content.flowchart, lambda: MONDAY) if way.name == "to close")
    address, answer = await stage.bring(way)
    close = answer.replies[-1].buttons[0]
    assert [(await stage.taps(address, close)).turn for _ in range(2)] == ["command", "command"]
