"""Random and shortest walks through the bot, on one database for many people."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.clock import Clock
from bot.content import BotContent
from bot.conversation.commands import BY_SLASH
from bot.conversation.conversation import Conversation
from bot.conversation.screens.steps import StepScreens
from bot.domain import cases
from bot.domain.case_log import CaseEvent
from bot.domain.messages import Address, Answer, Button, Message
from bot.domain.teams import Member, Role
from bot.store import Store
from bot.wiring import vocabulary
from dialogues.brain import Brain
from dialogues.flowchart import Flowchart
from dialogues.steps import StepKind
from tests.support.talk import Talk

CHOICE, EXTRA, COMMAND = "choice", "extra", "command"

Action = tuple[str, int]
"""What to do next: tap one of the numbered choices, tap one of the other buttons, or type a command; and which one."""

State = tuple[Member | None, tuple[tuple[cases.StoredCase | None, tuple[CaseEvent, ...]], ...]]
"""A member, with what they have open, and the cases they met, each with its log."""


@dataclass
class RestartableBot:
    """The bot on a database of its own, where it can be restarted."""

    url: str
    bot_content: BotContent
    brain: Brain
    clock: Clock
    team_id: int = 0
    ids: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    async def start(self) -> None:
        """Open the store and stand ready."""
        self.store = Store(self.url)
        await self.store.open(vocabulary(self.bot_content))
        screens = StepScreens(
            self.bot_content.flowchart, self.bot_content.content, self.bot_content.texts, self.bot_content.facts
        )
        self.conversation = Conversation(self.store, self.brain, screens, self.clock)

    async def stop(self) -> None:
        """Let go of the store."""
        await self.store.close()

    async def found_team(self) -> None:
        """A school for all who come."""
        async with self.store.unit() as unit:
            self.team_id = await unit.add_team("Atheneum De Brug", self.clock())

    async def newcomer(self) -> Walk:
        """Somebody new in the team."""
        address = Address("terminal", str(next(self.numbers)))
        async with self.store.unit() as unit:
            await unit.add_member(self.team_id, address, Role.TEACHER)
        return Walk(Talk(self.conversation, address, ids=self.ids))

    async def state(self, walk: Walk) -> State:
        """What the store holds of somebody."""
        async with self.store.unit() as unit:
            member = await unit.member(walk.talk.sender)
            # Also a case whose first answer never arrived: nobody has seen a button of it yet.
            if member is None:
                return None, ()
            open_now = {case.id for case in await unit.cases(member)}
            seen = {button.case for button in walk.seen}
            known = sorted(number for number in open_now | seen if number is not None)
            found = [
                (await unit.case(i, member) or await unit.closed_case(member, case_id=i), tuple(await unit.events(i)))
                for i in known
            ]
        return member, tuple(found)

    async def open_case(self, walk: Walk) -> cases.StoredCase | None:
        """The case somebody has open."""
        async with self.store.unit() as unit:
            member = await unit.member(walk.talk.sender)
            current = member.current_case_id if member else None
            return await unit.case(current, member) if member and current is not None else None


@dataclass
class Walk:
    """Somebody who acts on what is on screen."""

    talk: Talk
    choices: tuple[Button, ...] = ()
    """The numbered choices on screen."""
    extras: tuple[Button, ...] = ()
    """The other buttons on screen."""
    seen: list[Button] = field(default_factory=list)
    """Every button that was ever on screen."""

    def message(self, action: Action) -> Message:
        """The message of an action; a command where there is no button of the kind."""
        kind, index = action
        buttons = {CHOICE: self.choices or self.extras, EXTRA: self.extras or self.choices}.get(kind)
        if buttons:
            return Message(str(next(self.talk.ids)), self.talk.sender, tap=buttons[index % len(buttons)])
        names = sorted(BY_SLASH)
        return Message(str(next(self.talk.ids)), self.talk.sender, text=f"/{names[index % len(names)]}")

    async def acts(self, action: Action) -> tuple[Message, Answer]:
        """Act, and see the answer."""
        message = self.message(action)
        return message, await self.sends(message)

    async def types(self, text: str) -> Answer:
        """Type a text, and see the answer."""
        return await self.sends(Message(str(next(self.talk.ids)), self.talk.sender, text=text))

    async def follows(self, path: tuple[str, ...]) -> Answer:
        """Type each command of a path and tap each button it names; the last answer."""
        for part in path:
            buttons = {button.id: button for button in (*self.choices, *self.extras)}
            tap = None if part.startswith("/") else buttons[part]
            answer = await self.sends(
                Message(str(next(self.talk.ids)), self.talk.sender, part if tap is None else "", tap)
            )
        return answer

    async def sends(self, message: Message, *, arrives: bool = True) -> Answer:
        """Send a message; when the answer `arrives`, its buttons replace those on screen."""
        answer = await self.talk.sends(message, arrives=arrives)
        choices = tuple(button for reply in answer.replies for button in reply.choices)
        extras = tuple(button for reply in answer.replies for button in reply.extras)
        if arrives and (choices or extras):
            self.choices, self.extras = choices, extras
            self.seen += [*choices, *extras]
        return answer


def paths(flowchart: Flowchart, clock: Clock) -> dict[str, tuple[str, ...]]:
    """A shortest way to every position of the plan: commands to type and buttons to tap."""
    case = cases.open_case(flowchart, "BLAUWE-OTTER-7", Role.TEACHER.value, clock()).case
    found: dict[str, tuple[str, ...]] = {case.position: ("/nieuw",)}
    found |= {
        line.id: ("/nieuw", "/ouders", f"lijn.{line.id}")
        for line in flowchart.positions.values()
        if line.kind is StepKind.PARENT_LINE
    }
    waiting = [(case, found[case.position])]
    while waiting and len(found) < len(flowchart.positions):
        case, path = waiting.pop(0)
        for choice in flowchart.positions[case.position].offered(case.memory):
            after = cases.take(flowchart, case, choice, Role.TEACHER.value, clock()).case
            if after.position not in found or flowchart.positions[after.position].kind is StepKind.PARENT_LINE:
                found.setdefault(after.position, (*path, choice.id))
                waiting.append((after, (*path, choice.id)))
    return found
