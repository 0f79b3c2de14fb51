"""A chat as a person sees it."""

from __future__ import annotations

from dataclasses import dataclass

from .keyboard import InlineButton, rows
from .model import Chat, ChatMessage


@dataclass(frozen=True, slots=True)
class ScreenMessage:
    """One message on the screen: `text` without and `html` with markup (a photo's caption), buttons by row."""

    chat_id: int
    message_id: int
    text: str
    html: str
    buttons: tuple[tuple[InlineButton, ...], ...]
    photo: bool
    from_bot: bool
    edited: bool
    sender_id: int

    @property
    def labels(self) -> tuple[str, ...]:
        """All button labels, reading order."""
        return tuple(button.label for row in self.buttons for button in row)


def show(message: ChatMessage) -> ScreenMessage:
    """Return the message as it is now."""
    return ScreenMessage(
        chat_id=message.chat_id,
        message_id=message.message_id,
        text=message.words.text if message.words else "",
        html=message.words.html() if message.words else "",
        buttons=rows(dict(message.markup) if message.markup else None),
        photo="photo" in message.media,
        from_bot=message.sender.is_bot,
        edited=message.edit_date is not None,
        sender_id=message.sender.user_id,
    )


def show_all(chat: Chat) -> list[ScreenMessage]:
    """All messages that are still there, oldest first."""
    return [show(chat.messages[message_id]) for message_id in sorted(chat.messages)]
