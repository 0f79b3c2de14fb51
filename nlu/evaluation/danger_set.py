"""A file of messages that tell of danger, or only look like it: read, counted, reported.

A line holds three fields between tabs: what it is (`sure`, `possible`: danger; `calm`), then the safety intents that
would be right (between commas), or for a calm one the reason why it looks like danger (a word), then the message.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from nlu.evaluation.labelled import did_you_mean
from nlu.evaluation.tab_separated import between_commas, first_field, read_fields
from nlu.examples import SAFETY_INTENTS
from nlu.reading import Grade, Reading

CALM = "calm"
LABELS = (*(grade.value for grade in Grade), CALM)
ORDINARY = frozenset({"ordinary", "age", "logistics"})
"""Reasons of calm messages in which nothing looks like danger; the others are near misses."""


@dataclass(frozen=True)
class DangerLine:
    """A message and what should be found in it."""

    label: str
    """One of `LABELS`."""
    kinds: tuple[str, ...]
    """The safety intents that would be right; of a calm one its reason."""
    text: str

    @property
    def is_calm(self) -> bool:
        """Whether there is no danger."""
        return self.label == CALM


def is_danger_set(path: Path) -> bool:
    """Whether the first line of a file is one of such a set. Raises `OSError`."""
    return first_field(path) in LABELS


def read_danger_set(path: Path) -> list[DangerLine]:
    """The messages of a file. Raises `LabelledFileError` with every fault of every line, `OSError`."""
    lines = read_fields(path, "what it is, kinds or reason, and text", _faults_of)
    return [DangerLine(label, between_commas(kinds), text) for label, kinds, text in lines]


def _faults_of(fields: Sequence[str]) -> Iterator[str]:
    label, kinds = fields[0], fields[1]
    if label not in LABELS:
        yield f"there is no label '{label}'.{did_you_mean(label, LABELS)}"
        return
    for kind in between_commas(kinds) if label != CALM else ():
        if kind not in SAFETY_INTENTS:
            yield f"there is no safety intent '{kind}'.{did_you_mean(kind, SAFETY_INTENTS)}"


@dataclass(frozen=True)
class Share:
    """How often each verdict was given for some messages."""

    n: int
    sure: int
    possible: int

    @property
    def found(self) -> float:
        """The share for which either was given."""
        return (self.sure + self.possible) / self.n if self.n else 0.0

    @property
    def is_sure(self) -> float:
        """The share that is sure."""
        return self.sure / self.n if self.n else 0.0

    @property
    def is_possible(self) -> float:
        """The share that is possible."""
        return self.possible / self.n if self.n else 0.0


@dataclass(frozen=True)
class DangerFigures:
    """The figures of a set of readings."""

    danger: Share
    right_kind: int
    """Of the danger found: how often the kind, or the second one beside it, is right."""
    ordinary: Share
    near_misses: Share
    by_kind: dict[str, Share]
    """Of danger, by the first kind that would be right, and of calm messages by reason."""


Read = tuple[DangerLine, Reading]


def count_danger(pairs: Sequence[Read]) -> DangerFigures:
    """The figures of messages and how they were read."""
    danger = [pair for pair in pairs if not pair[0].is_calm]
    calm = [pair for pair in pairs if pair[0].is_calm]
    names = dict.fromkeys(f"{line.label} {line.kinds[0]}" for line, _ in sorted(pairs, key=lambda p: p[0].label))
    return DangerFigures(
        danger=_share(danger),
        right_kind=sum(_is_right_kind(*pair) for pair in danger),
        ordinary=_share(pair for pair in calm if pair[0].kinds[0] in ORDINARY),
        near_misses=_share(pair for pair in calm if pair[0].kinds[0] not in ORDINARY),
        by_kind={
            name: _share(pair for pair in pairs if f"{pair[0].label} {pair[0].kinds[0]}" == name) for name in names
        },
    )


def _share(pairs: Iterable[Read]) -> Share:
    grades = [reading.danger.grade if reading.danger else None for _, reading in pairs]
    return Share(len(grades), grades.count(Grade.SURE), grades.count(Grade.POSSIBLE))


def _is_right_kind(line: DangerLine, reading: Reading) -> bool:
    danger = reading.danger
    return danger is not None and (danger.kind in line.kinds or danger.also in line.kinds)


def report_danger(figures: DangerFigures) -> str:
    """The figures as a text table."""
    found = figures.danger.sure + figures.danger.possible
    right = f"{figures.right_kind / found:.1%}" if found else "-"
    lines = [
        f"danger found     {figures.danger.found:>7.1%}  of {figures.danger.n}; its kind named right {right}",
        f"ordinary: sure   {_calm(figures.ordinary)}",
        f"near misses: sure{_calm(figures.near_misses)}",
        "",
        f"{'':<32}{'n':>5}{'sure':>6}{'possible':>10}",
        *(f"{name:<32}{of.n:>5}{of.sure:>6}{of.possible:>10}" for name, of in figures.by_kind.items()),
    ]
    return "\n".join(lines)


def _calm(share: Share) -> str:
    return f"{share.is_sure:>7.1%}  possible {share.is_possible:.1%}  of {share.n}"


def misjudged(pairs: Iterable[Read]) -> Iterator[str]:
    """A line for each danger that was missed and each calm message that was not left in peace."""
    for line, reading in pairs:
        if line.is_calm is (reading.danger is not None):
            got = f"{reading.danger.grade} {reading.danger.kind}" if reading.danger else "-"
            yield f"{line.label} {','.join(line.kinds)}\t{got}\t{line.text}"
