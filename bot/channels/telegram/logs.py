"""What reaches stderr besides our own lines."""

from __future__ import annotations

import logging
import warnings

from telegram.warnings import PTBUserWarning

from bot.logs import LogFormat, set_up_logs


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
