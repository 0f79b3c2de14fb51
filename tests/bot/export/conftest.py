"""The command line on a database of the test's own, and what things are called in the figures."""

from __future__ import annotations

import pytest

from bot.content import BotContent
from bot.export.words import FigureWords
from dialogues.steps import APPROACH
from tests.support.command_line import ehbc, schools

__all__ = ["ehbc", "schools"]


@pytest.fixture(scope="module")
def words(bot_content: BotContent) -> FigureWords:
    """What things are called."""
    return FigureWords(bot_content.texts, bot_content.flowchart.names_of(APPROACH))
