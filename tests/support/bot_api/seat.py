"""A person in a chat: what they type, tap and see."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any, TypeVar

from . import media
from .formatted import Formatted
from .keyboard import InlineButton, rows
from .model import Access, Chat, ChatMessage, TelegramUser
from .screen import ScreenMessage, show, show_all
from .state import State, Tap
from .typing_in import bot_reads, forward_origin, typed

MessageRef = ScreenMessage | int
Seen = TypeVar("Seen")


class Seat:
    """One person's view of one chat; reading (`next`) has its own bookmark per seat."""

    def __init__(self, state: State, person: TelegramUser, chat: Chat) -> None:
        """Everything in the chat is unread."""
        self.person = person
        self._state = state
        self._chat = chat
        self._read_up_to = 0

    @property
    def chat_id(self) -> int:
        """The chat's id, as the bot knows it."""
        return self._chat.chat_id

    async def send(self, text: str, *, reply_to: MessageRef | None = None) -> int:
        """Send a text; returns the message id. Raises ValueError over 4096 UTF-16 code units or when empty."""
        return self._say(words=typed(text), extra=self._reply(reply_to))

    async def send_photo(self, caption: str = "", *, media_group_id: str | None = None) -> int:
        """Send a picture."""
        return self._send_media(media.photo(self._state.directory), caption, media_group_id)

    async def send_album(self, count: int, caption: str = "") -> list[int]:
        """Send pictures together; the caption goes with the first."""
        group = str(13_000_000_000_000_000 + time.monotonic_ns() % 10**12)
        return [await self.send_photo(caption if i == 0 else "", media_group_id=group) for i in range(count)]

    async def send_video(self, caption: str = "", *, media_group_id: str | None = None) -> int:
        """Send a film."""
        return self._send_media(media.video(self._state.directory), caption, media_group_id)

    async def send_voice(self, caption: str = "") -> int:
        """Send a spoken message."""
        return self._send_media(media.voice(self._state.directory), caption)

    async def send_document(self, caption: str = "", *, file_name: str = "verslag.pdf") -> int:
        """Send a file."""
        return self._send_media(media.document(self._state.directory, file_name), caption)

    async def send_sticker(self) -> int:
        """Send a sticker."""
        return self._send_media(media.sticker(self._state.directory))

    async def send_contact(self, phone_number: str = "+32470000000", first_name: str = "Bo") -> int:
        """Share a contact."""
        return self._send_media(media.contact(phone_number, first_name))

    async def send_location(self, latitude: float = 50.85, longitude: float = 4.35) -> int:
        """Share a place."""
        return self._send_media(media.location(latitude, longitude))

    async def forward(self, text: str, *, author: TelegramUser | str = "Een leerling") -> int:
        """Forward a text of somebody else: a person, or the name of one who hides their account."""
        return self._say(words=typed(text), extra=forward_origin(author))

    async def edit(self, message_id: int, text: str) -> None:
        """Change an own text; the bot gets `edited_message`."""
        message = self._chat.messages[message_id]
        if message.sender.user_id != self.person.user_id:
            raise AssertionError(f"message {message_id} is not {self.person.first_name}'s")
        self._deliver(self._state.directory.edit(self._chat, message, words=typed(text)), "edited_message")

    async def delete(self, message: MessageRef) -> None:
        """Remove a message for everybody; the bot is not told."""
        self._state.directory.delete(self._chat, _id(message))

    async def next(self, timeout: float = 5) -> ScreenMessage:  # noqa: ASYNC109 - fails with a word of its own
        """Return the next bot message not yet read, as it is now; raises AssertionError after `timeout` seconds."""
        found = await self._wait(self._unread, timeout)
        if found is None:
            raise AssertionError(f"no bot message in chat {self.chat_id} within {timeout} s; {self._screen_text()}")
        self._read_up_to = found.message_id
        return found

    async def quiet(self, seconds: float) -> None:
        """Raise AssertionError when a bot message is unread now or comes within `seconds`."""
        found = await self._wait(self._unread, seconds)
        if found is not None:
            raise AssertionError(f"expected silence in chat {self.chat_id}, got {found.text!r}")

    async def until(
        self,
        condition: Callable[[list[ScreenMessage]], bool],
        timeout: float = 5,  # noqa: ASYNC109 - fails with a word of its own
    ) -> list[ScreenMessage]:
        """Wait until the screen is as wanted and return it; raises AssertionError after `timeout` seconds."""

        def wanted() -> list[ScreenMessage] | None:
            screen = self.screen()
            return screen if condition(screen) else None

        found = await self._wait(wanted, timeout)
        if found is None:
            raise AssertionError(f"chat {self.chat_id} not as wanted within {timeout} s; {self._screen_text()}")
        return found

    def screen(self) -> list[ScreenMessage]:
        """All messages of the chat as they are now, oldest first."""
        return show_all(self._chat)

    async def tap(self, message: MessageRef, label: str) -> Tap:
        """Tap a button by its label, or by a beginning only one label has.

        Raises AssertionError when the message is gone, no button or several fit, or it opens a URL.
        """
        stored = self._chat.messages.get(_id(message))
        if stored is None:
            raise AssertionError(f"message {_id(message)} is gone: nothing to tap")
        button = _pick(stored, label)
        if button.data is None:
            raise AssertionError(f"{button.label!r} opens {button.url}")
        return await self.tap_data(message, button.data)

    async def tap_data(self, message: MessageRef, data: str) -> Tap:
        """Send a callback query with any data, about any message, there or not, also of another chat."""
        chat = self._state.directory.chats[message.chat_id] if isinstance(message, ScreenMessage) else self._chat
        stored = chat.messages.get(_id(message))
        tap = self._state.callbacks.start(data)
        gone = {"chat": chat.as_json(), "message_id": _id(message), "date": 0}
        body = {
            "id": tap.query_id,
            "from": self.person.as_json(),
            "message": chat.render(stored) if stored else gone,
            "chat_instance": str(-chat.chat_id * 7919),
            "data": data,
        }
        self._state.queue.push("callback_query", body)
        return tap

    def _send_media(self, content: dict[str, Any], caption: str = "", media_group_id: str | None = None) -> int:
        extra = {"media_group_id": media_group_id} if media_group_id else {}
        return self._say(words=typed(caption) if caption else None, content=content, extra=extra)

    def _say(
        self, *, words: Formatted | None, content: dict[str, Any] | None = None, extra: dict[str, Any] | None = None
    ) -> int:
        if self._chat.access is Access.BLOCKED:
            raise AssertionError(f"{self.person.first_name} blocked the bot and cannot write to it")
        if self._chat.person is not None:
            self._chat.access = Access.OPEN
        message = self._state.directory.post(self._chat, self.person, words=words, media=content, extra=extra)
        self._deliver(message, "message")
        return message.message_id

    def _deliver(self, message: ChatMessage, kind: str) -> None:
        if bot_reads(self._state, self._chat, message):
            self._state.queue.push(kind, self._chat.render(message))

    def _reply(self, reply_to: MessageRef | None) -> dict[str, Any]:
        if reply_to is None:
            return {}
        target = self._chat.render(self._chat.messages[_id(reply_to)])
        return {"reply_to_message": {k: v for k, v in target.items() if k != "reply_to_message"}}

    def _unread(self) -> ScreenMessage | None:
        for message_id in sorted(self._chat.messages):
            message = self._chat.messages[message_id]
            if message_id > self._read_up_to and message.sender.is_bot:
                return show(message)
        return None

    async def _wait(self, look: Callable[[], Seen | None], seconds: float) -> Seen | None:
        """Return what `look` finds after some change; None after `seconds`."""
        try:
            async with asyncio.timeout(seconds):
                while (found := look()) is None:
                    await self._state.directory.changed.wait()
                return found
        except TimeoutError:
            return None

    def _screen_text(self) -> str:
        return "on the screen: " + repr([m.text for m in self.screen()])


def _id(message: MessageRef) -> int:
    return message if isinstance(message, int) else message.message_id


def _pick(message: ChatMessage, label: str) -> InlineButton:
    buttons = [button for row in rows(dict(message.markup) if message.markup else None) for button in row]
    exact = [button for button in buttons if button.label == label]
    fitting = exact or [button for button in buttons if button.label.startswith(label)]
    if len(fitting) != 1:
        raise AssertionError(f"{len(fitting)} buttons fit {label!r}; there are {[b.label for b in buttons]}")
    return fitting[0]
