"""Find what tells who it is about without a name: codes of classes, names of schools, initials."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlu.personal_data.cues import (
    ABBREVIATIONS,
    ACRONYMS,
    CASE_WORDS,
    COUNTED,
    FORMS,
    GENERIC_SCHOOLS,
    NO_CLASS_AFTER,
    NO_SCHOOL_SAINTS,
    PUPILS,
    UNITS,
    VERBS_AFTER_A_WORD,
)
from nlu.personal_data.words import fold, is_common, is_dutch, is_no_name

Found = tuple[str, int, int]

_KIND_OF_CODE = "class_code"
"""A class or a school: both say where a pupil is to be found."""

_CODE = re.compile(
    r"(?<![\w/.,+:-])(?:[LlKk](?=\d[A-Za-z]))?[1-7](?P<link>(?:e|de|ste) (?:(?:lj|leerjaar|jaar) )?| |[./-]|)"
    r"(?P<letters>[A-Za-z]{1,8})(?P<more>\d?(?:-[A-Za-z]{1,3}\d?)?(?: [b-f](?![\w.']))?)"
    r"(?![\w'])"
)
_ORDINAL_WORD = re.compile(
    r"(?<!\w)(?:eerste|tweede|derde|vierde|vijfde|zesde|zevende)(?: (?:leerjaar|kleuterklas))? "
    r"(?P<letters>[A-F]\d?)(?![\w'.-])"
)
_WORD_BEFORE = re.compile(r"([^\W_]+)[ :,.(]*$")
_WORD_AFTER = re.compile(r" ([^\W_]+)")
_BEFORE = 24
_IN_CLASS = frozenset("klas klasse klassen in uit van leerling leerlingen ll lln klasgroep groep".split())
_SHORTEST_WORD = 3
_LONGEST_SPACED = 5

_TYPE = (
    r"(?i:(?:(?:gemeentelijke|vrije|stedelijke|lagere|secundaire) )?(?:basis|kleuter|middel|midden|gemeente|freinet|"
    r"steiner|methode|leef|buurt)?(?:school|atheneum|college|instituut|lyceum|campus|academie|humaniora)|"
    r"(?:ka|kta|kti|vti|pti|tsm|vbs|gbs|sbs|bsgo|bs|rto|miniemen)(?= )|go!(?= ))"
)
_NAME = r"[A-Z][\w'\u2019-]{1,30}"
_HIGH_TYPE = r"(?i:atheneum|college|lyceum|instituut|humaniora|vti|kta|ka|pti)"
_SCHOOLS = (
    re.compile(
        rf"(?<![\w-]){_TYPE} [\"'\u201c]?(?P<name>(?:(?:[Dd]e|[Hh]et|['\u2019]t|[Dd]en|[Tt]er|[Tt]en|[Vv]an) )?{_NAME})"
    ),
    re.compile(rf"(?<![\w-]){_HIGH_TYPE} (?:van|in|te|uit) {_NAME}"),
    re.compile(
        r"(?<![\w-])(?P<saint>(?i:(?:sint|st\.?|sancta|heilige?)[- ]|onze[- ]lieve[- ]vrouwe?)[\w-]{0,40}?"
        r"(?i:college|instituut|atheneum|lyceum|school|humaniora))(?!\w)"
    ),
    re.compile(
        r"(?<![\w-])(?:(?i:sint|st\.?|sancta)[- ](?P<saint>[^\W\d_][\w-]{2,30})|(?i:heilig[- ]hart|heilig[- ]graf|"
        r"heilige[- ](?:familie|maagd)|onze[- ]lieve[- ]vrouw\w*|olvi?|don[- ]bosco))"
        r"(?: (?i:college|instituut|school|humaniora))?(?: [A-Z][\w-]{2,20})?(?![\w'])"
    ),
    re.compile(
        r"(?<![\w-])(?P<compound>[A-Z][\w'\u2019-]{3,40}?(?:college|instituut|atheneum|lyceum|humaniora|school))(?!\w)"
    ),
)
_AT_SCHOOL = re.compile(
    r"(?:\b(?:op|van|bij|aan|uit|school|basisschool|college|instituut)|"
    r"\b(?:op|van|bij|aan|uit) (?:het|de|den|'t|ons|onze))[ ,:(]+$",
    re.IGNORECASE,
)
_JOINED = re.compile(r"(?:,? (?:van|op|in|uit|aan|bij|te|vd)(?: (?:het|de|den|'t|ons|onze))? |,? )")

_DOTTED = re.compile(r"(?<![\w.@/-])[^\W\d_]\.(?:[^\W\d_]\.){0,3}[^\W\d_](?:\.|(?![\w.]))(?![\w@])")
_SPACED = re.compile(r"(?<![\w.])[A-Z]\. [A-Z](?:\. [A-Z])?\.(?!\w)")
_BARE = re.compile(r"(?<![\w.@/#-])[A-Z]{2,4}(?![\w.@/'-])")
_NAMED_INITIALS = re.compile(r"\binitia\w{2,6}[^.\n:=]{0,40}[:=] ?(?P<letters>[a-z]{2,4})(?!\w)", re.IGNORECASE)
_PLACEHOLDERS = frozenset("xyz")


def codes(text: str, *, shouted: bool) -> Iterator[Found]:
    """Classes and schools (`class_code`), initials (`name`). `shouted`: all is in capitals, which then say nothing."""
    schools = list(_schools(text)) if _is_about_a_case(text) else []
    for start, end in _classes(text, shouted=shouted):
        joined = [s for s in schools if s[0] >= end and _JOINED.fullmatch(text, end, s[0])]
        yield _KIND_OF_CODE, start, joined[0][1] if joined else end
    for start, end in schools:
        yield _KIND_OF_CODE, start, end
    for start, end in _initials(text, shouted=shouted):
        yield "name", start, end


def _before(text: str, at: int) -> str:
    found = _WORD_BEFORE.search(text, max(0, at - _BEFORE), at)
    return fold(found[1]) if found else ""


def _after(text: str, at: int) -> str:
    found = _WORD_AFTER.match(text, at)
    return fold(found[1]) if found else ""


def _classes(text: str, *, shouted: bool) -> Iterator[tuple[int, int]]:
    for match in _CODE.finditer(text):
        if _is_class(match, text, shouted=shouted):
            yield match.start(), match.end()
    for match in _ORDINAL_WORD.finditer(text):
        if not shouted:
            yield match.start(), match.end()


def _is_class(match: re.Match[str], text: str, *, shouted: bool) -> bool:
    letters, link, before = match["letters"], match["link"], _before(text, match.start())
    folded = letters.lower()
    capitals = letters[0].isupper() and not shouted
    if before in NO_CLASS_AFTER or folded in COUNTED:
        return False
    if before in ("klas", "klasse"):
        return len(letters) == 1 or link == "" or (letters.isupper() and folded not in FORMS)
    if folded in FORMS:
        return match["more"].startswith("-") or (link == "" and bool(match["more"]))
    if folded in UNITS:
        return capitals and match["more"][:1].isdigit()
    if link == "":
        # `5euro`, `3wet`: a word stuck to a number is a class only when somebody sits in it.
        word = len(letters) >= _SHORTEST_WORD and is_dutch(folded)
        return capitals or not word or before in _IN_CLASS
    return capitals and letters.isupper() and _is_class_apart(match, text, before)


def _is_class_apart(match: re.Match[str], text: str, before: str) -> bool:
    """`5 ECMT`, `4de HW`, `in 3 B`: capitals after the number of the year and a space or a sign."""
    letters, folded = match["letters"], match["letters"].lower()
    if len(letters) > _LONGEST_SPACED or _is_acronym(folded):
        return False
    if match["link"] != " ":
        return text[match.end("letters") : match.end("letters") + 1] != "-"
    return before in _IN_CLASS if len(letters) < _SHORTEST_WORD else not is_dutch(folded)


def _is_acronym(folded: str) -> bool:
    return folded in ACRONYMS or folded in FORMS or is_no_name(folded)


def _is_about_a_case(text: str) -> bool:
    """Whether somebody is told of: a school that only asks for a policy says nothing about a pupil."""
    return any(word in CASE_WORDS for word in re.findall(r"[^\W\d_]+", fold(text)))


def _schools(text: str) -> Iterator[tuple[int, int]]:
    for pattern in _SCHOOLS:
        for match in pattern.finditer(text):
            if _is_school(match, text):
                yield match.start(), match.end()


def _is_school(match: re.Match[str], text: str) -> bool:
    parts = match.groupdict()
    if compound := parts.get("compound"):
        folded = fold(compound)
        return not folded.startswith(GENERIC_SCHOOLS) and not is_no_name(folded) and not is_common(folded)
    if name := parts.get("name"):
        word = fold(name.split()[-1]).split("-")[0]
        if is_no_name(word):  # a town says which lyceum, but not which school
            return not re.match(r"[a-z ]*(?:school|campus) ", fold(match.group()))
        return not is_common(word)
    if "saint" in parts and _says_no_school(match.group()):
        saint = fold(parts["saint"] or "")
        return saint not in NO_SCHOOL_SAINTS and bool(
            _AT_SCHOOL.search(text, max(0, match.start() - _BEFORE), match.start())
        )
    return True


def _says_no_school(found: str) -> bool:
    """Whether what was found may be a saint, a feast or a town: nothing in it says school."""
    return not re.search(r"(?i:college|instituut|atheneum|lyceum|school|humaniora)", found)


def _initials(text: str, *, shouted: bool) -> Iterator[tuple[int, int]]:
    for match in _DOTTED.finditer(text):
        letters = fold(match.group()).replace(".", "")
        known = ACRONYMS if match.group().isupper() else ABBREVIATIONS
        if not set(letters) <= _PLACEHOLDERS and (letters not in known or _is_somebody(match, text)):
            yield match.start(), match.end()
    for match in _NAMED_INITIALS.finditer(text):
        yield match.start("letters"), match.end("letters")
    for match in _SPACED.finditer(text):
        if _is_somebody(match, text):
            yield match.start(), match.end()
    if shouted:
        return
    for match in _BARE.finditer(text):
        folded = match.group().lower()
        told = _before(text, match.start()).startswith("initia")
        if told or (not set(folded) <= _PLACEHOLDERS and not _is_acronym(folded) and _is_somebody(match, text)):
            yield match.start(), match.end()


def _is_somebody(match: re.Match[str], text: str) -> bool:
    """`leerling L.V.`, `initialen BV`, `de mama van S.D.`, `P.V. ontkent`."""
    before = _before(text, match.start())
    if before in PUPILS or before.startswith("initia"):
        return True
    two = re.search(r"([^\W_]+) (?:van|zijn|is|:) ?$", text[max(0, match.start() - _BEFORE) : match.start()])
    if two and (fold(two[1]) in PUPILS or fold(two[1]).startswith("initia")):
        return True
    opens = not text[: match.start()].strip() or text[: match.start()].rstrip()[-1] in ".!?,;:\n"
    return opens and _after(text, match.end()) in VERBS_AFTER_A_WORD
