"""Takes updates in one by one, has them answered, and hands the answers to the queue."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Hashable
from functools import partial

from telegram.ext import ExtBot

from bot.channels.delivery.leases import Leases
from bot.channels.delivery.queue import DeliveryQueue
from bot.channels.monitoring.metrics import Metrics
from bot.channels.telegram import TELEGRAM
from bot.channels.telegram.answer_sender import AnswerSender
from bot.channels.telegram.client import sort_error
from bot.channels.telegram.rendering import chat_of
from bot.channels.telegram.sender import Draw, Sender
from bot.channels.telegram.updates import Incoming, UpdateKind, address_of, read
from bot.conversation.conversation import Conversation
from bot.domain.messages import Answer, Reply
from bot.logs import log_fault
from bot.ports.unit_of_work import StoreError
from bot.texts.sentences import Sentence
from bot.texts.texts import Texts

_log = logging.getLogger(__name__)

LOOK_SECONDS = 20.0
"""Pause between two looks for answers left unsent; three of them fit in the time an answer is left to an instance."""
_UPDATES_REMEMBERED = 10_000
_ALBUMS_REMEMBERED = 1_000
_GROUPS_REMEMBERED = 1_000
_SETTLE_SECONDS = 1.0
"""How long an invitation to a supergroup waits for the word that it is a group the bot was in already."""
_SUPERGROUPS_BELOW = -1_000_000_000_000


class Dispatcher:
    """One door for updates, from polling or a webhook."""

    def __init__(
        self, bot: ExtBot[int], conversation: Conversation, say: Texts, draw: Draw, metrics: Metrics | None = None
    ) -> None:
        self._bot = bot
        self._metrics = metrics or Metrics()
        self._sender = Sender(bot, draw, self._metrics)
        self._conversation = conversation
        self._say = say
        self._queue = DeliveryQueue(sort_error)
        self._leases = Leases(conversation, TELEGRAM.name)
        self._answers = AnswerSender(self._sender, self._queue, say, self._leases)
        self._turn = asyncio.Lock()
        self._taken = _Latest(_UPDATES_REMEMBERED)
        self._resent: set[str] = set()
        self._albums = _Latest(_ALBUMS_REMEMBERED)
        self._grown = _Latest(_GROUPS_REMEMBERED)
        """Supergroups that were groups the bot was in."""

    async def take(self, raw: object) -> None:
        """Answer one update. On return everything it confirms is committed; the replies are on their way.

        Raises:
            ValueError: it is no update.
        """
        incoming = read(raw, self._bot)
        if incoming is None:
            return
        # One at a time: the order of a chat is kept, and a turn is a matter of milliseconds.
        async with self._turn:
            # The store knows what it answered, but not strangers, practice and refusals; those are answered once too.
            if incoming.message.key not in self._taken:
                try:
                    await self._answer(incoming)
                # A fault of ours in one update must not keep all that come after it from being answered.
                except Exception as error:  # noqa: BLE001 - see above
                    log_fault(_log, error)
                self._taken.add(incoming.message.key)

    async def resend(self, *, at_start: bool = False) -> None:
        """Send what was committed before a crash and never arrived. Raises `StoreError`."""
        async with self._turn:
            for message, answer in await self._leases.look(at_start=at_start):
                self._resent.add(message.key)
                chat = chat_of(message.group or message.sender)
                self._answers.give(Incoming(UpdateKind.SAID, chat, message), answer)

    async def keep_resending(self) -> None:
        """Look now and then, until cancelled, for what another instance was sending when it ended."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                await self.resend()
            except StoreError as error:
                _log.warning("what was left unsent could not be looked for: %s", type(error).__name__)
            # Whatever goes wrong now, it is looked for again.
            except Exception as error:  # noqa: BLE001 - see above
                log_fault(_log, error)

    async def finish(self, seconds: float) -> None:
        """Let what is under way arrive, at most so long."""
        await self._queue.finish(seconds)

    async def _answer(self, incoming: Incoming) -> None:
        match incoming.kind:
            case UpdateKind.SAID | UpdateKind.TAPPED:
                answer = await self._answered(incoming)
                self._answers.give(incoming, answer, again=answer.held or incoming.message.key in self._resent)
            case UpdateKind.ATTACHED:
                told = incoming.album is not None and incoming.album in self._albums
                self._answers.refuse(incoming, await self._answered(incoming), silently=told)
                if incoming.album is not None:
                    self._albums.add(incoming.album)
            case UpdateKind.EDITED:
                reply = Reply("", (self._say(Sentence.BEWERKT),))
                self._answers.give(incoming, Answer("refusal", (reply,)))
            case UpdateKind.TAPPED_ELSEWHERE:
                self._answers.give(incoming, Answer("refusal", notice=self._say(Sentence.DOSSIER_ANDER)))
            case UpdateKind.INVITED_ELSEWHERE:
                reply = Reply("", (self._say(Sentence.GROEP_WEG),))
                self._leave(incoming, Answer("refusal", (reply,)))
            case UpdateKind.INVITED if incoming.chat < _SUPERGROUPS_BELOW:
                self._queue.deliver(incoming.chat, partial(self._settle, incoming))
            case UpdateKind.INVITED:
                await self._enter(incoming)
            case UpdateKind.GROUP_LOST | UpdateKind.GROUP_MOVED | UpdateKind.BLOCKED:
                await self._note(incoming)

    async def _answered(self, incoming: Incoming) -> Answer:
        return await self._metrics.timed(self._conversation.answer(incoming.message))

    async def _settle(self, incoming: Incoming) -> None:
        """Enter a supergroup, unless it turns out to be a group that grew: Telegram tells of both, in any order."""
        await asyncio.sleep(_SETTLE_SECONDS)
        if incoming.chat not in self._grown:
            await self._enter(incoming)

    async def _enter(self, incoming: Incoming) -> None:
        answer = await self._conversation.invited(incoming.message)
        if answer.turn == "refusal":
            self._leave(incoming, answer)
        else:
            self._answers.give(incoming, answer)

    def _leave(self, incoming: Incoming, answer: Answer) -> None:
        self._answers.give(incoming, answer, after=partial(self._sender.leave, incoming.chat))

    async def _note(self, incoming: Incoming) -> None:
        """Have it noted where the bot can no longer write; were it not, the next thing it sends there would tell."""
        here = address_of(incoming.chat)
        try:
            if incoming.kind is UpdateKind.BLOCKED:
                await self._conversation.blocked(here)
            elif incoming.new_chat is None:
                await self._conversation.group_lost(here)
            else:
                self._grown.add(incoming.new_chat)
                await self._conversation.group_moved(here, address_of(incoming.new_chat))
        except StoreError as error:
            _log.warning("a chat that changed could not be noted: %s", type(error).__name__)


class _Latest:
    """The last so many of something."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._known: OrderedDict[Hashable, None] = OrderedDict()

    def __contains__(self, item: Hashable) -> bool:
        return item in self._known

    def add(self, item: Hashable) -> None:
        self._known[item] = None
        while len(self._known) > self._most:
            self._known.popitem(last=False)
