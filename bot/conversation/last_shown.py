"""What people have on their screen: it decides what a text they type means, and what it may change."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from bot.conversation.context import Menu, Scene
from bot.conversation.presenter import Presenter
from bot.conversation.screens.catalogue import AWAITS_A_DAY, QUESTIONS, YES_OR_NO
from bot.domain.messages import Address
from bot.domain.outcomes import Outcome

_MOST_SHOWN = 10_000


@dataclass(frozen=True)
class Screen:
    """What somebody was shown last."""

    outcome: Outcome
    case_id: int | None
    revision: int | None = None
    """Of the case; None when that is not known any more."""
    message_id: int | None = None
    """The message it answered; None for what is on no record."""


class OnScreen:
    """What each address was shown last; the oldest make room when there are very many."""

    def __init__(self, presenter: Presenter) -> None:
        self._presenter = presenter
        self._last: dict[Address, Screen] = {}

    def note(self, address: Address, screen: Screen) -> None:
        """Remember what is on screen now."""
        self._last.pop(address, None)
        if len(self._last) >= _MOST_SHOWN:
            del self._last[next(iter(self._last))]
        self._last[address] = screen

    async def meant_for(self, scene: Scene) -> Menu | None:
        """What a text was typed on: the case as it was shown, and the buttons that no step offers."""
        screen = await self._latest(scene)
        if screen is None:
            return None
        if screen.case_id is not None and screen.revision is not None:
            scene.seen = (screen.case_id, screen.revision)
        return await self._menu(screen, scene)

    async def _latest(self, scene: Scene) -> Screen | None:
        """What this address was shown last, as far as it is known."""
        known = self._last.get(scene.address)
        if scene.member is not None and not scene.practising:
            noted = await scene.unit.last_answer(scene.address)
            # Another instance may have shown something since: then what this one remembers is no longer on screen.
            if noted is not None and (known is None or known.message_id != noted.message_id):
                return Screen(noted.outcome, noted.case_id)
        return known

    async def _menu(self, screen: Screen, scene: Scene) -> Menu | None:
        """The buttons on screen, when they are not those of the step."""
        outcome, case_id = screen.outcome, screen.case_id
        if not self._presenter.is_menu(outcome):
            return None
        then = dataclasses.replace(scene)
        if then.case is None and case_id is not None and scene.member is not None:
            open_case = await scene.unit.case(case_id, scene.member)
            then.case = open_case or await scene.unit.closed_case(scene.member, case_id=case_id)
        if outcome.subject in QUESTIONS and then.case is None:
            return None
        replies = await self._presenter.replies(outcome, then)
        awaited = outcome if outcome.subject in AWAITS_A_DAY else None
        return Menu(replies[-1].buttons, outcome.subject in YES_OR_NO, awaited) if replies else None
