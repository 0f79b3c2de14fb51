"""What a message says about the choices on screen: by number, ordinal or words; and what takes an earlier one back."""

from __future__ import annotations

import re

from nlu.examples import NO, YES
from nlu.normalise import normalise

_ORDINALS = (
    ("eerste", "een", "1e", "1ste", "bovenste"),
    ("tweede", "twee", "2e", "2de"),
    ("derde", "drie", "3e", "3de"),
    ("vierde", "vier", "4e", "4de"),
    ("vijfde", "vijf", "5e", "5de"),
    ("zesde", "zes", "6e", "6de"),
)
_FILLER = frozenset(
    "de die dat da den optie keuze nummer nr antwoord doe maar ik kies neem ga gaan voor we wij kiezen nemen doen dan "
    "toch liever graag gewoon aub svp alsjeblieft alstublieft a ja jaja ok oke allee amai dus eh euh hmm het is".split()
)
_FIRST_WORDS = {
    **dict.fromkeys(("ja", "jawel", "jaja", "jazeker"), YES),
    **dict.fromkeys(("nee", "neen", "neeje"), NO),
}
_LAST = frozenset({"laatste", "onderste"})
_BEFORE_A_CORRECTION = frozenset(
    "ah oh ai amai allee nee neen neeje nope niet toch maar euh eh hm hmm ik k kik je ge het t da dat was is moest "
    "moet zijn wacht wa wachten oeps oepsie sorry fout foutje foutief verkeerd mis misklik getikt geduwd gedrukt "
    "gekozen bedoel bedoelde bedoelden eigenlijk stop excuus pardon ma mijn vergissing vergist me mij".split()
)
_SIGNS_OF_A_CORRECTION = frozenset(
    "wacht oeps oepsie foutje fout foutief verkeerd mis misklik bedoel bedoelde bedoelden eigenlijk vergissing vergist "
    "sorry excuus pardon".split()
)
_WORD = re.compile(r"[^\W\d_]+|\d+")


def named_choice(text: str, choices: list[tuple[str, ...]]) -> int | None:
    """Which of the choices (the names of each) a text names: by its words, a number, an ordinal or "de laatste"."""
    plain = _plain(text)
    if not plain or not choices:
        return None
    kept = " ".join(word for word in plain.split() if word not in _FILLER)
    for said in (plain, kept):
        named = [index for index, names in enumerate(choices) if any(said in _ways_to_say(name) for name in names)]
        if len(named) == 1:
            return named[0]
    word = plain if plain.isdecimal() else kept
    if word.isdecimal():
        return int(word) - 1 if 1 <= int(word) <= len(choices) else None
    if word in _LAST:
        return len(choices) - 1
    return next((index for index, names in enumerate(_ORDINALS[: len(choices)]) if word in names), None)


def yes_or_no(text: str) -> str | None:
    """The answer, `YES` or `NO`, that a text begins with; whatever follows explains it."""
    first, _, _ = _plain(text).partition(" ")
    return _FIRST_WORDS.get(first)


def correction(text: str) -> str | None:
    """What a message puts in place of an earlier answer; empty when it only takes back, None when it does neither."""
    marked, end = False, 0
    for match in _WORD.finditer(text):
        word = match.group().lower()
        if word not in _BEFORE_A_CORRECTION:
            return text[match.start() :].strip() if marked else None
        marked = marked or word in _SIGNS_OF_A_CORRECTION
        end = match.end()
    return text[end:].strip(" ,.!") if marked else None


def _ways_to_say(name: str) -> set[str]:
    """A button's words: all of them, without what stands in brackets, and without a leading "Ja," or "Niet:"."""
    bare = re.sub(r"\([^)]*\)", " ", name)
    return {_plain(way) for way in (name, bare, re.sub(r"^\w+[,:;]", " ", bare))} - {""}


def _plain(text: str) -> str:
    """Only letters and digits, single spaces."""
    return " ".join(re.findall(r"[a-z0-9]+", normalise(text)))
