"""Delivers what the bot says of its own accord, and tells what became of it."""

from __future__ import annotations

import logging
from collections.abc import Awaitable

import telegram
from telegram.error import ChatMigrated, Forbidden, RetryAfter, TelegramError
from telegram.ext import ExtBot

from bot.channels.monitoring.metrics import Metrics
from bot.channels.telegram import TELEGRAM
from bot.channels.telegram.client import meaning_of
from bot.channels.telegram.rendering import as_html, keyboard
from bot.channels.telegram.sender import NOT_MODIFIED
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
        html = as_html(reply, self._bot.username)
        sending = self._bot.send_message(address.number, html, reply_markup=keyboard(reply))
        return self._counted(await _outcome(sending), NoticeState.SENT)

    async def change(self, address: Address, message_id: int, reply: Reply) -> DeliveryResult:
        """Put something else in the place of a message that was sent; that it already says so counts as delivered."""
        html = as_html(reply, self._bot.username)
        edit = self._bot.edit_message_text(html, address.number, message_id, reply_markup=keyboard(reply))
        return self._counted(await _outcome(edit, message_id), NoticeState.CHANGED)

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


async def _outcome(call: Awaitable[object], known_id: int | None = None) -> DeliveryResult:
    """What became of a call; `known_id` is the message it changes."""
    try:
        message = await call
    except ChatMigrated as error:
        return Moved(Address(TELEGRAM.name, error.new_chat_id))
    except TelegramError as error:
        if known_id is not None and NOT_MODIFIED in error.message.lower():
            return Delivered(known_id)
        meaning = meaning_of(error)
        # Somebody who blocks the bot, and being told to slow down, are nothing to look into.
        level = logging.INFO if isinstance(error, Forbidden | RetryAfter) else logging.WARNING
        if isinstance(meaning, Refused):
            _log.log(level, "Telegram refused: %s", error.message)
        else:
            _log.log(level, "a notice could not be sent now: %s", type(error).__name__)
        return meaning
    return Delivered(message.message_id if isinstance(message, telegram.Message) else known_id or 0)
