"""The bot, serving on a strict double of the Bot API."""

from tests.support.telegram.serving import api, bot, scripted, serving, settings, webhook_settings

__all__ = ["api", "bot", "scripted", "serving", "settings", "webhook_settings"]
