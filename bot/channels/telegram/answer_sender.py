"""Answer -> what is done on Telegram, in which order, in which chats."""

from __future__ import annotations

import logging
from functools import partial

from bot.channels.delivery.leases import Leases
from bot.channels.delivery.queue import Call, DeliveryQueue
from bot.channels.telegram.rendering import chat_of
from bot.channels.telegram.sender import Sender
from bot.channels.telegram.updates import Incoming
from bot.conversation.commands import BY_NAME
from bot.domain import button_ids as buttons
from bot.domain.messages import Answer, Reply
from bot.texts.sentences import Sentence
from bot.texts.texts import Texts


class AnswerSender:
    """Hands answers to the queue."""

    def __init__(self, sender: Sender, queue: DeliveryQueue, say: Texts, leases: Leases) -> None:
        self._sender = sender
        self._queue = queue
        self._say = say
        self._leases = leases

    def give(self, incoming: Incoming, answer: Answer, *, again: bool = False, after: Call | None = None) -> None:
        """Give an answer, and then do what comes after it.

        Args:
            incoming: what is answered.
            answer: the answer.
            again: the replies are on their way already; only a tap itself still waits for its answer.
            after: done in the same chat when all else has arrived.
        """
        replies = () if again else answer.replies
        calls: list[Call] = []
        if answer.reminder is not None and not again:
            deletion = _Removal(self._sender, incoming, (answer.reminder,), self._say(Sentence.BIJLAGE_VERWIJDERD))
            calls += [deletion.delete, deletion.explain]
        if incoming.callback is not None:
            calls.append(partial(self._sender.toast, incoming.callback, answer.notice))
        elif answer.notice and not replies:
            replies = (Reply("", (answer.notice,)),)
        here = [reply for reply in replies if not _apart(incoming, reply)]
        there = [reply for reply in replies if _apart(incoming, reply)]
        if answer.in_place and here and incoming.callback is not None:
            calls.append(partial(self._sender.replace, incoming, here.pop(0)))
        elif incoming.callback is not None and _settles(incoming, answer) and (replies or again):
            calls.append(partial(self._sender.mark_chosen, incoming, answer.chosen or incoming.tapped_label))
        calls += [partial(self._sender.send, incoming.chat, reply) for reply in here]
        if after is not None:
            calls.append(after)
        note = answer.stored and not again
        if note:
            self._leases.begin(incoming.message)
        pieces = _Pieces(2 if there else 1, partial(self._leases.arrived, incoming.message) if note else None)
        may_go = partial(self._leases.may_send, incoming.message) if note else None
        self._queue.deliver(incoming.chat, *calls, last=pieces.done, may_go=may_go)
        if there:
            # A chat of its own, with a queue of its own: who never started the bot there does not hold up the group.
            chat = chat_of(incoming.message.sender)
            send = partial(self._sender.send, chat, level=logging.INFO)
            private = (partial(send, reply) for reply in there)
            self._queue.deliver(chat, *private, last=pieces.done, may_go=may_go)

    def refuse(self, incoming: Incoming, answer: Answer, *, silently: bool) -> None:
        """Take a message that must not be read out of the chat, and unless silently say so."""
        refusal = _Removal(self._sender, incoming, answer.replies, self._say(Sentence.BIJLAGE_VERWIJDERD))
        self._queue.deliver(incoming.chat, refusal.delete, *(() if silently else (refusal.explain,)))


def _apart(incoming: Incoming, reply: Reply) -> bool:
    """Whether a reply goes to the private chat of who tapped in a group."""
    return reply.private and incoming.message.group is not None


def _settles(incoming: Incoming, answer: Answer) -> bool:
    """Whether a tap was followed and leaves the other buttons of its message without a meaning."""
    tap = incoming.message.tap
    if tap is None:
        return bool(answer.chosen)
    pressed = buttons.parse(tap.id)
    # What a follow-up's other buttons mean is not changed by looking at its step; every other tap is shown in place.
    bound = tap.revision is not None and tap.revision >= 0 and pressed.kind != buttons.FOLLOW_UP
    followed = answer.turn != "refusal" and not answer.notice
    command = BY_NAME.get(pressed.subject) if pressed.kind == buttons.COMMAND else None
    answers = command is not None and command.answers
    return bool(answer.chosen) or ((bound or answers) and followed)


class _Pieces:
    """An answer in several jobs: the last that ends notes it as sent."""

    def __init__(self, number: int, note: Call | None) -> None:
        self._left = number
        self._note = note

    async def done(self) -> None:
        """One of them has ended."""
        self._left -= 1
        if not self._left and self._note is not None:
            await self._note()


class _Removal:
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
