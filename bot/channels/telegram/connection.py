"""The Bot API client: python-telegram-bot with its rate limiter, and waiting for a Telegram that is not there."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from telegram import Bot
from telegram.constants import ParseMode
from telegram.error import InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.ext import AIORateLimiter, Defaults, ExtBot
from telegram.request import HTTPXRequest

from bot.settings import Settings

_TELEGRAM = "https://api.telegram.org/bot"
_TRIES_WHEN_FLOODED = 10
_POOL = 64
_TIMEOUT = 10.0
_FIRST_WAIT, _LONGEST_WAIT = 1.0, 60.0
_ASK_TIMEOUT = 5.0


class TokenRefusedError(Exception):
    """Telegram does not know the token."""


def make_bot(settings: Settings) -> ExtBot[int]:
    """The client. It respects Telegram's flood limits, and waits and tries again when told to."""
    base = settings.telegram_api_url.rstrip("/") or _TELEGRAM
    return ExtBot(
        settings.telegram_token.get_secret_value(),
        base_url=base,
        base_file_url=base.removesuffix("/bot") + "/file/bot",
        request=HTTPXRequest(connection_pool_size=_POOL, read_timeout=_TIMEOUT, connect_timeout=_TIMEOUT),
        get_updates_request=HTTPXRequest(connection_pool_size=2, connect_timeout=_TIMEOUT),
        defaults=Defaults(parse_mode=ParseMode.HTML),
        rate_limiter=AIORateLimiter(max_retries=_TRIES_WHEN_FLOODED),
    )


async def connect(bot: Bot, tell: Callable[[str], None]) -> None:
    """Wait until Telegram answers. Raises `TokenRefusedError` when it refuses the token."""
    waits = Waits()
    while True:
        try:
            await bot.initialize()
        except InvalidToken as error:
            raise TokenRefusedError("EHBC_TELEGRAM_TOKEN: Telegram refuses this token") from error
        except TelegramError as error:
            wait = pause_after(error, next(waits))
            tell(f"ehbc: Telegram cannot be reached ({error.message}); trying again in {wait:.0f} s")
            await asyncio.sleep(wait)
        else:
            return


class Waits:
    """Seconds to wait after each failure in a row: 1, 2, 4 … at most 60."""

    def __init__(self) -> None:
        self._next = _FIRST_WAIT

    def __next__(self) -> float:
        wait, self._next = self._next, min(self._next * 2, _LONGEST_WAIT)
        return wait

    def reset(self) -> None:
        """Begin again after a success."""
        self._next = _FIRST_WAIT


def pause_after(error: TelegramError, otherwise: float) -> float:
    """Seconds to wait after an error: what Telegram asks for, if it asks."""
    if isinstance(error, RetryAfter):
        asked = error.retry_after
        return float(asked if isinstance(asked, int | float) else asked.total_seconds())
    return otherwise


async def ask_username(settings: Settings, tell: Callable[[str], None]) -> str | None:
    """The bot's @name; None, with a word why, when Telegram cannot tell."""
    bot = make_bot(settings)
    try:
        async with asyncio.timeout(_ASK_TIMEOUT):
            await bot.initialize()
            return bot.username
    except InvalidToken:
        tell("ehbc: no deep link: Telegram refuses EHBC_TELEGRAM_TOKEN; the code works all the same.")
    except (NetworkError, TimeoutError):
        tell("ehbc: no deep link: Telegram cannot be reached; the code works all the same.")
    finally:
        await bot.shutdown()
    return None
