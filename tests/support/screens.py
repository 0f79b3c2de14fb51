"""Every screen there is, and how a chat is brought there."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from bot.clock import Clock
from bot.content import BotContent
from bot.conversation.conversation import Conversation
from bot.conversation.screens.steps import StepScreens
from bot.domain.button_ids import guide_id
from bot.domain.messages import Address, Answer, Button, Message
from bot.domain.teams import Role
from bot.wiring import vocabulary
from dialogues.brain import Brain
from dialogues.flowchart import Flowchart
from tests.support.rewinding import RewindingStore, tried
from tests.support.walking import paths

_NEW = "/nieuw"
_DANGER = "ze zegt dat ze niet meer wil leven"


@dataclass(frozen=True)
class Way:
    """How to come to a screen: texts to type, `#` and the beginning of the id of a button there, or `!` and any id."""

    name: str
    does: tuple[str, ...]
    role: Role | None = Role.TEACHER
    """Of who goes there; None for a guest."""


def ways(bot_content: BotContent, clock: Clock) -> Iterator[Way]:
    """Ways to every screen: the questions of the plan, the pages of the guides, and all that stands beside them."""
    flowchart, guides = bot_content.flowchart, bot_content.content.guides
    for position, path in _there(flowchart, clock).items():
        yield Way(position, path)
        yield from _again(flowchart, position, path)
        yield Way(f"practice: {position}", ("/oefen", *path[1:]))
    for guide in guides.values():
        for page in range(1, len(guide.pages) + 1):
            shown = f"!{guide_id(guide.id, page)}"
            yield Way(f"{shown} in a case", (_NEW, shown))
            yield Way(f"{shown} of a guest", (shown,), None)
    for talk in bot_content.content.talks.values():
        for page in (1, 2):
            yield Way(f"!{talk.id} {page} in a case", (_NEW, f"!{guide_id(talk.id, page)}"))
        yield Way(f"!{talk.id} of a guest", (f"!{guide_id(talk.id)}",), None)
    yield from ways_beside(flowchart, clock)


def _there(flowchart: Flowchart, clock: Clock) -> dict[str, tuple[str, ...]]:
    """A way to every position of the plan."""
    return {
        position: tuple(part if part.startswith("/") else f"#{part}" for part in path)
        for position, path in paths(flowchart, clock).items()
    }


def _again(flowchart: Flowchart, position: str, path: tuple[str, ...]) -> Iterator[Way]:
    """A position to which one came back: a choice says that it was taken the time before."""
    choices = flowchart.positions[position].choices
    if len(choices) > 1 and position not in {line.id for line in flowchart.parent_lines()}:
        yield Way(f"{position} again", (*path, f"#{choices[0].id}", "/terug"))


def ways_beside(flowchart: Flowchart, clock: Clock) -> Iterator[Way]:
    """Ways to what no position of the plan and no guide shows."""
    there = _there(flowchart, clock)
    start = flowchart.positions[flowchart.start]
    opened = (_NEW, f"#{start.choices[0].id}")
    leaving = [step for step in flowchart.steps() if step.follow_up_days and step.id != flowchart.end]
    talked = next(path for position, path in there.items() if flowchart.positions[position].consults)
    for role, who in ((Role.TEACHER, "member"), (None, "guest")):
        yield Way(f"with whom, of a {who}", ("!doe.gesprekken",), role)
        for command in ("/start", "/gids", "/ouders", "/hulp", "/privacy", "/schema", "/lsd", "/verder", "hallo"):
            yield Way(f"{command} of a {who}", (command,), role)
        yield Way(f"card of a {who}", (_DANGER,), role)
        yield Way(f"card twice of a {who}", (_DANGER, _DANGER), role)
        yield Way(f"asking a {who} again", ("qsdf",), role)
    for command in ("/gids", "/ouders", "/hulp", "/privacy", "/schema", "/lsd", "/vandaag", "/overleg", "/pauze"):
        yield Way(f"{command} in a case", (*talked, command))
    yield Way("cases", (_NEW, "/pauze", *opened, "/dossiers"))
    yield Way("cases to choose", (_NEW, "/pauze", _NEW, "/pauze", "/verder"))
    yield Way("cases to wipe", (_NEW, "/pauze", _NEW, "/pauze", "/wis"))
    yield Way("cases of the school", (_NEW, "/pauze", *opened, "/school"), Role.CARE_TEAM)
    yield Way("due", (*opened, "/vandaag"))
    yield Way("found", (*opened, "/vandaag", "#opv.gedaan"))
    yield Way("day", (*opened, "#opv.dag"))
    yield Way("day agreed", (*opened, "#opv.dag", "#opv.dag"))
    yield Way("no day", (*opened, "#opv.dag", "#opv.niet"))
    yield Way("waived", (*opened, "#opv.dag", "#opv.niet", "#opv.niet"))
    for day in ("1/1/2020", "31/2", "1/1/2040"):
        yield Way(f"day {day}", (*opened, "#opv.dag", day))
    yield Way("to close", (*talked, "/sluit"))
    yield Way("not closed", (*talked, "/sluit", "#doe.sluit_niet"))
    yield Way("to wipe", (*talked, "/wis"))
    yield Way("wiped", (*talked, "/wis", "#doe.wis_ja"))
    yield Way("another case", (*talked, _NEW))
    yield Way("closed", (*opened, "/sluit", "#doe.sluit_ja"))
    yield from (Way(f"closed at {step.id}", (*there[step.id], "/sluit", "#doe.sluit_ja")) for step in leaving)
    yield Way("to reopen", (_NEW, "/sluit", "#doe.sluit_ja", "{code}"), Role.CARE_TEAM)
    yield Way("reopened", (_NEW, "/sluit", "#doe.sluit_ja", "#doe.heropen"))
    yield Way("to hand over", (*talked, "/clb"), Role.CARE_TEAM)
    yield Way("to leave", ("/verlaat",))
    yield Way("to consult", (*talked, "vraag het zorgteam eens iets"))
    yield Way("card", (*talked, _DANGER))
    yield Way("card in practice", ("/oefen", _DANGER))
    yield Way("possible danger", (*talked, "hij heeft haar iets aangedaan denk ik"))
    yield Way("asking again", (*talked, "qsdf"))
    yield Way("asking again with readings", (*talked, "iets met die klas"))
    yield Way("asking a second time", (*talked, "qsdf", "wxcv"))
    yield Way("asking a third time", (*talked, "qsdf", "wxcv", "qsdf"))
    yield Way("out of scope", (*talked, "blablabla xyz"))
    yield Way("understood", (_NEW, "anders"))
    yield Way("not so", (_NEW, "anders", "#doe.klopt_niet"))
    yield Way("to confirm", (*talked, "/gids", "ja dat hebben we gedaan"))
    yield Way("taken over", (*talked, "/overnemen"))
    yield Way("to close in practice", ("/oefen", "/sluit"))
    yield Way("practice ended", ("/oefen", "/stop"))


class Stage:
    """Where somebody is brought to a screen and tries what can be said there."""

    def __init__(self, url: str, bot_content: BotContent, brain: Brain, clock: Clock) -> None:
        self.bot_content = bot_content
        self._clock = clock
        self._store = RewindingStore(url)
        screens = StepScreens(bot_content.flowchart, bot_content.content, bot_content.texts, bot_content.facts)
        self._conversation = Conversation(self._store, brain, screens, clock)
        self._numbers = itertools.count(1)

    async def open(self) -> None:
        """Make ready."""
        await self._store.open(vocabulary(self.bot_content))

    async def close(self) -> None:
        """Let go of the store."""
        await self._store.close()

    async def _somebody(self, role: Role | None) -> Address:
        """Somebody in a school of their own, with colleagues who can be asked; a guest without a role."""
        address, *colleagues = (Address("terminal", str(next(self._numbers))) for _ in range(3))
        if role is not None:
            async with self._store.unit() as unit:
                team = await unit.add_team(f"school {address.key}", self._clock())
                await unit.add_member(team, address, role)
                for colleague, theirs in zip(colleagues, (Role.CARE_TEAM, Role.CLB), strict=True):
                    await unit.add_member(team, colleague, theirs)
        return address

    async def bring(self, way: Way) -> tuple[Address, Answer]:
        """Somebody new, and what they have on screen. Raises `LookupError` for a button that is not there."""
        address, answer, code = await self._somebody(way.role), Answer(""), ""
        for part in way.does:
            message = self._message(address, part.format(code=code), answer)
            answer = await self._conversation.answer(message)
            if answer.turn == "refusal":
                raise LookupError(f"{way.name}: {part} was refused: {answer.notice}")
            code = answer.case or code
            if answer.stored:
                await self._conversation.sent(message)
        return address, answer

    def _message(self, address: Address, part: str, answer: Answer) -> Message:
        key = str(next(self._numbers))
        if part.startswith("!"):
            return Message(key, address, tap=Button(part[1:], ""))
        if not part.startswith("#"):
            return Message(key, address, part)
        shown = [button for reply in answer.replies for button in reply.buttons]
        found = next((b for b in shown if b.id == part[1:] or b.id.startswith(f"{part[1:]}.")), None)
        if found is None:
            raise LookupError(f"no button {part} among {[button.id for button in shown]}")
        return Message(key, address, tap=found)

    def name_of(self, address: Address) -> str | None:
        """Of the screen that somebody has before them; None for a move, a guide, a card and what was not understood."""
        last = self._conversation._last_shown.before(address)
        screen = self._conversation._presenter.screen(last.outcome) if last else None
        return screen.name if screen else None

    @property
    def with_own_buttons(self) -> set[str]:
        """The screens whose buttons stand instead of those of the step."""
        by_name = self._conversation._presenter._catalogue.by_name
        return {name for name, screen in by_name.items() if screen.shows_own_buttons}

    async def types(self, address: Address, text: str) -> Answer:
        """What a text leads to; then it is as if it was never said."""
        return await self._tries(Message(str(next(self._numbers)), address, text))

    async def taps(self, address: Address, button: Button) -> Answer:
        """What a tap leads to; then it is as if it never was."""
        return await self._tries(Message(str(next(self._numbers)), address, tap=button))

    async def _tries(self, message: Message) -> Answer:
        return await tried(self._conversation, self._store, message)
