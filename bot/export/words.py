"""The Dutch of the figures: what counts are called, for schools."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

HEADER = ("schooljaar", "verdeling", "waarde", "aantal dossiers")
ALL = "alle dossiers"
NOT_SPLIT = "niet verdeeld (te kleine aantallen)"
HIDDEN = "<5"
"""In the place of a count that is too small."""

MONTHS = {
    9: "september", 10: "oktober", 11: "november", 12: "december", 1: "januari", 2: "februari", 3: "maart", 4: "april",
    5: "mei", 6: "juni", 7: "juli", 8: "augustus",
}  # fmt: skip
"""As they come in a school year."""
APPROACHES = {
    "niet_confronterend": "niet-confronterend",
    "confronterend": "confronterend",
    "geen": "nog niet gekozen",
}
OUTCOMES = {
    "gestopt": "gestopt of verminderd",
    "niet_gestopt": "niet gestopt",
    "onbekend": "niet bekend",
    "open": "nog open",
}
OPEN = OUTCOMES["open"]
WEEKS = (
    (1, "1 week"),
    (2, "2 weken"),
    (4, "3 tot 4 weken"),
    (8, "5 tot 8 weken"),
    (12, "9 tot 12 weken"),
    (10_000, "meer dan 12 weken"),
)
"""The most weeks that each counts."""


class Breakdown(StrEnum):
    """What the cases of a school year are split by."""

    MONTH = "maand van openen"
    STEP = "stap"
    APPROACH = "aanpak"
    OUTCOME = "resultaat"
    WEEKS = "weken tot sluiten"


def school_year(start: int) -> str:
    """`2026-2027`."""
    return f"{start}-{start + 1}"


def short_school_year(start: int) -> str:
    """`2026-27`, for where there is little room."""
    return f"{start}-{(start + 1) % 100:02}"


def together(names: tuple[str, ...]) -> str:
    """What categories that are counted together are called."""
    return " + ".join(names) if names else NOT_SPLIT


def short_months(names: tuple[str, ...]) -> tuple[str, ...]:
    """Months as they fit where several share a place: `sep`, `mrt`."""
    return tuple("mrt" if name == "maart" else name[:3] for name in names) if len(names) > 1 else names


def shown(count: int | None) -> str:
    """A count, or what stands in its place."""
    return HIDDEN if count is None else str(count)


REPORT_TITLE = "Cyberpesten: de cijfers van onze school"
REPORT_YEAR = "Schooljaar {year}"
REPORT_TOTAL = "dossiers geopend"
PLOTS = {
    Breakdown.MONTH: "Geopende dossiers per maand",
    Breakdown.APPROACH: "Aanpak",
    Breakdown.OUTCOME: "Resultaat",
    Breakdown.WEEKS: "Weken van openen tot sluiten",
}
PLOT_YEARS = "Dossiers per schooljaar"
PLOT_NOT_SPLIT = "Te kleine aantallen\nom te verdelen"
NOTES = """\
Een dossier telt mee in het schooljaar en de maand waarin het geopend werd. Een begonnen week telt als week.
Aantallen onder 5 tonen we nooit (gearceerd: <5). Waar een verschil een klein aantal zou verraden, zijn waarden
samengenomen of niet verdeeld. Zonder balk: geen dossiers. Dit verslag bevat niets over personen.
Gemaakt met EHBC op {day}."""


def day_in_words(day: date) -> str:
    """`23 november 2026`."""
    return f"{day.day} {MONTHS[day.month]} {day.year}"
