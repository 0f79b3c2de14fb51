"""In which language a message is written, when that is none of ours: by its script, or by its commonest words.

Only as much as is needed to answer in that language that we do not speak it. A name or a loan word is no language: a
message needs several words of one, and more of them than of Dutch.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

from nlu.normalise import normalise

_COMMON: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "nl": frozenset(
            "de het een en van ik je we ze hij zij dat die niet is zijn was heeft heb met op aan te er maar wat "
            "hoe ook om voor bij als dan nog wel naar uit over al mijn haar hem ge gij da nie ne den tis zo of".split()
        ),
        "fr": frozenset(
            "tu il elle nous vous des une un est sont que qui dans pour avec sur mon ses son sa "
            "le la du au aux ou mais bonjour eleve eleves ecole j'ai c'est qu'est-ce qu'il qu'elle "
            "plus quoi faire suis ont fille garcon photo comprends deux juste entre".split()
        ),
        "en": frozenset(
            "the i she they are and or but my his her their has have what how "
            "with for this that there hello hi please student pupil bullied about can "
            "someone him going".split()
        ),
        "tr": frozenset(
            "bir bu ve icin ile sen o biz onlar var yok degil mu okul ogrenci merhaba tesekkurler nasil "
            "cok kiz erkek istiyor ediyor oluyor yapmaliyim".split()
        ),
        "pl": frozenset(
            "jest w i sie ty ona oni dzien dobry dziekuje uczen szkola szkole jak co dla "
            "mam przez jego jej chce dziecko".split()
        ),
        "ro": frozenset(
            "este sunt un o si la cu pe el ea noi elev eleva scoala buna ziua multumesc ce cum pentru "
            "am are fost vrea sa copil".split()
        ),
    }
)
_SCRIPTS: Mapping[str, str] = MappingProxyType({"ARABIC": "ar", "CYRILLIC": "uk"})
_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_FEWEST = 2
_SHARE = 0.3


def other_language(text: str) -> str | None:
    """The language of a message (`fr`, `en`, `tr`, `pl`, `ro`, `ar`, `uk`); None for Dutch, and for one not known."""
    letters = [character for character in text if character.isalpha()]
    for script, language in _SCRIPTS.items():
        if letters and sum(script in unicodedata.name(letter, "") for letter in letters) * 2 > len(letters):
            return language
    said = _WORD.findall(normalise(text))
    known = {language: sum(word in common for word in said) for language, common in _COMMON.items()}
    dutch = known.pop("nl")
    language = max(known, key=lambda name: known[name])
    told = known[language]
    return language if told >= _FEWEST and told > dutch and told >= _SHARE * len(said) else None
