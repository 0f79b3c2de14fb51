"""The words of dates brought to one spelling each, so that a few patterns can read what staff type.

`Volgend week dinsdagnamiddg` becomes `volgende week dinsdag`, `de zestiende` `de 16de`, `12-3` `12/3`; other words
pass as they are. Spelling, abbreviations, dialect and slips of one letter are dealt with here and nowhere else.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from itertools import zip_longest

from bot.clock import DAYS, MONTHS

MAX_CHARACTERS = 4096
"""The longest message Telegram lets through; what comes after it is not read."""
BREAK, TIME, PART_OF_DAY = "|", "tijd", "dagdeel"

_NUMBERS = (
    "een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien achttien "
    "negentien twintig eenentwintig tweeentwintig drieentwintig vierentwintig vijfentwintig zesentwintig "
    "zevenentwintig achtentwintig negenentwintig dertig eenendertig"
).split()
_TENS = {"veertig": "40", "vijftig": "50", "zestig": "60", "negentig": "90", "honderd": "100"}
_ORDINALS = {1: "eerste", 3: "derde", 8: "achtste"}
"""Those that are not the number with `de` or `ste` behind it."""
_FIRST_WITH_STE = 20

_SPELLINGS = {
    "januari": "jan", "februari": "feb febr", "maart": "mrt", "april": "apr", "juni": "jun", "juli": "jul",
    "augustus": "aug", "september": "sep sept", "oktober": "okt oct october", "november": "nov", "december": "dec",
    "vandaag": "vandaog straks seffens subiet sebiet vanavond vanmiddag vannamiddag vanochtend vanmorgen",
    "morgen": "morge morgend mergen merge", "overmorgen": "overmorge", "gisteren": "gister gistere",
    "eergisteren": "eergister",
    "dag": "dage dagen dagje dagjes daag daagskes dgn",
    "schooldag": "schooldagen lesdag lesdagen werkdag werkdagen",
    "week": "w wek weke weken weekje weekjes weekske wk wkn", "maand": "maanden maandje mnd", "jaar": "jaren jaartje",
    "schooljaar": "", "uur": "u uren uurtje", "minuut": "minuten minuutje minuutjes", "kwartier": "kwartiertje",
    "over": "ovr", "binnen": "binne", "geleden": "", "later": "",
    "volgende": "volgend naaste toekomende eerstvolgende", "komende": "komend aanstaande eerstkomende",
    "deze": "dees", "vorige": "vorig verleden afgelopen voorbije",
    "begin": "", "half": "midden halfweg halverwege halve", "eind": "einde",
    "na": "achter", "tegen": "tege", "de": "den", "het": "t", "een": "n ne nen", "anderhalf": "anderhalve",
    "weekend": "weekends weekeinde weekeind",
    "vakantie": "vakanties vacantie vakansie verlof conge",
    "herfstvakantie": "herfstverlof herfst allerheiligenvakantie allerheiligen",
    "kerstvakantie": "kerstverlof kerst kerstmis wintervakantie nieuwjaar",
    "krokusvakantie": "krokusverlof krokus carnaval carnavalsverlof carnavalsvakantie voorjaarsvakantie",
    "paasvakantie": "paasverlof pasen lentevakantie", "zomervakantie": "zomerverlof zomer",
    "hemelvaart": "", "pinksteren": "pinkster pinkstermaandag", "wapenstilstand": "",
    PART_OF_DAY: "ochtend voormiddag namiddag middag avond vroeg",
    "2": "paar tweetal twe", "3": "enkele drietal", "10": "tiental",
}  # fmt: skip
# Words of their own, or too short to be sure of, inside a sentence; read when the whole message is a date.
_ONLY_ALONE = {
    "ma": "maandag", "di": "dinsdag", "wo": "woensdag", "woe": "woensdag", "do": "donderdag", "don": "donderdag",
    "vr": "vrijdag", "vrij": "vrijdag", "za": "zaterdag", "zat": "zaterdag", "zo": "zondag", "zon": "zondag",
    "nu": "vandaag", "direct": "vandaag", "dadelijk": "vandaag",
}  # fmt: skip
_BEFORE_ABBREVIATION = frozenset({"op", "tegen", "week", "volgende", "komende"})
_PERIODS, _WHICH = frozenset({"week", "maand"}), frozenset({"deze", "komende", "volgende", "vorige"})
_NO_SLIPS = frozenset(
    "maar vandaan vandaar volgens volgen volgden mogen merken werken werden weten wegen weren wenen wekken passen "
    "middel maakt maat maan laten late lager nemen neen komen naast teken zegen eerst enkel zover dragen begint begon "
    "gelezen gelegen gelden verlegen voorbij deftig".split()
)
"""Words that are one letter away from a word of dates."""
_SLIP_ALONE, _SLIP_IN_SENTENCE = 5, 7
"""The fewest letters a word of dates must have for a slip in it to be seen."""

_TOKEN = re.compile(
    rf"""
      (?P<iso>\d{{4}}-\d{{1,2}}-\d{{1,2}})(?!\d)
    | (?P<time>\d{{1,2}}\s?[uh:]\s?\d\d(?!\d)|\d{{1,2}}(?:[.]\d\d)?\s?(?:u|h|uur|uren)(?![a-z]))
    | (?P<date>\d{{1,2}}(?:\s?/\s?|[.-])\d{{1,2}}(?:(?:\s?/\s?|[.-])(?:\d{{4}}|\d\d))?)
      (?![\d/]|[.-]\d|\s?(?:dag|schooldag|lesdag|wek|week|maand|van\b|{"|".join(MONTHS)}))
    | (?P<ordinal>\d{{1,2}})(?:ste|de|e)(?![a-z])
    | (?P<number>\d+)
    | (?P<word>[a-z]+)
    | (?P<break>[!?;\n]|[.](?=\s+[a-z]))
    """,
    re.VERBOSE | re.ASCII,
)
_JOINED = (
    (re.compile(r"\bgro(?:te|ot) vakantie\b"), "zomervakantie"),
    (re.compile(r"\b(\w+vakantie) vakantie\b"), r"\1"),
    (re.compile(r"\b(?:dag|feest) van de arbeid\b"), "arbeid"),
    (re.compile(r"\b(?:school|les|werk) dag\b"), "schooldag"),
)


def _lexicon() -> dict[str, str]:
    words = {spelling: word for word, others in _SPELLINGS.items() for spelling in (word, *others.split())}
    words |= {name: name for name in (*DAYS, *MONTHS)}
    words |= {name: str(number) for number, name in enumerate(_NUMBERS, start=1) if number > 1} | _TENS
    for number, name in enumerate(_NUMBERS, start=1):
        ending = "de" if number < _FIRST_WITH_STE else "ste"
        words[_ORDINALS.get(number, name + ending)] = f"{number}de"
    return words


_LEXICON = _lexicon()
_BY_FIRST_LETTER = defaultdict(list)
for _spelling in _LEXICON:
    _BY_FIRST_LETTER[_spelling[0]].append(_spelling)
_COMPOUND_ENDS = (*_SPELLINGS[PART_OF_DAY].split(), "morgen")
_BEFORE_PART_OF_DAY = frozenset({*DAYS, "morgen", "overmorgen", "gisteren"})


def canonical(text: str, *, alone: bool) -> str:
    """The words of a text in one spelling, with a space between; `|` where a sentence ends.

    With `alone` the text is taken to be a date and nothing else: abbreviations and slips are read more readily.
    Takes time in proportion to the text, of which only `MAX_CHARACTERS` count.
    """
    plain = unicodedata.normalize("NFKD", text[:MAX_CHARACTERS].lower()).replace("a.s.", "aanstaande")
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    tokens = list(_TOKEN.finditer(plain))
    words: list[str] = []
    for token, following in zip_longest(tokens, tokens[1:]):
        before = words[-1] if words else ""
        near_date = before in _BEFORE_ABBREVIATION or (following is not None and following.lastgroup == "date")
        word = _word(token, alone=alone, near_date=near_date)
        # `De komende weken` is no `komende week`.
        words.append(token.group() if word in _PERIODS and before in _WHICH and token.group().endswith("en") else word)
    joined = " ".join(word for word in words if word)
    for pattern, replacement in _JOINED:
        joined = pattern.sub(replacement, joined)
    return joined


def _word(token: re.Match[str], *, alone: bool, near_date: bool) -> str:
    """One token in its one spelling; empty when it says nothing."""
    text, kind = token.group(), token.lastgroup
    match kind:
        case "time":
            return TIME
        case "ordinal":
            return f"{int(token['ordinal'])}de"
        case "number":
            return text.lstrip("0")[:6] or "0"
        case "break":
            return BREAK
        case "iso" | "date":
            return _numeric_date(text, alone=alone)
        case _:
            if text in _ONLY_ALONE and (alone or (near_date and text not in {"zo", "nu"})):
                return _ONLY_ALONE[text]
            return _spelled(text, _SLIP_ALONE if alone else _SLIP_IN_SENTENCE) or text


def _numeric_date(text: str, *, alone: bool) -> str:
    """`12/3` or `12/3/2027`; empty for what in a sentence is rather a score, a decimal or a range."""
    parts = re.split(r"\s?[/.-]\s?", text)
    if len(parts[0]) == len("2027"):
        parts.reverse()
    if len(parts) == len(("day", "month")) and not alone:
        sure = "/" in text if "-" not in text else re.fullmatch(r"\d\d-\d\d", text)
        if not sure or text == "24/7":
            return ""
    day, month, *year = (int(part) for part in parts)
    shown = f"{day}/{month}"
    # A year of two digits is one of this century.
    return f"{shown}/{year[0] + 2000 if len(parts[2]) == len('27') else year[0]}" if year else shown


def _spelled(word: str, shortest_slip: int) -> str | None:
    """The one spelling of a word of dates; None for any other word."""
    found = _simple(word, shortest_slip)
    for end in _COMPOUND_ENDS:
        if found is None and word.endswith(end):
            # `donderdagnamiddag`: the part of the day changes nothing about the day.
            day = _simple(word.removesuffix(end), shortest_slip)
            found = day if day in _BEFORE_PART_OF_DAY else None
    return found


def _simple(word: str, shortest_slip: int) -> str | None:
    if word in _LEXICON or word in _NO_SLIPS:
        return _LEXICON.get(word)
    known = (known for known in _BY_FIRST_LETTER.get(word[:1], ()) if len(known) >= shortest_slip)
    return next((_LEXICON[spelling] for spelling in known if _one_slip(word, spelling)), None)


def _one_slip(word: str, known: str) -> bool:
    """Whether one letter was left out, added, changed or swapped with its neighbour."""
    if abs(len(word) - len(known)) > 1:
        return False
    start = 0
    while start < min(len(word), len(known)) and word[start] == known[start]:
        start += 1
    word, known = word[start:], known[start:]
    while word and known and word[-1] == known[-1]:
        word, known = word[:-1], known[:-1]
    return (
        len(word) + len(known) <= 1
        or (len(word), len(known)) == (1, 1)
        or (len(word) == len("ab") and word == known[::-1])
    )
