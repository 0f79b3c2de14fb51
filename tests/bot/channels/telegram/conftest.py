"""The bot, serving on a strict double of the Bot API; databases of both kinds for what several instances do."""

from tests.support.databases import database_url, empty_database_url, empty_postgres_url, postgres, postgres_url
from tests.support.telegram.serving import api, bot, scripted, serving, settings, webhook_settings

__all__ = [
    "api", "bot", "database_url", "empty_database_url", "empty_postgres_url", "postgres", "postgres_url", "scripted",
    "serving", "settings", "webhook_settings",
]  # fmt: skip
