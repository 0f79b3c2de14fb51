"""Run on Telegram until told to stop."""

from __future__ import annotations

import asyncio
import dataclasses
import signal
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from telegram import BotCommand, BotCommandScopeAllGroupChats, BotCommandScopeAllPrivateChats
from telegram.ext import ExtBot

from bot.channels.monitoring.health import REMINDERS, Health, RemindersEndedError, run_watched
from bot.channels.monitoring.metrics import Metrics
from bot.channels.telegram import TELEGRAM
from bot.channels.telegram.client import TokenRefusedError, connect, insist, make_bot, quiet_logs
from bot.channels.telegram.dispatcher import Dispatcher
from bot.channels.telegram.notifier import TelegramNotifier
from bot.channels.telegram.polling import poll
from bot.channels.telegram.sender import Draw
from bot.channels.telegram.webhook import listening
from bot.conversation.commands import COMMANDS, GROUP_COMMANDS
from bot.conversation.conversation import Conversation
from bot.domain.codes import whole_number
from bot.logs import LogFormat, Tell, log_operator
from bot.ports.notifier import Notifier
from bot.reminders.scheduler import Scheduler
from bot.settings import Settings
from bot.texts.sentences import Sentence
from bot.texts.texts import Texts

_LAST_PORT = 65_535
_FINISH_SECONDS = 5.0
_FAILED, _WRONG_SETTING = 1, 2


MakeReminders = Callable[[Notifier], Scheduler]


@dataclass(frozen=True)
class Parts:
    """What the bot on Telegram is made of."""

    settings: Settings
    conversation: Conversation
    say: Texts
    draw: Draw
    tell: Tell
    """Says something to the operator."""
    make_reminders: MakeReminders | None = None
    """What sends reminders by the notifier it is given; nobody is reminded without."""
    health: Health = field(default_factory=Health)
    """Told whether updates can be taken, and whether the reminders go on."""
    metrics: Metrics = field(default_factory=Metrics)


async def run_telegram(parts: Parts) -> int:
    """Serve until SIGINT or SIGTERM; the exit status. What is under way is finished first."""
    settings, tell = parts.settings, parts.tell
    quiet_logs(settings.log_format)
    if settings.log_format is LogFormat.JSON:
        tell = log_operator
        parts = dataclasses.replace(parts, tell=tell)
    problem = webhook_problem(settings)
    if problem:
        tell(f"ehbc: {problem}")
        return _WRONG_SETTING
    serving = asyncio.create_task(serve(parts))
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
    except RemindersEndedError:
        tell("ehbc: the reminders stopped by a fault (see the log); without them I do not run. Please start me again.")
        return _FAILED
    return 0


async def serve(parts: Parts) -> None:
    """Connect, announce the commands, send what was left unsent, then take updates and remind until cancelled.

    Raises:
        TokenRefusedError: Telegram does not know the token.
        RemindersEndedError: the reminders came to an end.
    """
    settings, tell, health, metrics = parts.settings, parts.tell, parts.health, parts.metrics
    bot = make_bot(settings)
    dispatcher = Dispatcher(bot, parts.conversation, parts.say, parts.draw, metrics)
    health.note(TELEGRAM.name, works=False)
    if parts.make_reminders is not None:
        health.note(REMINDERS, works=False)
    try:
        await connect(bot, tell)
        await insist(lambda: _announce(bot, parts.say), tell)
        await dispatcher.resend(at_start=True)
        beside = [dispatcher.keep_resending()]
        if parts.make_reminders is not None:
            beside.append(run_watched(parts.make_reminders(TelegramNotifier(bot, metrics)), health, metrics))
        await _side_by_side(_take_updates(parts, bot, dispatcher), *beside)
    finally:
        health.note(TELEGRAM.name, works=False)
        await dispatcher.finish(_FINISH_SECONDS)
        await bot.shutdown()


async def _take_updates(parts: Parts, bot: ExtBot[int], dispatcher: Dispatcher) -> None:
    """Take updates until cancelled. They can be taken when the last request was answered, or the webhook stands."""
    settings, tell = parts.settings, parts.tell

    def works(answered: bool) -> None:
        parts.health.note(TELEGRAM.name, works=answered)

    if settings.webhook_url:
        async with listening(bot, dispatcher, settings, tell) as port:
            works(True)
            tell(f"ehbc: @{bot.username} listens on port {port} for {settings.webhook_url}")
            await asyncio.Event().wait()
    else:
        await insist(bot.delete_webhook, tell)
        tell(f"ehbc: @{bot.username} is running (long polling). Stop with Ctrl-C.")
        await poll(bot, dispatcher, tell, works)


async def _side_by_side(*running: Awaitable[None]) -> None:
    """Run until the first ends; the others are then stopped. Raises what ended it."""
    tasks = [asyncio.ensure_future(one) for one in running]
    try:
        ended, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in ended:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def webhook_problem(settings: Settings) -> str | None:
    """What is wrong with the webhook settings, naming one, or None."""
    if not settings.webhook_url:
        return None
    local = settings.webhook_url.startswith("http://127.0.0.1") and settings.telegram_api_url
    if not settings.webhook_url.startswith("https://") and not local:
        return "EHBC_WEBHOOK_URL must begin with https://"
    if not settings.webhook_secret.get_secret_value():
        return "EHBC_WEBHOOK_SECRET is needed with EHBC_WEBHOOK_URL: 16 or more of A-Z, a-z, 0-9, _ and -"
    port = whole_number(settings.webhook_listen.rpartition(":")[2])
    if port is None or port > _LAST_PORT:
        return "EHBC_WEBHOOK_LISTEN must be HOST:PORT, for example 127.0.0.1:8443"
    return None


async def _announce(bot: ExtBot[int], say: Texts) -> None:
    private = [BotCommand(command.slash, say(command.description)) for command in COMMANDS if command.description]
    await bot.set_my_commands(private, scope=BotCommandScopeAllPrivateChats())
    group = [BotCommand(command.slash, say(command.description)) for command in GROUP_COMMANDS.values()]
    await bot.set_my_commands(group, scope=BotCommandScopeAllGroupChats())
    await bot.set_my_description(say(Sentence.WELKOM))
