"""Pictures the bot sends, and files it must not fetch."""

from __future__ import annotations

import struct
from typing import Any

from .errors import bad_request
from .keyboard import read_markup
from .media import photo_sizes
from .params import Params, Upload
from .reading import read_caption, read_chat_id, read_reply
from .state import ApiCall, Method, Request, SentPhoto, State

MAX_PHOTO_BYTES = 10 * 1024 * 1024
MAX_SIDES = 10_000
MAX_RATIO = 20
_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
_NOT_FRAMES = frozenset({0xC4, 0xC8, 0xCC})


async def send_photo(state: State, request: Request) -> dict[str, Any]:
    """Post an uploaded PNG or JPEG, or one sent before by its file id."""
    params = request.params
    caption = read_caption(params)
    markup = read_markup(params)
    upload, known_id = _picture(state, params)
    chat = state.directory.open_chat(read_chat_id(params))
    extra = read_reply(state.directory, params, chat)
    width, height = image_size(upload.data)
    file_id = known_id or state.directory.new_file_id("photo")
    media = {"photo": photo_sizes(file_id, width, height, len(upload.data))}
    message = state.directory.post(chat, state.directory.bot, words=caption, markup=markup, media=media, extra=extra)
    text = caption.text if caption else ""
    state.photos.append(SentPhoto(chat.chat_id, message.message_id, file_id, upload.filename, upload.data, text))
    return chat.render(message)


async def get_file(state: State, request: Request) -> dict[str, Any]:
    """Answer as Telegram does, and record that somebody asked for a file."""
    file_id = request.params.text("file_id")
    if not file_id:
        raise bad_request("invalid file_id")
    state.violations.append(ApiCall(request.method, request.params.values))
    return {"file_id": file_id, "file_unique_id": f"u{file_id[-6:]}", "file_size": 1, "file_path": f"files/{file_id}"}


def image_size(data: bytes) -> tuple[int, int]:
    """Width and height in pixels of a PNG or JPEG Telegram would take; raises ApiError otherwise."""
    if not data:
        raise bad_request("file must be non-empty")
    if len(data) > MAX_PHOTO_BYTES:
        raise bad_request("file is too big")
    size = None
    if data.startswith(_PNG) and len(data) >= 24:
        size = struct.unpack(">II", data[16:24])
    elif data.startswith(_JPEG):
        size = _jpeg_size(data)
    if size is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    width, height = size
    if not width or not height or width + height > MAX_SIDES or max(size) > MAX_RATIO * min(size):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return width, height


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in _NOT_FRAMES:
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        at += 2 + length
    return None


def _picture(state: State, params: Params) -> tuple[Upload, str | None]:
    """Return the picture, and its file id when it was sent before."""
    given = params.text("photo")
    upload = params.files.get(given.removeprefix("attach://") if given.startswith("attach://") else "photo")
    if upload is not None:
        return upload, None
    if not given:
        raise bad_request("there is no photo in the request")
    for photo in state.photos:
        if photo.file_id == given:
            return Upload(photo.filename, photo.data), given
    raise bad_request("wrong file identifier/HTTP URL specified")


METHODS: dict[str, Method] = {"sendPhoto": send_photo, "getFile": get_file}
