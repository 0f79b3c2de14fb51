"""The real content, copied to be broken, and what the check says of the copy."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from bot.texts.texts import read_texts
from dialogues.checks import check_content
from dialogues.content import DATA, read_content
from dialogues.faults import Faults
from dialogues.loader import PLAN, read_flowchart

PLAN_FILE, LINES_FILE, SENTENCES_FILE = "dialogues/stappenplan.yml", "data/hulplijnen.yml", "data/zinnen.yml"
GUIDE_FILE, CARD_FILE = "data/gidsen/politie.yml", "data/veiligheid/acuut_geweld.yml"
TALK_FILE = "data/gesprekken/pester.yml"


def copied_content(folder: Path) -> Path:
    """The real files in a folder of their own."""
    shutil.copytree(DATA, folder / "data")
    (folder / "dialogues").mkdir()
    shutil.copy(PLAN, folder / PLAN_FILE)
    return folder


def faults_in(tree: Path) -> list[str]:
    """All that is wrong with the files of the tree, as it is shown."""
    faults = Faults()
    flowchart = read_flowchart(faults, tree / PLAN_FILE)
    content = read_content(faults, tree / "data")
    read_texts(faults, tree / "data")
    if flowchart is not None:
        check_content(flowchart, content, faults)
    return [str(fault) for fault in sorted(set(faults.found))]


def put(path: Path, after: str, old: str, new: str) -> None:
    """Replace the first match of a pattern after a text."""
    text = path.read_text(encoding="utf-8")
    start = text.index(after)
    tail, count = re.subn(old, lambda _: new, text[start:], count=1, flags=re.MULTILINE)
    assert count == 1, f"{path.name}: nothing matches {old} after {after}"
    path.write_text(text[:start] + tail, encoding="utf-8")


def line_of(path: Path, text: str) -> int:
    """The number of the first line that is this text, indentation aside."""
    lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
    return lines.index(text) + 1


def renamed_step(plan: str, step: str, name: str) -> str:
    """The text of a plan in which a step, and all that refers to it, has another name."""
    return re.sub(rf"^((?:  - id|    bij|        naar): ){step}$", rf"\g<1>{name}", plan, flags=re.MULTILINE)
