"""The example answers per question: `nlu/antwoorden/<position>.txt`.

A line `= outcome` begins the examples of an outcome, one message per line: a choice of the position, or `= act:name`
for an act of `ACTS`, which fits any question. Empty lines and lines that begin with `#` are skipped.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from nlu.examples import UNSURE

ANSWERS = Path(__file__).parent / "antwoorden"

WITHOUT_A_CASE = "start"
"""The question that stands open before there is a case: what happened?"""
ACT = "act:"
"""How an outcome begins that is an act and no choice."""

ACTS: Mapping[str, str] = MappingProxyType(
    {
        "ok": "acknowledges what was shown, without saying that anything happened",
        "en_nu": "asks what to do now",
        "wacht": "stops for a moment",
        "waarom": "asks why this is asked",
        "terug": "takes back what was said or tapped",
        "ontken": "denies what the bot understood, or that there is danger",
        "nood": "the writer cannot cope",
        "vraag": "asks for tips or an explanation",
        "anders": "wants something else of the bot, or speaks of something else altogether",
        "gevaar": "tells of danger",
        "feit": "tells something that does not answer the question",
        "nog_niet": "it has not happened yet",
        "gepland": "it is planned",
        "mislukt": "it was tried and failed",
        "deels": "a part of it happened",
        "al_verder": "the case is further than this question",
        "beide": "both choices",
        "geen": "none of the choices",
        UNSURE: "does not know",
        "onduidelijk": "says nothing that can be read",
    }
)
"""What a message does whatever is asked, by name."""


ANSWERED_ACTS = tuple(name for name in ACTS if name not in {"vraag", "anders", "gevaar", "onduidelijk"})
"""The acts that are answered as such; the others are for the intents."""


def act_intent(act: str) -> str:
    """The intent that stands for an act."""
    return f"handeling_{act}"


@dataclass(frozen=True)
class AnswerExample:
    """One message and what it answers."""

    text: str
    question: str
    """The position that is open."""
    outcome: str
    """A choice's id, or `ACT` and a name of `ACTS`."""
    path: Path
    line: int
    """Counted from 1."""


def read_answers(folder: Path = ANSWERS) -> list[AnswerExample]:
    """All examples, by question and line. Raises `OSError` when a file cannot be read.

    An example before the first `= outcome` has an empty outcome, which `ehbc check` names as a fault.
    """
    found: list[AnswerExample] = []
    for path in sorted(folder.glob("*.txt")):
        outcome = ""
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            text = line.strip()
            if text.startswith("= "):
                outcome = text.removeprefix("= ").strip()
            elif text and not text.startswith("#"):
                found.append(AnswerExample(text, path.stem, outcome, path, number))
    return found
