"""The examples of facts, `nlu/feiten/*.jsonl`: messages with what they tell, one JSON object a line.

`{"text": …, "facts": {fact id: value}}`; a message that tells nothing has `{}`. Facts and values are those of
`data/feiten.yml`; only what the words say or plainly mean is labelled.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

FACT_EXAMPLES = Path(__file__).parent / "feiten"


class FactExampleError(ValueError):
    """A line of the examples is not what it should be; names file and line."""


@dataclass(frozen=True)
class FactExample:
    """One message and what it tells."""

    text: str
    facts: Mapping[str, str]
    path: Path
    line: int
    """Counted from 1."""


def read_fact_examples(folder: Path = FACT_EXAMPLES) -> list[FactExample]:
    """All examples, by file and line. Raises `FactExampleError` with every bad line, `OSError` when a file cannot."""
    found: list[FactExample] = []
    faults: list[str] = []
    for path in sorted(folder.glob("*.jsonl")):
        try:
            found += read_fact_file(path)
        except FactExampleError as error:
            faults.append(str(error))
    if faults:
        raise FactExampleError("\n".join(faults))
    return found


def read_fact_file(path: Path) -> list[FactExample]:
    """The examples of one file. Raises `FactExampleError` with every bad line, `OSError`."""
    found: list[FactExample] = []
    faults: list[str] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        example = _example(line, path, number)
        if example is None:
            faults.append(f'{path}:{number}: expected {{"text": …, "facts": {{id: value}}}}')
        else:
            found.append(example)
    if faults:
        raise FactExampleError("\n".join(faults))
    return found


def _example(line: str, path: Path, number: int) -> FactExample | None:
    try:
        entry = json.loads(line)
        text, facts = entry["text"], dict(entry["facts"])
    except (ValueError, KeyError, TypeError):
        return None
    if not isinstance(text, str) or not all(isinstance(word, str) for pair in facts.items() for word in pair):
        return None
    return FactExample(text, facts, path, number)
