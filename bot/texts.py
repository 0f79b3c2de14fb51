"""The one owner of the bot's own sentences: reads `data/zinnen.yml`, strictly, and fills them in."""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.sentences import Sentence
from dialogues.content import DATA
from dialogues.faults import ContentError, Faults, nearest
from dialogues.yaml_nodes import read_yaml

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
        try:
            list(string.Formatter().parse(text))
        except ValueError:
            value.fault("de accolades { } kloppen niet; elke { heeft een } nodig.")
        if len(text) > LONGEST:
            value.fault(f"deze zin telt {len(text)} tekens; op een gsm passen er hoogstens {LONGEST}.")
        found[Sentence(name)] = text
    if root:
        for sentence in Sentence:
            if sentence not in found:
                root.fault(f"de zin '{sentence}' ontbreekt.")
    return Texts(found)


def load_texts(path: Path = SENTENCES) -> Texts:
    """All sentences. Raises `ContentError` with all faults."""
    faults = Faults()
    texts = read_texts(faults, path)
    if faults.found:
        raise ContentError(faults.found)
    return texts
