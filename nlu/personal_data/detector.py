"""Find personal data in a message, so that the bot can ask to leave it out and delete it. Nothing is kept.

Here: what has a shape of its own (numbers, addresses, accounts, dates, classes); names are found in `personal_names`.
Every pattern starts at a place it cannot start at twice and repeats within bounds: its time grows with the text only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nlu.personal_data.codes import codes
from nlu.personal_data.message_words import is_shouted
from nlu.personal_data.names import names
from nlu.personal_data.words import fold, is_common, is_dutch, is_no_name

MAX_CHARACTERS = 4_096
"""The longest message a channel delivers; what a hostile one holds after that is not read."""

KINDS = (
    "name",
    "phone",
    "email",
    "handle",
    "profile_link",
    "national_number",
    "iban",
    "address",
    "birth_date",
    "class_code",
)

Found = tuple[str, int, int]
"""Kind, start, end."""

_MOST_DIGITS = 15
_LANDLINE_DIGITS = 9
_MOBILE_DIGITS = 10
_NATIONAL_NUMBER_DIGITS = 11

_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_SPOKEN_EMAIL = re.compile(
    r"(?<![\w.])[\w.-]{2,40} ?(?:\(?at\)?|apenstaart(?:je)?) ?"
    r"(?:gmail|hotmail|outlook|telenet|skynet|proximus|live|yahoo|icloud) ?(?:\.|punt|dot) ?(?:com|be|net)(?!\w)",
    re.IGNORECASE,
)
_PROFILE = re.compile(
    r"(?:https?://)?(?:[a-z]{1,6}\.)?(?:"
    r"(?:instagram|facebook|fb|tiktok|snapchat|threads|twitter|x|twitch|vsco|"
    r"bere|bereal|pinterest|onlyfans|reddit|roblox|linkedin|discord)"
    r"\.(?:com|net|tv|co|al|be|gg)|youtube\.com|t\.me|wa\.me|ngl\.link|linktr\.ee|bere\.al)"
    r"/(?P<path>[@\w][^\s<>\"']{0,200})",
    re.IGNORECASE,
)
_NOT_A_PROFILE = re.compile(
    r"(?:help|about|legal|safety|privacy|policies|policy|support|terms|watch|explore|accounts?|hashtag|tag|business|"
    r"community|parents?|family|settings|login|download|playlist|results|feed|search|transparency|guidelines)\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(?<![\w+])(?:\+ ?)?\(?\d(?:[ ./()\u00a0-]{0,3}\d){6,16}(?!\w)")
_IBAN = re.compile(r"(?<!\w)[A-Za-z]{2} ?\d{2}(?:[ .\-]?[A-Za-z0-9]){11,30}(?!\w)")
_NOT_PERSONAL = ("0800", "0900", "0901", "0902", "0903", "0904", "0905", "0906", "0907", "0909", "070", "078", "116")

_WRITTEN_DATE = re.compile(r"\d{1,2} ?[/.-] ?\d{1,2} ?[/.-] ?(?:19|20)\d\d")
_MONTH = r"(?:jan|feb|maart|mrt|apr|mei|juni?|juli?|aug|sept?|okt|nov|dec)[a-z]{0,8}"
_DATE = (
    r"(?:\d{1,2} ?[/.-] ?\d{1,2} ?[/.-] ?\d{2,4}|\d{4}-\d{2}-\d{2}|"
    rf"\d{{1,2}}(?:ste|de|e)? (?:van )?{_MONTH}\.?(?: \d{{2,4}})?)"
)
_BIRTH = re.compile(
    r"(?:\b(?:geboren|geboorte(?:datum|dag)|geb|verjaart|verjaardag|jarig|birthday|dob)\b|°)"
    r"(?: in (?:19|20)\d\d)?[^\d\n]{0,25}?(?P<date>" + _DATE + r")(?!\w)",
    re.IGNORECASE,
)
_BORN_AFTER = re.compile(
    rf"(?<![\w./-])(?P<date>{_DATE})[ ,(]{{1,3}}(?:is (?:hij|ze|zij|het) )?geboren\b", re.IGNORECASE
)
_LONG_AGO = re.compile(
    r"(?<![\w./-])(?:\d{1,2}[./-]\d{1,2}[./-](?:19[4-9]|20[01])\d|(?:19[4-9]|20[01])\d-\d\d-\d\d)(?![\w/-])"
)
"""A full date before 2020 is nobody's incident any more: it is a day of birth."""
_NATIONAL = re.compile(
    r"(?:rijksregister(?:nummer|nr)?|rijksnummer|rrn|rr ?n[ru]m?\w*|insz)\W{0,3}(?:(?:is|van \w+ is|nr|:) ?)?"
    r"(?P<number>\d{2}[. ]?\d{2}[. ]?\d{2}[- .]?\d{3}[-. ]?\d{2})(?!\d)",
    re.IGNORECASE,
)

_STREET = re.compile(
    r"(?<![\w'\u2019-])(?P<street>[^\W\d_][\w'\u2019-]{2,40}?(?:straat|laan|steenweg|dreef|plein|lei|weg|baan|kaai|"
    r"vest|pad|hof|markt|dijk|singel|park|kouter|str\.?))(?!\w),?[ ]"
    r"(?:nr\.? ?|nummer )?(?P<number>\d{1,4} ?[a-fA-F]?)(?![\w:%€/])"
    r"(?: ?(?:bus|b\.) ?\w{1,4})?(?:,? (?:B-)?[1-9]\d{3} [^\W\d_][\w'-]{1,30})?",
    re.IGNORECASE,
)
_ROAD_TO = re.compile(
    r"(?<!\w)(?:steenweg|baan|weg) (?:op|naar) [^\W\d_][\w-]{2,30} \d{1,4}[a-fA-F]?(?: (?:bus|b\.) ?\w{1,4})?(?!\w)",
    re.IGNORECASE,
)
_NO_STREETS = frozenset(
    "onderweg halfweg vanweg overweg uitweg snelweg autoweg spoorweg voetpad fietspad zebrapad speelplein schoolplein "
    "marktplein kerkhof voorhof pretpark skatepark vakantiepark winkelstraat hoofdstraat "
    "allerlei velerlei allebei".split()
)
_COUNTED = re.compile(
    r" (?:keer|maal|x|jaar|maanden?|weken|week|dagen|dag|uur|uren|minuten|leerlingen|kinderen|jongens|meisjes|mensen|"
    r"personen|gasten|klassen|ouders|foto|filmpje|screenshot|[a-z]+en\b)",
    re.IGNORECASE,
)

_AT_HANDLE = re.compile(r"(?<![\w.@])@(?P<name>\w[\w.]{1,40})")
_UNDERSCORED = re.compile(
    r"(?<![\w./@-])(?=[^\W_])(?:[^\W_]{1,30}[_.]){0,6}[^\W_]{1,30}_[\w.]{1,40}|(?<!\w)\w{2,32}#\d{4}(?!\w)"
)
_PLATFORM = (
    r"(?:snap(?:chat)?|insta(?:gram)?|ig|tik ?tok|discord|twitter|roblox|bereal|telegram|steam|psn|gamertag|fortnite|"
    r"facebook|fb|username|gebruikersnaam|nickname|nick|account|profiel|page|pagina|naam)"
)
_NAMED_ACCOUNT = re.compile(
    rf"(?<!\w){_PLATFORM}(?:-?(?:naam|account|profiel|pagina))?"
    r"(?P<link> ?[:=] ?| (?:is|heet|noemt|genaamd|genoemd) |[ ])"
    r"(?:@|dat account |die pagina )?(?P<name>\w[\w.-]{2,40})",
    re.IGNORECASE,
)
_INNER_SIGN = re.compile(r"[^\W_](?:[._]+[^\W_]|\d)|\d[^\W\d_]")


@dataclass(frozen=True, order=True)
class PersonalData:
    """One piece of personal data: what it is and where it stands in the message."""

    kind: str
    start: int
    end: int


def find_personal_data(text: str) -> tuple[PersonalData, ...]:
    """The personal data in a message, in order, without overlaps. Never raises."""
    read = text[:MAX_CHARACTERS]
    taken = bytearray(len(read))
    found = []
    for kind, start, end in [*_patterns(read), *names(read)]:
        if not any(taken[start:end]):
            taken[start:end] = b"\x01" * (end - start)
            found.append(PersonalData(kind, start, end))
    return tuple(sorted(found, key=lambda data: data.start))


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdecimal())


def _is_national_number(digits: str) -> bool:
    from stdnum.be import nn  # when one may stand there: few messages need it, and it is slow to import

    return nn.is_valid(digits)


def _is_iban(text: str) -> bool:
    from stdnum import iban

    return iban.is_valid(text, check_country=False)


def _number_kind(raw: str) -> str | None:
    """A national number, a phone number (`0470 12 34 56`, `+32 …`, `03 …`), or neither."""
    digits = _digits(raw)
    if len(digits) == _NATIONAL_NUMBER_DIGITS and _is_national_number(digits):
        return "national_number"
    if _WRITTEN_DATE.match(raw):
        return None
    plus = raw.startswith("+")
    if digits.startswith("00"):
        digits, plus = digits[2:], True
    if plus:
        national = digits.removeprefix("32")
        return (
            "phone" if _LANDLINE_DIGITS - 1 <= len(digits) <= _MOST_DIGITS and not national.startswith("116") else None
        )
    if not digits.startswith("0") or digits.startswith(_NOT_PERSONAL):
        return None
    dutch = len(digits) == _MOBILE_DIGITS
    belgian = len(digits) == _LANDLINE_DIGITS or (dutch and digits.startswith("04"))
    return "phone" if belgian or dutch else None


def _numbers(text: str) -> Iterator[Found]:
    for match in _NATIONAL.finditer(text):
        yield "national_number", match.start("number"), match.end("number")
    for match in _IBAN.finditer(text):
        end = _iban_end(text, match.start(), match.end())
        if end:
            yield "iban", match.start(), end
    for match in _NUMBER.finditer(text):
        kind = _number_kind(match.group())
        if kind:
            yield kind, match.start(), match.end()


def _iban_end(text: str, start: int, end: int) -> int | None:
    """Where the account number ends: words after it may look like more of it (`BE68 … 7034 of`)."""
    while end - start > _MOST_DIGITS - 1:
        if _is_iban(text[start:end]):
            return end
        end = max(text.rfind(" ", start, end), text.rfind(".", start, end), text.rfind("-", start, end))
    return None


def _accounts(text: str) -> Iterator[Found]:
    for match in _PROFILE.finditer(text):
        before = text[match.start() - 1] if match.start() else " "
        if not before.isalnum() and not _NOT_A_PROFILE.match(match["path"]):
            yield "profile_link", match.start(), match.start() + len(match.group().rstrip(".,;:!?)"))
    for pattern in (_EMAIL, _SPOKEN_EMAIL):
        for match in pattern.finditer(text):
            yield "email", match.start(), match.end()


def _handles(text: str) -> Iterator[Found]:
    for match in _AT_HANDLE.finditer(text):
        name = fold(match["name"].rstrip("."))
        plain = name.isalpha() and (is_dutch(name) or is_no_name(name))
        if not plain and not name.isdecimal():
            yield "handle", match.start(), match.start() + 1 + len(match["name"].rstrip("."))
    for match in _UNDERSCORED.finditer(text):
        if any(not part.isalpha() or not is_dutch(fold(part)) for part in re.split(r"[_.]+", match.group()) if part):
            yield "handle", match.start(), match.end()
    for match in _NAMED_ACCOUNT.finditer(text):
        name = match["name"].rstrip(".-")
        folded = fold(name)
        unknown = folded.isalpha() and not is_dutch(folded) and not is_no_name(folded)
        inner = _INNER_SIGN.search(name) and any(c.isalpha() for c in name) and not name[0].isdecimal()
        alone = not re.match(r" *[^\W_]", text[match.end() : match.end() + 2])
        if inner or (unknown and alone and match["link"].strip() in (":", "=")):
            yield "handle", match.start("name"), match.start("name") + len(name)


def _places_and_dates(text: str) -> Iterator[Found]:
    for match in _BIRTH.finditer(text):
        yield "birth_date", match.start("date"), match.end("date")
    for match in _BORN_AFTER.finditer(text):
        yield "birth_date", match.start("date"), match.end("date")
    for match in _LONG_AGO.finditer(text):
        yield "birth_date", match.start(), match.end()
    for match in _ROAD_TO.finditer(text):
        yield "address", match.start(), match.end()
    for match in _STREET.finditer(text):
        if match.end() == match.end("number") and _COUNTED.match(text, match.end()):
            continue
        if match["street"][0].isupper() or not _is_no_street(match["street"]):
            yield "address", match.start(), match.end()


def _is_no_street(street: str) -> bool:
    """`onderweg 2`, `speelplein 3`: a word that is no street."""
    folded = fold(street)
    return folded in _NO_STREETS or is_common(folded)


def _patterns(text: str) -> Iterator[Found]:
    """Everything with a shape of its own; what comes first goes before what overlaps it later."""
    yield from _accounts(text)
    yield from _numbers(text)
    yield from _places_and_dates(text)
    yield from _handles(text)
    yield from codes(text, shouted=is_shouted(text))
