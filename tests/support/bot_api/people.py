"""Phones and groups."""

from __future__ import annotations

from .membership import bot_moved, bot_promoted
from .model import Access, Chat, TelegramUser
from .screen import ScreenMessage, show_all
from .seat import Seat
from .state import State


class Phone(Seat):
    """A person's private chat with the bot."""

    async def block(self) -> None:
        """Block the bot."""
        bot_moved(self._state, self._chat, self.person, Access.BLOCKED)

    async def unblock(self) -> None:
        """Let the bot write again."""
        bot_moved(self._state, self._chat, self.person, Access.OPEN)

    async def delete_account(self) -> None:
        """Leave Telegram; the bot is not told."""
        self._chat.access = Access.DEACTIVATED


class Group:
    """A group; the bot is in it after `add_bot`."""

    def __init__(self, state: State, chat: Chat) -> None:
        """Nobody said anything yet."""
        self._state = state
        self._chat = chat
        self._members: dict[int, Seat] = {}

    @property
    def chat_id(self) -> int:
        """The group's id."""
        return self._chat.chat_id

    @property
    def bot_is_admin(self) -> bool:
        """Whether the bot reads everything and may delete what others wrote."""
        return self._chat.bot_is_admin

    @bot_is_admin.setter
    def bot_is_admin(self, value: bool) -> None:
        self._chat.bot_is_admin = value

    def member(self, user_id: int, first_name: str = "", language_code: str = "nl") -> Seat:
        """Return the seat of a person in this group, the same each time."""
        if user_id not in self._members:
            known = self._state.directory.people.get(user_id)
            person = known or TelegramUser(user_id, first_name or f"Lid {user_id}", language_code=language_code)
            self._state.directory.people[user_id] = person
            self._members[user_id] = Seat(self._state, person, self._chat)
        return self._members[user_id]

    async def add_bot(self, *, by: int = 777) -> None:
        """Add the bot; it gets `my_chat_member` and a message with `new_chat_members`."""
        bot = self._state.directory.bot
        adder = self.member(by).person
        bot_moved(self._state, self._chat, adder, Access.OPEN)
        if self._chat.is_channel:
            return
        joined = {"new_chat_members": [bot.as_json()], "new_chat_member": bot.as_json()}
        message = self._state.directory.post(self._chat, adder, extra=joined)
        self._state.queue.push("message", self._chat.render(message))

    async def promote_bot(self, *, by: int = 777, admin: bool = True) -> None:
        """Make the bot administrator, or no longer; it gets `my_chat_member`."""
        bot_promoted(self._state, self._chat, self.member(by).person, admin=admin)

    async def silence_bot(self) -> None:
        """Let members no longer write; the bot is not told."""
        self._chat.bot_may_write = False

    async def upgrade(self, into: Group, *, by: int = 777, join_first: bool = False) -> None:
        """Become a supergroup: the bot gets a message in each of the two, and joins the new one.

        When it hears of joining, first or in between, is not promised by anybody; `join_first` chooses.
        """
        person = self.member(by).person
        new = into._chat
        if join_first:
            bot_moved(self._state, new, person, Access.OPEN)
        last = self._state.directory.post(self._chat, person, extra={"migrate_to_chat_id": new.chat_id})
        self._state.queue.push("message", self._chat.render(last))
        self._chat.upgraded_to = new.chat_id
        if not join_first:
            bot_moved(self._state, new, person, Access.OPEN)
        first = self._state.directory.post(new, person, extra={"migrate_from_chat_id": self._chat.chat_id})
        self._state.queue.push("message", new.render(first))

    async def remove_bot(self, *, by: int = 777) -> None:
        """Remove the bot; it gets a message with `left_chat_member` and `my_chat_member`."""
        remover = self.member(by).person
        message = self._state.directory.post(
            self._chat, remover, extra={"left_chat_member": self._state.directory.bot.as_json()}
        )
        self._state.queue.push("message", self._chat.render(message))
        bot_moved(self._state, self._chat, remover, Access.KICKED)

    def screen(self) -> list[ScreenMessage]:
        """All messages of the group as they are now, oldest first."""
        return show_all(self._chat)
