"""Hands what comes in to the conversation, once, and keeps the answer for the page."""

from __future__ import annotations

import asyncio
import dataclasses
from dataclasses import dataclass, field

from bot.channels.monitoring.metrics import Metrics
from bot.channels.web import WEB
from bot.channels.web.visits.store_turns import StoreTurns
from bot.channels.web.visits.visit import Exchange, Said, Visit, Whereabouts
from bot.clock import now_ms
from bot.conversation.conversation import Conversation
from bot.conversation.practice_cases import PRACTICE_CODE
from bot.domain.messages import Address, Answer, Message
from bot.domain.teams import Member

_START = "/start"
_HERE = "/verder"


@dataclass
class Exchanges:
    """What pages and the conversation exchange; no page asks the conversation itself."""

    conversation: Conversation
    store: StoreTurns
    metrics: Metrics
    _noting: set[asyncio.Task[None]] = field(default_factory=set)

    async def chat(self, visit: Visit, member: Member | None, said: Said) -> Exchange:
        """Say or tap something in the chat; the same again changes nothing. Raises `StoreError` after the answer."""
        async with visit.lock:
            known = visit.known(said)
            if known is not None:
                return known
            answer = await self._answer(visit, visit.chat, member, said)
            exchange = visit.new_exchange(
                said, _shown(visit, said, answer), answer, withheld=_is_withheld(said, answer)
            )
            visit.add(exchange)
            await self._note_whereabouts(visit, member, answer)
            return exchange

    async def board(self, visit: Visit, member: Member, said: Said) -> Exchange:
        """Do something on the board; the same again changes nothing."""
        async with visit.lock:
            known = visit.known(said)
            if known is not None:
                return known
            answer = await self._answer(visit, visit.board, member, said)
            exchange = visit.new_exchange(
                said, _shown(visit, said, answer), answer, withheld=_is_withheld(said, answer)
            )
            visit.panel = exchange
            return exchange

    async def resume(self, visit: Visit, member: Member | None) -> None:
        """Put on an empty page where the conversation was: after signing in, or after a restart."""
        async with visit.opening:
            if visit.was_refused:
                visit.exchanges.clear()
            if not visit.exchanges:
                at_a_case = member is not None and member.current_case_id is not None
                exchange = await self.chat(visit, member, Said(now_ms(), text=_HERE if at_a_case else _START))
                visit.exchanges[-1] = dataclasses.replace(exchange, said="")

    async def welcome(self) -> Answer:
        """What somebody new sees. It belongs to nobody."""
        async with self.store.one_at_a_time():
            return await self.conversation.answer(Message("0", Address(WEB.name, "0"), text=_START))

    async def is_overtaken(self, visit: Visit, member: Member) -> bool:
        """Whether the open case changed since the page showed it: on another device, or by a colleague."""
        known = visit.whereabouts
        return known.revision is not None and await self._revision(member.address) != known.revision

    async def _answer(self, visit: Visit, screen: Address, member: Member | None, said: Said) -> Answer:
        acting_for = member.address if member is not None else None
        message = Message(
            visit.message_key(said, now_ms()),
            screen,
            text=said.text,
            tap=said.tap,
            member=acting_for,
            aside=screen is visit.board,
        )
        async with self.store.one_at_a_time():
            answer = await self.metrics.timed(self.conversation.answer(message))
            if not answer.replies and not answer.notice:
                # Answered before a restart: the page has lost what was said, the case has not.
                again = Said(0, text=_HERE)
                here = dataclasses.replace(message, key=visit.message_key(again, now_ms()), text=again.text, tap=None)
                answer, message = await self.conversation.answer(here), here
        if answer.stored:
            # Whoever waits for the answer need not wait for this as well.
            noting = asyncio.create_task(self._note_sent(message))
            self._noting.add(noting)
            noting.add_done_callback(self._noting.discard)
        return answer

    async def _note_sent(self, message: Message) -> None:
        async with self.store.one_at_a_time():
            await self.conversation.sent(message)

    async def finish(self) -> None:
        """Note what is still to be noted."""
        await asyncio.gather(*self._noting, return_exceptions=True)

    async def _note_whereabouts(self, visit: Visit, member: Member | None, answer: Answer) -> None:
        if answer.turn == "refusal" and answer.case is None:
            return
        practising = answer.case == PRACTICE_CODE
        real = member is not None and answer.case is not None and not practising
        revision = await self._revision(member.address) if member is not None and real else None
        visit.whereabouts = Whereabouts(answer.case, answer.step, revision)

    async def _revision(self, address: Address) -> tuple[int, int] | None:
        async with self.store.unit() as unit:
            member = await unit.member(address)
            if member is None or member.current_case_id is None:
                return None
            case = await unit.case(member.current_case_id, member)
            return (case.id, case.revision) if case is not None else None


def _shown(visit: Visit, said: Said, answer: Answer) -> str:
    """What the page shows of what came in."""
    if said.tap is None:
        return said.text
    return visit.label_of(said.tap) or answer.chosen


def _is_withheld(said: Said, answer: Answer) -> bool:
    return answer.reminder is not None or said.is_code
