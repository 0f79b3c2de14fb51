"""Takes updates in one by one, has them answered, and hands the answers to the courier."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Hashable
from functools import partial

import telegram
from telegram.ext import ExtBot

from bot import buttons
from bot.channels.telegram.courier import Courier, Step
from bot.channels.telegram.incoming import CHANNEL, Incoming, Kind, sort
from bot.channels.telegram.sender import Draw, Sender
from bot.commands import ANSWERS
from bot.conversation import Conversation
from bot.messages import Answer, Reply
from bot.sentences import Sentence
from bot.texts import Texts

_UPDATES_REMEMBERED = 10_000
_ALBUMS_REMEMBERED = 1_000


class Reception:
    """One door for updates, from polling or a webhook."""

    def __init__(self, bot: ExtBot[int], conversation: Conversation, say: Texts, draw: Draw) -> None:
        self._sender = Sender(bot, draw)
        self._conversation = conversation
        self._say = say
        self._courier = Courier()
        self._turn = asyncio.Lock()
        self._taken = _Latest(_UPDATES_REMEMBERED)
        self._resent: set[int] = set()
        self._albums = _Latest(_ALBUMS_REMEMBERED)

    async def take(self, update: telegram.Update) -> None:
        """Answer one update. On return everything it confirms is committed; the replies are on their way."""
        incoming = sort(update)
        if incoming is None:
            return
        # One at a time: the order of a chat is kept, and a turn is a matter of milliseconds.
        async with self._turn:
            # The store knows what it answered, but not strangers, practice and refusals; those are answered once too.
            if incoming.message.id not in self._taken:
                await self._answer(incoming)
                self._taken.add(incoming.message.id)

    async def resend(self) -> None:
        """Send what was committed before a crash and never arrived. Raises `StoreError`."""
        for message, answer in await self._conversation.unsent(CHANNEL):
            self._resent.add(message.id)
            self._send(Incoming(Kind.SAID, message.sender.number, message), answer)

    async def finish(self, seconds: float) -> None:
        """Let what is under way arrive, at most so long."""
        await self._courier.finish(seconds)

    async def _answer(self, incoming: Incoming) -> None:
        match incoming.kind:
            case Kind.SAID | Kind.TAPPED:
                answer = await self._conversation.answer(incoming.message)
                self._send(incoming, answer, again=incoming.message.id in self._resent)
            case Kind.ATTACHED:
                self._refuse(incoming, await self._conversation.answer(incoming.message))
            case Kind.EDITED:
                reply = Reply("", (self._say(Sentence.BEWERKT),))
                self._send(incoming, Answer("refusal", (reply,)))
            case Kind.INVITED:
                word = Reply("", (self._say(Sentence.GROEP_WEG),))
                say = partial(self._sender.send, incoming.chat, word)
                self._courier.deliver(incoming.chat, say, partial(self._sender.leave, incoming.chat))
            case Kind.TAPPED_ELSEWHERE:
                self._send(incoming, Answer("refusal", notice=self._say(Sentence.DOSSIER_ANDER)))

    def _send(self, incoming: Incoming, answer: Answer, *, again: bool = False) -> None:
        # `again`: after a crash the replies are on their way already; only a tap itself still waits for its answer.
        replies = () if again else answer.replies
        steps: list[Step] = []
        if answer.reminder is not None and not again:
            deletion = _Refusal(self._sender, incoming, (answer.reminder,), self._say(Sentence.BIJLAGE_VERWIJDERD))
            steps += [deletion.delete, deletion.explain]
        if incoming.callback is not None:
            steps.append(partial(self._sender.toast, incoming.callback, answer.notice))
            if _settles(incoming, answer) and (replies or again):
                chosen = answer.chosen or incoming.tapped_label
                steps.append(partial(self._sender.mark_chosen, incoming, chosen))
        elif answer.notice and not replies:
            replies = (Reply("", (answer.notice,)),)
        steps += [partial(self._sender.send, incoming.chat, reply) for reply in replies]
        if answer.stored and not again:
            steps.append(partial(self._conversation.sent, incoming.message))
        self._courier.deliver(incoming.chat, *steps)

    def _refuse(self, incoming: Incoming, answer: Answer) -> None:
        refusal = _Refusal(self._sender, incoming, answer.replies, self._say(Sentence.BIJLAGE_VERWIJDERD))
        steps: list[Step] = [refusal.delete]
        if incoming.album is None or incoming.album not in self._albums:
            steps.append(refusal.explain)
        if incoming.album is not None:
            self._albums.add(incoming.album)
        self._courier.deliver(incoming.chat, *steps)


def _settles(incoming: Incoming, answer: Answer) -> bool:
    """Whether a tap was followed and leaves the other buttons of its message without a meaning."""
    tap = incoming.message.tap
    bound = tap is not None and tap.revision is not None and tap.revision >= 0
    answers = tap is not None and buttons.parse(tap.id).subject in ANSWERS
    followed = answer.turn != "refusal" and not answer.notice
    return bool(answer.chosen) or ((bound or answers) and followed)


class _Refusal:
    """Takes a message that must not be read out of the chat, and says so."""

    def __init__(self, sender: Sender, incoming: Incoming, replies: tuple[Reply, ...], deleted: str) -> None:
        self._sender = sender
        self._incoming = incoming
        self._replies = replies
        self._deleted = deleted
        self._is_deleted = False

    async def delete(self) -> None:
        if self._incoming.message_id is not None:
            self._is_deleted = await self._sender.delete(self._incoming.chat, self._incoming.message_id)

    async def explain(self) -> None:
        extra = (self._deleted,) if self._is_deleted else ()
        for reply in self._replies:
            await self._sender.send(self._incoming.chat, Reply(reply.title, (*reply.paragraphs, *extra)))


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
