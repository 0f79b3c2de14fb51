"""What people have on their screen: it decides what a text they type means, and what it may change."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from bot.conversation.context import Menu, TurnContext
from bot.conversation.presenter import Presenter
from bot.domain.messages import Address
from bot.domain.outcomes import Outcome

_MOST_SHOWN = 10_000


@dataclass(frozen=True)
class LastShown:
    """What somebody was shown last."""

    outcome: Outcome
    case_id: int | None
    revision: int | None = None
    """Of the case; None when that is not known any more."""
    message_key: str | None = None
    """The message it answered; None for what is on no record."""


class LastShownByAddress:
    """What each address was shown last; the oldest make room when there are very many."""

    def __init__(self, presenter: Presenter) -> None:
        self._presenter = presenter
        self._last: dict[Address, LastShown] = {}

    def note(self, address: Address, shown: LastShown) -> None:
        """Remember what is on screen now."""
        self._last.pop(address, None)
        if len(self._last) >= _MOST_SHOWN:
            del self._last[next(iter(self._last))]
        self._last[address] = shown

    async def meant_for(self, context: TurnContext) -> Menu | None:
        """What a text was typed on: the case as it was shown, and the buttons that no step offers."""
        last = await self._latest(context)
        if last is None:
            return None
        if last.case_id is not None and last.revision is not None:
            context.seen = (last.case_id, last.revision)
        return await self._menu(last, context)

    async def _latest(self, context: TurnContext) -> LastShown | None:
        """What this address was shown last, as far as it is known."""
        known = self._last.get(context.address)
        if context.member is not None and not context.practising:
            noted = await context.unit.last_answer(context.address)
            # Another instance may have shown something since: then what this one remembers is no longer on screen.
            if noted is not None and (known is None or known.message_key != noted.message_key):
                return LastShown(noted.outcome, noted.case_id)
        return known

    async def _menu(self, last: LastShown, context: TurnContext) -> Menu | None:
        """The buttons on screen, when they are not those of the step."""
        outcome, case_id = last.outcome, last.case_id
        # What the plan no longer has is on nobody's screen as far as the plan knows.
        screen = self._presenter.screen(outcome) if self._presenter.can_say(outcome) else None
        if screen is None or not screen.shows_own_buttons:
            return None
        then = dataclasses.replace(context)
        if then.case is None and case_id is not None and context.member is not None:
            open_case = await context.unit.case(case_id, context.member)
            then.case = open_case or await context.unit.closed_case(context.member, case_id=case_id)
        if screen.needs_case and then.case is None:
            return None
        replies = await self._presenter.replies(outcome, then)
        awaited = outcome if screen.awaits_day else None
        return Menu(replies[-1].buttons, screen.yes_or_no, awaited) if replies else None
