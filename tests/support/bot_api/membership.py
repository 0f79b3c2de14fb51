"""The bot coming to and going from chats."""

from __future__ import annotations

from typing import Any

from .directory import now
from .model import Access, Chat, TelegramUser
from .state import State

_STATUS = {
    Access.OPEN: "member",
    Access.UNMET: "left",
    Access.LEFT: "left",
    Access.BLOCKED: "kicked",
    Access.KICKED: "kicked",
}
_RIGHTS = (
    "can_be_edited is_anonymous can_manage_chat can_delete_messages can_manage_video_chats can_restrict_members "
    "can_promote_members can_change_info can_invite_users can_post_stories can_edit_stories can_delete_stories"
).split()


def bot_moved(state: State, chat: Chat, by: TelegramUser, access: Access) -> int | None:
    """Change how the bot stands to a chat and tell it by a `my_chat_member` update; returns the update id."""
    before = _member(state.directory.bot, chat)
    chat.access = access
    return _tell(state, chat, by, before)


def bot_promoted(state: State, chat: Chat, by: TelegramUser, *, admin: bool) -> int | None:
    """Make the bot administrator, or no longer, and tell it."""
    before = _member(state.directory.bot, chat)
    chat.bot_is_admin = admin
    return _tell(state, chat, by, before)


def _tell(state: State, chat: Chat, by: TelegramUser, before: dict[str, Any]) -> int | None:
    after = _member(state.directory.bot, chat)
    who = {"chat": chat.as_json(), "from": by.as_json(), "date": now()}
    return state.queue.push("my_chat_member", {**who, "old_chat_member": before, "new_chat_member": after})


def _member(bot: TelegramUser, chat: Chat) -> dict[str, Any]:
    status = _STATUS[chat.access]
    if status == "member" and chat.bot_is_admin:
        return {"user": bot.as_json(), "status": "administrator", **dict.fromkeys(_RIGHTS, False)}
    until = {"until_date": 0} if status == "kicked" else {}
    return {"user": bot.as_json(), "status": status, **until}
