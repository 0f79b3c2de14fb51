"""Golden conversations: read from `conversations/*.yml`, held, and compared with what they expect."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import yaml

from bot.domain.messages import Address, Answer
from dialogues.goldens import GOLDENS, TURN_FIELDS
from tests.support.talk import Talk

NONE = "geen"
WHO, SAYS, TAPS = "wie", "zegt", "tikt"
TEACHER, STRANGER = "leerkracht", "vreemde"
LISTS = ("bevat", "zonder", "keuzes", "punten")

_REPEAT = re.compile(r"\{(\d+) keer (.+?)\}", re.DOTALL)
_CODE = re.compile(r"\{dossier ?(\d*)\}")
_START = "{startcode}"
GROUP = Address("terminal", "-100")


class GoldenError(Exception):
    """A golden conversation is not written as the README says."""


@dataclass(frozen=True)
class Golden:
    """One conversation with what it must do."""

    path: Path
    title: str
    stranger: bool
    """The writer is in no team."""
    turns: tuple[Mapping[str, str | list[str]], ...]


def golden_paths() -> list[Path]:
    """All golden conversations."""
    return sorted(GOLDENS.glob("*.yml"))


def read_golden(path: Path) -> Golden:
    """A golden conversation, with every scalar as typed. Raises `GoldenError`."""
    root = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    turns = tuple(root["beurten"])
    for number, turn in enumerate(turns, start=1):
        fault = _fault(turn)
        if fault:
            raise GoldenError(f"{path.name}, turn {number}: {fault}")
    return Golden(path, root["titel"], root.get("oefening") == "ja", turns)


def _fault(turn: Mapping[str, str | list[str]]) -> str | None:
    unknown = set(turn) - set(TURN_FIELDS)
    if unknown:
        return f"unknown field(s) {', '.join(sorted(unknown))}"
    if (SAYS in turn) == (TAPS in turn):
        return f"needs exactly one of {SAYS} and {TAPS}"
    if not set(turn) - {WHO, "groep", SAYS, TAPS}:
        return "expects nothing"
    wrong = [name for name, value in turn.items() if isinstance(value, list) != (name in LISTS)]
    return f"{', '.join(wrong)}: a list where a text belongs, or the other way round" if wrong else None


class Cast(Protocol):
    """Who takes part: a talk per name, made when first needed; all share the cases and codes they saw."""

    async def talk(self, name: str) -> Talk:
        """The talk of this person."""
        ...


async def hold(golden: Golden, cast: Cast) -> list[str]:
    """Hold the conversation as far as it goes well; what is wrong with the first turn that is not as expected."""
    for number, turn in enumerate(golden.turns, start=1):
        talk = await cast.talk(str(turn.get(WHO, STRANGER if golden.stranger else TEACHER)))
        done = f"{TAPS} {turn[TAPS]}" if TAPS in turn else f"{SAYS} {str(turn[SAYS])[:80]!r}"
        if TAPS in turn and turn[TAPS] not in talk.shown:
            return [f"{golden.path.name}, turn {number} ({done}): no such button was ever on screen"]
        answer = await _say(turn, talk)
        wrong = list(_differences(turn, answer, talk))
        if wrong:
            head = f"{golden.path.name}, turn {number} ({done}): {golden.title}"
            return [head, *(f"  {line}" for line in wrong), f"  the answer was: {_shown(answer)}"]
    return []


async def _say(turn: Mapping[str, str | list[str]], talk: Talk) -> Answer:
    group = GROUP if turn.get("groep") == "ja" else None
    if TAPS in turn:
        return await talk.taps(talk.shown[str(turn[TAPS])], group=group)
    return await talk.types(_filled(str(turn[SAYS]), talk), group=group)


def _filled(text: str, talk: Talk) -> str:
    text = _REPEAT.sub(lambda found: found[2] * int(found[1]), text)
    text = text.replace(_START, talk.starts[-1] if talk.starts else _START)
    return _CODE.sub(lambda found: _code(found[1], talk.codes) or found[0], text)


def _code(number: str, codes: list[str]) -> str | None:
    wanted = int(number) if number else len(codes)
    return codes[wanted - 1] if 1 <= wanted <= len(codes) else None


def _differences(turn: Mapping[str, str | list[str]], answer: Answer, talk: Talk) -> Iterator[str]:
    if not answer.replies and not answer.notice:
        yield "expected an answer, got silence"
    got: dict[str, str | None] = {
        "pijl": answer.arrow,
        "stap": answer.step,
        "vraag": answer.question,
        "beurt": answer.turn,
        "dossier": "ja" if answer.case else NONE,
    }
    for name, value in got.items():
        if name in turn and (value or NONE) != turn[name]:
            yield f"{name}: expected {turn[name]}, got {value or NONE}"
    seen = _read(answer)
    lists: dict[str, Callable[[list[str]], str]] = {
        "bevat": lambda texts: _listed("missing", [t for t in texts if _filled(t, talk) not in seen]),
        "zonder": lambda texts: _listed("not wanted", [t for t in texts if _filled(t, talk) in seen]),
        "keuzes": lambda ids: "" if ids == _choices(answer) else f"expected {ids}, got {_choices(answer)}",
        "punten": lambda points: _listed("missing", [p for p in points if p not in _points(answer)]),
    }
    for name, compare in lists.items():
        if name in turn and (difference := compare(list(turn[name]))):
            yield f"{name}: {difference}"


def _listed(what: str, found: list[str]) -> str:
    return f"{what}: {'; '.join(found)}" if found else ""


def _read(answer: Answer) -> str:
    """All there is to read: the notice, the texts, the labels of the buttons."""
    replies = (part for reply in answer.replies for part in (reply.text, *(b.label for b in reply.buttons)))
    return "\n".join((answer.notice, *replies))


def _choices(answer: Answer) -> list[str]:
    return [button.id for button in answer.replies[-1].choices] if answer.replies else []


def _points(answer: Answer) -> set[str]:
    return {point for reply in answer.replies for point in reply.points}


def _shown(answer: Answer) -> str:
    reading = f", read as {answer.reading.intent} ({answer.reading.confidence:.2f})" if answer.reading else ""
    place = f"{answer.turn} {answer.arrow or ''} at {answer.step or NONE}/{answer.question or NONE}{reading}"
    return f"{place}\n    " + _read(answer).strip().replace("\n", "\n    ")
