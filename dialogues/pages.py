"""The pages of `data/`: pieces of guidance, help lines, and the guides they make up. Strict; every fault is noted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from dialogues.faults import SourcePlace, nearest
from dialogues.yaml_nodes import Value, text_of, texts_of


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

    id: str
    """Of its own within the guide: what a question asks for is `guide/page`."""
    heading: str
    items: tuple[Item, ...]
    help_lines: tuple[HelpLine, ...]
    place: SourcePlace

    @property
    def sources(self) -> tuple[str, ...]:
        """The points of the source on this page, in order, each once."""
        return sources_of(self.items, self.help_lines)


@dataclass(frozen=True)
class Guide:
    """One guidance topic."""

    id: str
    title: str
    button: str
    pages: tuple[Page, ...]
    place: SourcePlace

    def at(self, number: int) -> Page:
        """The page with this number, from 1; the first when there is none."""
        return self.pages[number - 1] if 1 <= number <= len(self.pages) else self.pages[0]

    def number_of(self, page: str) -> int | None:
        """The number, from 1, of the page with this id; None when there is none."""
        return next((number for number, one in enumerate(self.pages, start=1) if one.id == page), None)


def sources_of(items: tuple[Item, ...], lines: tuple[HelpLine, ...]) -> tuple[str, ...]:
    """The points of the source that items and help lines name, in order, each once."""
    named = [*(item.sources for item in items), *(line.sources for line in lines)]
    return tuple(dict.fromkeys(source for sources in named for source in sources))


def _link(fields: Mapping[str, Value]) -> str | None:
    link = text_of(fields, "link") or None
    if link and not link.startswith("https://"):
        fields["link"].fault(f"'{link}' is geen webadres; begin met https://")
    return link


def read_guide(root: Value, lines: Mapping[str, HelpLine]) -> Guide:
    """The guide of a file."""
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
    fields = value.fields(("id", "kop"), ("punten", "hulplijnen"))
    return Page(
        text_of(fields, "id"), text_of(fields, "kop"), items_of(fields), shown_lines(fields, lines), value.place
    )


def items_of(fields: Mapping[str, Value]) -> tuple[Item, ...]:
    """The pieces of guidance under `punten`."""
    return tuple(item_of(item) for item in fields["punten"].items()) if "punten" in fields else ()


def item_of(value: Value) -> Item:
    """One piece of guidance."""
    fields = value.fields(("tekst", "bron"), ("soort", "link"))
    tone = text_of(fields, "soort") or Tone.ADVICE.value
    if tone not in set(Tone):
        fields["soort"].fault(f"onbekende soort '{tone}'.{nearest(tone, list(Tone))} Kies doe, zeg of vermijd.")
        tone = Tone.ADVICE.value
    return Item(text_of(fields, "tekst"), texts_of(fields, "bron"), value.place, Tone(tone), _link(fields))


def shown_lines(fields: Mapping[str, Value], lines: Mapping[str, HelpLine]) -> tuple[HelpLine, ...]:
    """The help lines that are named under `hulplijnen`."""
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
