"""The example sentences per intent: `nlu/voorbeelden/<intent>.txt`, one message per line."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

EXAMPLES = Path(__file__).parent / "voorbeelden"

SAFETY_INTENTS = ("acuut_zelfdoding", "acuut_naaktbeelden", "acuut_geweld")
OUT_OF_SCOPE = "buiten_bereik"
YES, NO, UNSURE = "ja", "nee", "weet_niet"
"""The intents that answer any question."""
QUESTION = "vraag_"
"""How the intents of questions about a guide begin."""


@dataclass(frozen=True)
class Example:
    """One message and what it means."""

    text: str
    intent: str
    path: Path
    line: int
    """Counted from 1."""


def read_examples(folder: Path = EXAMPLES) -> list[Example]:
    """All examples, by intent and line. Empty lines are skipped; raises `OSError` when a file cannot be read."""
    return [
        Example(text.strip(), path.stem, path, number)
        for path in sorted(folder.glob("*.txt"))
        for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if text.strip()
    ]


def known_intents(folder: Path = EXAMPLES) -> tuple[str, ...]:
    """The intents that have a file of examples."""
    return tuple(sorted(path.stem for path in folder.glob("*.txt")))


def choosable_intents() -> tuple[str, ...]:
    """Those a choice of the step plan can listen to: no question about a guide, and no danger."""
    return tuple(i for i in known_intents() if not i.startswith(QUESTION) and i not in SAFETY_INTENTS)
