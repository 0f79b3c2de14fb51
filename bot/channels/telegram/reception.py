"""Takes updates in one by one, has them answered, and hands the answers to the courier."""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections import OrderedDict
from collections.abc import Callable

import telegram
from telegram.error import BadRequest, Forbidden
from telegram.ext import ExtBot

from bot.channels.telegram.courier import Courier
from bot.channels.telegram.incoming import CHANNEL, Incoming, Kind, sort
from bot.channels.telegram.outgoing import answered_html, as_html, keyboard
from bot.conversation import Conversation
from bot.messages import Answer, Message, Reply
from bot.sentences import Sentence
from bot.texts import Texts

_log = logging.getLogger(__name__)

_NOTICE_LIMIT = 200
"""Characters of a toast on a tapped button."""
_ALBUMS_REMEMBERED = 1_000
_HARMLESS_EDITS = ("not modified", "message to edit not found", "can't be edited", "message_id_invalid")

Draw = Callable[[str | None], bytes]
"""The flowchart as PNG, with a step highlighted."""


class Reception:
    """One door for updates, from polling or a webhook."""

    def __init__(self, bot: ExtBot[int], conversation: Conversation, say: Texts, draw: Draw) -> None:
        self._bot = bot
        self._conversation = conversation
        self._say = say
        self._draw = draw
        self._courier = Courier()
        self._turn = asyncio.Lock()
        self._on_the_way: set[int] = set()
        self._albums: OrderedDict[str, None] = OrderedDict()

    async def take(self, update: telegram.Update) -> None:
        """Answer one update. On return everything it confirms is committed; the replies are on their way."""
        incoming = sort(update)
        if incoming is None or incoming.message.id in self._on_the_way:
            return
        # One at a time: the order of a chat is kept, and a turn is a matter of milliseconds.
        async with self._turn:
            await self._answer(incoming)

    async def _answer(self, incoming: Incoming) -> None:
        match incoming.kind:
            case Kind.SAID | Kind.TAPPED:
                answer = await self._ask(incoming.message)
                self._send(incoming, answer)
            case Kind.ATTACHED:
                answer = await self._conversation.answer(incoming.message)
                self._courier.deliver(incoming.chat, lambda: self._refuse(incoming, answer))
            case Kind.EDITED:
                reply = Reply("", (self._say(Sentence.BEWERKT),))
                self._send(incoming, Answer("refusal", (reply,)))
            case Kind.INVITED:
                self._courier.deliver(incoming.chat, lambda: self._leave(incoming.chat))
            case Kind.TAPPED_ELSEWHERE:
                self._send(incoming, Answer("refusal", notice=self._say(Sentence.DOSSIER_ANDER)))

    async def _ask(self, message: Message) -> Answer:
        try:
            return await self._conversation.answer(message)
        # The last line of defence: a fault of ours must not stop the bot for everybody else. Neither the message nor
        # the error's own text is logged, since that could repeat what somebody typed.
        except Exception as error:  # noqa: BLE001 - see above
            frame = traceback.extract_tb(error.__traceback__)[-1]
            _log.error("%s at %s:%s", type(error).__name__, frame.filename, frame.lineno)
            return Answer("refusal", (Reply("", (self._say(Sentence.STORING),)),))

    def _send(self, incoming: Incoming, answer: Answer) -> None:
        self._on_the_way.add(incoming.message.id)
        steps = _Steps(self, incoming, answer)
        self._courier.deliver(incoming.chat, steps.run)

    async def resend(self) -> None:
        """Send what was committed before a crash and never arrived. Raises `StoreError`."""
        for message, answer in await self._conversation.unsent(CHANNEL):
            self._send(Incoming(Kind.SAID, message.sender.number, message), answer)

    async def finish(self, seconds: float) -> None:
        """Let what is under way arrive, at most so long."""
        await self._courier.finish(seconds)

    async def toast(self, callback: str, notice: str) -> None:
        """Answer a tap at once, so that the phone stops waiting; too late is no harm."""
        try:
            await self._bot.answer_callback_query(callback, text=notice[:_NOTICE_LIMIT] or None)
        except BadRequest as error:
            _log.info("a tap could not be answered: %s", error.message)

    async def mark_chosen(self, incoming: Incoming, chosen: str) -> None:
        """Show the choice on the message it was tapped on, without buttons."""
        if incoming.message_id is None or incoming.tapped_html is None:
            return
        text = answered_html(incoming.tapped_html, chosen)
        try:
            await self._bot.edit_message_text(text, chat_id=incoming.chat, message_id=incoming.message_id)
        except BadRequest as error:
            if not any(known in error.message.lower() for known in _HARMLESS_EDITS):
                raise

    async def send(self, chat: int, reply: Reply) -> None:
        """One reply as one message; a drawing first, where it has one."""
        if reply.picture is not None:
            picture = self._draw(reply.picture or None)
            await self._bot.send_photo(chat, picture, caption=as_html(reply), reply_markup=keyboard(reply))
        else:
            await self._bot.send_message(chat, as_html(reply), reply_markup=keyboard(reply))

    async def arrived(self, message: Message, *, stored: bool) -> None:
        """Note that the answer to a message has been sent."""
        if stored:
            await self._conversation.sent(message)
        self._on_the_way.discard(message.id)

    async def _refuse(self, incoming: Incoming, answer: Answer) -> None:
        deleted = False
        if incoming.message_id is not None:
            try:
                deleted = await self._bot.delete_message(incoming.chat, incoming.message_id)
            except (BadRequest, Forbidden) as error:
                _log.info("a message could not be deleted: %s", error.message)
        if incoming.album is not None:
            if incoming.album in self._albums:
                return
            self._albums[incoming.album] = None
            while len(self._albums) > _ALBUMS_REMEMBERED:
                self._albums.popitem(last=False)
        extra = (self._say(Sentence.BIJLAGE_VERWIJDERD),) if deleted else ()
        for reply in answer.replies:
            await self.send(incoming.chat, Reply(reply.title, (*reply.paragraphs, *extra)))

    async def _leave(self, chat: int) -> None:
        try:
            await self._bot.send_message(chat, as_html(Reply("", (self._say(Sentence.GROEP_WEG),))))
        except (BadRequest, Forbidden) as error:
            _log.info("no word in a group before leaving it: %s", error.message)
        await self._bot.leave_chat(chat)


class _Steps:
    """The sending of one answer, step by step: a retry goes on where it stopped and repeats nothing that arrived."""

    def __init__(self, reception: Reception, incoming: Incoming, answer: Answer) -> None:
        self._reception = reception
        self._incoming = incoming
        self._answer = answer
        self._toasted = incoming.callback is None
        self._marked = not answer.chosen
        self._sent = 0

    async def run(self) -> None:
        """Send what is still to be sent; the record is closed also when it cannot be delivered."""
        try:
            await self._go_on()
        except (Forbidden, BadRequest):
            await self._reception.arrived(self._incoming.message, stored=self._answer.stored)
            raise
        await self._reception.arrived(self._incoming.message, stored=self._answer.stored)

    async def _go_on(self) -> None:
        if not self._toasted and self._incoming.callback is not None:
            await self._reception.toast(self._incoming.callback, self._answer.notice)
            self._toasted = True
        if not self._marked:
            await self._reception.mark_chosen(self._incoming, self._answer.chosen)
            self._marked = True
        replies = self._answer.replies
        if self._incoming.callback is None and self._answer.notice and not replies:
            replies = (Reply("", (self._answer.notice,)),)
        while self._sent < len(replies):
            await self._reception.send(self._incoming.chat, replies[self._sent])
            self._sent += 1
