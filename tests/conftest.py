"""What all tests share: the content, the real trained model, a conversation on a store of its own, and databases."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.clock import Clock
from bot.content import BotContent, load_bot_content
from bot.conversation.conversation import Conversation
from bot.conversation.screens.steps import StepScreens
from bot.domain.teams import Member, Role
from bot.settings import read_settings
from bot.store import Store
from bot.wiring import load_brain
from dialogues.brain import Brain
from tests.support.databases import database_url, empty_database_url, empty_postgres_url, postgres, postgres_url
from tests.support.school_store import TEACHER, TEAM, enrol, opened_store
from tests.support.talk import MONDAY, Talk

__all__ = ["database_url", "empty_database_url", "empty_postgres_url", "postgres", "postgres_url"]


@pytest.fixture(scope="session")
def bot_content() -> BotContent:
    """The content, checked."""
    return load_bot_content()


@pytest.fixture(scope="session")
def brain(bot_content: BotContent) -> Brain:
    """The model of the content as it is now; trained at most once, and kept for the next run."""
    return load_brain(read_settings(), bot_content)


@pytest.fixture
def clock() -> Clock:
    """A clock that stands still on a Monday morning in November."""
    return lambda: MONDAY


@pytest.fixture
async def store(bot_content: BotContent, tmp_path: Path) -> AsyncIterator[Store]:
    """An empty database of this test's own."""
    async with opened_store(f"sqlite:///{tmp_path / 'ehbc.sqlite'}", bot_content) as store:
        yield store


@pytest.fixture
def conversation(store: Store, brain: Brain, bot_content: BotContent, clock: Clock) -> Conversation:
    """The whole bot behind its one use case."""
    return Conversation(
        store,
        brain,
        StepScreens(bot_content.flowchart, bot_content.content, bot_content.texts, bot_content.facts),
        clock,
    )


@pytest.fixture
async def team_id(store: Store) -> int:
    """A school."""
    async with store.unit() as unit:
        return await unit.add_team(TEAM, MONDAY)


@pytest.fixture
async def member(store: Store, team_id: int) -> Member:
    """A teacher of the school."""
    async with store.unit() as unit:
        await unit.add_member(team_id, TEACHER, Role.TEACHER)
        found = await unit.member(TEACHER)
    assert found is not None
    return found


@pytest.fixture
async def teacher(store: Store, team_id: int) -> Member:
    """A teacher of the school, on Telegram."""
    return await enrol(store, team_id, 101)


@pytest.fixture
def talk(conversation: Conversation, member: Member) -> Talk:
    """The teacher, ready to write."""
    return Talk(conversation, member.address)


@pytest.fixture
def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
