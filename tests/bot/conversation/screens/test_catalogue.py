"""The catalogue of screens is whole: whatever the bot decides to show has a row, and every row has its words."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.content import BotContent
from bot.conversation.commands import BY_NAME, COMMANDS, GROUP_COMMANDS
from bot.conversation.screens.catalogue import Catalogue
from bot.conversation.screens.steps import StepScreens
from bot.domain.outcomes import HERE, SIDE
from bot.texts.sentences import Sentence

CONVERSATION = Path(__file__).parents[4] / "bot" / "conversation"
_MAKES_OUTCOMES = {"said", "says", "Outcome"}


@pytest.fixture(scope="module")
def catalogue(bot_content: BotContent) -> Catalogue:
    return Catalogue(StepScreens(bot_content.flowchart, bot_content.content, bot_content.texts, bot_content.facts))


def outcomes() -> Iterator[str]:
    """The sentences that handlers, router and taps put in an outcome, read from their source."""
    for path in (*CONVERSATION.glob("*.py"), *(CONVERSATION / "handlers").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _MAKES_OUTCOMES:
                if any(isinstance(arg, ast.Constant) and arg.value == "ask_again" for arg in node.args):
                    continue
                named = (part for argument in node.args for part in ast.walk(argument))
                yield from (
                    part.attr
                    for part in named
                    if isinstance(part, ast.Attribute)
                    and isinstance(part.value, ast.Name)
                    and part.value.id == "Sentence"
                )


def test_every_outcome_has_a_screen(catalogue: Catalogue) -> None:
    """What a handler, the router or a tap says is a row of the catalogue."""
    said = set(outcomes())
    assert len(said) > 60, "the source is no longer read"
    assert sorted(name for name in said if Sentence[name] not in catalogue.by_name) == []


def test_every_screen_has_a_sentence(catalogue: Catalogue) -> None:
    """A row stands under the key of the sentence it begins with, or shows the open question alone."""
    assert sorted(set(catalogue.by_name) - set(Sentence)) == sorted((HERE, SIDE))


def test_who_awaits_an_answer_shows_the_buttons_for_it(catalogue: Catalogue) -> None:
    """A screen with yes and no, or that awaits a day, has buttons of its own."""
    asking = (s for s in catalogue.by_name.values() if s.yes_or_no or s.awaits_day)
    assert [s.name for s in asking if not s.shows_own_buttons] == []


def test_commands_are_told_apart(bot_content: BotContent) -> None:
    """No two commands have one name or one `/slash`, and each `/slash` is described in a menu's length."""
    assert len(BY_NAME) == len(COMMANDS)
    typed = [command.slash for command in COMMANDS if command.slash]
    assert len(set(typed)) == len(typed)
    assert [c.name for c in COMMANDS if bool(c.slash) != (c.description is not None)] == []
    described = [c.description for c in COMMANDS if c.description] + [c.description for c in GROUP_COMMANDS.values()]
    assert [key for key in described if not 0 < len(bot_content.texts(key)) <= 256] == []
