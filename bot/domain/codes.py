"""The one source of randomness: case codes people can read out, and invitation codes nobody can guess.

And how codes and numbers that come from outside are read.
"""

from __future__ import annotations

import hashlib
import re
import secrets

_MOST_DIGITS = 9
"""Of a whole number that comes from outside: in a button, a form, an option."""

_ADJECTIVES = (
    "BLAUWE BLIJE BONTE BREDE BRUINE DAPPERE DONKERE DROGE EERSTE FELLE FIJNE FLINKE FRISSE GELE GEZONDE GLADDE "
    "GOEDE GOUDEN GRIJZE GROENE GROTE GULLE HEERLIJKE HELDERE HOGE JONGE KALME KLEINE KLOEKE KOELE KRACHTIGE "
    "LANGE LICHTE LIEVE LUIDE MILDE MOEDIGE MOOIE NIEUWE ORANJE OUDE PAARSE PIENTERE PRACHTIGE RODE ROZE RUIGE "
    "RUSTIGE SLIMME SNELLE STERKE STILLE STOERE TROTSE VERRE VIEVE VLUGGE VRIJE VROLIJKE WAKKERE WARME WIJZE "
    "WILDE WITTE ZACHTE ZILVEREN ZOETE ZONNIGE ZWARTE"
).split()
_ANIMALS = (
    "ADELAAR ALBATROS BEER BEVER BIJ BIZON BOOMVALK BUIZERD DAS DOLFIJN DUIF EEKHOORN EEND EGEL EKSTER ELAND EMOE "
    "EZEL FAZANT FOREL FUUT GANS GEIT GIRAF GRUTTO HAAS HAMSTER HAVIK HERMELIJN HERT HOMMEL IBIS IJSBEER IJSVOGEL "
    "JAGUAR KAMEEL KANARIE KAUW KIEVIT KIKKER KIP KOALA KOE KOEKOEK KOLIBRI KRAAI KRAB KREKEL KWARTEL LAMA LEEUW "
    "LEGUAAN LIBEL LIJSTER LUIPAARD LYNX MARTER MEES MEEUW MEREL MOL MUS NACHTEGAAL NEUSHOORN OEHOE OLIFANT "
    "OOIEVAAR OTTER PAARD PANDA PANTER PARKIET PATRIJS PAUW PELIKAAN PINGUIN POEMA PONY RAAF REE REIGER RENDIER "
    "ROODBORST SALAMANDER SCHAAP SCHILDPAD SNOEK SPECHT SPREEUW STEUR STRUISVOGEL TAPIR TIJGER TORENVALK UIL VALK "
    "VINK VLINDER VOS WALRUS WALVIS WATERHOEN WINTERKONING WOLF ZALM ZEBRA ZEEHOND ZEEPAARD ZWAAN ZWALUW"
).split()
_HIGHEST = 99
_INVITATION_LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
"""Without letters and digits that are read for one another."""
_INVITATION_LENGTH = 16

CASE_CODE = re.compile(r"\b([a-z]+)[- ]([a-z]+)[- ](\d{1,2})\b", re.IGNORECASE)


def new_case_code() -> str:
    """A code such as `BLAUWE-OTTER-7`, one of about 750,000."""
    return f"{secrets.choice(_ADJECTIVES)}-{secrets.choice(_ANIMALS)}-{secrets.randbelow(_HIGHEST) + 1}"


def new_practice_revision() -> int:
    """Where the revisions of a practice case begin: a button of an earlier practice must not fit a later one."""
    return secrets.randbelow(1_000_000) * 1_000


def find_case_code(text: str) -> str | None:
    """The case code a text names, in any spelling of case and hyphens, or None."""
    for adjective, animal, number in CASE_CODE.findall(text):
        if adjective.upper() in _ADJECTIVES and animal.upper() in _ANIMALS:
            return f"{adjective.upper()}-{animal.upper()}-{int(number)}"
    return None


def new_invitation_code() -> str:
    """A code of 16 signs (78 bits), safe in a deep link."""
    return "".join(secrets.choice(_INVITATION_LETTERS) for _ in range(_INVITATION_LENGTH))


def hashed(code: str) -> bytes:
    """The SHA-256 of an invitation code: all that is stored of it. Enough, since the code itself cannot be guessed."""
    return hashlib.sha256(code.strip().upper().encode()).digest()


def whole_number(text: str, most_digits: int = _MOST_DIGITS) -> int | None:
    """The number that some digits 0-9 write, or None: what was forged must not overflow a column."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= most_digits else None
