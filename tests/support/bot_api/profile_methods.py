"""Methods about the bot itself: who it is, its commands and descriptions, the groups it is in."""

from __future__ import annotations

import json
import re
from typing import Any

from .errors import bad_request
from .membership import bot_moved
from .model import Access
from .reading import read_chat_id
from .state import Method, Request, State

MAX_COMMANDS = 100
MAX_COMMAND_DESCRIPTION = 256
MAX_DESCRIPTION = 512
MAX_SHORT_DESCRIPTION = 120
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_LANGUAGE = re.compile(r"([a-z]{2})?")
_PLAIN_SCOPES = frozenset({"default", "all_private_chats", "all_group_chats", "all_chat_administrators"})
_CHAT_SCOPES = frozenset({"chat", "chat_administrators", "chat_member"})


async def get_me(state: State, request: Request) -> dict[str, Any]:
    """Who the bot is."""
    return state.directory.bot.as_json() | {
        "can_join_groups": True,
        "can_read_all_group_messages": not state.privacy_mode,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


async def set_my_commands(state: State, request: Request) -> bool:
    """Replace the commands of one scope and language."""
    key = _scope(state, request)
    given = request.params.json_list("commands")
    if given is None:
        raise bad_request('parameter "commands" is required')
    if len(given) > MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    state.profile.commands[key] = [_command(entry) for entry in given]
    return True


async def get_my_commands(state: State, request: Request) -> list[dict[str, str]]:
    """Return the commands of exactly this scope and language."""
    return state.profile.commands.get(_scope(state, request), [])


async def delete_my_commands(state: State, request: Request) -> bool:
    """Remove the commands of one scope and language."""
    state.profile.commands.pop(_scope(state, request), None)
    return True


async def set_my_description(state: State, request: Request) -> bool:
    """Set what an empty chat with the bot shows."""
    text = request.params.text("description")
    if len(text) > MAX_DESCRIPTION:
        raise bad_request("BOT_DESCRIPTION_INVALID")
    state.profile.descriptions[_language(request)] = text
    return True


async def set_my_short_description(state: State, request: Request) -> bool:
    """Set what the bot's profile page shows."""
    text = request.params.text("short_description")
    if len(text) > MAX_SHORT_DESCRIPTION:
        raise bad_request("BOT_SHORT_DESCRIPTION_INVALID")
    state.profile.short_descriptions[_language(request)] = text
    return True


async def leave_chat(state: State, request: Request) -> bool:
    """Leave a group."""
    chat = state.directory.readable_chat(read_chat_id(request.params))
    if chat.person is not None:
        raise bad_request("leaving private chats is not possible")
    bot_moved(state, chat, state.directory.bot, Access.LEFT)
    return True


def _language(request: Request) -> str:
    language = request.params.text("language_code")
    if not _LANGUAGE.fullmatch(language):
        raise bad_request("invalid language code specified")
    return language


def _scope(state: State, request: Request) -> tuple[str, str]:
    scope = request.params.json_object("scope") or {"type": "default"}
    kind = scope.get("type")
    if kind not in _PLAIN_SCOPES | _CHAT_SCOPES:
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    if kind in _CHAT_SCOPES:
        state.directory.readable_chat(int(scope.get("chat_id", 0)))
    return json.dumps(scope, sort_keys=True), _language(request)


def _command(entry: object) -> dict[str, str]:
    if not isinstance(entry, dict):
        raise bad_request("can't parse BotCommand: expected an Object")
    command, description = entry.get("command"), entry.get("description")
    if not isinstance(command, str) or not _COMMAND.fullmatch(command):
        raise bad_request("BOT_COMMAND_INVALID")
    if not isinstance(description, str) or not 1 <= len(description) <= MAX_COMMAND_DESCRIPTION:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": command, "description": description}


METHODS: dict[str, Method] = {
    "getMe": get_me,
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
    "deleteMyCommands": delete_my_commands,
    "setMyDescription": set_my_description,
    "setMyShortDescription": set_my_short_description,
    "leaveChat": leave_chat,
}
