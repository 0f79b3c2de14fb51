"""The bot coming to and going from chats."""

from __future__ import annotations

from typing import Any

from .model import Access, Chat, Person
from .state import State
from .world import now

_STATUS = {
    Access.OPEN: "member",
    Access.UNMET: "left",
    Access.LEFT: "left",
    Access.BLOCKED: "kicked",
    Access.KICKED: "kicked",
}


def bot_moved(state: State, chat: Chat, by: Person, access: Access) -> int | None:
    """Change how the bot stands to a chat and tell it by a `my_chat_member` update; returns the update id."""
    before, chat.access = chat.access, access
    body = {
        "chat": chat.as_json(),
        "from": by.as_json(),
        "date": now(),
        "old_chat_member": _member(state.world.bot, before),
        "new_chat_member": _member(state.world.bot, access),
    }
    return state.queue.push("my_chat_member", body)


def _member(bot: Person, access: Access) -> dict[str, Any]:
    status = _STATUS[access]
    until = {"until_date": 0} if status == "kicked" else {}
    return {"user": bot.as_json(), "status": status, **until}
