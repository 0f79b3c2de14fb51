"""The bot in a terminal, for a person and for a program."""

from bot.domain.messages import Channel

TERMINAL = Channel("terminal", sends_notices=False)
