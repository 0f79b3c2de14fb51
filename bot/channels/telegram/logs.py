"""What reaches stderr besides our own lines."""

from __future__ import annotations

import logging


def quiet_logs() -> None:
    """Warnings on stderr. What would repeat a message or an address that holds the token is silenced.

    python-telegram-bot logs what it cannot read, whole; its errors come to us as exceptions, told in our own words.
    """
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for name in ("httpx", "httpcore", "tornado"):
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger("telegram").setLevel(logging.CRITICAL + 1)
