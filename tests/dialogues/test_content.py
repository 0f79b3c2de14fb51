"""What the bot says as it is shipped: whole, sourced, in its own words, and read as it was typed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from bot.content import BotContent, all_faults
from bot.texts.keys import TextKey
from bot.texts.texts import FILES
from dialogues.content import DATA
from dialogues.faults import Faults
from dialogues.loader import PLAN
from dialogues.points import BOXES, GUIDANCE, PUBLIC, SOURCES
from dialogues.training import ROOT
from dialogues.yaml_nodes import read_yaml

FLYER = ROOT.parent / "shared" / "flyer.txt"
LONGEST_RUN = 5
"""Words in a row that may be the flyer's by chance."""
GOLDENS_IN_PROGRESS = "geen enkel proefgesprek"


def test_the_shipped_content_has_no_faults() -> None:
    """The check finds nothing to mend in what is shipped."""
    assert [str(fault) for fault in all_faults() if GOLDENS_IN_PROGRESS not in fault.text] == []


def test_every_piece_of_guidance_is_on_a_first_page(bot_content: BotContent) -> None:
    """Every P point of the source is on the first page of a guide, two taps from anywhere."""
    first_pages = {point for guide in bot_content.content.guides.values() for point in guide.pages[0].sources}
    assert set(GUIDANCE) - first_pages == set()


def test_every_box_is_told_by_a_step(bot_content: BotContent) -> None:
    """Every F box of the source is told by a step, a choice or a guide's first page."""
    steps = {source for step in bot_content.flowchart.positions.values() for source in step.sources}
    choices = {source for _, choice in bot_content.flowchart.arrows() for source in choice.sources}
    pages = {point for guide in bot_content.content.guides.values() for point in guide.pages[0].sources}
    assert set(BOXES) - steps - choices - pages == set()


def sourced(bot_content: BotContent) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every text of guides, cards, help lines and plan with its sources."""
    for guide in bot_content.content.guides.values():
        yield from ((item.text, item.sources) for page in guide.pages for item in page.items)
    for card in bot_content.content.cards.values():
        yield from ((item.text, item.sources) for item in card.items)
    yield from ((line.name, line.sources) for line in bot_content.content.help_lines.values())
    for step in bot_content.flowchart.positions.values():
        yield step.text, step.sources
        for choice in step.choices:
            yield choice.label, choice.sources
            yield from ((says.text, says.sources) for says in choice.says)
    for aid in bot_content.flowchart.aids.values():
        yield from ((conclusion.text, conclusion.sources) for conclusion in aid.conclusions)


def test_every_text_names_its_source(bot_content: BotContent) -> None:
    """Every text that guides names at least one point of the source, or says that it is public, and no other."""
    assert [text for text, sources in sourced(bot_content) if not sources or not set(sources) <= SOURCES] == []


def test_a_public_source_is_only_a_help_line(bot_content: BotContent) -> None:
    """Only help lines and safety cards tell what the source does not."""
    guides = [
        (guide.id, item.text)
        for guide in bot_content.content.guides.values()
        for page in guide.pages
        for item in page.items
        if item.sources == (PUBLIC,) and not page.help_lines
    ]
    assert guides == []
    assert [step.id for step in bot_content.flowchart.positions.values() if PUBLIC in step.sources] == []


def words(text: str) -> list[str]:
    """The words of a text, without capitals and signs; an address is nobody's wording."""
    return re.findall(r"\w+", re.sub(r"\S+\.be\b\S*", "", text).lower())


def runs(text: str, length: int) -> set[tuple[str, ...]]:
    """All runs of so many words."""
    found = words(text)
    return {tuple(found[start : start + length]) for start in range(len(found) - length + 1)}


def scalars(node: yaml.Node) -> Iterator[yaml.ScalarNode]:
    """Every text of a YAML file."""
    if isinstance(node, yaml.ScalarNode):
        yield node
    elif isinstance(node, yaml.SequenceNode):
        yield from (found for child in node.value for found in scalars(child))
    elif isinstance(node, yaml.MappingNode):
        yield from (found for pair in node.value for child in pair for found in scalars(child))


@pytest.mark.skipif(not FLYER.is_file(), reason="the flyer is not in the repository: it is not ours to spread")
@pytest.mark.parametrize("path", [PLAN, *sorted(DATA.rglob("*.yml"))], ids=lambda path: path.stem)
def test_nothing_is_copied_from_the_flyer(path: Path) -> None:
    """No run of six words or more is the flyer's: the bot says it in its own words.

    The flyer is not in the repository, because others hold the rights to it: this is checked where a copy of it lies
    beside the repository, and skipped elsewhere.
    """
    root = yaml.compose(path.read_text(encoding="utf-8"))
    assert root is not None
    flyer = runs(FLYER.read_text(encoding="utf-8"), LONGEST_RUN + 1)
    copied = [
        f"{path.name}:{scalar.start_mark.line + 1}: {' '.join(run)}"
        for scalar in scalars(root)
        for run in sorted(runs(scalar.value, LONGEST_RUN + 1) & flyer)
    ]
    assert copied == []


@pytest.mark.parametrize(
    "typed", ["16:30", "nee", "no", "ja", "yes", "on", "null", "~", "007", "1e3", "0x1F", "2026-11-30"]
)
def test_what_is_typed_stays_text(typed: str, tmp_path: Path) -> None:
    """A time, a no or a number is read as the editor typed it."""
    path = tmp_path / "tekst.yml"
    path.write_text(f"sleutel: {typed}\n{typed}: waarde\n", encoding="utf-8")
    faults = Faults()
    root = read_yaml(path, faults)
    assert root is not None
    assert [(key.text(), value.text()) for key, value in root.entries()] == [("sleutel", typed), (typed, "waarde")]
    assert faults.found == []


@pytest.mark.parametrize("keys", FILES, ids=FILES.values())
def test_every_sentence_is_there(keys: type[TextKey], bot_content: BotContent) -> None:
    """The bot's own sentences are all there, none is empty, and each can be said with what it is filled in with."""
    for key in keys:
        assert bot_content.texts(key, **dict.fromkeys(key.places, "x")).strip()
