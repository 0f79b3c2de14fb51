"""Conversations with expectations, one JSON object a line: read, held with a conversation, and counted.

A conversation has `id`, `category`, `at` (when it begins) and `lines`. A line: `say` (a text, or `#ID` for a tap;
`{case1}` is the first code seen), `at` (coming back later: the program starts anew), `unless` and `if` (the line is
left out when that holds, or does not hold, of the last answer), `expect`: one expectation or several, of

- `step`, `turn`, `not_step`, `not_turn`: a value, or several;
- `from`, `upto`: at or beyond, not beyond, this step of the plan;
- `case`: `none`, `some`, `new`, `not_new`, `same`, `one` (the same, or the first), or the number of a code;
- `contains`, `not_contains`: regular expressions over all that was said;
- `any`: several of which one must hold.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.channels.terminal.json_lines import as_json
from bot.channels.terminal.typed_taps import TypedTaps
from bot.conversation.conversation import Conversation
from bot.domain.messages import Address

_FLAGS = re.IGNORECASE | re.DOTALL | re.MULTILINE
_CODE = re.compile(r"\{case(\d+)\}")
Expectation = Mapping[str, Any]


@dataclass(frozen=True)
class Score:
    """Of a conversation: how many expectations there were, and what was not met, in words."""

    category: str
    tried: int
    missed: tuple[str, ...]


@dataclass
class UnderWay:
    """A conversation under way: the last answer, and the cases of those before."""

    ranks: Mapping[str, float]
    answer: dict[str, Any] = field(default_factory=dict)
    before: list[str | None] = field(default_factory=list)

    @property
    def codes(self) -> list[str]:
        """The codes seen before the last answer, each once."""
        return list(dict.fromkeys(code for code in self.before if code))

    def filled(self, text: str) -> str:
        """A text with the codes in place of `{case1}`."""
        codes = list(dict.fromkeys([*self.codes, *filter(None, [self.answer.get("case")])]))
        return _CODE.sub(lambda m: codes[int(m[1]) - 1] if int(m[1]) <= len(codes) else "GEEN-DOSSIER-0", text)

    def missed(self, expect: Expectation) -> list[str]:
        """What of an expectation the last answer does not meet."""
        found = [f"{key}: got {self.answer.get(key)}" for key in ("step", "turn") if not self._among(expect, key)]
        step = self.answer.get("step")
        rank = self.ranks.get(step or "", -1)
        if "from" in expect and rank < self.ranks[expect["from"]]:
            found.append(f"expected {expect['from']} or beyond, got {step}")
        if "upto" in expect and rank > self.ranks[expect["upto"]]:
            found.append(f"expected not beyond {expect['upto']}, got {step}")
        if not self._is_case(expect.get("case")):
            found.append(f"case: expected {expect['case']}, got {self.answer.get('case')}")
        said = "\n".join(reply["text"] for reply in self.answer.get("replies", ()))
        if "contains" in expect and not re.search(self.filled(expect["contains"]), said, _FLAGS):
            found.append(f"does not contain /{expect['contains']}/")
        if "not_contains" in expect and re.search(self.filled(expect["not_contains"]), said, _FLAGS):
            found.append(f"contains /{expect['not_contains']}/")
        if "any" in expect and all(self.missed(one) for one in expect["any"]):
            found.append("none of several holds")
        return found

    def _among(self, expect: Expectation, key: str) -> bool:
        value = self.answer.get(key)
        wanted = key not in expect or value in _several(expect[key])
        return wanted and not (f"not_{key}" in expect and value in _several(expect[f"not_{key}"]))

    def _is_case(self, wanted: str | None) -> bool:
        case, codes = self.answer.get("case"), self.codes
        last = next((code for code in reversed(self.before) if code), None)
        meanings: dict[str | None, bool] = {
            None: True,
            "none": case is None,
            "some": case is not None,
            "same": case is not None and case == last,
            "new": case is not None and case not in codes,
            "not_new": case is None or case in codes,
            "one": case is not None and (last is None or case == last),
        }
        return meanings[wanted] if wanted in meanings else case == self.filled(f"{{case{wanted}}}")


def _several(value: object) -> list[Any]:
    return value if isinstance(value, list) else [value]


async def hold(
    dialogue: Mapping[str, Any],
    begin: Callable[[datetime], Conversation],
    address: Address,
    ranks: Mapping[str, float],
) -> Score:
    """Hold a conversation. `begin` makes the program anew, at a moment; `ranks`: how far along each step is."""
    held, moment = UnderWay(ranks), dialogue["at"]
    conversation, screen = begin(datetime.fromisoformat(moment)), TypedTaps(address)
    tried, missed = 0, []
    for line in dialogue["lines"]:
        left_out = held.answer and (
            ("unless" in line and not held.missed(line["unless"])) or ("if" in line and held.missed(line["if"]))
        )
        if left_out or ("if" in line and not held.answer):
            continue
        if "say" in line:
            if line.get("at", moment) != moment:
                moment = line["at"]
                conversation, screen = begin(datetime.fromisoformat(moment)), TypedTaps(address)
            if held.answer:
                held.before.append(held.answer.get("case"))
            message = screen.message(held.filled(line["say"]))
            answer = await conversation.answer(message)
            screen.show(answer)
            if answer.stored:
                await conversation.sent(message)
            held.answer = as_json(answer)
        for expect in _several(line.get("expect", [])):
            tried += 1
            if faults := held.missed(expect):
                missed.append(f"{dialogue['id']}, {line.get('say', '(as before)')!r}: {'; '.join(faults)}")
    return Score(dialogue["category"], tried, tuple(missed))


def read_dialogues(path: Path) -> list[dict[str, Any]]:
    """The conversations of a file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
