"""What staff read stands in `data/` and in the step plan, where an editor can change it, and nowhere in the code."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest

from bot.content import BotContent
from bot.texts.texts import FILES
from dialogues.training import ROOT
from tests.support.dutch import in_python, in_script, in_template, is_dutch

EXCEPT = {
    "nlu/*": "words of what people write, by which it is understood; nobody is shown them",
    "bot/calendar/dates/*": "words of what people write, by which a day is understood",
    "bot/conversation/handlers/care_team.py": "words of what people write, by which a wish is understood",
    "bot/calendar/holidays.py": "the names of holidays, by which a day is understood too",
    "bot/domain/codes.py": "the words that codes of cases are made of; one that is taken away would no longer be read",
    "dialogues/answers.py": "told to an editor about a file that cannot be used; it cannot stand in such a file itself",
    "dialogues/checks.py": "told to an editor about a file that cannot be used; it cannot stand in such a file itself",
    "dialogues/asking.py": "told to an editor, as above",
    "dialogues/content.py": "told to an editor, as above",
    "dialogues/pages.py": "told to an editor, as above",
    "dialogues/talks.py": "told to an editor, as above",
    "dialogues/faults.py": "told to an editor, as above",
    "dialogues/goldens.py": "told to an editor, as above",
    "dialogues/facts.py": "told to an editor, as above",
    "dialogues/loader.py": "told to an editor, as above",
    "dialogues/points.py": "told to an editor, as above",
    "dialogues/yaml_nodes.py": "told to an editor, as above",
    "bot/texts/texts.py": "told to an editor, as above",
    "bot/cli/content.py": "told to an editor, as above",
}
"""Where Dutch may stand in Python, and why."""


def found(pattern: str, look: Callable[[Path], Iterator[tuple[int, str]]]) -> Iterator[tuple[str, str]]:
    """File, and line with text, of all that is found."""
    for folder in ("bot", "dialogues", "nlu"):
        for path in sorted((ROOT / folder).rglob(pattern)):
            name = path.relative_to(ROOT).as_posix()
            yield from ((name, f"{name}:{line}: {text}") for line, text in look(path))


def excepted(name: str) -> list[str]:
    """The exceptions that a file falls under."""
    return [pattern for pattern in EXCEPT if fnmatch(name, pattern)]


def test_no_sentence_stands_in_python() -> None:
    """No string of the code is Dutch, but for the exceptions."""
    assert [told for name, told in found("*.py", in_python) if not excepted(name)] == []


def test_no_exception_is_left_over() -> None:
    """Whatever is excepted is still there: what is tidied up is not excepted for later."""
    assert set(EXCEPT) == {pattern for name, _ in found("*.py", in_python) for pattern in excepted(name)}


@pytest.mark.parametrize(("pattern", "look"), [("*.html", in_template), ("*.js", in_script)])
def test_no_sentence_stands_in_the_page(pattern: str, look: Callable[[Path], Iterator[tuple[int, str]]]) -> None:
    """Templates and scripts have no words of their own."""
    assert [told for _, told in found(pattern, look)] == []


def test_what_is_found_in_python(tmp_path: Path) -> None:
    """A sentence is found in a string, between what is filled in and inside a call; no docstring, key or path is."""
    path = tmp_path / "module.py"
    path.write_text(
        '"""Dit is uitleg bij de code."""\n'
        'A = "Dit mag je niet openen."\n'
        'B = f"Je bent {A} van {A}."\n'
        "C = f\"{len('Tot later.')}\"\n"
        'D = ("knop_niet_nodig", "/aanmelden?naar=bord", "There is no team yet", "SELECT over, door FROM x")\n',
        encoding="utf-8",
    )
    assert sorted(line for line, _ in in_python(path)) == [2, 3, 4]


def test_what_is_found_in_a_template(tmp_path: Path) -> None:
    """Any word between tags or in an attribute that is read aloud is found; what is filled in and classes are not."""
    path = tmp_path / "page.html"
    path.write_text(
        '{% block kind %}lezen breed{% end %}<p class="melding">{{ say("x") }} · </p>\n'
        "<p>Stuur</p>\n"
        '<img alt="{{ x }} Je bent hier">\n'
        "{% if a %}Niets{% end %}\n",
        encoding="utf-8",
    )
    assert sorted(line for line, _ in in_template(path)) == [2, 3, 4]


def test_what_is_found_in_a_script(tmp_path: Path) -> None:
    """A sentence in any kind of quotes is found; a comment and the name of an event are not."""
    path = tmp_path / "page.js"
    path.write_text(
        '// "Dit is uitleg bij de code."\n'
        'say("Geen verbinding. Je bericht is niet weg.");\n'
        "say('Er liep iets mis.'); say(`Dat lukte niet.`);\n"
        'addEventListener("keydown", null); fetch("/bord/doe");\n',
        encoding="utf-8",
    )
    assert [line for line, _ in in_script(path)] == [2, 3, 3]


def test_the_bots_own_sentences_would_be_found(bot_content: BotContent) -> None:
    """Of the texts of more than two words nearly all would be found if they stood in code.

    Those in other languages stand there for whoever writes in one.
    """
    told = (item for keys in FILES for item in bot_content.texts.by_key[keys].items())
    texts = [text for key, text in told if len(text.split()) > 2 and "taal" not in str(key)]
    missed = [text for text in texts if not is_dutch(text)]
    assert len(missed) < len(texts) / 50, missed
