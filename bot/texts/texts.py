"""The one owner of the bot's own sentences: reads `data/zinnen.yml` and `data/opvolging.yml`, and fills them in."""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from bot.texts import notice_sentences as follow_up_sentences
from bot.texts import sentence_places
from bot.texts.notice_sentences import FollowUpSentence
from bot.texts.sentences import Sentence
from dialogues.content import DATA
from dialogues.faults import ContentError, Faults, nearest
from dialogues.yaml_nodes import Value, read_yaml

SENTENCES = DATA / "zinnen.yml"
FOLLOW_UP_SENTENCES = DATA / "opvolging.yml"
_Key = TypeVar("_Key", bound=StrEnum)

LONGEST = 600
"""Characters of a sentence, as of a step: what fits a phone screen."""


@dataclass(frozen=True)
class Texts:
    """The sentences by key."""

    by_key: Mapping[Sentence | FollowUpSentence, str]

    def __call__(self, sentence: Sentence | FollowUpSentence, **values: object) -> str:
        """The sentence with its places filled in. Raises `KeyError` for a value it needs and was not given."""
        return self.by_key[sentence].format(**values)


def read_texts(faults: Faults, path: Path = SENTENCES, follow_up_path: Path = FOLLOW_UP_SENTENCES) -> Texts:
    """All sentences; missing, unknown, too long or badly bracketed ones are faults."""
    general = _read_file(faults, path, Sentence, sentence_places.PLACES)
    of_follow_ups = _read_file(faults, follow_up_path, FollowUpSentence, follow_up_sentences.PLACES)
    found: dict[Sentence | FollowUpSentence, str] = dict(general.items())
    found.update(of_follow_ups.items())
    return Texts(found)


def _read_file(faults: Faults, path: Path, keys: type[_Key], places: Mapping[_Key, tuple[str, ...]]) -> dict[_Key, str]:
    found: dict[_Key, str] = {}
    root = read_yaml(path, faults)
    for key, value in root.entries() if root else ():
        name, text = key.text(), value.text()
        if name not in set(keys):
            key.fault(f"onbekende zin '{name}'.{nearest(name, list(keys))}")
            continue
        _check_places(places.get(keys(name), ()), value, text)
        if len(text) > LONGEST:
            value.fault(f"deze zin telt {len(text)} tekens; op een gsm passen er hoogstens {LONGEST}.")
        found[keys(name)] = text
    if root:
        for sentence in keys:
            if sentence not in found:
                root.fault(f"de zin '{sentence}' ontbreekt.")
    return found


def _check_places(known: tuple[str, ...], value: Value, text: str) -> None:
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
