"""Finds Dutch in code: strings of Python and JavaScript, and what a template shows besides what is filled in."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

WORDS = frozenset(
    """
    aan aanmelden afmelden alle alleen alles als anders ben bent bestaat bewaard bij dag dat deze dit door dossier
    dossiers druk een eerst en er fout fouten gaat gebeurd geen gesprek gevonden gids gidsen graag heb hebben hebt
    heeft het hier hoe iemand iets ik ja je jij jou jouw jullie kan kies knop komt kwam leerkracht leerling
    leerlingen lukte maar mag meer meld moet naar nee niet niets nieuw nieuwe nog nu om onder ook op ouders over
    pagina probeer schooljaar staat stap stappen stappenplan stoppen te terug toon tot typ uit van vandaag veel
    verder voor waar wat week weer weken werkt wie wil worden wordt zet zijn zit zo zorgteam zou
    """.split()
)
"""Words of Dutch that are none of English and that hardly any sentence for staff does without."""
_SHARED = frozenset(
    {"aan", "als", "dat", "dit", "door", "en", "er", "hier", "om", "op", "over", "te", "week", "zo", "zorgteam"}
)
"""Words that also stand in English, in code or in patterns: one alone tells nothing."""
_SHOWN = ("alt", "aria-label", "placeholder", "title")
_TAG = re.compile(r"<[^<>]*>")
_STRING = re.compile(r'"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'|`(?:\\.|[^`\\])*`')
_COMMENT = re.compile(r"^\s*//[^\n]*|/\*.*?\*/", re.MULTILINE | re.DOTALL)


def is_dutch(text: str) -> bool:
    """Whether a text is two words or more, with spaces between them, of which some are Dutch."""
    if " " not in text.strip():
        return False
    found = re.findall(r"(?<![\w/.#&-])[^\W\d_]+(?![\w/])", _TAG.sub(" ", text).lower())
    dutch = [word for word in found if word in WORDS]
    return len(found) > 1 and (len(dutch) > 2 or not set(dutch) <= _SHARED)


def in_python(path: Path) -> Iterator[tuple[int, str]]:
    """Line and text of every string that is Dutch; what is filled in is a space, and a docstring is no string."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    inside = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if id(node) in told:
            continue
        if isinstance(node, ast.JoinedStr) and is_dutch(_joined(node)):
            yield node.lineno, _joined(node)
        elif isinstance(node, ast.Constant) and id(node) not in inside and is_dutch(str(node.value)):
            yield node.lineno, str(node.value)


def _joined(node: ast.JoinedStr) -> str:
    return " ".join(str(part.value) if isinstance(part, ast.Constant) else "" for part in node.values)


def in_template(path: Path) -> Iterator[tuple[int, str]]:
    """Line and text of what is Dutch between tags, or in an attribute that is shown or read aloud."""
    # The class of a page is no text.
    text = re.sub(r"{% block kind %}.*?{% end %}", "", path.read_text(encoding="utf-8"))
    text = re.sub(r"{[%{#].*?[#%}]}", lambda found: " " * len(found[0]), text)
    attributes = (found for name in _SHOWN for found in re.finditer(rf'\b{name}="([^"]*)"', text))
    between = re.finditer(r"(?<=>)\s*([^<>]+)(?=<)", f">{text}<")
    for found in (*attributes, *between):
        if re.search(r"[^\W\d_]{2}", found[1]):
            yield text.count("\n", 0, found.start(1)) + 1, found[1].strip()


def in_script(path: Path) -> Iterator[tuple[int, str]]:
    """Line and text of every string of a script that is Dutch."""
    text = _COMMENT.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), path.read_text(encoding="utf-8"))
    for found in _STRING.finditer(text):
        if is_dutch(found[0]):
            yield text.count("\n", 0, found.start()) + 1, found[0]
