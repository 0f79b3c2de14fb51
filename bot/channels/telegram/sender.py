"""What the bot does on Telegram. What Telegram refuses for good is logged and left; an outage is for the queue."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Literal

import telegram
from telegram import LinkPreviewOptions
from telegram.error import ChatMigrated, TelegramError
from telegram.ext import ExtBot

from bot.channels.monitoring.metrics import Metrics
from bot.channels.telegram.client import REFUSED
from bot.channels.telegram.rendering import answered_html, as_html, keyboard
from bot.channels.telegram.updates import Incoming
from bot.domain.messages import Reply

_log = logging.getLogger(__name__)

_NOTICE_LIMIT = 200
"""Characters of a toast on a tapped button."""

NOT_MODIFIED = "message is not modified"

Draw = Callable[[str | None], bytes]
"""The flowchart as PNG, with a step highlighted."""


_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
"""A picture of the bot under its own link would only push the buttons away."""


class Sender:
    """Sends, edits and deletes. A refusal never keeps the rest of an answer from arriving."""

    def __init__(self, bot: ExtBot[int], draw: Draw, metrics: Metrics) -> None:
        self._bot = bot
        self._draw = draw
        self._metrics = metrics

    async def toast(self, callback: str, notice: str) -> None:
        """Answer a tap at once, so that the phone stops waiting; too late is no harm."""
        await self._tried(self._bot.answer_callback_query(callback, text=notice[:_NOTICE_LIMIT] or None), logging.INFO)

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
        await self._tried(edit, logging.INFO)

    async def replace(self, incoming: Incoming, reply: Reply) -> None:
        """Put a reply in the place of the message that was tapped; where that cannot be, send it."""
        if incoming.message_id is None or reply.picture is not None or not await self._put(incoming, reply):
            await self.send(incoming.chat, reply)

    async def _put(self, incoming: Incoming, reply: Reply) -> bool:
        html, buttons = as_html(reply, self._bot.username), keyboard(reply)
        try:
            await self._bot.edit_message_text(
                html, incoming.chat, incoming.message_id, reply_markup=buttons, link_preview_options=_preview(reply)
            )
        except REFUSED as error:
            # An edit that is repeated after an outage may have arrived the first time.
            return NOT_MODIFIED in error.message.lower() or self._note(error, logging.INFO)
        return True

    async def send(self, chat: int, reply: Reply, level: int = logging.WARNING) -> None:
        """One reply as one message; a drawing first, where it has one. A group that moved gets it where it is now."""
        try:
            await self._sending(chat, reply)
        except ChatMigrated as error:
            await self._tried(self._sending(error.new_chat_id, reply), level)
        except REFUSED as error:
            self._note(error, level)

    async def _sending(self, chat: int, reply: Reply) -> telegram.Message:
        html, buttons = as_html(reply, self._bot.username), keyboard(reply)
        if reply.picture is not None:
            picture = self._draw(reply.picture or None)
            return await self._bot.send_photo(chat, picture, caption=html, reply_markup=buttons)
        return await self._bot.send_message(chat, html, reply_markup=buttons, link_preview_options=_preview(reply))

    async def delete(self, chat: int, message_id: int) -> bool:
        """Remove a message; whether Telegram allowed it."""
        return await self._tried(self._bot.delete_message(chat, message_id), logging.INFO)

    async def leave(self, chat: int) -> None:
        """Leave a group."""
        await self._tried(self._bot.leave_chat(chat), logging.INFO)

    async def _tried(self, call: Awaitable[object], level: int) -> bool:
        """Make a call; False when Telegram refuses it for good."""
        try:
            await call
        except REFUSED as error:
            return self._note(error, level)
        return True

    def _note(self, error: TelegramError, level: int) -> Literal[False]:
        _log.log(level, "Telegram refused: %s", error.message)
        self._metrics.refused()
        return False


def _preview(reply: Reply) -> LinkPreviewOptions | None:
    return _NO_PREVIEW if reply.start else None
