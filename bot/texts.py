"""The one owner of the bot's own sentences: reads `data/zinnen.yml`, strictly, and fills them in."""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.sentences import PLACES, Sentence
from dialogues.content import DATA
from dialogues.faults import ContentError, Faults, nearest
from dialogues.yaml_nodes import Value, read_yaml

SENTENCES = DATA / "zinnen.yml"
LONGEST = 600
"""Characters of a sentence, as of a step: what fits a phone screen."""


@dataclass(frozen=True)
class Texts:
    """The sentences by key."""

    by_key: Mapping[Sentence, str]

    def __call__(self, sentence: Sentence, **values: object) -> str:
        """The sentence with its places filled in. Raises `KeyError` for a value it needs and was not given."""
        return self.by_key[sentence].format(**values)


def read_texts(faults: Faults, path: Path = SENTENCES) -> Texts:
    """All sentences; missing, unknown, too long or badly bracketed ones are faults."""
    found: dict[Sentence, str] = {}
    root = read_yaml(path, faults)
    for key, value in root.entries() if root else ():
        name, text = key.text(), value.text()
        if name not in set(Sentence):
            key.fault(f"onbekende zin '{name}'.{nearest(name, list(Sentence))}")
            continue
        _check_places(Sentence(name), value, text)
        if len(text) > LONGEST:
            value.fault(f"deze zin telt {len(text)} tekens; op een gsm passen er hoogstens {LONGEST}.")
        found[Sentence(name)] = text
    if root:
        for sentence in Sentence:
            if sentence not in found:
                root.fault(f"de zin '{sentence}' ontbreekt.")
    return Texts(found)


def _check_places(sentence: Sentence, value: Value, text: str) -> None:
    known = PLACES.get(sentence, ())
    try:
        used = [place for _, place, _, _ in string.Formatter().parse(text) if place is not None]
    except ValueError:
        value.fault("de accolades { } kloppen niet; elke { heeft een } nodig.")
        return
    for place in used:
        if place not in known:
            fits = f"Hier kan: {', '.join(known)}." if known else "In deze zin wordt niets ingevuld."
            value.fault(f"'{{{place}}}' kan niet ingevuld worden.{nearest(place, known)} {fits}")


def load_texts(path: Path = SENTENCES) -> Texts:
    """All sentences. Raises `ContentError` with all faults."""
    faults = Faults()
    texts = read_texts(faults, path)
    if faults.found:
        raise ContentError(faults.found)
    return texts
