"""Reading the parameters most methods share."""

from __future__ import annotations

from typing import Any

from .directory import Directory
from .errors import bad_request
from .formatted import Entity, Formatted, utf16_length
from .html_mode import parse_html
from .model import Chat
from .params import Params

MAX_TEXT = 4096
MAX_CAPTION = 1024
_PREVIEW_OPTIONS = {"is_disabled", "url", "prefer_small_media", "prefer_large_media", "show_above_text"}


def read_text(params: Params) -> Formatted:
    """Return the `text` of a message, parsed; raises ApiError when empty or over 4096 UTF-16 code units."""
    words = _words(params, "text", "entities")
    if not words.text:
        raise bad_request("message text is empty")
    if utf16_length(words.text) > MAX_TEXT:
        raise bad_request("message is too long")
    return words


def read_caption(params: Params) -> Formatted | None:
    """Return the `caption`, parsed; None when empty; raises ApiError over 1024 UTF-16 code units."""
    words = _words(params, "caption", "caption_entities")
    if utf16_length(words.text) > MAX_CAPTION:
        raise bad_request("message caption is too long")
    return words if words.text else None


def read_preview(params: Params) -> None:
    """Check the `link_preview_options`; raises ApiError for what Telegram does not know."""
    if not set(params.json_object("link_preview_options") or {}) <= _PREVIEW_OPTIONS:
        raise bad_request("can't parse link preview options")


def read_chat_id(params: Params) -> int:
    """Return the `chat_id`; raises ApiError when absent, or when it names no chat by number."""
    if not params.text("chat_id"):
        raise bad_request("chat_id is empty")
    chat_id = params.integer("chat_id")
    if not chat_id:
        raise bad_request("chat not found")
    return chat_id


def read_reply(directory: Directory, params: Params, chat: Chat) -> dict[str, Any]:
    """Return the message replied to, as fields of the new one; raises ApiError when it does not exist."""
    reply = params.json_object("reply_parameters") or {}
    message_id = reply.get("message_id") or params.integer("reply_to_message_id")
    if not message_id:
        return {}
    target = directory.chats[chat.chat_id].messages.get(int(message_id))
    if target is None:
        if reply.get("allow_sending_without_reply") or params.flag("allow_sending_without_reply"):
            return {}
        raise bad_request("message to be replied not found")
    return {"reply_to_message": {k: v for k, v in chat.render(target).items() if k != "reply_to_message"}}


def _words(params: Params, field: str, entities_field: str) -> Formatted:
    """Plain text, text with entities, or HTML; Markdown is no part of the double and refused like an unknown mode."""
    source = params.text(field)
    mode = params.text("parse_mode").lower()
    if mode == "html":
        return parse_html(source).trimmed()
    if mode:
        raise bad_request("unsupported parse_mode")
    given = params.json_list(entities_field) or []
    return Formatted(source, tuple(_entity(e) for e in given)).trimmed()


def _entity(given: object) -> Entity:
    if not isinstance(given, dict):
        raise bad_request("can't parse MessageEntity: expected an Object")
    argument = given.get("url") or given.get("language") or given.get("custom_emoji_id") or ""
    return Entity(str(given.get("type")), int(given.get("offset", 0)), int(given.get("length", 0)), str(argument))
