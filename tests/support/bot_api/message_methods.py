"""Methods that write, change and remove messages."""

from __future__ import annotations

from typing import Any

from .directory import Directory
from .errors import bad_request
from .keyboard import read_markup
from .model import Chat, ChatMessage
from .params import Params
from .reading import read_chat_id, read_preview, read_reply, read_text
from .state import CallbackAnswer, Method, Request, State

MAX_CALLBACK_ANSWER = 200
_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
_ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)


async def send_message(state: State, request: Request) -> dict[str, Any]:
    """Post a text."""
    words = read_text(request.params)
    markup = read_markup(request.params)
    read_preview(request.params)
    chat = state.directory.open_chat(read_chat_id(request.params))
    extra = read_reply(state.directory, request.params, chat)
    return chat.render(state.directory.post(chat, state.directory.bot, words=words, markup=markup, extra=extra))


async def edit_message_text(state: State, request: Request) -> dict[str, Any]:
    """Replace text and buttons; without `reply_markup` the buttons go."""
    words = read_text(request.params)
    markup = read_markup(request.params, inline_only=True)
    read_preview(request.params)
    chat, message = _own_message(state.directory, request.params)
    if message.media:
        raise bad_request("there is no text in the message to edit")
    if (words, markup) == (message.words, message.markup):
        raise bad_request(_NOT_MODIFIED)
    return chat.render(state.directory.edit(chat, message, words=words, markup=markup))


async def edit_message_reply_markup(state: State, request: Request) -> dict[str, Any]:
    """Replace the buttons; without `reply_markup` they go."""
    markup = read_markup(request.params, inline_only=True)
    chat, message = _own_message(state.directory, request.params)
    if markup == message.markup:
        raise bad_request(_NOT_MODIFIED)
    return chat.render(state.directory.edit(chat, message, markup=markup))


async def delete_message(state: State, request: Request) -> bool:
    """Remove a message: any in a private chat, in a group only the bot's own unless it is administrator."""
    chat = state.directory.readable_chat(read_chat_id(request.params))
    message = chat.messages.get(_message_id(request.params))
    if message is None:
        raise bad_request("message to delete not found")
    own = message.sender.user_id == state.directory.bot.user_id
    if chat.person is None and not own and not chat.bot_is_admin:
        raise bad_request("message can't be deleted")
    state.directory.delete(chat, message.message_id)
    return True


async def answer_callback_query(state: State, request: Request) -> bool:
    """Answer a tap, once."""
    text = request.params.text("text")
    if len(text) > MAX_CALLBACK_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    tap = state.callbacks.finish(request.params.text("callback_query_id"))
    if tap is None:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    tap.answer.set_result(CallbackAnswer(text, request.params.flag("show_alert"), request.params.text("url")))
    return True


async def send_chat_action(state: State, request: Request) -> bool:
    """Show that the bot is busy."""
    if request.params.text("action").lower() not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    state.directory.open_chat(read_chat_id(request.params))
    return True


def _message_id(params: Params) -> int:
    message_id = params.integer("message_id")
    if message_id <= 0:
        raise bad_request("message identifier is not specified")
    return message_id


def _own_message(directory: Directory, params: Params) -> tuple[Chat, ChatMessage]:
    """Return the message to edit; raises ApiError when it is gone or somebody else's."""
    if params.text("inline_message_id"):
        raise bad_request("MESSAGE_ID_INVALID")
    chat = directory.open_chat(read_chat_id(params))
    message = chat.messages.get(_message_id(params))
    if message is None:
        raise bad_request("message to edit not found")
    if message.sender.user_id != directory.bot.user_id:
        raise bad_request("message can't be edited")
    return chat, message


METHODS: dict[str, Method] = {
    "sendMessage": send_message,
    "editMessageText": edit_message_text,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "deleteMessage": delete_message,
    "answerCallbackQuery": answer_callback_query,
    "sendChatAction": send_chat_action,
}
