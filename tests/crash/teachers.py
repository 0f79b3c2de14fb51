"""Who keeps the bot busy while it is killed: people who walk through cases, and people who are reminded."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from tests.support.bot_api import Phone, ScreenMessage

FIRST_OWNER = 10_000
"""The lowest number of somebody who is reminded."""
_PATIENCE = 900
"""Seconds; some wait from the first life to the last, on whatever machine."""
_DONE = "is opgevolgd, en het gaat beter"
_TAKES_BACK = "doe.klopt_niet"
"""Stands under what was understood of a typed answer, in a message of its own before the question: no choice."""


@dataclass(frozen=True)
class Offered:
    """A choice on screen."""

    choice: str
    case: int
    revision: int
    data: str


def offered(data: str) -> Offered | None:
    """The choice, case and revision of a button; None for a button of another kind."""
    choice, *numbers = data.split("|")
    if len(numbers) != 2 or not all(numbers):
        return None
    case, revision = (int(number, 36) for number in numbers)
    return Offered(choice, case, revision, data)


def _data(message: ScreenMessage) -> list[str]:
    return [button.data or "" for row in message.buttons for button in row]


def buttons(message: ScreenMessage) -> list[Offered]:
    """The buttons of a message that choose something in a case as it is."""
    found = [offered(data) for data in _data(message)]
    return [one for one in found if one is not None and one.choice != _TAKES_BACK]


@dataclass
class Walker:
    """Somebody who opens a case and goes through it, one choice after another, as fast as answers come."""

    phone: Phone
    rng: random.Random
    types: bool
    """Whether they type the number of a choice instead of tapping it."""
    steps: dict[int, list[str]] = field(default_factory=dict)
    """By case, the choices that were confirmed: the next question was seen."""
    stopping: bool = False

    async def walk(self) -> None:
        """Go on until told to stop; then finish the step at hand."""
        while not self.stopping:
            await self.phone.send("/nieuw")
            message = await self._question(None, 0)
            while (choices := self._choices(message)) and not self.stopping:
                number = self.rng.randrange(len(choices))
                chosen = choices[number]
                if self.types:
                    await self.phone.send(str(number + 1))
                else:
                    await self.phone.tap_data(message, chosen.data)
                message = await self._question(chosen.case, chosen.revision + 1)
                self.steps[chosen.case].append(chosen.choice)

    def _choices(self, message: ScreenMessage) -> list[Offered]:
        return [button for button in buttons(message) if "." not in button.choice]

    async def _question(self, case: int | None, revision: int) -> ScreenMessage:
        """The message with buttons for that revision of the case; without a case, of a case never seen."""
        found: list[ScreenMessage] = []

        def shown(screen: list[ScreenMessage]) -> bool:
            for message in reversed(screen):
                for button in buttons(message):
                    new = button.case not in self.steps if case is None else button.case == case
                    if new and button.revision >= revision:
                        found.append(message)
                        return True
            return False

        await self.phone.until(shown, _PATIENCE)
        if case is None:
            self.steps[buttons(found[-1])[0].case] = []
        return found[-1]


@dataclass
class Owner:
    """Somebody with one case and one follow-up, who is reminded of it."""

    phone: Phone
    code: str
    follow_up: int
    answers: bool
    """Whether they answer that it is done."""
    confirmed: bool = False

    async def wait(self) -> None:
        """Wait for the reminder, and answer it."""
        await self._find("opv.uitstel.")
        if self.answers:
            await self._tap("opv.gedaan.", "opv.gevonden.")
            await self._tap("opv.gevonden.", "")
            self.confirmed = True

    async def _tap(self, begin: str, then: str) -> None:
        """Tap a button, and wait until what should come instead is there."""
        message, data = await self._find(begin)
        await self.phone.tap_data(message, data)
        if then:
            await self._find(then)
        else:
            ends = (_DONE, "Gedaan door")
            await self.phone.until(lambda screen: any(end in m.text for m in screen for end in ends), _PATIENCE)

    async def _find(self, begin: str) -> tuple[ScreenMessage, str]:
        found: list[tuple[ScreenMessage, str]] = []

        def shown(screen: list[ScreenMessage]) -> bool:
            for message in reversed(screen):
                found.extend((message, data) for data in _data(message) if data.startswith(begin))
            return bool(found)

        await self.phone.until(shown, _PATIENCE)
        return found[0]
