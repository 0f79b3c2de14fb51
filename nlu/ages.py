"""How old a pupil is, as far as a message says it: an age, or a year of school in Flanders."""

from __future__ import annotations

import re

from nlu.normalise import normalise

_NUMBERS = {
    word: number
    for number, word in enumerate(
        "zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien achttien".split(), start=6
    )
}
_ORDINALS = {
    word: number
    for number, words in enumerate(("eerste", "tweede", "derde", "vierde", "vijfde", "zesde", "zevende"), start=1)
    for word in (words, f"{number}de", f"{number}e", f"{number}ste", str(number))
}
_AGE = re.compile(
    rf"\b(\d{{1,2}}|{'|'.join(_NUMBERS)}) ?(?:jaar|jaren|jarige?n?|j)\b"
    rf"|\b(?:van|is|zijn|ze|hij) (\d{{1,2}}|{'|'.join(_NUMBERS)})\b(?! (?:leerling|klas|kinderen|keer|dagen|weken|uur))"
    rf"|\b({'|'.join(_NUMBERS)})jarigen?\b"
)
_YEAR = re.compile(rf"\b({'|'.join(_ORDINALS)}) (leerjaar|middelbaar|secundair)\b")
_BEFORE_SCHOOL, _BEFORE_SECONDARY = 5, 11
"""What is to be added to a year of school for the age at which most are in it."""
_YOUNGEST, _OLDEST = 3, 21


def ages_in(text: str) -> list[int]:
    """The ages that a message names, in years, in their order; none outside school."""
    plain = normalise(text)
    found = [(match.start(), _age(next(filter(None, match.groups())))) for match in _AGE.finditer(plain)]
    for match in _YEAR.finditer(plain):
        before = _BEFORE_SCHOOL if match[2] == "leerjaar" else _BEFORE_SECONDARY
        found.append((match.start(), before + _ORDINALS[match[1]]))
    return [age for _, age in sorted(found) if _YOUNGEST <= age <= _OLDEST]


def _age(word: str) -> int:
    return int(word) if word.isdecimal() else _NUMBERS[word]
