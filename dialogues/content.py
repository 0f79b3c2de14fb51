"""Read what the bot says from `data/`: guides, talk cards, safety cards and help lines. Every fault is noted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dialogues.faults import ContentError, Faults, SourcePlace
from dialogues.pages import Guide, HelpLine, Item, items_of, read_guide, shown_lines, sources_of
from dialogues.talks import TalkCard, read_talk
from dialogues.yaml_nodes import Value, read_yaml, text_of, texts_of
from nlu.choices import called

DATA = Path(__file__).parent.parent / "data"


@dataclass(frozen=True)
class SafetyCard:
    """What is shown before anything else when a message tells of danger."""

    intent: str
    title: str
    intro: str
    items: tuple[Item, ...]
    help_lines: tuple[HelpLine, ...]
    place: SourcePlace

    @property
    def sources(self) -> tuple[str, ...]:
        """The points of the source on this card."""
        return sources_of(self.items, self.help_lines)


@dataclass(frozen=True)
class Content:
    """All that is in `data/` besides the bot's own sentences."""

    guides: Mapping[str, Guide]
    talks: Mapping[str, TalkCard]
    cards: Mapping[str, SafetyCard]
    help_lines: Mapping[str, HelpLine]

    @property
    def topics(self) -> Mapping[str, Guide]:
        """Guides and talk cards: all that is shown page by page."""
        return {**self.guides, **self.talks}

    def page_titled(self, text: str) -> tuple[str, int] | None:
        """The guide and the page (from 1) with this title, capitals, accents and signs apart; None when there is none.

        A title that several guides have means the page of none.
        """
        pages = [
            (guide.id, number, page.heading)
            for guide in self.guides.values()
            for number, page in enumerate(guide.pages, start=1)
        ]
        found = called(text, (heading for *_, heading in pages))
        return pages[found[0]][:2] if len(found) == 1 else None


def read_content(faults: Faults, folder: Path = DATA) -> Content:
    """Guides, talk cards, safety cards and help lines as far as they can be read. Faults are added to `faults`."""
    lines = _help_lines(folder / "hulplijnen.yml", faults)
    guides = (read_guide(root, lines) for root in _files(folder / "gidsen", faults))
    talks = (read_talk(root) for root in _files(folder / "gesprekken", faults))
    cards = (_card(root, lines) for root in _files(folder / "veiligheid", faults))
    return Content({g.id: g for g in guides}, {t.id: t for t in talks}, {c.intent: c for c in cards}, lines)


def load_content(folder: Path = DATA) -> Content:
    """The content. Raises `ContentError` with all faults of reading."""
    faults = Faults()
    content = read_content(faults, folder)
    if faults.found:
        raise ContentError(faults.found)
    return content


def _files(folder: Path, faults: Faults) -> list[Value]:
    paths = sorted(folder.glob("*.yml"))
    if not paths:
        faults.add(SourcePlace(folder), "hier staat geen enkel .yml-bestand.")
    return [root for path in paths if (root := read_yaml(path, faults)) is not None]


def _help_lines(path: Path, faults: Faults) -> dict[str, HelpLine]:
    root = read_yaml(path, faults)
    return {key.text(): _help_line(key.text(), value) for key, value in root.entries()} if root else {}


def _help_line(identifier: str, value: Value) -> HelpLine:
    fields = value.fields(("naam", "nummer", "waarvoor", "voor_wie", "bron"))
    return HelpLine(
        id=identifier,
        name=text_of(fields, "naam"),
        number=text_of(fields, "nummer"),
        purpose=text_of(fields, "waarvoor"),
        serves=text_of(fields, "voor_wie"),
        sources=texts_of(fields, "bron"),
        place=value.place,
    )


def _card(root: Value, lines: Mapping[str, HelpLine]) -> SafetyCard:
    fields = root.fields(("titel", "intro", "punten", "hulplijnen"))
    return SafetyCard(
        intent=root.path.stem,
        title=text_of(fields, "titel"),
        intro=text_of(fields, "intro"),
        items=items_of(fields),
        help_lines=shown_lines(fields, lines),
        place=root.place,
    )
