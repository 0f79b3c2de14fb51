"""What the page says: filled in and escaped, every text of the file in use, and no other asked for."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from tornado.template import Loader

from bot.channels.web import rendering
from bot.channels.web.rendering.words import Words, link, strong
from bot.content import BotContent
from bot.texts.page_texts import PageText

WEB = Path(rendering.__file__).parent.parent
NAMED = re.compile(r"PageText\.([A-Z_]+)")


def asked_for() -> dict[str, set[frozenset[str]]]:
    """Key -> with which names it is filled in, in each template and module of the page."""
    found: dict[str, set[frozenset[str]]] = {}
    for path in (WEB / "templates").iterdir():
        # The Python that tornado makes of a template.
        code = ast.parse(Loader(str(path.parent)).load(path.name).code)
        for call in (node for node in ast.walk(code) if isinstance(node, ast.Call)):
            if isinstance(call.func, ast.Name) and call.func.id in {"say", "rich"}:
                names = frozenset(keyword.arg or "**" for keyword in call.keywords)
                for key in keys_of(call.args[0]):
                    found.setdefault(key, set()).add(names)
    for path in WEB.rglob("*.py"):
        for name in NAMED.findall(path.read_text(encoding="utf-8")):
            found.setdefault(PageText[name].value, set())
    return found


def keys_of(node: ast.expr) -> Iterator[str]:
    """The key, or either of two."""
    if isinstance(node, ast.IfExp):
        yield from keys_of(node.body)
        yield from keys_of(node.orelse)
    else:
        assert isinstance(node, ast.Constant), ast.unparse(node)
        yield str(node.value)


def test_every_text_is_shown() -> None:
    """Templates and handlers ask for no text that is none, and leave none unused."""
    assert set(asked_for()) == set(PageText)


def test_every_place_is_filled_in() -> None:
    """Templates fill in exactly the names that may stand in a text."""
    wrong = {key: names for key, filled in asked_for().items() for names in filled if names != {*PageText(key).places}}
    assert wrong == {}


def test_what_is_filled_in_is_escaped(bot_content: BotContent) -> None:
    """A name is text whatever it looks like; only what the page itself makes is a link or in bold."""
    words = Words(bot_content.texts)
    team = strong("<b>De Linde & Co</b>")
    assert team == "<strong>&lt;b&gt;De Linde &amp; Co&lt;/b&gt;</strong>"
    assert words.rich("ik_aangemeld", team=team, rol="<i>", tot="{tot}") == (
        f"Je bent aangemeld bij {team} als &lt;i&gt;, tot {{tot}}."
    )
    assert words.rich("zonder_code", link=link("/?a=1&b", "<hier>")) == (
        'Oefenen en lezen kan altijd, ook zonder code. <a href="/?a=1&amp;b">&lt;hier&gt;</a>.'
    )
    assert words.say("bord_van", team="A & B") == "Bord van A & B"


def test_a_text_that_is_none(bot_content: BotContent) -> None:
    """A key with a slip of the pen is no empty text."""
    with pytest.raises(ValueError, match="bord_vna"):
        Words(bot_content.texts).say("bord_vna")
