"""The plan and the content are the only place where a step, a choice or a guide has a name: none stands in Python."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from bot.content import BotContent
from bot.conversation.commands import BY_SLASH
from dialogues.checks import check_examples
from dialogues.faults import Faults
from dialogues.flowchart import GUIDE_COMMANDS
from dialogues.loader import load_flowchart, read_flowchart
from dialogues.training import ROOT
from nlu.examples import read_examples
from tests.dialogues.broken_content import PLAN_FILE, faults_in, renamed_step

CODE = ("bot", "dialogues", "nlu")
HISTORY = "bot/store/migrations"
"""What a database was migrated to stays as it was."""


@dataclass(frozen=True)
class Homonym:
    """A word that names something else as well, and where that stands."""

    reason: str
    files: frozenset[str]


def also(reason: str, *files: str) -> Homonym:
    """It is something else in these files."""
    return Homonym(reason, frozenset(files))


HOMONYMS = {
    "ja": also("an intent, and a word", "nlu/examples.py", "nlu/choices.py", "dialogues/yaml_nodes.py"),
    "nee": also("an intent, and a word", "nlu/examples.py", "nlu/choices.py", "nlu/evidence.py"),
    "weet_niet": also("an intent", "nlu/examples.py"),
    "vorm": also("what a case remembers: a column", "dialogues/steps.py"),
    "ouders_gepeste": also("whom a follow-up is about: stored", "dialogues/steps.py"),
    "groep": also(
        "whom a follow-up is about; a field of parent lines and golden conversations; a place in a sentence",
        "dialogues/steps.py",
        "dialogues/loader.py",
        "dialogues/goldens.py",
        "bot/texts/sentences.py",
    ),
    "opvolging": also("a field of a step; a file", "dialogues/loader.py", "bot/texts/texts.py"),
    "hulplijnen": also(
        "a command; a field of guides and cards; a file",
        "bot/conversation/commands.py",
        "bot/conversation/screens/catalogue.py",
        "bot/conversation/screens/exits.py",
        "dialogues/flowchart.py",
        "dialogues/content.py",
        "dialogues/pages.py",
    ),
}
"""The only ids of the content that Python knows, as the names of something else that they happen to share."""


def all_ids(bot_content: BotContent) -> set[str]:
    """The ids of steps, choices, aids, their questions and answers, parent lines, guides and help lines."""
    flowchart, content = bot_content.flowchart, bot_content.content
    choices = {choice.id for _, choice in flowchart.arrows()}
    written = PLAN_FILE, (ROOT / PLAN_FILE).read_text(encoding="utf-8")
    named = {*flowchart.positions, *choices, *flowchart.aids, *content.guides, *content.help_lines}
    # What Python itself adds to the plan is not the plan's to name.
    return {name for name in named if name in content.guides or name in content.help_lines or name in written[1]}


def strings(path: Path) -> Iterator[tuple[int, str]]:
    """Every string of a module with its line, docstrings left out."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.lineno, node.value


def names_in(text: str) -> set[str]:
    """What could be an id in a string: of a sentence only what no sentence holds, a word with `_`."""
    parts = {part for token in re.findall(r"[a-z0-9_]+", text) for part in (token, *token.split("__"))}
    return parts if not re.search(r"\s", text) else {part for part in parts if "_" in part}


def found_ids(bot_content: BotContent) -> list[tuple[str, int, str]]:
    """(File, line, id) of every id of the content that stands in a string of the code."""
    ids = all_ids(bot_content)
    paths = (path for room in CODE for path in sorted((ROOT / room).rglob("*.py")))
    return [
        (name, line, word)
        for path in paths
        if not (name := path.relative_to(ROOT).as_posix()).startswith(HISTORY)
        for line, text in strings(path)
        for word in sorted(names_in(text) & ids)
    ]


def test_no_id_of_the_content_stands_in_python(bot_content: BotContent) -> None:
    """Who renames a step, a choice or a guide in YAML has no code to change."""
    wrong = [
        f"{file}:{line}: {word}"
        for file, line, word in found_ids(bot_content)
        if word not in HOMONYMS or file not in HOMONYMS[word].files
    ]
    assert wrong == []


def test_no_homonym_is_listed_in_vain(bot_content: BotContent) -> None:
    """The list of what is shared holds nothing that is not there any more."""
    found = {(word, file) for file, _, word in found_ids(bot_content)}
    assert {(word, file) for word, homonym in HOMONYMS.items() for file in homonym.files} - found == set()


def test_the_guide_commands_are_commands() -> None:
    """What the plan gives a guide to can be typed."""
    assert set(GUIDE_COMMANDS) <= set(BY_SLASH)


STEPS = [step.id for step in load_flowchart().steps()]


@pytest.mark.parametrize("step", STEPS)
def test_a_step_can_be_renamed(step: str, tree: Path) -> None:
    """With all that refers to it renamed as well, the check finds nothing; without, it names what was left behind."""
    whole = (tree / PLAN_FILE).read_text(encoding="utf-8")
    (tree / PLAN_FILE).write_text(renamed_step(whole, step, "anders"), encoding="utf-8")
    assert faults_in(tree) == []
    faults = Faults()
    flowchart = read_flowchart(faults, tree / PLAN_FILE)
    assert flowchart is not None
    assert [position.id for position in flowchart.steps()] == ["anders" if s == step else s for s in STEPS]
    half = re.sub(rf"^  - id: {step}$", "  - id: anders", whole, count=1, flags=re.MULTILINE)
    (tree / PLAN_FILE).write_text(half, encoding="utf-8")
    left = [line for line in half.splitlines() if line.strip() in {f"naar: {step}", f"bij: {step}"}]
    assert len([fault for fault in faults_in(tree) if f"stap '{step}' bestaat niet" in fault]) == len(left)


def test_a_guide_that_is_renamed_is_named(tree: Path, bot_content: BotContent) -> None:
    """A guide is asked for by an intent of its name, and shown by steps and commands: the check names all of it."""
    flowchart, content = bot_content.flowchart, bot_content.content
    shown = {guide for step in flowchart.positions.values() for guide in step.guides}
    shown |= {choice.guide for _, choice in flowchart.arrows() if choice.guide}
    shown |= {command.guide for command in flowchart.guide_commands.values()}
    examples = read_examples()
    for guide in content.guides:
        path = tree / "data" / "gidsen" / f"{guide}.yml"
        other = path.rename(path.with_name("anders.yml"))
        assert any(f"gids '{guide}' bestaat niet" in fault for fault in faults_in(tree)) == (guide in shown)
        guides = {"anders" if name == guide else name: value for name, value in content.guides.items()}
        faults = Faults()
        check_examples(flowchart, replace(content, guides=guides), examples, faults)
        assert any(f"luistert naar 'vraag_{guide}'" in fault.text for fault in faults.found)
        other.rename(path)
