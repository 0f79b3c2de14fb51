"""Telegram as a channel. Only this folder knows python-telegram-bot."""

from bot.domain.messages import Channel

TELEGRAM = Channel("telegram", sends_notices=True)
