"""Telegram as a channel. Only this room knows python-telegram-bot."""
