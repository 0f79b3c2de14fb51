"""Hands what comes in to the conversation, once, and keeps the answer for the page."""

from __future__ import annotations

import asyncio
import dataclasses
from dataclasses import dataclass, field

from bot.channels.monitoring.metrics import Metrics
from bot.channels.web import WEB
from bot.channels.web.visits.clock import now_ms
from bot.channels.web.visits.store_turns import Gate
from bot.channels.web.visits.visits import Place, Said, Turn, Visit
from bot.conversation.conversation import Conversation
from bot.conversation.practice_cases import PRACTICE_CODE
from bot.domain.messages import Address, Answer, Message
from bot.domain.teams import Member

_START = "/start"
_HERE = "/verder"


@dataclass
class Talking:
    """The one door from pages to the conversation."""

    conversation: Conversation
    store: Gate
    metrics: Metrics
    _noting: set[asyncio.Task[None]] = field(default_factory=set)

    async def chat(self, visit: Visit, member: Member | None, said: Said) -> Turn:
        """Say or tap something in the chat; the same again changes nothing. Raises `StoreError` after the answer."""
        async with visit.lock:
            known = visit.known(said)
            if known is not None:
                return known
            answer = await self._answer(visit, visit.chat, member, said)
            turn = visit.new_turn(said, _shown(visit, said, answer), answer, withheld=_is_withheld(said, answer))
            visit.add(turn)
            await self._note_place(visit, member, answer)
            return turn

    async def board(self, visit: Visit, member: Member, said: Said) -> Turn:
        """Do something on the board; the same again changes nothing."""
        async with visit.lock:
            known = visit.known(said)
            if known is not None:
                return known
            answer = await self._answer(visit, visit.board, member, said)
            turn = visit.new_turn(said, _shown(visit, said, answer), answer, withheld=_is_withheld(said, answer))
            visit.panel = turn
            return turn

    async def show_place(self, visit: Visit, member: Member | None) -> None:
        """Put on an empty page where the conversation was: after signing in, or after a restart."""
        async with visit.opening:
            if visit.was_refused:
                visit.turns.clear()
            if not visit.turns:
                at_a_case = member is not None and member.current_case_id is not None
                turn = await self.chat(visit, member, Said(now_ms(), text=_HERE if at_a_case else _START))
                visit.turns[-1] = dataclasses.replace(turn, said="")

    async def welcome(self) -> Answer:
        """What somebody new sees. It belongs to nobody."""
        async with self.store.turn():
            return await self.conversation.answer(Message(0, Address(WEB.name, 0), text=_START))

    async def is_overtaken(self, visit: Visit, member: Member) -> bool:
        """Whether the open case changed since the page showed it: on another device, or by a colleague."""
        place = visit.place
        return place.revision is not None and await self._revision(member.address) != place.revision

    async def _answer(self, visit: Visit, screen: Address, member: Member | None, said: Said) -> Answer:
        acting_for = member.address if member is not None else None
        message = Message(
            visit.message_number(said, now_ms()),
            screen,
            text=said.text,
            tap=said.tap,
            member=acting_for,
            aside=screen is visit.board,
        )
        async with self.store.turn():
            answer = await self.metrics.timed(self.conversation.answer(message))
            if not answer.replies and not answer.notice:
                # Answered before a restart: the page has lost what was said, the case has not.
                again = Said(0, text=_HERE)
                here = dataclasses.replace(message, id=visit.message_number(again, now_ms()), text=again.text, tap=None)
                answer, message = await self.conversation.answer(here), here
        if answer.stored:
            # Whoever waits for the answer need not wait for this as well.
            noting = asyncio.create_task(self._note_sent(message))
            self._noting.add(noting)
            noting.add_done_callback(self._noting.discard)
        return answer

    async def _note_sent(self, message: Message) -> None:
        async with self.store.turn():
            await self.conversation.sent(message)

    async def finish(self) -> None:
        """Note what is still to be noted."""
        await asyncio.gather(*self._noting, return_exceptions=True)

    async def _note_place(self, visit: Visit, member: Member | None, answer: Answer) -> None:
        if answer.turn == "refusal" and answer.case is None:
            return
        practising = answer.case == PRACTICE_CODE
        real = member is not None and answer.case is not None and not practising
        revision = await self._revision(member.address) if member is not None and real else None
        visit.place = Place(answer.case, answer.step, revision)

    async def _revision(self, address: Address) -> tuple[int, int] | None:
        async with self.store.unit() as unit:
            member = await unit.member(address)
            if member is None or member.current_case_id is None:
                return None
            case = await unit.case(member.current_case_id, member)
            return (case.id or 0, case.revision) if case is not None else None


def _shown(visit: Visit, said: Said, answer: Answer) -> str:
    """What the page shows of what came in."""
    if said.tap is None:
        return said.text
    return visit.label_of(said.tap) or answer.chosen


def _is_withheld(said: Said, answer: Answer) -> bool:
    return answer.reminder is not None or said.is_code
