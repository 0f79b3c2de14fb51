"""What the tests of the web page share: the page served on this machine, a school, and a clock that can be moved."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from bot.channels.web.serve import running_web
from bot.content import BotContent
from bot.conversation.conversation import Conversation
from bot.conversation.handlers.membership import login_link
from bot.conversation.screens.steps import StepScreens
from bot.domain.messages import Answer, Message
from bot.domain.teams import Member, Role
from bot.settings import Settings
from bot.store import Store
from dialogues.brain import Brain
from tests.support.monitoring import Monitored
from tests.support.school_store import enrol
from tests.support.talk import MONDAY
from tests.support.web.page import Visitor

CODE = "ABCDEFGHJKMNPQRS"
"""Of the invitation."""


@dataclass
class Served:
    """The page, served; `restart` is a new process as far as the page can tell: only the database is as it was."""

    store: Store
    brain: Brain
    bot_content: BotContent
    settings: Settings
    now: datetime = MONDAY
    address: str = ""
    visitors: list[Visitor] = field(default_factory=list)
    monitored: Monitored = field(default_factory=Monitored)
    _running: AsyncExitStack = field(default_factory=AsyncExitStack)
    _listen: str = "127.0.0.1:0"
    _ids: int = 0

    async def start(self) -> None:
        """Begin to serve."""
        screens = StepScreens(
            self.bot_content.flowchart, self.bot_content.content, self.bot_content.texts, self.bot_content.facts
        )
        self.conversation = Conversation(self.store, self.brain, screens, lambda: self.now)
        web = running_web(
            self.settings,
            self.conversation,
            self.store,
            self.bot_content,
            listen=self._listen,
            clock=lambda: self.now,
            health=self.monitored.health,
            metrics=self.monitored.metrics,
        )
        self.address = await self._running.enter_async_context(web)
        self._listen = self.address.removeprefix("http://")

    async def stop(self) -> None:
        """Stop serving."""
        await self._running.aclose()
        self._running = AsyncExitStack()

    async def restart(self) -> None:
        """Stop and begin again at the same address."""
        await self.stop()
        await self.start()

    def visitor(self) -> Visitor:
        """Somebody new with a browser."""
        self.visitors.append(Visitor(self.address))
        return self.visitors[-1]

    async def code_for(self, member: Member) -> str:
        """What `/bord` gives this member on Telegram."""
        async with self.store.unit() as unit:
            return await login_link(unit, member, self.now)

    async def signed_in(self, member: Member, to: str = "") -> Visitor:
        """A member with a browser, signed in."""
        visitor = self.visitor()
        await visitor.signs_in(await self.code_for(member), to)
        return visitor

    async def telegram(self, member: Member, text: str = "", label: str = "", answer: Answer | None = None) -> Answer:
        """The member says or taps something on Telegram."""
        self._ids += 1
        buttons = [button for reply in (answer.replies if answer else ()) for button in reply.buttons]
        tap = next((button for button in buttons if button.label == label), None)
        return await self.conversation.answer(Message(str(self._ids), member.address, text=text, tap=tap))

    async def new_case(self, member: Member, *labels: str) -> str:
        """A case on Telegram, some choices on its way; its code."""
        answer = await self.telegram(member, "/nieuw")
        for label in labels:
            answer = await self.telegram(member, label=label, answer=answer)
        assert answer.case is not None
        return answer.case


@pytest.fixture
async def web(store: Store, brain: Brain, bot_content: BotContent) -> AsyncIterator[Served]:
    """The page, served on a port of its own."""
    served = Served(store, brain, bot_content, Settings(_env_file=None))
    await served.start()
    yield served
    for visitor in served.visitors:
        await visitor.leaves()
    await served.stop()


@pytest.fixture
def guest(web: Served) -> Visitor:
    """Somebody who did not sign in."""
    return web.visitor()


@pytest.fixture
async def carer(store: Store, team_id: int) -> Member:
    """Somebody of the care team, on Telegram."""
    return await enrol(store, team_id, 102, Role.CARE_TEAM)


def later(web: Served, **much: float) -> None:
    """Let time pass."""
    web.now += timedelta(**much)


@pytest.fixture
async def invitation(web: Served, store: Store, team_id: int) -> str:
    """An invitation to the care team, for one."""
    async with store.unit() as unit:
        await unit.add_invitation(team_id, Role.CARE_TEAM, CODE, web.now.replace(year=2027), 1)
    return CODE
