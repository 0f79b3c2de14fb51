"""The one owner of the bot's own sentences: reads them from `data/`, and fills them in."""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.texts.figure_texts import FigureText
from bot.texts.guidance_texts import GuidanceText
from bot.texts.keys import TextKey
from bot.texts.notice_sentences import FollowUpSentence
from bot.texts.page_texts import PageText
from bot.texts.sentences import Sentence
from dialogues.content import DATA
from dialogues.faults import Faults, nearest
from dialogues.yaml_nodes import Value, read_yaml

FILES: Mapping[type[TextKey], str] = {
    Sentence: "zinnen.yml",
    FollowUpSentence: "opvolging.yml",
    PageText: "webpagina.yml",
    FigureText: "cijfers.yml",
    GuidanceText: "gidsteksten.yml",
}
"""Which file holds the texts of which keys."""


@dataclass(frozen=True)
class Texts:
    """All texts, by the kind of key and the key."""

    by_key: Mapping[type[TextKey], Mapping[str, str]]

    def __call__(self, key: TextKey, **values: object) -> str:
        """The text with its places filled in. Raises `KeyError` for a value it needs and was not given."""
        return self.by_key[type(key)][key].format(**values)


def read_texts(faults: Faults, folder: Path = DATA) -> Texts:
    """All texts of a folder; missing, unknown, too long or badly bracketed ones are faults."""
    return Texts({keys: _read_file(faults, folder / name, keys) for keys, name in FILES.items()})


def _read_file(faults: Faults, path: Path, keys: type[TextKey]) -> dict[str, str]:
    found: dict[str, str] = {}
    root = read_yaml(path, faults)
    for name, value in root.entries() if root else ():
        text = value.text()
        if name.text() not in set(keys):
            name.fault(f"onbekende zin '{name.text()}'.{nearest(name.text(), list(keys))}")
            continue
        key = keys(name.text())
        _check_places(key.places, value, text)
        if len(text) > key.longest:
            value.fault(f"deze tekst telt {len(text)} tekens; hier passen er hoogstens {key.longest}.")
        found[key] = text
    if root:
        for key in keys:
            if key not in found:
                root.fault(f"de zin '{key}' ontbreekt.")
    return found


def _check_places(known: tuple[str, ...], value: Value, text: str) -> None:
    try:
        parts = list(string.Formatter().parse(text))
    except ValueError:
        value.fault("de accolades { } kloppen niet; elke { heeft een } nodig.")
        return
    for _, place, form, conversion in parts:
        if place is None:
            continue
        if place not in known:
            fits = f"Hier kan: {', '.join(known)}." if known else "In deze zin wordt niets ingevuld."
            value.fault(f"'{{{place}}}' kan niet ingevuld worden.{nearest(place, known)} {fits}")
        elif form or conversion:
            value.fault(f"tussen de accolades hoort alleen een naam; schrijf {{{place}}}.")
