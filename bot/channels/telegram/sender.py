"""What the bot does on Telegram. What Telegram refuses for good is logged and left; an outage is for the courier."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

from telegram.error import BadRequest, Forbidden
from telegram.ext import ExtBot

from bot.channels.telegram.incoming import Incoming
from bot.channels.telegram.outgoing import answered_html, as_html, keyboard
from bot.messages import Reply

_log = logging.getLogger(__name__)

_NOTICE_LIMIT = 200
"""Characters of a toast on a tapped button."""

Draw = Callable[[str | None], bytes]
"""The flowchart as PNG, with a step highlighted."""


class Sender:
    """Sends, edits and deletes. A refusal never keeps the rest of an answer from arriving."""

    def __init__(self, bot: ExtBot[int], draw: Draw) -> None:
        self._bot = bot
        self._draw = draw

    async def toast(self, callback: str, notice: str) -> None:
        """Answer a tap at once, so that the phone stops waiting; too late is no harm."""
        await _tried(self._bot.answer_callback_query(callback, text=notice[:_NOTICE_LIMIT] or None), logging.INFO)

    async def mark_chosen(self, incoming: Incoming, chosen: str) -> None:
        """Show the choice on the message it was tapped on, without buttons."""
        if incoming.message_id is None:
            return
        if incoming.tapped_html is None:
            # Telegram no longer tells what an old message says, but its buttons can still go.
            edit = self._bot.edit_message_reply_markup(incoming.chat, incoming.message_id, reply_markup=None)
        else:
            text = answered_html(incoming.tapped_html, chosen)
            edit = self._bot.edit_message_text(text, chat_id=incoming.chat, message_id=incoming.message_id)
        # Changed already, or deleted by the person: nothing is lost with it.
        await _tried(edit, logging.INFO)

    async def send(self, chat: int, reply: Reply) -> None:
        """One reply as one message; a drawing first, where it has one."""
        if reply.picture is not None:
            picture = self._draw(reply.picture or None)
            sending = self._bot.send_photo(chat, picture, caption=as_html(reply), reply_markup=keyboard(reply))
        else:
            sending = self._bot.send_message(chat, as_html(reply), reply_markup=keyboard(reply))
        await _tried(sending, logging.WARNING)

    async def delete(self, chat: int, message_id: int) -> bool:
        """Remove a message; whether Telegram allowed it."""
        return await _tried(self._bot.delete_message(chat, message_id), logging.INFO)

    async def leave(self, chat: int) -> None:
        """Leave a group."""
        await _tried(self._bot.leave_chat(chat), logging.INFO)


async def _tried(call: Awaitable[object], level: int) -> bool:
    """Make a call; False when Telegram refuses it for good."""
    try:
        await call
    except (BadRequest, Forbidden) as error:
        _log.log(level, "Telegram refused: %s", error.message)
        return False
    return True
