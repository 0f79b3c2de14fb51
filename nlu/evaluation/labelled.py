"""A file of labelled messages: a JSON object per line, and everything that can be wrong with one."""

from __future__ import annotations

import difflib
import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nlu.examples import known_intents


class LabelledFileError(Exception):
    """A file of labelled messages cannot be used. `faults` holds at least one, each as `path:line: what`."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


@dataclass(frozen=True)
class Labelled:
    """A message and the intent it should be read as."""

    text: str
    intent: str
    step: str | None = None
    """The open step it is read at; None: without any context."""


def read_labelled(
    path: Path, steps: Collection[str] | None = None, intents: Collection[str] | None = None
) -> list[Labelled]:
    """The messages of a file: a JSON object `{"text", "intent"}` per line, with a `"step"` at will.

    Empty lines are skipped; further fields mean nothing.

    Args:
        path: the file, in UTF-8.
        steps: the steps there are; None: any.
        intents: the intents there are; None: those that have examples.

    Raises:
        LabelledFileError: with every fault of every line.
        OSError: the file cannot be read.
    """
    known = known_intents() if intents is None else intents
    labelled: list[Labelled] = []
    faults: list[str] = []
    for number, line in enumerate(path.read_bytes().removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        if not line.strip():
            continue
        raw, wrong = _object(line)
        wrong += list(_wrong_fields(raw, known, steps)) if raw is not None else []
        faults += [f"{path}:{number}: {what}" for what in wrong]
        if raw is not None and not wrong:
            labelled.append(Labelled(raw["text"], raw["intent"], raw.get("step")))
    if not labelled and not faults:
        faults.append(f'{path}:1: no message; expected {{"text": …, "intent": …}} on each line')
    if faults:
        raise LabelledFileError(faults)
    return labelled


def _object(line: bytes) -> tuple[dict[str, Any] | None, list[str]]:
    """The JSON object of a line, or what is wrong with it."""
    try:
        raw = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError:
        return None, ["this is no UTF-8"]
    except json.JSONDecodeError as error:
        return None, [f"this is no JSON: {error.msg} at character {error.colno}"]
    except (ValueError, RecursionError):
        # An endless number, or brackets without end.
        return None, ["this is no JSON that can be read"]
    if not isinstance(raw, dict):
        return None, ['expected an object {"text": …, "intent": …}']
    return raw, []


def _wrong_fields(raw: dict[str, Any], intents: Collection[str], steps: Collection[str] | None) -> Iterator[str]:
    text, intent, step = raw.get("text"), raw.get("intent"), raw.get("step")
    for name in ("text", "intent"):
        if name not in raw:
            yield f'"{name}" is missing'
        elif not isinstance(raw[name], str):
            yield f'"{name}" is no string'
    if isinstance(text, str) and not text.strip():
        yield '"text" is empty'
    if isinstance(text, str) and any("\ud800" <= character <= "\udfff" for character in text):
        yield '"text" holds half a character (a lone surrogate)'
    if isinstance(intent, str) and intent not in intents:
        yield f"there is no intent {_quoted(intent)}.{did_you_mean(intent, intents)}"
    if step is not None and not isinstance(step, str):
        yield '"step" is no string'
    elif step is not None and steps is not None and step not in steps:
        yield f"there is no step {_quoted(step)}.{did_you_mean(step, steps)}"


def _quoted(word: str) -> str:
    # On one line, and printable whatever it holds.
    return f"'{ascii(word)[1:-1]}'"


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """` Did you mean 'x'?` with the known word nearest to `word`, or nothing."""
    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.5)
    return f" Did you mean '{close[0]}'?" if close else ""
