"""People, chats and messages, as the Bot API shows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from .formatted import Formatted

# A chat whose id lies below this is a supergroup; the negative ones above it are basic groups.
_SUPERGROUPS_BELOW = -1_000_000_000_000


@dataclass(frozen=True, slots=True)
class TelegramUser:
    """A Telegram user, or the bot."""

    user_id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = None
    is_bot: bool = False

    def as_json(self) -> dict[str, Any]:
        """Render as a `User` object."""
        optional = {"last_name": self.last_name, "username": self.username, "language_code": self.language_code}
        known = {name: value for name, value in optional.items() if value is not None}
        return {"id": self.user_id, "is_bot": self.is_bot, "first_name": self.first_name, **known}


class Access(Enum):
    """How the bot stands to a chat."""

    OPEN = "open"
    UNMET = "unmet"
    BLOCKED = "blocked"
    KICKED = "kicked"
    LEFT = "left"
    DEACTIVATED = "deactivated"
    """The person deleted their account."""


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """One message; `words` is its text, or its caption when `media` holds a file."""

    chat_id: int
    message_id: int
    date: int
    sender: TelegramUser
    words: Formatted | None = None
    markup: Mapping[str, Any] | None = None
    media: Mapping[str, Any] = field(default_factory=dict)
    extra: Mapping[str, Any] = field(default_factory=dict)
    edit_date: int | None = None


class Chat:
    """A private chat or a group, with everything said in it."""

    def __init__(
        self, chat_id: int, *, title: str | None = None, person: TelegramUser | None = None, is_channel: bool = False
    ) -> None:
        """Make a private chat, with its person, or a group or channel, with its title."""
        self.chat_id = chat_id
        self.title = title
        self.person = person
        self.is_channel = is_channel
        self.access = Access.OPEN
        self.bot_is_admin = is_channel
        self.bot_may_write = True
        self.upgraded_to: int | None = None
        """The supergroup that this group became."""
        self.messages: dict[int, ChatMessage] = {}
        self._last_message_id = 0

    @property
    def kind(self) -> str:
        """The chat's type, as the Bot API spells it."""
        if self.person is not None:
            return "private"
        if self.is_channel:
            return "channel"
        return "supergroup" if self.chat_id < _SUPERGROUPS_BELOW else "group"

    def next_message_id(self) -> int:
        """Take the next message id of this chat; ids grow by one."""
        self._last_message_id += 1
        return self._last_message_id

    def as_json(self) -> dict[str, Any]:
        """Render as a `Chat` object."""
        if self.person is None:
            return {"id": self.chat_id, "type": self.kind, "title": self.title}
        names = {"first_name": self.person.first_name, "last_name": self.person.last_name}
        names["username"] = self.person.username
        return {"id": self.chat_id, "type": "private", **{k: v for k, v in names.items() if v is not None}}

    def render(self, message: ChatMessage) -> dict[str, Any]:
        """Render as a `Message` object."""
        body: dict[str, Any] = {
            "message_id": message.message_id,
            "from": message.sender.as_json(),
            "chat": self.as_json(),
            "date": message.date,
            **message.extra,
            **message.media,
        }
        if message.edit_date is not None:
            body["edit_date"] = message.edit_date
        if message.words is not None:
            text, entities = ("caption", "caption_entities") if message.media else ("text", "entities")
            body[text] = message.words.text
            if message.words.entities:
                body[entities] = [entity.as_json() for entity in message.words.entities]
        if message.markup is not None and "inline_keyboard" in message.markup:
            body["reply_markup"] = dict(message.markup)
        return body
