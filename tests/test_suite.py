"""What holds for the tests themselves: where they stand, what they are called, and that doubles are like the real."""

from __future__ import annotations

import ast
import sys
from collections import defaultdict
from pathlib import Path

import pytest

from bot.conversation.conversation import Conversation
from tests.support.telegram.scripted import ScriptedConversation

ROOT = Path(__file__).parents[1]
MIRRORED = ("bot", "dialogues", "nlu")


def classes(*folders: str) -> dict[str, list[str]]:
    """The modules that have a public class of each name."""
    found = defaultdict(list)
    for path in (path for folder in folders for path in (ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                found[node.name].append(str(path.relative_to(ROOT)))
    return found


@pytest.mark.parametrize("program", MIRRORED)
def test_tests_stand_where_the_program_does(program: str) -> None:
    """Each folder of tests is one of the program too."""
    folders = {path.parent.relative_to(ROOT / "tests") for path in (ROOT / "tests" / program).rglob("test_*.py")}
    assert folders
    assert [str(folder) for folder in folders if not (ROOT / folder / "__init__.py").is_file()] == []


def test_class_names_are_told_apart() -> None:
    """No class of the tests is called like another of them, or like one of the program."""
    of_the_program, of_tests = classes(*MIRRORED), classes("tests")
    assert {name: paths for name, paths in of_tests.items() if len(paths + of_the_program.get(name, [])) > 1} == {}


def test_shared_asserts_tell_what_they_compared() -> None:
    """Asserts of every module of tests are rewritten by pytest, not those of test modules only."""
    modules = [module for name, module in sys.modules.items() if name.startswith("tests.") and module.__spec__]
    plain = [
        m.__name__ for m in modules if getattr(m, "__file__", None) and "Rewrit" not in type(m.__loader__).__name__
    ]
    assert plain == []


def test_nothing_of_a_real_conversation_is_left_in_the_scripted() -> None:
    """Whatever a channel asks of a conversation, the double answers itself; mypy sees to it that it can be asked so."""
    public = {name for name in vars(Conversation) if not name.startswith("_")}
    assert public - set(vars(ScriptedConversation)) == set()
