"""What a message says about the choices on screen: by number, ordinal or words; and what takes an earlier one back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from nlu.examples import NO, YES
from nlu.normalise import concepts_of, normalise, plain_words, words

_ORDINALS = (
    ("eerste", "een", "1e", "1ste", "bovenste"),
    ("tweede", "twee", "2e", "2de"),
    ("derde", "drie", "3e", "3de"),
    ("vierde", "vier", "4e", "4de"),
    ("vijfde", "vijf", "5e", "5de"),
    ("zesde", "zes", "6e", "6de"),
    ("zevende", "zeven", "7e", "7de"),
    ("achtste", "acht", "8e", "8ste"),
    ("negende", "negen", "9e", "9de"),
    ("tiende", "tien", "10e", "10de"),
    ("elfde", "elf", "11e", "11de"),
    ("twaalfde", "twaalf", "12e", "12de"),
    ("dertiende", "dertien", "13e", "13de"),
    ("veertiende", "veertien", "14e", "14de"),
    ("vijftiende", "vijftien", "15e", "15de"),
    ("zestiende", "zestien", "16e", "16de"),
    ("zeventiende", "zeventien", "17e", "17de"),
    ("achttiende", "achttien", "18e", "18de"),
    ("negentiende", "negentien", "19e", "19de"),
    ("twintigste", "twintig", "20e", "20ste"),
)
"""As many as there are topics in the menu of guides."""
_FILLER = frozenset(
    "de die dat da den optie keuze knop button nummer num nr antwoord doe maar ik kies neem ga gaan voor we wij "
    "kiezen nemen doen dan toch liever graag gewoon aub svp alsjeblieft alstublieft a ja jaja ok oke allee amai "
    "dus eh euh hmm het is tik druk op".split()
)
_SAYS_LITTLE = frozenset(
    "nee neen ja niet ni nie geen nog al wel er te om en of met van in aan naar bij voor over uit tot dit dat deze die "
    "de het een ik je we wij zij ze hij hem haar heb heeft hebben had ben is zijn was word wordt wil wilt kan mag moet "
    "zal doe doen gedaan geweest gebeurd weet nu hier daar zo ook maar alles iets".split()
)
"""Words that many names share: by themselves they name nothing."""
_NEGATIONS = frozenset("niet geen nooit niets niemand zonder".split())
_CLAUSE = re.compile(r"[,;:.?!]")
_MOST_WORDS_OF_A_PART = 4
_MOST_NAMES = 4_000
"""Names of buttons and titles that are kept in plain form; nothing that people type is."""
_BARE = 2
"""Words of a yes or no that says nothing more."""
_FIRST_WORDS = {
    **dict.fromkeys(("ja", "jawel", "jaja", "jazeker"), YES),
    **dict.fromkeys(("nee", "neen", "neeje"), NO),
}
_RIGHT = frozenset("klopt juist correct".split())
"""Says that what was understood is right; on a button that denies it ("Klopt niet") it means the opposite."""
_ACKNOWLEDGING = _RIGHT | frozenset(
    "ok oke okee okay k ja jaja jawel yes goed prima top super perfect duidelijk helder begrepen snap snappe gesnapt "
    "check graag doe akkoord roger 👍 👌 🙏 ✅ 😊 🙂".split()
)
_BESIDE_ACKNOWLEDGING = frozenset(
    "ik het t dat da is zal ga gaan we doen dan je u wel heel helemaal inderdaad voor de tips uitleg , . ! k".split()
)
_LONGEST_ACKNOWLEDGEMENT = 7
_WIPING = frozenset("wis wissen wist gewist verwijder verwijderen verwijderd verwijdert delete deleten weg".split())
_WIPED = frozenset("dossier dossiers zaak geval casus alles gegevens data".split())
_WHAT_NOW = frozenset("nu dan volgt verder wuk".split())
_BESIDE_WHAT_NOW = frozenset(
    "en ok oke okee ja goed wat wa hoe ik k moet moek moe doe doen concreet hier we wij is er het de volgende stap aub "
    "? . , ! nou".split()
)
_WHO_BULLIES = "pester"
"""The concept of `begrippen.yml`."""
_TALKING = re.compile(
    r"\b(?:zeg\w*|praat|praten|gesprek\w*|spreek|spreken|aanspre\w*|antwoord\w*|reageer\w*|reactie|bel|bellen|telefoon\w*"
    r"|woorden|verwoord\w*|zin|zinnen|zinnetje\w*|openingszin\w*|vertel\w*|formul\w*|bericht\w*)\b"
)
_SHORT_CORRECTION = 12
_ANOTHER_DAY = frozenset("nee neen neeje niet moet bedoel liever toch maak verzet fout verkeerd".split())
_REMINDS = re.compile(r"\b(?:herinner\w*|opvolgmoment|opvolg(?:ing|en) op|reminder|seintje|verwittig (?:me|mij))\b")
_AGREES = re.compile(
    r"^(?:\W|en|dat|da|het|nu|inderdaad)*\s*"
    r"(?:klopt|juist|inderdaad|correct|exact|precies|helemaal juist)\b(?! niet| nie\b)"
    r"|^(?:ja|jep|yep|jup|yes|si|joat|joa|tklopt|tis just)\b"
)
_WHAT_IS_KNOWN = re.compile(
    r"^(?:(?:en|dus|maar|zeg|toon|herhaal|som op)\W+)*(?:wat|wa)(?: \w+){0,4} "
    r"(?:weet|wete|weette|wist|onthou|onthoudt|onthouden|bijgehouden|genoteerd|opgeschreven|bewaard)"
    r"(?: (?:je|ge|gij|u|jij))?(?: (?:al|nu|nog|allemaal|eigenlijk)){0,2}(?: (?:van|over|in) (?:\w+ ){0,3}\w+)?\s*\??$"
    r"|^(?:vat|kan je|kunt ge|kunde|kun je)(?: \w+){0,4} samen(?:vatten)?\b"
    r"|^(?:\W*\w+){0,4}\W*samenvatting\b|\bgeef (?:\w+ ){0,3}samenvatting\b"
    r"|^(?:\w+ ){0,2}(?:wat|wa) (?:heb|had|hem) (?:ik|k|kik) (?:je |u )?"
    r"(?:al|tot nu toe|allemaal) (?:verteld|gezegd|gemeld)"
)
_NOT_MEANT = re.compile(
    r"\b(?:klopt|klop|juist|correct|waar|just)\b ?(?:niet|ni|nie|nie?t)\b|"
    r"\b(?:niet|ni|nie) (?:juist|correct|waar|just)\b|"
    r"\b(?:nooit|niet|ni|nie) (?:gezegd|gezeid|gezeed|gezegt|bedoeld|gemeend)\b|"
    r"\b(?:bedoel|bedoelde|bedoelen|zei) (?:ik )?(?:dat |da |het |t )?(?:niet|ni|nie)\b"
)
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
    return _numbered(plain, kept, len(choices))


def part_of_a_name(text: str, names: Sequence[str]) -> int | None:
    """Which name a text gives a telling part of, such as its main word; None when it is part of none or of several.

    What is told of a name must not turn it round: a word that the name denies ("niet meteen nodig") does not name it.
    """
    said = [word for word in _plain(text).split() if word not in _FILLER]
    if not said or len(said) > _MOST_WORDS_OF_A_PART or _SAYS_LITTLE.issuperset(said):
        return None
    found = [index for index, name in enumerate(names) if _is_part(said, name)]
    return found[0] if len(found) == 1 else None


def _is_part(said: list[str], name: str) -> bool:
    denied = _denied_in(name) if _NEGATIONS.isdisjoint(said) else set()
    return set(said) <= set(_plain_name(name).split()) - denied


def _denied_in(name: str) -> set[str]:
    """The words of a name that follow a negation in the same clause: "Niet: de leerling vraagt het" denies no pupil."""
    found: set[str] = set()
    for clause in map(_plain, _CLAUSE.split(name)):
        said = clause.split()
        first = next((place for place, word in enumerate(said) if word in _NEGATIONS), len(said))
        found.update(said[first + 1 :])
    return found


def _numbered(plain: str, kept: str, most: int) -> int | None:
    """Which of `most` things a number, an ordinal or "de laatste" points at."""
    word = plain if plain.isdecimal() else kept
    if word.isdecimal():
        return int(word) - 1 if 1 <= int(word) <= most else None
    if word in _LAST:
        return most - 1
    return next((index for index, names in enumerate(_ORDINALS[:most]) if word in names), None)


def asks_to_wipe(text: str) -> bool:
    """Whether a text says in so many words that a case, or all of it, is to be deleted."""
    said = set(_plain(text).split())
    return not said.isdisjoint(_WIPING) and not said.isdisjoint(_WIPED)


def called(text: str, names: Iterable[str]) -> list[int]:
    """Which of the names a text is, capitals, accents and signs apart."""
    plain = _plain(text)
    return [index for index, name in enumerate(names) if plain and plain == _plain_name(name)]


def bare_yes_or_no(text: str) -> str | None:
    """The answer, `YES` or `NO`, that a text gives in one word or two ("nee hoor"); None when it says more."""
    return yes_or_no(text) if len(_plain(text).split()) <= _BARE else None


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


def asks_what_now(text: str) -> bool:
    """Whether a text asks what to do and tells nothing: "en nu?", "ok. wat moet ik nu doen", "?"."""
    said = set(words(normalise(text)))
    asks = not said.isdisjoint(_WHAT_NOW) or said == {"?"}
    return asks and said <= _WHAT_NOW | _BESIDE_WHAT_NOW


def speaks_of_talking(text: str) -> bool:
    """Whether a text has a word of talking in it: to say, to talk, to answer, to call, a sentence."""
    return bool(_TALKING.search(normalise(text)))


def wants_another_day(text: str) -> bool:
    """Whether a short text turns a day down and may name another: "nee, vrijdag", "16 december moet het zijn"."""
    said = words(normalise(text))
    return len(said) <= _SHORT_CORRECTION and not _ANOTHER_DAY.isdisjoint(said)


def asks_for_a_reminder(text: str) -> bool:
    """Whether a text asks, beside other things, to be reminded or to look again."""
    return bool(_REMINDS.search(normalise(text)))


def agrees(text: str) -> bool:
    """Whether a text says that what was said back is right: "ja", "klopt helemaal", "ja nu klopt het"."""
    return acknowledges(text) or yes_or_no(text) == YES or bool(_AGREES.search(normalise(text)))


def names_who_bullies(text: str) -> bool:
    """Whether a text names whoever bullies: "de pester", "de dader"."""
    plain = (meant for word in words(normalise(text)) for meant in plain_words(word))
    return any(_WHO_BULLIES in concepts_of(word) for word in plain)


def asks_what_is_known(text: str) -> bool:
    """Whether a text asks what was told so far: "wat weet je al?", "vat eens samen"."""
    return bool(_WHAT_IS_KNOWN.search(normalise(text)))


def says_not_meant(text: str) -> bool:
    """Whether a text says that something was not said, not meant or not right."""
    return bool(_NOT_MEANT.search(normalise(text)))


def acknowledges(text: str) -> bool:
    """Whether a text says no more than that it was seen: "ok", "ja duidelijk", "👍"."""
    said = words(normalise(text))
    return (
        0 < len(said) <= _LONGEST_ACKNOWLEDGEMENT
        and any(word in _ACKNOWLEDGING for word in said)
        and all(word in _ACKNOWLEDGING or word in _BESIDE_ACKNOWLEDGING for word in said)
    )


def says_right(text: str) -> bool:
    """Whether a text says no more than that something is right: "ja klopt", "dat is juist"."""
    return acknowledges(text) and not _RIGHT.isdisjoint(words(normalise(text)))


@lru_cache(maxsize=_MOST_NAMES)
def _ways_to_say(name: str) -> frozenset[str]:
    """A button's words: all of them, without what stands in brackets, and without a leading "Ja," or "Niet:"."""
    bare = re.sub(r"\([^)]*\)", " ", name)
    return frozenset({_plain(way) for way in (name, bare, re.sub(r"^\w+[,:;]", " ", bare))} - {""})


@lru_cache(maxsize=_MOST_NAMES)
def _plain_name(name: str) -> str:
    """`_plain` of what stands on a button: hundreds are compared with each message, and they hardly ever change."""
    return _plain(name)


def _plain(text: str) -> str:
    """Only letters and digits, single spaces."""
    return " ".join(re.findall(r"[a-z0-9]+", normalise(text)))
