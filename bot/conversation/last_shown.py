"""What people have on their screen: it decides what a text they type means, and what it may change."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from bot.conversation.context import TurnContext
from bot.conversation.listening import AGREED_DAYS
from bot.conversation.on_screen import NOTHING, Menu, OnScreen
from bot.conversation.presenter import Presenter
from bot.conversation.screens.catalogue import Screen
from bot.domain.cases import Case
from bot.domain.messages import Address, Button, Reply, numbered_buttons
from bot.domain.outcomes import Outcome
from nlu.reading import Reading

_MOST_SHOWN = 10_000
_MOST_EARLIER = 60
_BESIDE = frozenset({"guide", "safety"})
"""Turns that show something beside the open question."""


@dataclass(frozen=True)
class LastShown:
    """What somebody was shown last."""

    outcome: Outcome
    case_id: int | None
    revision: int | None = None
    """Of the case; None when that is not known any more."""
    message_key: str | None = None
    """The message it answered; None for what is on no record."""
    replies: tuple[Reply, ...] = ()
    """With their buttons only; empty when they are not known any more."""
    reading: Reading | None = None
    """What the message was read as, when it was typed and is known."""
    earlier: tuple[Button, ...] = ()
    """What could be tapped before, since the case last changed."""
    misses: int = 0
    """How many messages in a row were not understood, this one included."""
    talk: str | None = None
    """The talk card that is on screen: shown last, or before other questions that moved nothing."""
    danger: str | None = None
    """The kind of danger a card was shown for, since a case was open."""


class LastShownByAddress:
    """What each address was shown last; the oldest make room when there are very many."""

    def __init__(self, presenter: Presenter) -> None:
        self._presenter = presenter
        self._last: dict[Address, LastShown] = {}

    def note(self, address: Address, shown: LastShown) -> None:
        """Remember what is on screen now."""
        before = self._last.pop(address, None)
        if len(self._last) >= _MOST_SHOWN:
            del self._last[next(iter(self._last))]
        misses = 1 + (before.misses if before else 0) if shown.outcome.turn == "ask_again" else 0
        # Only the buttons: what was said is of no use, and takes room.
        replies = tuple(
            Reply(choices=r.choices, extras=r.extras, question=r.question) for r in shown.replies if r.buttons
        )
        same = before is not None and (
            shown.case_id is None or (before.case_id, before.revision) == (shown.case_id, shown.revision)
        )
        earlier = (*numbered_buttons(before.replies), *before.earlier)[:_MOST_EARLIER] if before and same else ()
        card = shown.outcome.subject if shown.outcome.turn == "safety" else None
        danger = card or (before.danger if before is not None and shown.case_id is None else None)
        talk = self._presenter.talk_of(shown.outcome) or (before.talk if before is not None and same else None)
        self._last[address] = dataclasses.replace(
            shown, replies=replies, misses=misses, earlier=earlier, danger=danger, talk=talk
        )

    async def seen_by(self, context: TurnContext) -> OnScreen:
        """What a text was typed on; the context learns which case, and what was read before."""
        last = await self._latest(context)
        if last is None:
            return NOTHING
        if last.case_id is not None and last.revision is not None:
            context.seen = (last.case_id, last.revision)
        # What the plan no longer has is on nobody's screen as far as the plan knows.
        can_say = self._presenter.can_say(last.outcome)
        screen = self._presenter.screen(last.outcome) if can_say else None
        replies = last.replies or (await self._shown_again(last, context) if can_say else ())
        return OnScreen(
            numbered_buttons(replies),
            len({button for reply in replies for button in reply.choices}),
            last.earlier,
            await self._menu(last, screen, replies, context),
            beside=last.outcome.turn in _BESIDE or (screen is not None and screen.is_aside),
            says_back=screen is not None and screen.says_back,
            taken=last.outcome.turn == "move" and last.reading is not None,
            misses=last.misses,
            agreed=last.outcome.subject in AGREED_DAYS,
            asks_about=last.reading.danger.kind if last.reading and last.reading.danger else None,
        )

    def before(self, address: Address) -> LastShown | None:
        """What this process showed an address last."""
        return self._last.get(address)

    async def _latest(self, context: TurnContext) -> LastShown | None:
        """What this address was shown last, as far as it is known."""
        known = self._last.get(context.address)
        if context.member is not None and not context.practising:
            noted = await context.unit.last_answer(context.address)
            # Another instance may have shown something since: then what this one remembers is no longer on screen.
            if noted is not None and (known is None or known.message_key != noted.message_key):
                return LastShown(noted.outcome, noted.case_id)
        return known

    async def _menu(
        self, last: LastShown, screen: Screen | None, replies: tuple[Reply, ...], context: TurnContext
    ) -> Menu | None:
        """The buttons on screen, when they are not those of the step."""
        outcome = last.outcome
        if screen is None or not screen.shows_own_buttons or not replies:
            return None
        if screen.needs_case and await self._case_then(last, context) is None:
            return None
        awaited = outcome if screen.awaits_day else None
        question = replies[-1].question or screen.question
        return Menu(replies[-1].buttons, screen.yes_or_no, awaited, outcome.asks is not None, question)

    async def _shown_again(self, last: LastShown, context: TurnContext) -> tuple[Reply, ...]:
        """The replies to an outcome that this process did not make itself, as they are now."""
        then = dataclasses.replace(context)
        then.case = await self._case_then(last, context)
        return await self._presenter.replies(last.outcome, then)

    async def _case_then(self, last: LastShown, context: TurnContext) -> Case | None:
        """The case that was open when it was shown: perhaps closed meanwhile."""
        if context.case is not None or last.case_id is None or context.member is None:
            return context.case
        open_case = await context.unit.case(last.case_id, context.member)
        return open_case or await context.unit.closed_case(context.member, case_id=last.case_id)
