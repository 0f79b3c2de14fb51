"""Long polling that confirms an update only after what it asked for is committed.

python-telegram-bot's own Updater confirms a batch to Telegram before it is handled; a crash in between would lose it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from telegram.error import InvalidToken, TelegramError
from telegram.ext import ExtBot

from bot.channels.telegram.connection import TokenRefusedError, Waits, pause_after, what
from bot.channels.telegram.incoming import ALLOWED_UPDATES
from bot.channels.telegram.reception import Reception

_POLL_SECONDS = 30


async def poll(bot: ExtBot[int], reception: Reception, tell: Callable[[str], None]) -> None:
    """Take updates until cancelled, through every outage. Raises `TokenRefusedError` when the token is withdrawn."""
    offset: int | None = None
    waits = Waits()
    silent = False
    while True:
        try:
            updates = await bot.get_updates(offset=offset, timeout=_POLL_SECONDS, allowed_updates=ALLOWED_UPDATES)
        except InvalidToken as error:
            raise TokenRefusedError("EHBC_TELEGRAM_TOKEN: Telegram no longer accepts this token") from error
        except TelegramError as error:
            wait = pause_after(error, next(waits))
            if not silent:
                tell(f"ehbc: {what(error)}; trying again")
                silent = True
            await asyncio.sleep(wait)
            continue
        if silent:
            tell("ehbc: Telegram answers again.")
        silent = False
        waits.reset()
        for update in updates:
            await reception.take(update)
            offset = update.update_id + 1
