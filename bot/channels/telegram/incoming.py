"""Update -> what it is to us. Nothing but text and taps in a private chat is ever read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum, auto

import telegram
from telegram.constants import ChatMemberStatus, ChatType

from bot.channels.telegram.outgoing import decode
from bot.messages import Address, Message

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
CHANNEL = "telegram"


class Kind(Enum):
    """What an update asks for."""

    SAID = auto()
    TAPPED = auto()
    ATTACHED = auto()
    EDITED = auto()
    INVITED = auto()
    """The bot was put in a group."""
    TAPPED_ELSEWHERE = auto()
    """A button tapped outside a private chat."""


@dataclass(frozen=True)
class Incoming:
    """One update, sorted."""

    kind: Kind
    chat: int
    message: Message
    """For the conversation; `id` is the update's."""
    message_id: int | None = None
    """The Telegram message it is about: the one sent, or the one whose button was tapped."""
    album: str | None = None
    callback: str | None = None
    tapped_html: str | None = None
    """The text of the message whose button was tapped, when Telegram still knows it."""
    tapped_label: str = ""
    """What stood on the button, when Telegram still knows it."""


def sort(update: telegram.Update) -> Incoming | None:
    """What an update is, or None for one that calls for nothing (a service message, a group's talk, a block)."""
    if update.callback_query is not None:
        return _tapped(update.update_id, update.callback_query)
    if update.my_chat_member is not None:
        return _moved(update.update_id, update.my_chat_member)
    message = update.message or update.edited_message
    if message is None or message.chat.type != ChatType.PRIVATE or message.from_user is None:
        return None
    sender = Address(CHANNEL, message.from_user.id)
    if update.edited_message is not None:
        return Incoming(Kind.EDITED, message.chat.id, Message(update.update_id, sender))
    if message.text is not None and message.forward_origin is None:
        said = Message(update.update_id, sender, text=message.text)
        return Incoming(Kind.SAID, message.chat.id, said, message.message_id)
    if message.forward_origin is not None or not _is_service(message):
        refused = Message(update.update_id, sender, attachment=True)
        return Incoming(Kind.ATTACHED, message.chat.id, refused, message.message_id, message.media_group_id)
    return None


def _tapped(update_id: int, query: telegram.CallbackQuery) -> Incoming:
    sender = Address(CHANNEL, query.from_user.id)
    message = Message(update_id, sender, tap=decode(query.data or ""))
    on = query.message
    chat = on.chat if on is not None else None
    if chat is not None and chat.type != ChatType.PRIVATE:
        return Incoming(Kind.TAPPED_ELSEWHERE, chat.id, message, callback=query.id)
    message_id = on.message_id if on is not None else None
    tapped = Incoming(Kind.TAPPED, query.from_user.id, message, message_id, callback=query.id)
    if not isinstance(on, telegram.Message):
        return tapped
    rows = on.reply_markup.inline_keyboard if on.reply_markup else ()
    labels = (button.text for row in rows for button in row if button.callback_data == query.data)
    return replace(tapped, tapped_html=on.text_html, tapped_label=next(labels, ""))


def _moved(update_id: int, change: telegram.ChatMemberUpdated) -> Incoming | None:
    inside = (ChatMemberStatus.MEMBER, ChatMemberStatus.ADMINISTRATOR)
    if change.chat.type == ChatType.PRIVATE or change.new_chat_member.status not in inside:
        return None
    message = Message(update_id, Address(CHANNEL, change.from_user.id))
    return Incoming(Kind.INVITED, change.chat.id, message)


_CONTENT = (
    "animation", "audio", "chat_shared", "checklist", "contact", "dice", "document", "game", "giveaway", "invoice",
    "location", "paid_media", "photo", "poll", "sticker", "story", "users_shared", "venue", "video", "video_note",
    "voice", "web_app_data",
)  # fmt: skip


def _is_service(message: telegram.Message) -> bool:
    """Whether Telegram itself says something (a pinned message, a changed photo of the chat), not the person."""
    return not any(getattr(message, name, None) for name in _CONTENT)
