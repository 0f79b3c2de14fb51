"""Run on Telegram until told to stop."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Callable

from telegram import BotCommand, BotCommandScopeAllPrivateChats
from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.channels.telegram.connection import TokenRefusedError, Waits, connect, make_bot, pause_after
from bot.channels.telegram.polling import poll
from bot.channels.telegram.reception import Draw, Reception
from bot.channels.telegram.webhook import listening
from bot.commands import SLASH
from bot.conversation import Conversation
from bot.sentences import Sentence
from bot.settings import Settings
from bot.texts import Texts

_FINISH_SECONDS = 5.0
_WRONG_SETTING = 2


async def run_telegram(
    settings: Settings, conversation: Conversation, say: Texts, draw: Draw, tell: Callable[[str], None]
) -> int:
    """Serve until SIGINT or SIGTERM; the exit status. What is under way is finished first."""
    quiet_logs()
    problem = webhook_problem(settings)
    if problem:
        tell(f"ehbc: {problem}")
        return _WRONG_SETTING
    serving = asyncio.create_task(serve(settings, conversation, say, draw, tell))
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, serving.cancel)
    try:
        await serving
    except asyncio.CancelledError:
        tell("ehbc: stopped.")
    except TokenRefusedError as error:
        tell(f"ehbc: {error}")
        return _WRONG_SETTING
    return 0


async def serve(
    settings: Settings, conversation: Conversation, say: Texts, draw: Draw, tell: Callable[[str], None]
) -> None:
    """Connect, announce the commands, send what was left unsent, then take updates until cancelled.

    Raises:
        TokenRefusedError: Telegram does not know the token.
    """
    bot = make_bot(settings)
    reception = Reception(bot, conversation, say, draw)
    try:
        await connect(bot, tell)
        await _insist(lambda: _announce(bot, say), tell)
        await reception.resend()
        if settings.webhook_url:
            async with listening(bot, reception, settings) as port:
                tell(f"ehbc: @{bot.username} listens on port {port} for {settings.webhook_url}")
                await asyncio.Event().wait()
        else:
            await _insist(bot.delete_webhook, tell)
            tell(f"ehbc: @{bot.username} is running (long polling). Stop with Ctrl-C.")
            await poll(bot, reception, tell)
    finally:
        await reception.finish(_FINISH_SECONDS)
        await bot.shutdown()


def webhook_problem(settings: Settings) -> str | None:
    """What is wrong with the webhook settings, naming one, or None."""
    if not settings.webhook_url:
        return None
    local = settings.webhook_url.startswith("http://127.0.0.1") and settings.telegram_api_url
    if not settings.webhook_url.startswith("https://") and not local:
        return "EHBC_WEBHOOK_URL must begin with https://"
    if not settings.webhook_secret.get_secret_value():
        return "EHBC_WEBHOOK_SECRET is needed with EHBC_WEBHOOK_URL: 16 or more of A-Z, a-z, 0-9, _ and -"
    port = settings.webhook_listen.rpartition(":")[2]
    if not port.isdecimal():
        return "EHBC_WEBHOOK_LISTEN must be HOST:PORT, for example 127.0.0.1:8443"
    return None


async def _announce(bot: ExtBot[int], say: Texts) -> None:
    commands = [BotCommand(name, description) for name, (_, description) in SLASH.items()]
    await bot.set_my_commands(commands, scope=BotCommandScopeAllPrivateChats())
    await bot.set_my_description(say(Sentence.WELKOM))


async def _insist(action: Callable[[], object], tell: Callable[[str], None]) -> None:
    waits = Waits()
    while True:
        try:
            await action()  # type: ignore[misc]
        except TelegramError as error:
            wait = pause_after(error, next(waits))
            tell(f"ehbc: Telegram cannot be reached ({error.message}); trying again in {wait:.0f} s")
            await asyncio.sleep(wait)
        else:
            return


def quiet_logs() -> None:
    """Warnings on stderr. The HTTP client is silenced below that: it would log addresses that hold the token."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for name in ("httpx", "httpcore", "telegram", "tornado"):
        logging.getLogger(name).setLevel(logging.WARNING)
