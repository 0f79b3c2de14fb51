"""The commands that serve a channel until told to stop: `ehbc chat`, `ehbc telegram` and `ehbc web`."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from bot.channels.telegram import TELEGRAM
from bot.cli.arguments import UsageError
from bot.clock import clock_from, system_clock
from bot.logs import tell_operator
from bot.settings import Settings
from bot.texts.sentences import Sentence
from bot.wiring import monitored, png_of, reminders_of, running_conversation

if TYPE_CHECKING:
    from bot.ports.notifier import Notifier
    from bot.reminders.scheduler import Scheduler


async def chat(options: argparse.Namespace, settings: Settings) -> int:
    """Talk in the terminal."""
    from bot.channels.terminal.json_lines import open_lines, run_json_lines
    from bot.channels.terminal.terminal import PRACTICE_ADDRESS, Terminal, join_practice_team
    from bot.channels.terminal.typed_taps import TypedTaps

    # Practice of its own: what is tried here must not stand among a school's cases.
    database = options.db or f"sqlite:///{settings.home / 'chat.sqlite'}"
    settings = settings.model_copy(update={"database_url": database})
    clock = clock_from(options.at) if options.at else system_clock
    async with running_conversation(settings, clock) as (conversation, store, bot_content):
        say = bot_content.texts
        await join_practice_team(store, say(Sentence.TERMINAL_TEAM), PRACTICE_ADDRESS, clock())
        screen = TypedTaps(PRACTICE_ADDRESS)
        if options.json:
            await run_json_lines(conversation, screen, *open_lines())
        else:
            await Terminal(conversation, screen, say).run()
    return 0


async def telegram(_options: argparse.Namespace, settings: Settings) -> int:
    """Run on Telegram until told to stop."""
    if not settings.telegram_token.get_secret_value():
        raise UsageError("EHBC_TELEGRAM_TOKEN is not set; get a token from BotFather (see README)")
    from bot.channels.telegram.serve import Parts, run_telegram

    async with running_conversation(settings) as (conversation, store, bot_content):

        def make_reminders(notifier: Notifier) -> Scheduler:
            return reminders_of(settings, store, bot_content, {TELEGRAM.name: notifier}, conversation)

        async with monitored(settings, store) as (health, metrics):
            parts = Parts(
                settings,
                conversation,
                bot_content.texts,
                png_of(bot_content),
                tell_operator,
                make_reminders=make_reminders,
                health=health,
                metrics=metrics,
            )
            return await run_telegram(parts)


async def web(options: argparse.Namespace, settings: Settings) -> int:
    """Serve the web page until told to stop."""
    from bot.channels.web.serve import serve_web

    async with (
        running_conversation(settings) as (conversation, store, bot_content),
        monitored(settings, store) as (health, metrics),
    ):
        return await serve_web(
            settings,
            conversation,
            store,
            bot_content,
            tell_operator,
            listen=options.listen,
            open_browser=options.open,
            health=health,
            metrics=metrics,
        )
