"""Delivers what the bot says of its own accord, and tells what became of it."""

from __future__ import annotations

import logging
from collections.abc import Awaitable

from telegram.error import ChatMigrated, Forbidden, RetryAfter, TelegramError
from telegram.ext import ExtBot

from bot.channels.monitoring.metrics import Metrics
from bot.channels.telegram.client import meaning_of
from bot.channels.telegram.rendering import as_html, chat_of, keyboard
from bot.channels.telegram.sender import NOT_MODIFIED
from bot.channels.telegram.updates import address_of
from bot.domain.messages import Address, Reply
from bot.domain.notices import NoticeState
from bot.ports.notifier import Delivered, DeliveryResult, Moved, Refused, TryLater

_log = logging.getLogger(__name__)


class TelegramNotifier:
    """The notifier of Telegram; a `bot.ports.notifier.Notifier`."""

    def __init__(self, bot: ExtBot[int], metrics: Metrics) -> None:
        self._bot = bot
        self._metrics = metrics

    async def deliver(self, address: Address, reply: Reply) -> DeliveryResult:
        """Send a message."""
        return self._counted(await _outcome(self._send(address, reply)), NoticeState.SENT)

    async def change(self, address: Address, message_key: str, reply: Reply) -> DeliveryResult:
        """Put something else in the place of a message that was sent; that it already says so counts as delivered."""
        return self._counted(await _outcome(self._edit(address, message_key, reply)), NoticeState.CHANGED)

    async def _send(self, address: Address, reply: Reply) -> str:
        html = as_html(reply, self._bot.username)
        sent = await self._bot.send_message(chat_of(address), html, reply_markup=keyboard(reply))
        return str(sent.message_id)

    async def _edit(self, address: Address, message_key: str, reply: Reply) -> str:
        html = as_html(reply, self._bot.username)
        try:
            await self._bot.edit_message_text(html, chat_of(address), int(message_key), reply_markup=keyboard(reply))
        except TelegramError as error:
            if NOT_MODIFIED not in error.message.lower():
                raise
        return message_key

    def _counted(self, delivery: DeliveryResult, done: NoticeState) -> DeliveryResult:
        match delivery:
            case Delivered():
                self._metrics.notice(done)
            case Refused():
                self._metrics.notice(NoticeState.REFUSED)
                self._metrics.refused()
            case Moved() | TryLater():
                self._metrics.notice(NoticeState.READY if done is NoticeState.SENT else NoticeState.TO_CHANGE)
        return delivery


async def _outcome(call: Awaitable[str]) -> DeliveryResult:
    """What became of a call that gives the key of a message."""
    try:
        return Delivered(await call)
    except ChatMigrated as error:
        return Moved(address_of(error.new_chat_id))
    except TelegramError as error:
        meaning = meaning_of(error)
        # Somebody who blocks the bot, and being told to slow down, are nothing to look into.
        level = logging.INFO if isinstance(error, Forbidden | RetryAfter) else logging.WARNING
        if isinstance(meaning, Refused):
            _log.log(level, "Telegram refused: %s", error.message)
        else:
            _log.log(level, "a notice could not be sent now: %s", type(error).__name__)
        return meaning
