"""Messages full of personal data that occurs nowhere else, and the search for it in whatever was written."""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Iterator

_FIRST = (
    "Yassine Oleksandr Fatoumata Wannes Marieke Rayan-Jo Zeynepje Thibaultje Guillermo Annelore Siebrecht Youssefa "
    "Lowieke Kjell-Arne Bartholo Emmeline"
).split()
_LAST = (
    "Vermeulenaere;Peetersmans;De Backerlinck;El Amranioui;Van den Bosscheleer;Öztürkoglu;Kowalczykiewicz;"
    "D'Hondtlinckx;Nguyen-Thanh;Abdirahmansen;Verschuerebroeck;Janssenswillen"
).split(";")
_NUMBERS = range(16)

NAMES = [f"{first} {last}" for first, last in itertools.product(_FIRST, _LAST)]
PHONES = [
    form.format(f"{37 + 3 * n:02}", f"{91 - 2 * n:02}", f"{53 + n:02}")
    for n in _NUMBERS
    for form in ("0478 {} {} {}", "0478/{}.{}.{}", "0478{}{}{}", "+32 478 {} {} {}", "0032478{}{}{}")
]
MAILS = [f"{first.lower()}.{n}xq@roddelpost{n}.be" for first, n in zip(_FIRST, _NUMBERS, strict=True)]
LINKS = [
    link.format(n)
    for n in _NUMBERS
    for link in (
        "https://www.instagram.com/kwelgeest_{}_zz/",
        "tiktok.com/@pesterijtje.{}qq",
        "https://discord.gg/uitlachen{}klas",
        "@exposed_flandrien{}",
    )
]


def _national_number(birth: str, serial: int) -> str:
    """A number that its own check digits fit, of somebody who is not there."""
    check = 97 - int(f"2{birth}{serial}") % 97
    return f"{birth[:2]}.{birth[2:4]}.{birth[4:]}-{serial}.{check:02}"


NATIONAL_NUMBERS = [_national_number(f"12{1 + n % 12:02}{10 + n}", 217 + 13 * n) for n in _NUMBERS]

SENTENCES = (
    "{naam} wordt gepest op snapchat",
    "ja, {naam} wil vertellen",
    "nee, de mama van {naam} belde mij op {gsm}",
    "{naam} stuurde naaktfoto's van {ander} door, zie {link}",
    "hij zei dat hij niet meer wil leven: {naam}, rijksregister {rrn}",
    "stuur het verslag naar {mail} en bel {gsm}",
    "het is gestopt, zegt {naam}",
    "het is niet gestopt, {ander} doet voort op {link}",
    "hoe praat ik met de ouders van {naam} ({gsm}, {mail})?",
    "niet-confronterend met {naam}",
    "allebei, {naam} en {ander}",
    "ik heb met het zorgteam overlegd over {naam} {rrn}",
    "volgende week dinsdag bij {naam}",
    "over 3 dagen bel ik {gsm}",
    "12/3 gesprek met {naam} via {mail}",
    "na de vakantie, {ander} is nu weg",
    "het dossier van {naam} mag dicht",
    "1 {naam}",
    "{link}",
    "{gsm}",
    "{mail} {rrn}",
    "nee wacht, ik bedoel {naam} en niet {ander}",
    "BLAUWE-OTTER-7 gaat over {naam}",
    "dank je, groeten, {naam} {gsm}",
    "wat is een klas waar {naam} en {ander} zitten\n{mail}\n{link}",
)


def messages(seed: int) -> Iterator[str]:
    """Message after message, each of them with personal data and different from those before."""
    rng, said = random.Random(seed), set()
    while True:
        text = rng.choice(SENTENCES).format(
            naam=rng.choice(NAMES),
            ander=rng.choice(NAMES),
            gsm=rng.choice(PHONES),
            mail=rng.choice(MAILS),
            link=rng.choice(LINKS),
            rrn=rng.choice(NATIONAL_NUMBERS),
        )
        if text not in said:
            said.add(text)
            yield text


def _needles() -> frozenset[bytes]:
    """What is looked for: every part of a name, and numbers also without the signs between."""
    whole = {*_FIRST, *_LAST, *PHONES, *MAILS, *LINKS, *NATIONAL_NUMBERS}
    digits = {re.sub(r"\D", "", number).removeprefix("0032") for number in (*PHONES, *NATIONAL_NUMBERS)}
    parts = {part for link in LINKS for part in re.split(r"[/@]", link) if re.search(r"\d", part)}
    local = {mail.partition("@")[0] for mail in MAILS}
    return frozenset(text.lower().encode() for text in whole | digits | parts | local)


NEEDLES = _needles()


def found_in(content: bytes) -> list[str]:
    """What of the planted data stands in some bytes, in whatever case."""
    low = content.decode("utf-8", "surrogateescape").lower().encode("utf-8", "surrogateescape")
    return sorted(needle.decode() for needle in NEEDLES if needle in low)
