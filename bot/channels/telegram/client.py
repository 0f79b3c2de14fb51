"""The Bot API client: python-telegram-bot with its rate limiter, and waiting for a Telegram that is not there."""

from __future__ import annotations

import asyncio
import re
import warnings
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
from telegram import Bot
from telegram.constants import ParseMode
from telegram.error import BadRequest, Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.ext import AIORateLimiter, Defaults, ExtBot
from telegram.request import HTTPXRequest
from telegram.warnings import PTBDeprecationWarning

from bot.channels.telegram.logs import quiet_logs
from bot.settings import Settings

_TELEGRAM = "https://api.telegram.org/bot"
_POOL = 64
REQUEST_TIMEOUT = 10.0
_FIRST_WAIT, _LONGEST_WAIT = 1.0, 60.0
_ASK_TIMEOUT = 5.0
_PAGE = re.compile(r"\. Parsing the server response .*", re.DOTALL)
"""What the client adds to an error when a gateway answers a page instead of JSON: the whole page."""


class TokenRefusedError(Exception):
    """Telegram does not know the token."""


def make_bot(settings: Settings) -> ExtBot[int]:
    """The client. It keeps under Telegram's flood limits; a `RetryAfter` all the same is for the caller to wait out.

    The rate limiter could wait itself, but then one person who taps too fast would make everybody wait.
    """
    # Reading the certificates takes a thirtieth of a second: once for both.
    tls: dict[str, Any] = {"verify": httpx.create_ssl_context()}
    base = settings.telegram_api_url.rstrip("/") or _TELEGRAM
    return ExtBot(
        settings.telegram_token.get_secret_value(),
        base_url=base,
        base_file_url=base.removesuffix("/bot") + "/file/bot",
        request=HTTPXRequest(
            connection_pool_size=_POOL, read_timeout=REQUEST_TIMEOUT, connect_timeout=REQUEST_TIMEOUT, httpx_kwargs=tls
        ),
        get_updates_request=HTTPXRequest(connection_pool_size=2, connect_timeout=REQUEST_TIMEOUT, httpx_kwargs=tls),
        defaults=Defaults(parse_mode=ParseMode.HTML),
        rate_limiter=AIORateLimiter(max_retries=0),
    )


async def connect(bot: Bot, tell: Callable[[str], None]) -> None:
    """Wait until Telegram answers. Raises `TokenRefusedError` when it refuses the token."""
    await insist(bot.initialize, tell)


async def insist(action: Callable[[], Awaitable[object]], tell: Callable[[str], None]) -> None:
    """Do something again and again until it succeeds; the operator hears of an outage once, and of its end.

    Raises:
        TokenRefusedError: Telegram does not know the token; waiting would not help.
    """
    waits = Waits()
    told = ""
    while True:
        try:
            await action()
        except InvalidToken as error:
            raise TokenRefusedError("EHBC_TELEGRAM_TOKEN: Telegram refuses this token") from error
        except TelegramError as error:
            wait = pause_after(error, next(waits))
            if told != (told := what(error)):
                tell(f"ehbc: {told}; trying again")
            await asyncio.sleep(wait)
        else:
            if told:
                tell("ehbc: Telegram answers again.")
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
        with warnings.catch_warnings():
            # It warns of another type to come; both are taken here.
            warnings.simplefilter("ignore", PTBDeprecationWarning)
            asked = error.retry_after
        return float(asked if isinstance(asked, int | float) else asked.total_seconds())
    return otherwise


def what(error: TelegramError) -> str:
    """An error in one line for the operator."""
    message = _PAGE.sub("", error.message)
    if isinstance(error, Conflict):
        return "another program polls with the same token"
    if isinstance(error, NetworkError) and not isinstance(error, BadRequest):
        return f"Telegram cannot be reached ({message})"
    return f"Telegram refuses ({message})"


async def ask_username(settings: Settings, tell: Callable[[str], None]) -> str | None:
    """The bot's @name; None, with a word why, when Telegram cannot tell."""
    quiet_logs(settings.log_format)
    bot = make_bot(settings)
    try:
        async with asyncio.timeout(_ASK_TIMEOUT):
            await bot.initialize()
            return bot.username
    except InvalidToken:
        tell("ehbc: no deep link: Telegram refuses EHBC_TELEGRAM_TOKEN; the code works all the same.")
    except (TelegramError, TimeoutError):
        tell("ehbc: no deep link: Telegram cannot be reached; the code works all the same.")
    finally:
        await bot.shutdown()
    return None
