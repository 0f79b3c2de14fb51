"""Does a message tell of danger, and how surely? The witnesses and the verdict.

The witnesses: the probability that the classifier gives the three safety intents together, for the whole of a message
and for the part that tells most of it (a clause, or a stretch of ten words); the patterns of `nlu/veiligheid.yml`; what
its words weigh in the examples (`nlu.evidence`). Against them stands what denies it, says that it is over, or asks in
general. Each weighs in logarithms of odds, and together they give one chance. The whole tells best what a message is
about; a part hears what is told in passing or in one long breath, but lacks what is said around it. No witness alone
decides: each has its own faults.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from nlu.evidence import Evidence
from nlu.examples import OUT_OF_SCOPE, SAFETY_INTENTS
from nlu.normalise import normalise
from nlu.reading import Danger, Grade

_PARTS = ("niet", "algemeen", "iemand", "voorbij")
_DOUBTFUL = "twijfel"
PATTERNS = Path(__file__).parent / "veiligheid.yml"
_DANGER_ITSELF = "gevaar"
_LEAST = 0.001
"""Added to a chance, so that none is impossible."""
_HEARD = 0.3
"""The chance from which the whole names the kind, not a part."""
_NEAR = 0.5
_NEAR_AT_LEAST = 0.15


@dataclass(frozen=True)
class SafetyPatterns:
    """Regular expressions per safety intent, and figurative talk that is taken out first."""

    figurative: tuple[re.Pattern[str], ...]
    general: tuple[re.Pattern[str], ...]
    """Talk of lessons, figures, law and policy; it silences the patterns unless `somebody` matches as well."""
    somebody: tuple[re.Pattern[str], ...]
    over: tuple[re.Pattern[str], ...]
    """Danger that is denied, past or resolved."""
    telling: dict[str, tuple[re.Pattern[str], ...]]
    doubtful: dict[str, tuple[re.Pattern[str], ...]]
    """Words that mean something else as well."""

    def find(self, text: str, *, doubtful: bool = True) -> str | None:
        """The first safety intent that a raw text matches, or None; without the doubtful words if need be."""
        plain = normalise(text)
        for pattern in self.figurative:
            plain = pattern.sub(" ", plain)
        about_somebody = any(pattern.search(plain) for pattern in self.somebody)
        if not about_somebody and any(pattern.search(plain) for pattern in self.general):
            return None
        for patterns in (self.telling, self.doubtful) if doubtful else (self.telling,):
            for intent, expressions in patterns.items():
                if any(expression.search(plain) for expression in expressions):
                    return intent
        return None

    def calms(self, text: str) -> bool:
        """Whether a raw text says that danger is denied, over, figurative, or spoken of in general."""
        plain = normalise(text)
        return any(pattern.search(plain) for pattern in self.figurative) or self.settles(text)

    def denies(self, text: str) -> bool:
        """Whether a raw text says that danger is denied, or over."""
        plain = normalise(text)
        return any(pattern.search(plain) for pattern in self.over)

    def settles(self, text: str) -> bool:
        """Whether a raw text says that danger is denied, over, or spoken of in general."""
        if self.denies(text):
            return True
        plain = normalise(text)
        general = any(pattern.search(plain) for pattern in self.general)
        return general and not any(pattern.search(plain) for pattern in self.somebody)


def denies_danger(text: str) -> bool:
    """Whether a raw text speaks of danger, and says that there is none, or that it is over."""
    patterns = safety_patterns()
    return patterns.denies(text) and (_DANGER_ITSELF in normalise(text) or patterns.find(text) is not None)


@cache
def safety_patterns(path: Path = PATTERNS) -> SafetyPatterns:
    """The patterns of the file. Raises `ValueError` naming an expression that is none."""
    raw: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    expected = (*_PARTS, _DOUBTFUL, *SAFETY_INTENTS)
    if set(raw) != set(expected):
        raise ValueError(f"{path}: expected {', '.join(expected)}; found {', '.join(raw)}")
    words: dict[str, list[str]] = raw.pop(_DOUBTFUL)
    if not set(words) <= set(SAFETY_INTENTS):
        raise ValueError(f"{path}: {_DOUBTFUL}: expected some of {', '.join(SAFETY_INTENTS)}; found {', '.join(words)}")
    doubtful = {intent: _compiled(path, _DOUBTFUL, expressions) for intent, expressions in words.items()}
    compiled = {key: _compiled(path, key, expressions) for key, expressions in raw.items()}
    figurative, general, somebody, over = (compiled.pop(part) for part in _PARTS)
    return SafetyPatterns(figurative, general, somebody, over, compiled, doubtful)


def _compiled(path: Path, key: str, expressions: list[str]) -> tuple[re.Pattern[str], ...]:
    try:
        return tuple(re.compile(expression) for expression in expressions)
    except re.error as error:
        raise ValueError(f"{path}: {key}: {error.pattern!r}: {error}") from error


@dataclass(frozen=True)
class ReadMessage:
    """What the classifier makes of a message and of its parts: texts, and the chances of their intents."""

    text: str
    whole: Mapping[str, float]
    parts: Sequence[tuple[str, Mapping[str, float]]] = ()
    """Clauses, and stretches of ten words: the chances of the safety intents at least."""


@dataclass(frozen=True)
class FoundDanger:
    """A danger, and whether a pattern is among its witnesses."""

    danger: Danger
    by_pattern: bool


def find_danger(told: ReadMessage, evidence: Evidence, settings: Mapping[str, float]) -> FoundDanger | None:
    """The danger that a message tells of. `settings`: see `SafetyDetector.get_default_config`."""
    patterns = safety_patterns()
    beyond = told.whole.get(OUT_OF_SCOPE, 0.0)
    by_pattern = patterns.find(told.text, doubtful=beyond < settings["doubtful"])
    # A pattern is no witness where what it matches is denied, over, or asked about in general. Figurative talk was
    # taken out before it was searched: beside a real threat it calms nothing ("hij is doodsbang").
    matched = by_pattern is not None and not patterns.settles(told.text)
    calm = patterns.calms(told.text) and not matched
    around = settings["calm"] * calm + settings["pattern"] * matched
    parts = [(text, chances) for text, chances in told.parts if evidence.could_tell(text)]
    text, loudest = max(parts, key=lambda part: _together(part[1]), default=(told.text, told.whole))
    whole, part = _odds(_together(told.whole)), _odds(_together(loudest))
    of_whole = (
        settings["whole"] * whole
        + settings["part"] * part
        + settings["words"] * evidence.weight(told.text)
        + settings["beyond"] * _odds(beyond)
    )
    of_part = (settings["whole"] + settings["part"]) * part + settings["words"] * evidence.weight(text)
    weighed = settings["bias"] + around + max(of_whole, of_part + settings["alone"])
    chance = 1 / (1 + math.exp(-weighed))
    grade = _grade(chance, settings, telling=by_pattern is not None or evidence.could_tell(told.text))
    if grade is None and matched:
        # Such words are asked about, whatever else is told: "het slachtoffer zelf kwam zeggen dat hij gewurgd werd".
        grade = Grade.POSSIBLE
    if grade is None:
        return None
    kind, also = _kinds(told.whole if _together(told.whole) >= _HEARD else loudest, by_pattern)
    return FoundDanger(Danger(kind, grade, also), by_pattern=by_pattern is not None)


def _together(chances: Mapping[str, float]) -> float:
    return sum(chances.get(intent, 0.0) for intent in SAFETY_INTENTS)


def _odds(chance: float) -> float:
    return math.log((chance + _LEAST) / (1 - chance + _LEAST))


def _grade(chance: float, settings: Mapping[str, float], *, telling: bool) -> Grade | None:
    """A short text without a word that could tell of danger is at most possible, and only when that is likely."""
    if chance >= settings["sure"] and telling:
        return Grade.SURE
    return Grade.POSSIBLE if chance >= settings["possible" if telling else "possible_untold"] else None


def _kinds(chances: Mapping[str, float], by_pattern: str | None) -> tuple[str, str | None]:
    """The likeliest kind, and another that is near; a pattern weighs as half a chance."""
    weighed = {intent: chances.get(intent, 0.0) + 0.5 * (intent == by_pattern) for intent in SAFETY_INTENTS}
    first, second, _ = sorted(SAFETY_INTENTS, key=lambda intent: -weighed[intent])
    near = weighed[second] >= max(_NEAR * weighed[first], _NEAR_AT_LEAST)
    return first, second if near else None
