"""What counts are called, for schools: the texts of `data/cijfers.yml` in the order and places of the figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.clock import MONTHS
from bot.domain.counts import NO_APPROACH, OPEN, UNKNOWN
from bot.texts.figure_texts import FigureText
from bot.texts.texts import Texts
from dialogues.steps import CaseResult

HIDDEN = "<5"
"""In the place of a count that is too small."""
SCHOOL_MONTHS = (9, 10, 11, 12, 1, 2, 3, 4, 5, 6, 7, 8)
"""As they come in a school year."""

_OUTCOMES = (*CaseResult, UNKNOWN, OPEN)
_WEEKS = ((1, 1), (2, 2), (3, 4), (5, 8), (9, 12))
"""From and to how many weeks are counted together; what takes longer is counted last."""


class Breakdown(StrEnum):
    """What the cases of a school year are split by."""

    MONTH = "maand"
    STEP = "stap"
    APPROACH = "aanpak"
    OUTCOME = "resultaat"
    WEEKS = "weken"


PLOTTED = (Breakdown.MONTH, Breakdown.APPROACH, Breakdown.OUTCOME, Breakdown.WEEKS)
"""What has a plot of its own, in order."""


@dataclass(frozen=True)
class FigureWords:
    """The words of the figures."""

    say: Texts
    approach_names: Mapping[str, str]
    """Approach -> the words on the button that chooses it, in the order of the plan."""

    @property
    def header(self) -> tuple[str, str, str, str]:
        """The columns of the file for a spreadsheet."""
        of_year, of_breakdown = self.say(FigureText.KOLOM_SCHOOLJAAR), self.say(FigureText.KOLOM_VERDELING)
        return of_year, of_breakdown, self.say(FigureText.KOLOM_WAARDE), self.say(FigureText.KOLOM_AANTAL)

    @property
    def months(self) -> tuple[str, ...]:
        """In the order of a school year."""
        return tuple(self.month(number) for number in SCHOOL_MONTHS)

    @property
    def approaches(self) -> tuple[str, ...]:
        """In order."""
        return tuple(self.approach(name) for name in (*self.approach_names, NO_APPROACH))

    @property
    def outcomes(self) -> tuple[str, ...]:
        """In order; what is open comes last."""
        return tuple(self.outcome(name) for name in _OUTCOMES)

    @property
    def lengths(self) -> tuple[str, ...]:
        """How many weeks a case took, the shortest first; what is open comes last."""
        return (*(self.length(last) for _, last in _WEEKS), self.length(_WEEKS[-1][1] + 1), self.open)

    @property
    def open(self) -> str:
        """What is not closed yet: a row of the outcomes and of the weeks."""
        return self.outcome(OPEN)

    def month(self, number: int) -> str:
        """`september`, of 9."""
        return MONTHS[number - 1]

    def approach(self, name: str) -> str:
        """What an approach is called, within a sentence; one that the plan does not know keeps its name."""
        if name == NO_APPROACH:
            return self.say(FigureText.AANPAK_GEEN)
        label = self.approach_names.get(name, name)
        return label[:1].lower() + label[1:]

    def outcome(self, name: str) -> str:
        """What an outcome is called."""
        return self.say(FigureText(f"resultaat_{name}"))

    def fact(self, name: str) -> str:
        """What a fact is called; one without a text keeps its id."""
        key = f"feit_{name}"
        return self.say(FigureText(key)) if key in set(FigureText) else name

    def length(self, weeks: int) -> str:
        """With which others a number of weeks is counted."""
        for first, last in _WEEKS:
            if weeks <= last:
                if first < last:
                    return self.say(FigureText.WEKEN_VAN_TOT, van=first, tot=last)
                return self.say(FigureText.WEKEN_EEN) if last == 1 else self.say(FigureText.WEKEN, aantal=last)
        return self.say(FigureText.WEKEN_MEER, aantal=_WEEKS[-1][1])

    def split_by(self, breakdown: Breakdown) -> str:
        """What a table is split by."""
        return self.say(FigureText(f"verdeling_{breakdown}"))

    def plot(self, breakdown: Breakdown) -> str:
        """The title of its plot."""
        return self.say(FigureText(f"per_{breakdown}"))

    def together(self, names: tuple[str, ...]) -> str:
        """What categories that are counted together are called."""
        return " + ".join(names) if names else self.say(FigureText.NIET_VERDEELD)


def shown(count: int | None) -> str:
    """A count, or what stands in its place."""
    return HIDDEN if count is None else str(count)


def school_year(start: int) -> str:
    """`2026-2027`."""
    return f"{start}-{start + 1}"


def short_school_year(start: int) -> str:
    """`2026-27`, for where there is little room."""
    return f"{start}-{(start + 1) % 100:02}"


def short_months(names: tuple[str, ...]) -> tuple[str, ...]:
    """Months as they fit where several share a place: `sep`, `mrt`."""
    return tuple("mrt" if name == "maart" else name[:3] for name in names) if len(names) > 1 else names


def day_in_words(day: date) -> str:
    """`23 november 2026`."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
