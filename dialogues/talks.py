"""Talk cards, `data/gesprekken/*.yml`: what to say in one talk, at which moment of it, and to whom. Strict."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from dialogues.pages import Guide, Item, Page, Tone, items_of
from dialogues.yaml_nodes import Value, text_of, texts_of


class TalkPart(StrEnum):
    """The parts of a talk card, in the order of a talk; the values are the fields of its file."""

    OPENING = "opening"
    SUMMARIES = "samenvattingen"
    QUESTIONS = "doorvragen"
    CLOSING = "afsluiting"
    NEVER = "nooit"


_SINGLE = frozenset({TalkPart.OPENING, TalkPart.CLOSING})
_PAIR = 2
CARD = "kaart"
"""The id of the first page."""


@dataclass(frozen=True)
class TalkCard(Guide):
    """One talk: the first page is the card, and on each further one stands a moment or a kind of person."""

    guide: str
    """The guide in which more stands."""
    parts: Mapping[TalkPart, tuple[Item, ...]]
    """The card, part by part."""
    moments: tuple[str, ...]
    kinds: tuple[str, ...]
    """The ids of the further pages, in their order: moments of the talk first, then who it is."""
    ages: Mapping[str, range]
    """Kind -> the ages in years that it is about."""

    def kind_of_age(self, age: int) -> str | None:
        """The kind that somebody of this age is; None when there is none."""
        return next((kind for kind, years in self.ages.items() if age in years), None)


def read_talk(root: Value) -> TalkCard:
    """The talk card of a file."""
    fields = root.fields(("titel", "knop", "gids", *TalkPart, "momenten"), ("voor",))
    parts = {part: _part(part, fields[part]) for part in TalkPart if part in fields}
    moments, kinds = tuple(_pages(fields, "momenten")), tuple(_pages(fields, "voor"))
    title = text_of(fields, "titel")
    card = Page(CARD, title, tuple(item for items in parts.values() for item in items), (), root.place)
    return TalkCard(
        id=root.path.stem,
        title=title,
        button=text_of(fields, "knop"),
        pages=(card, *moments, *kinds),
        place=root.place,
        guide=text_of(fields, "gids"),
        parts=parts,
        moments=tuple(page.id for page in moments),
        kinds=tuple(page.id for page in kinds),
        ages=_ages(fields["voor"]) if "voor" in fields else {},
    )


def _ages(value: Value) -> dict[str, range]:
    """The ages of each kind that has some: `leeftijd: 6-9`, both within."""
    found: dict[str, range] = {}
    for item in value.items():
        fields = {key.text(): one for key, one in item.entries()}
        if "leeftijd" not in fields:
            continue
        first, _, last = fields["leeftijd"].text().partition("-")
        if first.isdecimal() and last.isdecimal() and int(first) <= int(last):
            found[text_of(fields, "id")] = range(int(first), int(last) + 1)
        else:
            fields["leeftijd"].fault("schrijf een leeftijd als 6-9: de jongste, een streepje en de oudste.")
    return found


def _part(part: TalkPart, value: Value) -> tuple[Item, ...]:
    """One phrase to open and to close with; two of each other part. All are said literally, or never."""
    tone = Tone.AVOID if part is TalkPart.NEVER else Tone.SAY
    items = [value] if part in _SINGLE else value.items()
    if part not in _SINGLE and len(items) != _PAIR:
        value.fault(f"'{part}' telt {len(items)} zinnen; een kaart heeft er precies {_PAIR}.")
    return tuple(_phrase(item, tone) for item in items)


def _phrase(value: Value, tone: Tone) -> Item:
    fields = value.fields(("tekst", "bron"))
    return Item(text_of(fields, "tekst"), texts_of(fields, "bron"), value.place, tone)


def _pages(fields: Mapping[str, Value], name: str) -> Iterator[Page]:
    for value in fields[name].items() if name in fields else ():
        page = value.fields(("id", "knop", "punten"), ("leeftijd",) if name == "voor" else ())
        yield Page(text_of(page, "id"), text_of(page, "knop"), items_of(page), (), value.place)
