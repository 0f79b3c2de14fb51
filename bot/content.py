"""The content, whole and checked: the step plan, the guides and cards, and the sentences of the bot itself."""

from __future__ import annotations

from dataclasses import dataclass

from bot.texts.texts import Texts, read_texts
from dialogues.answers import check_answers
from dialogues.asking import check_asked
from dialogues.checks import check_content, check_examples
from dialogues.content import Content, read_content
from dialogues.facts import Facts, check_fact_examples, check_facts, read_facts
from dialogues.faults import ContentError, Fault, Faults
from dialogues.flowchart import Flowchart
from dialogues.goldens import check_goldens
from dialogues.loader import read_flowchart
from nlu.answers import read_answers
from nlu.asked import read_asked_examples
from nlu.examples import read_examples
from nlu.facts import read_fact_examples


def all_faults() -> list[Fault]:
    """All faults, by file and line."""
    faults = Faults()
    flowchart, content, _, facts = _read(faults)
    check_fact_examples(facts, read_fact_examples(), faults)
    if flowchart is not None:
        check_examples(flowchart, content, read_examples(), faults)
        check_asked(content, read_asked_examples(), faults)
        check_answers(flowchart, read_answers(), faults)
        check_goldens(flowchart, faults)
    return sorted(set(faults.found))


@dataclass(frozen=True)
class BotContent:
    """The content, whole and checked."""

    flowchart: Flowchart
    content: Content
    texts: Texts
    facts: Facts


def load_bot_content() -> BotContent:
    """All content. Raises `ContentError` with every fault: a bot with faults does not start."""
    faults = Faults()
    flowchart, content, texts, facts = _read(faults)
    if faults.found or flowchart is None:
        raise ContentError(faults.found)
    return BotContent(flowchart, content, texts, facts)


def _read(faults: Faults) -> tuple[Flowchart | None, Content, Texts, Facts]:
    """All that an editor can change, with every fault in how it fits together; no flowchart when it cannot be read."""
    flowchart, content, texts = read_flowchart(faults), read_content(faults), read_texts(faults)
    facts = read_facts(faults)
    if flowchart is not None:
        check_content(flowchart, content, faults)
        check_facts(facts, flowchart, faults)
    return flowchart, content, texts, facts
