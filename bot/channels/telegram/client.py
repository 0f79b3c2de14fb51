"""The Bot API client: python-telegram-bot with its rate limiter, what its errors mean, and waiting out an outage."""

from __future__ import annotations

import asyncio
import logging
import re
import warnings
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
from telegram import Bot
from telegram.constants import ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)
from telegram.ext import AIORateLimiter, Defaults, ExtBot
from telegram.request import HTTPXRequest
from telegram.warnings import PTBDeprecationWarning, PTBUserWarning

from bot.channels.delivery.queue import Waits
from bot.logs import LogFormat, set_up_logs
from bot.ports.notifier import Refused, TryLater
from bot.settings import Settings

_TELEGRAM = "https://api.telegram.org/bot"
_POOL = 64
REQUEST_TIMEOUT = 10.0
_ASK_TIMEOUT = 5.0
_PAGE = re.compile(r"\. Parsing the server response .*", re.DOTALL)
"""What the client adds to an error when a gateway answers a page instead of JSON: the whole page."""

_GONE = ("chat not found", "user not found", "peer_id_invalid", "user is deactivated", "chat was deactivated")
"""What Telegram says, as a bad request, of a chat where nothing will arrive any more."""
REFUSED = (BadRequest, ChatMigrated, Forbidden)
"""What trying again would not change."""


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


def pause_after(error: TelegramError, otherwise: float) -> float:
    """Seconds to wait after an error: what Telegram asks for, if it asks."""
    if isinstance(error, RetryAfter):
        with warnings.catch_warnings():
            # It warns of another type to come; both are taken here.
            warnings.simplefilter("ignore", PTBDeprecationWarning)
            asked = error.retry_after
        return float(asked if isinstance(asked, int | float) else asked.total_seconds())
    return otherwise


def meaning_of(error: TelegramError) -> Refused | TryLater:
    """What an error means for what was being sent."""
    if isinstance(error, REFUSED):
        blocked = isinstance(error, Forbidden)
        return Refused(lost=blocked or any(gone in error.message.lower() for gone in _GONE))
    return TryLater(pause_after(error, 0.0) if isinstance(error, RetryAfter) else None)


def sort_error(error: Exception) -> Refused | TryLater | None:
    """The same of any error; None for one that is not Telegram's."""
    return meaning_of(error) if isinstance(error, TelegramError) else None


def what(error: TelegramError) -> str:
    """An error in one line for the operator."""
    message = _PAGE.sub("", error.message)
    if isinstance(error, Conflict):
        return "another program polls with the same token"
    if isinstance(error, NetworkError) and not isinstance(error, BadRequest):
        return f"Telegram cannot be reached ({message})"
    return f"Telegram refuses ({message})"


def quiet_logs(form: LogFormat = LogFormat.TEXT) -> None:
    """Warnings on stderr. What would repeat a message or an address that holds the token is silenced.

    python-telegram-bot logs what it cannot read, whole; its errors come to us as exceptions, told in our own words.
    """
    set_up_logs(form)
    for name in ("httpx", "httpcore", "tornado"):
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger("telegram").setLevel(logging.CRITICAL + 1)
    # It advises its own way of taking updates, which one that it cannot read would stop: see `polling`.
    warnings.filterwarnings("ignore", "Please use 'Bot.getUpdates'", PTBUserWarning)


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
