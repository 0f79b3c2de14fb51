"""What exists on Telegram's side: people, chats, files, and what was said."""

from __future__ import annotations

import itertools
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from .errors import bad_request, forbidden, upgraded
from .formatted import Formatted
from .model import Access, Chat, ChatMessage, TelegramUser
from .signals import Signal


def now() -> int:
    """Return the time in unix seconds, as Telegram dates everything."""
    return int(time.time())


class Directory:
    """Chats and people by id; `changed` tells of every change a person could see."""

    def __init__(self, bot: TelegramUser) -> None:
        """Only the bot exists."""
        self.bot = bot
        self.people: dict[int, TelegramUser] = {}
        self.chats: dict[int, Chat] = {}
        self.changed = Signal()
        self._file_numbers = itertools.count(1)

    def new_file_id(self, kind: str) -> str:
        """Make an id no other file has."""
        return f"AgACAgQAAx-{kind}-{next(self._file_numbers):06d}"

    def open_chat(self, chat_id: int) -> Chat:
        """Return the chat, when the bot may write there; raises ApiError otherwise."""
        chat = self.readable_chat(chat_id)
        if chat.access is Access.BLOCKED:
            raise forbidden("bot was blocked by the user")
        if not chat.bot_may_write:
            raise bad_request("not enough rights to send text messages to the chat")
        return chat

    def readable_chat(self, chat_id: int) -> Chat:
        """Return the chat, when the bot is in it or is blocked there; raises ApiError otherwise."""
        chat = self.chats.get(chat_id)
        if chat is None and chat_id in self.people:
            raise forbidden("bot can't initiate conversation with a user")
        if chat is None or (chat.access is Access.UNMET and chat.person is None):
            raise bad_request("chat not found")
        if chat.upgraded_to is not None:
            raise upgraded(chat.upgraded_to)
        if chat.access is Access.DEACTIVATED:
            raise forbidden("user is deactivated")
        if chat.access is Access.UNMET:
            raise forbidden("bot can't initiate conversation with a user")
        if chat.access is Access.KICKED:
            raise forbidden(f"bot was kicked from the {_kind_in_words(chat)}")
        if chat.access is Access.LEFT:
            raise forbidden(f"bot is not a member of the {_kind_in_words(chat)}")
        return chat

    def post(
        self,
        chat: Chat,
        sender: TelegramUser,
        *,
        words: Formatted | None = None,
        markup: Mapping[str, Any] | None = None,
        media: Mapping[str, Any] | None = None,
        extra: Mapping[str, Any] | None = None,
    ) -> ChatMessage:
        """Say something in a chat."""
        message = ChatMessage(
            chat.chat_id, chat.next_message_id(), now(), sender, words, markup, media or {}, extra or {}
        )
        chat.messages[message.message_id] = message
        self.changed.notify()
        return message

    def edit(self, chat: Chat, message: ChatMessage, **changes: Any) -> ChatMessage:
        """Replace fields of a message and date the edit."""
        edited = replace(message, edit_date=now(), **changes)
        chat.messages[message.message_id] = edited
        self.changed.notify()
        return edited

    def delete(self, chat: Chat, message_id: int) -> None:
        """Remove a message for everybody; raises KeyError when there is none."""
        del chat.messages[message_id]
        self.changed.notify()


def _kind_in_words(chat: Chat) -> str:
    return f"{chat.kind} chat"
