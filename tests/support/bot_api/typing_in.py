"""What Telegram makes of the words a person types, and whether the bot gets to read them."""

from __future__ import annotations

import re
from typing import Any

from .directory import now
from .formatted import Entity, Formatted, utf16_length
from .model import Access, Chat, ChatMessage, TelegramUser
from .state import State

MAX_TEXT = 4096
_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,64})(?:@([A-Za-z0-9_]{3,32}))?(?![\w@])")


def typed(text: str) -> Formatted:
    """Return the text, a leading command marked; raises ValueError when a phone would not send it as one message."""
    if not text.strip():
        raise ValueError("a phone sends no empty message")
    if utf16_length(text) > MAX_TEXT:
        raise ValueError(f"a phone splits what is over {MAX_TEXT} UTF-16 code units")
    command = _COMMAND.match(text)
    return Formatted(text, (Entity("bot_command", 0, len(command.group())),) if command else ())


def forward_origin(author: TelegramUser | str) -> dict[str, Any]:
    """Return the fields of a forwarded message."""
    if isinstance(author, TelegramUser):
        return {"forward_origin": {"type": "user", "sender_user": author.as_json(), "date": now() - 3600}}
    return {"forward_origin": {"type": "hidden_user", "sender_user_name": author, "date": now() - 3600}}


def bot_reads(state: State, chat: Chat, message: ChatMessage) -> bool:
    """Whether Telegram passes the message on; in groups privacy mode lets commands, replies and mentions through."""
    if chat.access is not Access.OPEN:
        return False
    if chat.person is not None or chat.bot_is_admin or not state.privacy_mode:
        return True
    bot = state.directory.bot
    if message.extra.get("reply_to_message", {}).get("from", {}).get("id") == bot.user_id:
        return True
    text = message.words.text if message.words else ""
    command = _COMMAND.match(text)
    if command:
        return command.group(2) is None or command.group(2).lower() == (bot.username or "").lower()
    return f"@{bot.username}".lower() in text.lower()
