"""Messages that take something back: "nee wacht, ik bedoel de groep"."""

from __future__ import annotations

import re

_LEADING = frozenset(
    "ah oh ai amai allee nee neen neeje nope niet toch maar euh eh hm hmm ik k kik je ge het t da dat was is moest "
    "moet zijn wacht wa wachten oeps oepsie sorry fout foutje foutief verkeerd mis misklik getikt geduwd gedrukt "
    "gekozen bedoel bedoelde bedoelden eigenlijk stop excuus pardon ma mijn vergissing vergist me mij".split()
)
_MARKERS = frozenset(
    "wacht oeps oepsie foutje fout foutief verkeerd mis misklik bedoel bedoelde bedoelden eigenlijk vergissing vergist "
    "sorry excuus pardon".split()
)
_WORD = re.compile(r"[^\W\d_]+|\d+")


def correction(text: str) -> str | None:
    """What a message puts in place of an earlier answer; empty when it only takes back, None when it does neither."""
    marked, end = False, 0
    for match in _WORD.finditer(text):
        word = match.group().lower()
        if word not in _LEADING:
            return text[match.start() :].strip() if marked else None
        marked = marked or word in _MARKERS
        end = match.end()
    return text[end:].strip(" ,.!") if marked else None
