"""Files of labelled messages with three fields between tabs: what all of them have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from nlu.evaluation.labelled import LabelledFileError

SUFFIX = ".tsv"
_FIELDS = 3


def first_field(path: Path) -> str:
    """What the first line begins with, which tells one form from another. Raises `OSError`."""
    with path.open(encoding="utf-8-sig", errors="replace") as lines:
        return lines.readline().partition("\t")[0]


def read_fields(
    path: Path, expected: str, faults_of: Callable[[Sequence[str]], Iterable[str]]
) -> list[tuple[str, str, str]]:
    """The fields of each line; empty lines are skipped.

    Args:
        path: the file, in UTF-8.
        expected: what the fields are, for whoever left one out.
        faults_of: what is wrong with the first two fields of a line.

    Raises:
        LabelledFileError: with every fault of every line.
        OSError: the file cannot be read.
    """
    found: list[tuple[str, str, str]] = []
    faults: list[str] = []
    for number, raw in enumerate(path.read_bytes().removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        if not raw.strip():
            continue
        try:
            fields = raw.decode("utf-8").rstrip("\r").split("\t")
        except UnicodeDecodeError:
            faults.append(f"{path}:{number}: this is no UTF-8")
            continue
        if len(fields) != _FIELDS or not fields[2].strip():
            faults.append(f"{path}:{number}: expected {expected}, between tabs")
            continue
        wrong = [f"{path}:{number}: {what}" for what in faults_of(fields)]
        faults += wrong
        if not wrong:
            found.append((fields[0], fields[1], fields[2]))
    if not found and not faults:
        faults.append(f"{path}:1: no message; expected {expected}, between tabs, on each line")
    if faults:
        raise LabelledFileError(faults)
    return found


def between_commas(field: str) -> tuple[str, ...]:
    """The words of a field that may hold several."""
    return tuple(word.strip() for word in field.split(","))
