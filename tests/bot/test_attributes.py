"""No object is asked for what it does not have yet: every attribute exists once `__init__` is done."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

_BOT = Path(__file__).parents[2] / "bot"
_SETTING_UP = frozenset({"__init__", "__post_init__", "initialize"})
"""What sets attributes before anything else can be called; `initialize` is tornado's."""


def _classes(path: Path) -> list[ast.ClassDef]:
    """The classes of a module."""
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    return [node for node in nodes if isinstance(node, ast.ClassDef)]


def _names(statements: list[ast.stmt]) -> set[str]:
    """What a class body itself gives a name."""
    targets: list[ast.expr] = []
    for statement in statements:
        if isinstance(statement, ast.AnnAssign):
            targets.append(statement.target)
        elif isinstance(statement, ast.Assign):
            targets += statement.targets
    return {target.id for target in targets if isinstance(target, ast.Name)}


def _set_by(method: ast.stmt) -> set[str]:
    """Attributes of `self` that a method sets."""
    return {
        node.attr
        for node in ast.walk(method)
        if isinstance(node, ast.Attribute)
        and isinstance(node.ctx, ast.Store)
        and isinstance(node.value, ast.Name)
        and node.value.id == "self"
    }


@pytest.mark.parametrize("path", sorted(_BOT.rglob("*.py")), ids=lambda path: str(path.relative_to(_BOT)))
def test_attributes_are_there_from_the_start(path: Path) -> None:
    """What a method sets later is set in `__init__` already, or stands in the class."""
    late = {}
    for kind in _classes(path):
        methods = [part for part in kind.body if isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef)]
        known, later = _names(kind.body), set[str]()
        for method in methods:
            if method.name in _SETTING_UP:
                known |= _set_by(method)
            else:
                later |= _set_by(method)
        late[kind.name] = later - known
    assert {name: missing for name, missing in late.items() if missing} == {}
