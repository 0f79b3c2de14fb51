"""`ehbc check`: every fault in everything an editor can change."""

from __future__ import annotations

from bot.texts.texts import read_texts
from dialogues.checks import check_content, check_examples
from dialogues.content import read_content
from dialogues.faults import Fault, Faults
from dialogues.goldens import check_goldens
from dialogues.loader import read_flowchart
from nlu.examples import read_examples


def all_faults() -> list[Fault]:
    """All faults, by file and line."""
    faults = Faults()
    flowchart = read_flowchart(faults)
    content = read_content(faults)
    read_texts(faults)
    if flowchart is not None:
        check_content(flowchart, content, faults)
        check_examples(flowchart, content, read_examples(), faults)
        check_goldens(flowchart, faults)
    return sorted(set(faults.found))
