"""One name, one thing: whoever looks for a class by its name finds one."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

_ROOT = Path(__file__).parents[1]
_MIRRORED = {"bot/ports", "bot/store"}
"""What is asked of the store, and how it is kept, have the same names."""


def test_class_names_are_unique() -> None:
    """No two classes have the same name, but for a port and what is behind it."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for folder in ("bot", "nlu", "dialogues"):
        for path in (_ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.ClassDef):
                    found[node.name].append(path.parent.relative_to(_ROOT).as_posix())
    twice = {name: places for name, places in found.items() if len(places) > 1 and set(places) != _MIRRORED}
    assert twice == {}
