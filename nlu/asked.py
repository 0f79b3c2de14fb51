"""What a message asks to be shown: a page of a guide, or a talk with somebody at a moment. Examples and readings.

The examples stand in `nlu/vragen/*.jsonl`, one JSON object a line. `{"text": …, "pagina": "gids/pagina"}` asks for that
page. `{"text": …, "met": …, "moment": …, "voor": …}` asks for a talk card of `data/gesprekken`: with whom, at what
moment of the talk, and who it is; what the words do not say is left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from nlu.normalise import normalise

ASKED_EXAMPLES = Path(__file__).parent / "vragen"

PAGE, WITH, MOMENT, KIND = "pagina", "met", "moment", "voor"
TALK_FIELDS = (WITH, MOMENT, KIND)
TALK = "gesprek"
"""Instead of a page: a talk card is asked for."""
NOTHING = "niets"
"""Instead of a page: nothing to be shown is asked for."""
UNSAID = "-"
"""Of a field of a talk: the words do not say it."""

_ASKS = re.compile(
    r"\b(?:wa|wat|hoe|welke?|wie|waarom|wanneer|waar|waarmee|hoelang|hoeveel)\b"
    r"|^(?:en |maar |ok |ja |nee )*(?:als|wa|wat als|stel)\b"
    r"|\b(?:mag|moet|moek|kan|kunt|kunde|zou|zal|is|heb|hebt|moe|moogt) "
    r"(?:ik|je|ge|ekik|dat|er|het|hij|zij|ze|de|wij|we|men|kik)\b"
    r"|\b(?:geef|zeg|toon|help|vertel|leg)\b.*\b(?:mij|me|mijn|eens|uit)\b"
    r"|\b(?:weet|wete) (?:ik )?niet (?:wat|hoe|of|goed)\b|\b(?:tips?|zinnen|openingszin|uitleg|voorbeeldzin\w*)\b"
)
"""Whoever types in haste leaves the question mark out."""


class AskedExampleError(ValueError):
    """Lines of the examples are not what they should be; names file and line of each."""


@dataclass(frozen=True)
class AskedExample:
    """One message and what it asks for."""

    text: str
    page: str
    """`guide/page`, or `TALK`."""
    path: Path
    line: int
    """Counted from 1."""
    talk: Mapping[str, str] = field(default_factory=dict)
    """Of a talk: the fields that its words say."""

    @property
    def answers(self) -> Mapping[str, str]:
        """Field -> what it says: of a talk all four, of a page that alone."""
        if self.page != TALK:
            return {PAGE: self.page}
        return {PAGE: TALK, **{name: self.talk.get(name, UNSAID) for name in TALK_FIELDS}}


@dataclass(frozen=True)
class Asked:
    """How likely a message asks for what, as far as its words say."""

    pages: Mapping[str, float]
    """`guide/page`, `TALK` or `NOTHING` -> chance; those far down are left out."""
    talk: Mapping[str, Mapping[str, float]]
    """Of a talk: field -> value or `UNSAID` -> chance; those far down are left out."""

    @property
    def best(self) -> tuple[str, float]:
        """The likeliest page, `TALK` or `NOTHING`, with its chance."""
        return max(self.pages.items(), key=lambda one: one[1], default=(NOTHING, 0.0))


def read_asked_examples(folder: Path = ASKED_EXAMPLES) -> list[AskedExample]:
    """All examples, by file and line. Raises `AskedExampleError` with every bad line, `OSError` when a file cannot."""
    found: list[AskedExample] = []
    faults: list[str] = []
    for path in sorted(folder.glob("*.jsonl")):
        try:
            found += read_asked_file(path)
        except AskedExampleError as error:
            faults.append(str(error))
    if faults:
        raise AskedExampleError("\n".join(faults))
    return found


def read_asked_file(path: Path) -> list[AskedExample]:
    """The examples of one file. Raises `AskedExampleError` with every bad line, `OSError`."""
    found: list[AskedExample] = []
    faults: list[str] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        example = _example(line, path, number)
        if example is None:
            faults.append(f'{path}:{number}: expected {{"text": …, "pagina": …}} or {{"text": …, "met": …}}')
        else:
            found.append(example)
    if faults:
        raise AskedExampleError("\n".join(faults))
    return found


def _example(line: str, path: Path, number: int) -> AskedExample | None:
    try:
        entry = json.loads(line)
    except ValueError:
        return None
    if not isinstance(entry, dict) or not all(isinstance(value, str) for value in entry.values()):
        return None
    text = entry.pop("text", "")
    if not text.strip() or entry.keys() - {PAGE, *TALK_FIELDS} or (PAGE in entry and len(entry) > 1):
        return None
    return AskedExample(text, entry.pop(PAGE, TALK), path, number, entry)


def is_question(text: str) -> bool:
    """Whether a text asks for something, by a sign or by words: "mag dat", "en als hij zwijgt", "geef mij een zin"."""
    return "?" in text or bool(_ASKS.search(normalise(text)))
