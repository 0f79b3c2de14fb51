"""Rights are asked where they are granted, and a role decides nothing but which rights somebody has."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.domain.permissions import MATRIX, Permission, roles_with
from bot.domain.teams import Role

_BOT = Path(__file__).parents[3] / "bot"
_RIGHTS = _BOT / "domain" / "permissions.py"
_ELSEWHERE = sorted(set(_BOT.rglob("*.py")) - {_RIGHTS})


def _named(node: ast.AST, of: str) -> Iterator[str]:
    """The members of an enum that are named somewhere below a node."""
    for part in ast.walk(node):
        if isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name) and part.value.id == of:
            yield part.attr


def _picks(node: ast.AST) -> list[ast.AST]:
    """The parts of a node that tell one value from others: what is compared, matched, looked up or gathered."""
    match node:
        case ast.Compare():
            return [node.left, *node.comparators]
        case ast.MatchValue() | ast.Tuple() | ast.List() | ast.Set():
            return [node]
        case ast.Dict():
            return [key for key in node.keys if key is not None]
        case ast.Subscript():
            return [node.slice]
        case _:
            return []


def picked_roles(source: str) -> list[int]:
    """The lines of a module on which roles are told apart: by their names, or somebody's from what else there is."""
    lines = set()
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.expr | ast.pattern):
            continue
        parts = _picks(node)
        theirs = [isinstance(part, ast.Attribute) and part.attr == "role" for part in parts]
        # Whether somebody has another role than before, or than somebody else, tells nothing of what they may do.
        by_theirs = isinstance(node, ast.Compare) and any(theirs) and not all(theirs)
        if by_theirs or any(any(_named(part, "Role")) for part in parts):
            lines.add(node.lineno)
    return sorted(lines)


@pytest.mark.parametrize("permission", Permission, ids=str)
def test_every_right_is_asked(permission: Permission) -> None:
    """A right that nothing asks for grants nothing: it would only look like one."""
    sources = (path.read_text(encoding="utf-8") for path in _ELSEWHERE)
    assert any(permission.name in _named(ast.parse(source), "Permission") for source in sources)


@pytest.mark.parametrize("permission", Permission, ids=str)
def test_every_right_is_somebodys(permission: Permission) -> None:
    """Each right is granted to some role, and every role has rights."""
    assert roles_with((permission,)) == tuple(role for role in Role if permission in MATRIX[role]) != ()


@pytest.mark.parametrize("path", _ELSEWHERE, ids=lambda path: str(path.relative_to(_BOT)))
def test_roles_are_told_apart_in_the_matrix_only(path: Path) -> None:
    """Elsewhere a role is given to somebody or shown; what somebody may do is asked as a right."""
    assert picked_roles(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "source",
    [
        "x = member.role is Role.CLB",
        "x = member.role == other",
        "x = member.role in allowed",
        "x = members(team, (Role.CARE_TEAM, Role.ADMIN))",
        "x = members(team, {Role.ADMIN})",
        "x = {Role.CLB: 1}[member.role]",
        "x = RIGHTS[Role.CLB]",
        "match role:\n    case Role.CLB:\n        pass",
    ],
)
def test_the_ways_to_tell_roles_apart_are_seen(source: str) -> None:
    """What the test above looks for is found."""
    assert picked_roles(source)


@pytest.mark.parametrize(
    "source",
    ["add_member(team, address, Role.TEACHER)", "print(member.role)", "x = before.role != after.role"],
)
def test_a_role_may_be_given_shown_and_changed(source: str) -> None:
    """Somebody is made a member with a role, is shown with theirs, or got another."""
    assert picked_roles(source) == []
