"""The web page: the same conversation in a browser, and a board for the care team."""

from bot.domain.messages import Channel

WEB = Channel("web", sends_notices=False)
