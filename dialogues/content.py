"""Read what the bot says from `data/`: guides, safety cards and help lines. Strict; every fault is noted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from dialogues.faults import ContentError, Faults, SourcePlace, nearest
from dialogues.yaml_nodes import Value, read_yaml, text_of, texts_of
from nlu.choices import called

DATA = Path(__file__).parent.parent / "data"


class Tone(StrEnum):
    """How an item is meant."""

    ADVICE = "doe"
    SAY = "zeg"
    """A phrase to say literally."""
    AVOID = "vermijd"
    """A phrase better not said."""


@dataclass(frozen=True)
class Item:
    """One piece of guidance."""

    text: str
    sources: tuple[str, ...]
    place: SourcePlace
    tone: Tone = Tone.ADVICE
    link: str | None = None


@dataclass(frozen=True)
class HelpLine:
    """Where somebody finds help."""

    id: str
    name: str
    number: str
    """A phone number, a web address, or both, as people type them."""
    purpose: str
    serves: str
    sources: tuple[str, ...]
    place: SourcePlace


@dataclass(frozen=True)
class Page:
    """One screen of a guide."""

    heading: str
    items: tuple[Item, ...]
    help_lines: tuple[HelpLine, ...]
    place: SourcePlace

    @property
    def sources(self) -> tuple[str, ...]:
        """The points of the source on this page, in order, each once."""
        return _sources(self.items, self.help_lines)


@dataclass(frozen=True)
class Guide:
    """One guidance topic."""

    id: str
    title: str
    button: str
    pages: tuple[Page, ...]
    place: SourcePlace


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
        return _sources(self.items, self.help_lines)


def _sources(items: tuple[Item, ...], lines: tuple[HelpLine, ...]) -> tuple[str, ...]:
    named = [*(item.sources for item in items), *(line.sources for line in lines)]
    return tuple(dict.fromkeys(source for sources in named for source in sources))


@dataclass(frozen=True)
class Content:
    """All that is in `data/` besides the bot's own sentences."""

    guides: Mapping[str, Guide]
    cards: Mapping[str, SafetyCard]
    help_lines: Mapping[str, HelpLine]

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
    """Guides, cards and help lines as far as they can be read. Faults are added to `faults`."""
    lines = _help_lines(folder / "hulplijnen.yml", faults)
    guides = (_guide(root, lines) for root in _files(folder / "gidsen", faults))
    cards = (_card(root, lines) for root in _files(folder / "veiligheid", faults))
    return Content({g.id: g for g in guides}, {c.intent: c for c in cards}, lines)


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


def _link(fields: Mapping[str, Value]) -> str | None:
    link = text_of(fields, "link") or None
    if link and not link.startswith("https://"):
        fields["link"].fault(f"'{link}' is geen webadres; begin met https://")
    return link


def _guide(root: Value, lines: Mapping[str, HelpLine]) -> Guide:
    fields = root.fields(("titel", "knop", "paginas"))
    pages = fields["paginas"].items() if "paginas" in fields else []
    return Guide(
        id=root.path.stem,
        title=text_of(fields, "titel"),
        button=text_of(fields, "knop"),
        pages=tuple(_page(page, lines) for page in pages),
        place=root.place,
    )


def _page(value: Value, lines: Mapping[str, HelpLine]) -> Page:
    fields = value.fields(("kop",), ("punten", "hulplijnen"))
    return Page(text_of(fields, "kop"), _items(fields), _shown_lines(fields, lines), value.place)


def _items(fields: Mapping[str, Value]) -> tuple[Item, ...]:
    return tuple(_item(item) for item in fields["punten"].items()) if "punten" in fields else ()


def _item(value: Value) -> Item:
    fields = value.fields(("tekst", "bron"), ("soort", "link"))
    tone = text_of(fields, "soort") or Tone.ADVICE.value
    if tone not in set(Tone):
        fields["soort"].fault(f"onbekende soort '{tone}'.{nearest(tone, list(Tone))} Kies doe, zeg of vermijd.")
        tone = Tone.ADVICE.value
    return Item(text_of(fields, "tekst"), texts_of(fields, "bron"), value.place, Tone(tone), _link(fields))


def _shown_lines(fields: Mapping[str, Value], lines: Mapping[str, HelpLine]) -> tuple[HelpLine, ...]:
    if "hulplijnen" not in fields:
        return ()
    found: list[HelpLine] = []
    for value in fields["hulplijnen"].items():
        name = value.text()
        if name in lines:
            found.append(lines[name])
        else:
            value.fault(f"onbekende hulplijn '{name}'.{nearest(name, lines)}")
    return tuple(found)


def _card(root: Value, lines: Mapping[str, HelpLine]) -> SafetyCard:
    fields = root.fields(("titel", "intro", "punten", "hulplijnen"))
    return SafetyCard(
        intent=root.path.stem,
        title=text_of(fields, "titel"),
        intro=text_of(fields, "intro"),
        items=_items(fields),
        help_lines=_shown_lines(fields, lines),
        place=root.place,
    )
