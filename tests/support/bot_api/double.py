"""The double: a Bot API server on loopback and the people behind it."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets

from .faults import ApiFault
from .flood import FloodControl
from .model import Access, Chat, TelegramUser
from .people import Group, Phone
from .server import application
from .state import ApiCall, Profile, RefusedCall, SentPhoto, State

_HOST = "127.0.0.1"


class BotApiDouble:
    """One bot's Bot API server; use it as an async context manager.

    Leaving the context raises the first unexpected error of the double itself.
    """

    def __init__(
        self, token: str = "123456:TEST", *, username: str = "ehbc_test_bot", privacy_mode: bool = True
    ) -> None:
        """Prepare a bot whose id is the number in its token; with `privacy_mode` as BotFather sets it by default."""
        self.token = token
        bot = TelegramUser(int(token.partition(":")[0]), "Eerste hulp", username=username, is_bot=True)
        self._state = State(bot, privacy_mode=privacy_mode)
        self._crashes: list[Exception] = []
        self._application = application(self._state, token, self._crashes)
        self._phones: dict[int, Phone] = {}
        self._groups: dict[int, Group] = {}
        self._server: HTTPServer | None = None
        self._port = 0

    async def __aenter__(self) -> Self:
        """Listen on a free port."""
        await self.start_listening()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop; raises what went wrong inside the double, unless the test failed already."""
        await self.stop_listening()
        if self._crashes and error is None:
            raise self._crashes[0]

    @property
    def base_url(self) -> str:
        """What python-telegram-bot takes as `base_url`: it appends the token."""
        return f"http://{_HOST}:{self._port}/bot"

    @property
    def file_url(self) -> str:
        """What python-telegram-bot takes as `base_file_url`."""
        return f"http://{_HOST}:{self._port}/file/bot"

    @property
    def calls(self) -> list[ApiCall]:
        """Every accepted request, oldest first, getUpdates included."""
        return self._state.calls

    @property
    def refusals(self) -> list[RefusedCall]:
        """Every request refused by the bot's own mistake (400, 401, 404); ordered faults are not listed."""
        return self._state.refusals

    @property
    def denials(self) -> list[RefusedCall]:
        """Every request refused by circumstances: blocked or kicked (403), conflicts (409), flood limits (429)."""
        return self._state.denials

    @property
    def violations(self) -> list[ApiCall]:
        """Every attempt to get at a file."""
        return self._state.violations

    @property
    def photos(self) -> list[SentPhoto]:
        """Every picture the bot sent, with its bytes."""
        return self._state.photos

    @property
    def profile(self) -> Profile:
        """The commands and descriptions the bot set."""
        return self._state.profile

    @property
    def flood(self) -> FloodControl:
        """The flood limits to set; none at first."""
        return self._state.flood

    @property
    def pending_update_count(self) -> int:
        """How many updates the bot has not confirmed."""
        return len(self._state.queue)

    @property
    def polls(self) -> int:
        """How many times the bot asked for updates, answered or not yet."""
        return self._state.queue.polls

    @property
    def webhook_attempts(self) -> int:
        """How many times an update was posted to a webhook."""
        return self._state.pump.attempts

    async def webhook_attempted(self, times: int) -> None:
        """Wait until updates were posted this many times in all, taken or not."""
        while self._state.pump.attempts < times:
            await self._state.pump.attempted.wait()

    def calls_to(self, method: str) -> list[ApiCall]:
        """Return the accepted requests of one method."""
        return [call for call in self.calls if call.method == method]

    def phone(
        self,
        user_id: int,
        first_name: str = "An",
        language_code: str = "nl",
        *,
        username: str | None = None,
        started: bool = True,
    ) -> Phone:
        """Return a person's private chat, the same each time; unless `started` the bot may not write before they do."""
        if user_id not in self._phones:
            person = TelegramUser(user_id, first_name, username=username, language_code=language_code)
            chat = Chat(user_id, person=person)
            chat.access = Access.OPEN if started else Access.UNMET
            self._state.directory.people[user_id] = person
            self._state.directory.chats[user_id] = chat
            self._phones[user_id] = Phone(self._state, person, chat)
        return self._phones[user_id]

    def group(self, chat_id: int, title: str = "Zorgteam", *, bot_inside: bool = False) -> Group:
        """Return a group, the same each time; the bot is in it after `add_bot`, or from the start with `bot_inside`."""
        if chat_id not in self._groups:
            chat = Chat(chat_id, title=title)
            chat.access = Access.OPEN if bot_inside else Access.UNMET
            self._state.directory.chats[chat_id] = chat
            self._groups[chat_id] = Group(self._state, chat)
        return self._groups[chat_id]

    def channel(self, chat_id: int, title: str = "Nieuws") -> Group:
        """Return a channel, the same each time; the bot becomes its administrator by `add_bot`."""
        if chat_id not in self._groups:
            chat = Chat(chat_id, title=title, is_channel=True)
            chat.access = Access.UNMET
            self._state.directory.chats[chat_id] = chat
            self._groups[chat_id] = Group(self._state, chat)
        return self._groups[chat_id]

    def deliver(self, kind: str, body: object) -> int | None:
        """Deliver an update with any body, whether it makes sense or not; its id."""
        return self._state.queue.push(kind, body)

    def inject(self, fault: ApiFault) -> None:
        """Order a fault for coming calls."""
        self._state.faults.add(fault)

    def fault_waits(self, method: str) -> bool:
        """Whether a fault ordered for a method was not met yet."""
        return self._state.faults.waits(method)

    def clear_faults(self) -> None:
        """Take back all ordered faults."""
        self._state.faults.clear()

    def redeliver(self, update_id: int) -> None:
        """Deliver a confirmed update once more; raises KeyError when it was never confirmed."""
        self._state.queue.redeliver(update_id)

    def expire_callbacks(self) -> None:
        """Make every tap so far too old to be answered."""
        self._state.callbacks.expire()

    async def start_listening(self) -> None:
        """Accept connections, on the same port as before."""
        sockets = bind_sockets(self._port, address=_HOST)
        self._port = sockets[0].getsockname()[1]
        self._server = HTTPServer(self._application)
        self._server.add_sockets(sockets)
        self._state.pump.resume()

    async def stop_listening(self) -> None:
        """Refuse and cut all connections, webhook deliveries too; everything known is kept."""
        server, self._server = self._server, None
        if server is not None:
            server.stop()
            await server.close_all_connections()
        await self._state.pump.pause()
