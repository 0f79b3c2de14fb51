"""Long polling that confirms an update only after what it asked for is committed.

python-telegram-bot's own Updater confirms a batch to Telegram before it is handled; a crash in between would lose it.
Its `get_updates` reads a batch as a whole; one update that it cannot read would keep all from being read, again and
again. So the updates are taken as they come, and read one by one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from telegram.error import EndPointNotFound, InvalidToken, TelegramError
from telegram.ext import ExtBot

from bot.channels.delivery.queue import Waits
from bot.channels.telegram.client import REQUEST_TIMEOUT, TokenRefusedError, pause_after, what
from bot.channels.telegram.dispatcher import Dispatcher
from bot.channels.telegram.updates import ALLOWED_UPDATES, read_number

_POLL_SECONDS = 30
_BATCH = 10
"""Updates taken at once: what is taken is confirmed with the next request, and after a crash comes again until then."""


async def poll(
    bot: ExtBot[int],
    dispatcher: Dispatcher,
    tell: Callable[[str], None],
    works: Callable[[bool], None] = lambda _: None,
) -> None:
    """Take updates until cancelled, through every outage.

    Args:
        bot: the client.
        dispatcher: who answers.
        tell: tells the operator of an outage, and of its end.
        works: told after every request whether Telegram answered.

    Raises:
        TokenRefusedError: the token is withdrawn.
    """
    offset: int | None = None
    waits = Waits()
    silent = False
    while True:
        try:
            updates = await _next_updates(bot, offset)
        except (InvalidToken, EndPointNotFound) as error:
            raise TokenRefusedError("EHBC_TELEGRAM_TOKEN: Telegram no longer accepts this token") from error
        except TelegramError as error:
            wait = pause_after(error, next(waits))
            works(False)
            if not silent:
                tell(f"ehbc: {what(error)}; trying again")
                silent = True
            await asyncio.sleep(wait)
            continue
        if silent:
            tell("ehbc: Telegram answers again.")
        silent = False
        works(True)
        waits.reset()
        for number, update in updates:
            await dispatcher.take(update)
            offset = number + 1


async def _next_updates(bot: ExtBot[int], offset: int | None) -> list[tuple[int, object]]:
    """What waits, with its numbers. Raises `TelegramError`."""
    wanted: dict[str, object] = {"offset": offset, "limit": _BATCH, "timeout": _POLL_SECONDS}
    wanted["allowed_updates"] = list(ALLOWED_UPDATES)
    updates = await bot.do_api_request("getUpdates", wanted, read_timeout=_POLL_SECONDS + REQUEST_TIMEOUT)
    try:
        return [(read_number(update), update) for update in updates]
    except (TypeError, ValueError) as error:
        raise TelegramError("Invalid server response") from error
