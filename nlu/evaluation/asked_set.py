"""How well questions find their page: messages with what they ask for, counted and reported.

A file holds what `nlu.asked` reads, with `{"text": …, "pagina": "niets"}` for a message that asks for none.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from nlu.asked import KIND, MOMENT, NOTHING, TALK, WITH, AskedExample, AskedExampleError, read_asked_file
from nlu.evaluation.labelled import LabelledFileError

FIRST_PAGE = "kaart"
"""What the page of a talk card is called that is shown when no moment is said."""

PagesShown = tuple[AskedExample, Sequence[str]]
"""A message, and what was shown: `guide/page` or `talk/page`, each."""


@dataclass(frozen=True)
class AskedFigures:
    """How many messages of each sort there are, and how many found what they ask for."""

    right: Mapping[str, int]
    """Sort (a page, a talk, nothing) -> how many."""
    all: Mapping[str, int]

    def share(self, sort: str) -> float:
        """The part that is right of one sort (`PAGE`, `TALK`, `NOTHING`); 0 when there is none."""
        return self.right.get(sort, 0) / max(1, self.all.get(sort, 0))


A_PAGE = "pagina"
"""The sort of those that ask for a page of a guide; the others are `TALK` and `NOTHING`."""


def is_asked_set(path: Path) -> bool:
    """Whether the first line of a file is one of such a set. Raises `OSError`."""
    with path.open("rb") as file:
        first = file.readline()
    try:
        entry = json.loads(first)
    except ValueError:
        return False
    return isinstance(entry, dict) and "text" in entry and not entry.keys() & {"facts", "intent"}


def read_asked_set(path: Path) -> list[AskedExample]:
    """The messages of a file. Raises `LabelledFileError` with every fault of every line, `OSError`."""
    try:
        return read_asked_file(path)
    except AskedExampleError as error:
        raise LabelledFileError(str(error).splitlines()) from error


def sort_of(example: AskedExample) -> str:
    """What sort of thing a message asks for."""
    return example.page if example.page in (TALK, NOTHING) else A_PAGE


def is_found(example: AskedExample, shown: Sequence[str]) -> bool:
    """Whether what is shown is what a message asks for.

    Of a talk the person must be right where the message says one, and the page: the moment it says, else who it is,
    else the card. Where it says nothing at all it may also be asked with whom the talk is.
    """
    if example.page == NOTHING:
        return not shown
    if example.page != TALK:
        return example.page in shown
    named = [name for name in (example.talk.get(MOMENT), example.talk.get(KIND)) if name is not None]
    if not shown and not example.talk:
        return True
    return any(
        example.talk.get(WITH, talk) == talk and page in (named or [FIRST_PAGE])
        for talk, _, page in (one.partition("/") for one in shown)
    )


def count_asked(pairs: Sequence[PagesShown]) -> AskedFigures:
    """The figures of messages and what was shown to them."""
    everything = Counter(sort_of(example) for example, _ in pairs)
    right = Counter(sort_of(example) for example, shown in pairs if is_found(example, shown))
    return AskedFigures(right, everything)


def report_asked(figures: AskedFigures) -> str:
    """The figures as lines."""
    names = {A_PAGE: "a page of a guide", TALK: "a talk card", NOTHING: "nothing"}
    return "\n".join(
        f"{names[sort]:18} {figures.right.get(sort, 0):4} of {figures.all[sort]:4}  {figures.share(sort):6.1%}"
        for sort in names
        if figures.all.get(sort)
    )


def not_found(pairs: Sequence[PagesShown]) -> Iterator[str]:
    """What was asked for, what was shown and the text, of each that did not find it."""
    for example, shown in pairs:
        if not is_found(example, shown):
            asked = example.page if example.page != TALK else " ".join(example.talk.values()) or TALK
            yield f"{asked}\t{', '.join(shown) or '-'}\t{example.text}"
