"""Answers to questions on screen are said in the chat itself, each at its question: people get what is measured.

`nlu.evaluation.answer_set` says how such answers are written down, and counts what was made of them.
"""

from __future__ import annotations

import dataclasses
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.conversation.conversation import Conversation
from bot.domain import cases
from bot.domain.button_ids import FollowUpAction, card_id, command_id, guide_id, line_id, parse, parse_follow_up
from bot.domain.case_log import CaseEvent
from bot.domain.messages import Address, Answer, Button, Message
from bot.domain.teams import Role
from bot.store import Store
from dialogues.flowchart import Flowchart
from nlu.answers import ACT, ACTS, WITHOUT_A_CASE, read_answers
from nlu.evaluation.answer_set import HeldAnswer, LabelledAnswer
from nlu.examples import SAFETY_INTENTS

REHEARSED_AT = datetime(2026, 11, 23, 8, 15, tzinfo=UTC)
"""When all of it is said: a Monday morning of a school week, so that a day that is named means the same each time."""
GUIDE, CARD, DAY = "gids", "kaart", "dag"
"""What may have been shown last beside a question: a guide, a safety card, or that a day was agreed."""

_LEFT_RUNNING = "liep_nog"
_ASKS_FOR_A_DAY = "dag_vraag"
_CLOSES = ("afsluiten", "sluit_ja")
_NEW = "nieuw"
_ROLE = Role.TEACHER
_CHANNEL = "terminal"


class UnreachableError(Exception):
    """A question whose place in the conversation cannot be reached; says which, and why."""


def asked_by_command(flowchart: Flowchart) -> dict[str, tuple[str, ...]]:
    """Questions of ours that no choice of the plan leads to, and the commands that do, from a new case on."""
    return {
        "sluit_vraag": _CLOSES[:1],
        "wis_vraag": ("wis_dossier",),
        flowchart.end: _CLOSES,
        _ASKS_FOR_A_DAY: (),
        _LEFT_RUNNING: _CLOSES,
    }


def questions_of(flowchart: Flowchart) -> Mapping[str, frozenset[str]]:
    """The questions that answers can be said to, each with its outcomes; with what may have been shown beside it."""
    acts = {ACT + act for act in ACTS}
    # A question of ours has the outcomes that its example answers have.
    found = {question: set(acts) for question in (WITHOUT_A_CASE, *asked_by_command(flowchart))}
    for example in read_answers():
        if example.question in found:
            found[example.question].add(example.outcome)
    for position in flowchart.positions.values():
        if position.choices:
            found[position.id] = {*acts, *(choice.id for choice in position.choices)}
    for question, outcomes in list(found.items()):
        found |= {f"{question}+{shown}": outcomes for shown in _shown_beside(flowchart, question)}
    return {question: frozenset(outcomes) for question, outcomes in found.items()}


def _shown_beside(flowchart: Flowchart, question: str) -> Iterator[str]:
    """What can be shown beside a question."""
    yield CARD
    position = flowchart.positions.get(question)
    if position is not None and position.guides:
        yield GUIDE
    # A new case says its code first, and what begins with an aid asks that first: neither proposes a day.
    proposes = position is not None and position.follow_up_days is not None and position.starts_with is None
    if proposes and question != flowchart.start:
        yield DAY


@dataclass(frozen=True)
class WayThere:
    """How a position is reached: the taps from a new case on, and what the case is before the last of them."""

    taps: tuple[str, ...]
    case: cases.Case
    events: tuple[CaseEvent, ...]
    """The log of that case."""


def ways_to(flowchart: Flowchart) -> dict[str, WayThere]:
    """The shortest way from a new case to each position that taps lead to."""
    begin = cases.open_case(flowchart, "", _ROLE, REHEARSED_AT)
    todo = deque([(begin, WayThere((), begin.case, begin.events))])
    found: dict[str, WayThere] = {}
    seen = set()
    while todo and len(found) < len(flowchart.positions):
        here, way = todo.popleft()
        state = (here.case.position, tuple(sorted(here.case.memory.items())))
        if state in seen:
            continue
        seen.add(state)
        found.setdefault(here.case.position, way)
        for tap, change in _one_tap_away(flowchart, here.case):
            further = cases.Change(change.case, (*here.events, *change.events))
            todo.append((further, WayThere((*way.taps, tap), here.case, here.events)))
    return found


def _one_tap_away(flowchart: Flowchart, case: cases.Case) -> Iterator[tuple[str, cases.Change[cases.Case]]]:
    """What each choice, and each parent line, makes of a case."""
    for choice in flowchart.positions[case.position].offered(case.memory):
        yield choice.id, cases.take(flowchart, case, choice, _ROLE, REHEARSED_AT)
    for line in flowchart.parent_lines() if case.side is None and case.closed_at is None else ():
        yield line_id(line.id), cases.open_side(flowchart, case, line.id, _ROLE, REHEARSED_AT)


class Rehearsal:
    """One school that exists only to be talked to. Every answer is said by somebody new."""

    def __init__(self, conversation: Conversation, store: Store, flowchart: Flowchart) -> None:
        """Take the means; the conversation's clock stands still at `REHEARSED_AT`."""
        self._conversation = conversation
        self._store = store
        self._flowchart = flowchart
        self._ways = ways_to(flowchart)
        self._asked_by_command = asked_by_command(flowchart)
        self._people = 0
        self._said = 0
        self._team: int | None = None
        self._leaves_running: str | None = None

    async def hold(self, labelled: LabelledAnswer) -> HeldAnswer:
        """Say an answer at its question. Raises `UnreachableError`."""
        address = await self._somebody()
        question, _, shown = labelled.question.partition("+")
        before = await (self._tap_to(address, question) if shown == DAY else self._walk(address, question))
        if shown:
            await self._show(address, question, shown, before)
        answer = await self._say(address, text=labelled.text)
        if question in self._asked_by_command and (pressed := _pressed(answer)) is not None:
            return HeldAnswer(labelled, "move", pressed)
        if question == WITHOUT_A_CASE and answer.step is not None:
            return HeldAnswer(labelled, "move", self._begun(answer.step))
        at, _, choice = (answer.asks or answer.arrow or "").partition("/")
        return HeldAnswer(labelled, answer.turn, choice if at == question else None)

    async def ask(self, text: str) -> Answer:
        """What somebody new is answered who has no case open."""
        return await self._say(await self._somebody(), text=text)

    async def _somebody(self) -> Address:
        self._people += 1
        address = Address(_CHANNEL, f"{self._people}")
        async with self._store.unit() as unit:
            if self._team is None:
                self._team = await unit.add_team("rehearsal", REHEARSED_AT)
            await unit.add_member(self._team, address, Role.TEACHER)
        return address

    async def _walk(self, address: Address, question: str) -> Answer | None:
        """Bring somebody new to where a question stands on screen."""
        if question == WITHOUT_A_CASE:
            return None
        if question not in self._asked_by_command:
            return await self._go(address, question)
        if question == _LEFT_RUNNING:
            return await self._leave_running(address)
        await self._begin(address)
        if question == _ASKS_FOR_A_DAY:
            first = self._flowchart.positions[self._flowchart.start].choices[0]
            return await self._ask_for_a_day(address, question, await self._tap(address, first.id))
        return await self._command(address, question)

    async def _leave_running(self, address: Address) -> Answer:
        """Close a case at a step at which a follow-up still ran, so that it is asked about."""
        if self._leaves_running is None:
            self._leaves_running = await self._find_what_leaves_running()
        return await self._close_at(address, self._leaves_running)

    async def _find_what_leaves_running(self) -> str:
        for step in self._flowchart.steps():
            answer = await self._close_at(await self._somebody(), step.id) if step.choices else None
            if answer is not None and answer.replies[-1].question == _LEFT_RUNNING:
                return step.id
        raise UnreachableError(f"'{_LEFT_RUNNING}': closing asks nothing at any step")

    async def _close_at(self, address: Address, step: str) -> Answer:
        """Close a case at a step, with all that was planned to be followed up until then."""
        await self._tap_to(address, step)
        return await self._command(address, _LEFT_RUNNING)

    async def _tap_to(self, address: Address, position: str) -> Answer:
        """Begin a case, and tap all the way to a position."""
        taps = self._way(position).taps
        answer = await self._begin(address)
        for tap in taps:
            answer = await self._tap(address, tap)
        return answer

    async def _begin(self, address: Address) -> Answer:
        return await self._tap(address, command_id("nieuw_dossier"))

    def _way(self, position: str) -> WayThere:
        if position not in self._ways:
            raise UnreachableError(f"'{position}': no taps lead there")
        return self._ways[position]

    async def _go(self, address: Address, position: str) -> Answer:
        """Put a case one tap before a position, and tap: a tenth of a second less than to tap all the way.

        What is on screen then is the same; what earlier steps had planned to follow up is not there.
        """
        way = self._way(position)
        if not way.taps:
            return await self._begin(address)
        async with self._store.unit() as unit:
            member = await unit.member(address)
            if member is None:
                raise LookupError(f"nobody has the address {address.key}")
            placed = dataclasses.replace(way.case, code=await unit.free_code())
            await unit.add_case(placed, way.events, member)
        return await self._tap(address, way.taps[-1])

    async def _command(self, address: Address, question: str) -> Answer:
        """Tap what leads to a question of ours."""
        answer = Answer("refusal")
        for command in self._asked_by_command[question]:
            answer = await self._tap(address, command_id(command))
        return answer

    async def _show(self, address: Address, question: str, shown: str, before: Answer | None) -> None:
        """Have a guide, a card or an agreed day shown beside the question."""
        position = self._flowchart.positions.get(question)
        if shown == GUIDE and position is not None and position.guides:
            await self._tap(address, guide_id(position.guides[0]))
        elif shown == CARD:
            await self._tap(address, card_id(SAFETY_INTENTS[0]))
        elif shown == DAY and before is not None:
            asked = await self._ask_for_a_day(address, question, before)
            await self._say(address, tap=asked.replies[-1].buttons[0])
        else:
            raise UnreachableError(f"'{question}+{shown}': there is nothing to show there")

    async def _ask_for_a_day(self, address: Address, question: str, answer: Answer) -> Answer:
        buttons = (button for reply in answer.replies for button in reply.buttons)
        agrees = (b for b in buttons if (tap := parse_follow_up(b.id)) and tap.action is FollowUpAction.AGREE)
        agree = next(agrees, None)
        if agree is None:
            raise UnreachableError(f"'{question}': no day is proposed there")
        return await self._say(address, tap=agree)

    def _begun(self, step: str) -> str:
        """What a message that opened a case told: who reported it, or only that something happened."""
        choices = self._flowchart.positions[self._flowchart.start].choices
        return next((choice.id for choice in choices if choice.target == step), _NEW)

    async def _tap(self, address: Address, identifier: str) -> Answer:
        return await self._say(address, tap=Button(identifier, ""))

    async def _say(self, address: Address, *, text: str = "", tap: Button | None = None) -> Answer:
        self._said += 1
        answer = await self._conversation.answer(Message(f"{self._said}", address, text, tap))
        if tap is not None and answer.turn == "refusal":
            raise UnreachableError(f"the tap {tap.id} was refused: {answer.notice}")
        return answer


def _pressed(answer: Answer) -> str | None:
    return parse(answer.pressed).subject if answer.pressed else None
