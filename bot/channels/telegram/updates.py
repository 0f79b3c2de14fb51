"""Update -> what it is to us. Only text and taps in a private chat, and commands and taps in a group, are ever read."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass, replace
from enum import Enum, auto

import telegram
from telegram.constants import ChatMemberStatus, ChatType
from telegram.ext import ExtBot

from bot.channels.telegram import TELEGRAM
from bot.channels.telegram.rendering import decode
from bot.conversation.commands import GROUP_COMMANDS
from bot.domain.messages import Address, Message

_log = logging.getLogger(__name__)

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
_GROUPS = (ChatType.GROUP, ChatType.SUPERGROUP)
_COMMAND = re.compile(r"/([a-z_]+)(?:@(\w+))?(?!\S)", re.IGNORECASE)


class UpdateKind(Enum):
    """What an update asks for."""

    SAID = auto()
    TAPPED = auto()
    ATTACHED = auto()
    EDITED = auto()
    INVITED = auto()
    """The bot was put in a group."""
    INVITED_ELSEWHERE = auto()
    """The bot was put in a channel."""
    TAPPED_ELSEWHERE = auto()
    """A button tapped in a channel."""
    GROUP_LOST = auto()
    """The bot was taken out of a group, or the group is gone."""
    GROUP_MOVED = auto()
    """A group became a supergroup, which is another chat."""
    BLOCKED = auto()
    """Somebody blocked the bot."""


@dataclass(frozen=True)
class Incoming:
    """One update, sorted."""

    kind: UpdateKind
    chat: int
    message: Message
    """For the conversation; its key is the number of the update."""
    message_id: int | None = None
    """The Telegram message it is about: the one sent, or the one whose button was tapped."""
    album: str | None = None
    callback: str | None = None
    tapped_html: str | None = None
    """The text of the message whose button was tapped, when Telegram still knows it."""
    tapped_label: str = ""
    """What stood on the button, when Telegram still knows it."""
    new_chat: int | None = None
    """The supergroup that a group became."""


def address_of(number: int) -> Address:
    """The address of a person or a group by the number that Telegram gave it."""
    return Address(TELEGRAM.name, str(number))


def read_number(raw: object) -> int:
    """The number of an update as Telegram sent it. Raises `ValueError` for what is no update."""
    number = raw.get("update_id") if isinstance(raw, dict) else None
    if not isinstance(number, int) or isinstance(number, bool):
        raise ValueError("no update")  # noqa: TRY004 - to the caller it is a value like any other
    return number


def read(raw: object, bot: ExtBot[int]) -> Incoming | None:
    """What an update is; None for one that calls for nothing, or that cannot be read, which is logged without content.

    Raises:
        ValueError: it is no update.
    """
    number = read_number(raw)
    try:
        update = telegram.Update.de_json(raw, bot)  # type: ignore[arg-type]  # read_number looked
        return sort(update, bot.username)
    # Whatever is odd about one update, it must not keep the next from being answered.
    except Exception as error:  # noqa: BLE001 - see above
        _log.error("update %d cannot be read (%s)", number, type(error).__name__)
        return None


def sort(update: telegram.Update, username: str) -> Incoming | None:
    """What an update is, or None for one that calls for nothing (a service message, a group's talk)."""
    key = str(update.update_id)
    if update.callback_query is not None:
        return _tapped(key, update.callback_query)
    if update.my_chat_member is not None:
        return _membership(key, update.my_chat_member)
    if update.message is not None:
        if update.message.chat.type == ChatType.PRIVATE:
            return _in_private(key, update.message)
        return _in_group(key, update.message, username) if update.message.chat.type in _GROUPS else None
    edited = update.edited_message
    if edited is None or edited.chat.type != ChatType.PRIVATE or edited.from_user is None:
        return None
    return Incoming(UpdateKind.EDITED, edited.chat.id, Message(key, address_of(edited.from_user.id)))


def _in_private(key: str, message: telegram.Message) -> Incoming | None:
    if message.from_user is None:
        return None
    sender = address_of(message.from_user.id)
    if message.text is not None and message.forward_origin is None:
        return Incoming(UpdateKind.SAID, message.chat.id, Message(key, sender, text=message.text), message.message_id)
    if message.forward_origin is not None or not _is_service(message):
        refused = Message(key, sender, attachment=True)
        return Incoming(UpdateKind.ATTACHED, message.chat.id, refused, message.message_id, message.media_group_id)
    return None


def _in_group(key: str, message: telegram.Message, username: str) -> Incoming | None:
    chat = message.chat.id
    sender = address_of(message.from_user.id if message.from_user else chat)
    about = Message(key, sender, group=address_of(chat))
    if message.migrate_to_chat_id is not None:
        return Incoming(UpdateKind.GROUP_MOVED, chat, about, new_chat=message.migrate_to_chat_id)
    if message.migrate_from_chat_id is not None:
        return Incoming(UpdateKind.GROUP_MOVED, message.migrate_from_chat_id, about, new_chat=chat)
    if message.from_user is None or message.forward_origin is not None:
        return None
    command = _COMMAND.match(message.text or "")
    if command is None or (command[2] or username).lower() != username.lower():
        return None
    name = command[1].lower()
    # What stands behind the command is not read.
    said = replace(about, text=f"/{name}")
    return Incoming(UpdateKind.SAID, chat, said, message.message_id) if name in GROUP_COMMANDS else None


def _tapped(key: str, query: telegram.CallbackQuery) -> Incoming:
    sender = address_of(query.from_user.id)
    message = Message(key, sender, tap=decode(query.data or ""))
    on = query.message
    chat = query.from_user.id
    if on is not None and on.chat.type != ChatType.PRIVATE:
        chat = on.chat.id
        if on.chat.type not in _GROUPS:
            return Incoming(UpdateKind.TAPPED_ELSEWHERE, chat, message, callback=query.id)
        message = replace(message, group=address_of(chat))
    message_id = on.message_id if on is not None else None
    tapped = Incoming(UpdateKind.TAPPED, chat, message, message_id, callback=query.id)
    if not isinstance(on, telegram.Message):
        return tapped
    rows = on.reply_markup.inline_keyboard if on.reply_markup else ()
    labels = (button.text for row in rows for button in row if button.callback_data == query.data)
    return replace(tapped, tapped_html=on.text_html, tapped_label=next(labels, ""))


def _membership(key: str, change: telegram.ChatMemberUpdated) -> Incoming | None:
    chat, sender = change.chat.id, address_of(change.from_user.id)
    was_inside, is_inside = _inside(change.old_chat_member), _inside(change.new_chat_member)
    if change.chat.type == ChatType.PRIVATE:
        return None if is_inside else Incoming(UpdateKind.BLOCKED, chat, Message(key, sender))
    message = Message(key, sender, group=address_of(chat))
    if change.chat.type not in _GROUPS:
        return Incoming(UpdateKind.INVITED_ELSEWHERE, chat, message) if is_inside else None
    if is_inside:
        # Made administrator, or no longer: it was in already.
        return None if was_inside else Incoming(UpdateKind.INVITED, chat, message)
    return Incoming(UpdateKind.GROUP_LOST, chat, message)


def _inside(member: telegram.ChatMember) -> bool:
    if isinstance(member, telegram.ChatMemberRestricted):
        return member.is_member
    return member.status in (ChatMemberStatus.MEMBER, ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.OWNER)


_CONTENT = (
    "animation", "audio", "chat_shared", "checklist", "contact", "dice", "document", "game", "giveaway", "invoice",
    "location", "paid_media", "photo", "poll", "sticker", "story", "users_shared", "venue", "video", "video_note",
    "voice", "web_app_data",
)  # fmt: skip


def _is_service(message: telegram.Message) -> bool:
    """Whether Telegram itself says something (a pinned message, a changed photo of the chat), not the person."""
    return not any(getattr(message, name, None) for name in _CONTENT)
