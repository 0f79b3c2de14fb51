"""What messages with a file hold, in the Bot API's form; sizes in bytes, durations in seconds."""

from __future__ import annotations

from typing import Any

from .directory import Directory


def file_json(file_id: str, size: int) -> dict[str, Any]:
    """Return the fields every file has."""
    return {"file_id": file_id, "file_unique_id": f"u{file_id[-6:]}", "file_size": size}


def photo_sizes(file_id: str, width: int, height: int, size: int) -> list[dict[str, Any]]:
    """Return a photo in a small and its full size; `file_id` is that of the full one."""
    scale = max(width, height, 90) / 90
    small = {"width": max(1, round(width / scale)), "height": max(1, round(height / scale))}
    small_file = {"file_id": f"s{file_id}", "file_unique_id": f"us{file_id[-6:]}", "file_size": max(1, size // 50)}
    return [small_file | small, file_json(file_id, size) | {"width": width, "height": height}]


def photo(directory: Directory) -> dict[str, Any]:
    """Return a picture taken with a phone."""
    return {"photo": photo_sizes(directory.new_file_id("photo"), 1280, 960, 184_000)}


def video(directory: Directory) -> dict[str, Any]:
    """Return a short film."""
    clip = {"width": 720, "height": 1280, "duration": 9, "mime_type": "video/mp4", "file_name": "IMG_0042.mp4"}
    return {"video": file_json(directory.new_file_id("video"), 2_400_000) | clip}


def voice(directory: Directory) -> dict[str, Any]:
    """Return a spoken message."""
    return {"voice": file_json(directory.new_file_id("voice"), 21_000) | {"duration": 7, "mime_type": "audio/ogg"}}


def document(directory: Directory, file_name: str) -> dict[str, Any]:
    """Any other file."""
    body = {"file_name": file_name, "mime_type": "application/pdf"}
    return {"document": file_json(directory.new_file_id("document"), 52_000) | body}


def sticker(directory: Directory) -> dict[str, Any]:
    """Return a sticker."""
    body = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False, "emoji": "😢"}
    return {"sticker": file_json(directory.new_file_id("sticker"), 30_000) | body}


def contact(phone_number: str, first_name: str) -> dict[str, Any]:
    """Return a shared contact."""
    return {"contact": {"phone_number": phone_number, "first_name": first_name}}


def location(latitude: float, longitude: float) -> dict[str, Any]:
    """Return a shared place, in degrees."""
    return {"location": {"latitude": latitude, "longitude": longitude}}
