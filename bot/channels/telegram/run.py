"""Run on Telegram until told to stop."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable

from telegram import BotCommand, BotCommandScopeAllPrivateChats
from telegram.ext import ExtBot

from bot.channels.telegram.connection import TokenRefusedError, connect, insist, make_bot
from bot.channels.telegram.logs import quiet_logs
from bot.channels.telegram.polling import poll
from bot.channels.telegram.reception import Reception
from bot.channels.telegram.sender import Draw
from bot.channels.telegram.webhook import listening
from bot.commands import SLASH
from bot.conversation import Conversation
from bot.sentences import Sentence
from bot.settings import Settings
from bot.texts import Texts

_LAST_PORT = 65_535
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
        await insist(lambda: _announce(bot, say), tell)
        await reception.resend()
        if settings.webhook_url:
            async with listening(bot, reception, settings, tell) as port:
                tell(f"ehbc: @{bot.username} listens on port {port} for {settings.webhook_url}")
                await asyncio.Event().wait()
        else:
            await insist(bot.delete_webhook, tell)
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
    if not port.isdecimal() or not 0 <= int(port[:6]) <= _LAST_PORT:
        return "EHBC_WEBHOOK_LISTEN must be HOST:PORT, for example 127.0.0.1:8443"
    return None


async def _announce(bot: ExtBot[int], say: Texts) -> None:
    commands = [BotCommand(name, description) for name, (_, description) in SLASH.items()]
    await bot.set_my_commands(commands, scope=BotCommandScopeAllPrivateChats())
    await bot.set_my_description(say(Sentence.WELKOM))
