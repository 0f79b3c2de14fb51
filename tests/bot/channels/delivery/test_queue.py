"""What is sent on any channel: in order within a chat, tried again, given up only when it is refused."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field

import pytest

from bot.channels.delivery.queue import Call, DeliveryQueue
from bot.ports.notifier import Refused, TryLater


class ChannelError(Exception):
    """An error of a channel that exists in these tests only."""

    def __init__(self, meaning: Refused | TryLater) -> None:
        super().__init__("refused" if isinstance(meaning, Refused) else "busy")
        self.meaning = meaning


def sort_error(error: Exception) -> Refused | TryLater | None:
    return error.meaning if isinstance(error, ChannelError) else None


REFUSED, DOWN, SLOWER = ChannelError(Refused(lost=True)), ChannelError(TryLater()), ChannelError(TryLater(7))


@dataclass
class Chats:
    """A channel whose chats are known by a text."""

    queue: DeliveryQueue = field(default_factory=lambda: DeliveryQueue(sort_error))
    arrived: list[str] = field(default_factory=list)

    def call(self, text: str, errors: Iterable[Exception] = ()) -> Call:
        """Send a text; first it fails with these errors, one at a time."""
        left = list(errors)

        async def send() -> None:
            if left:
                raise left.pop(0)
            self.arrived.append(text)

        return send


@pytest.fixture
def chats() -> Chats:
    return Chats()


@pytest.fixture
def waited(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Seconds that were waited before each new try; none of them pass."""
    seconds: list[float] = []

    async def sleep(wait: float) -> None:
        seconds.append(wait)

    monkeypatch.setattr(asyncio, "sleep", sleep)
    return seconds


async def test_a_retry_repeats_nothing_that_arrived(chats: Chats, waited: list[float]) -> None:
    """Tried again from where it stopped, ever slower, for as long as the channel asks where it asks."""
    chats.queue.deliver("a", chats.call("een"), chats.call("twee", [DOWN, DOWN, SLOWER, DOWN]), chats.call("drie"))
    await chats.queue.finish(5)
    assert chats.arrived == ["een", "twee", "drie"]
    assert waited == [1, 2, 7, 8]


async def test_the_longest_wait(chats: Chats, waited: list[float]) -> None:
    """At most a minute passes between two tries."""
    chats.queue.deliver("a", chats.call("een", [DOWN] * 9))
    await chats.queue.finish(5)
    assert waited == [1, 2, 4, 8, 16, 32, 60, 60, 60]


@pytest.mark.parametrize(
    ("error", "told"), [(REFUSED, "a job was refused: refused"), (OSError("Zwartehond"), "OSError")]
)
async def test_what_cannot_arrive_holds_up_nothing(
    chats: Chats, waited: list[float], error: Exception, told: str, caplog: pytest.LogCaptureFixture
) -> None:
    """The rest of a job that is refused, or in which a fault shows, is left; its end and the next job are done."""
    last = chats.call("einde")
    chats.queue.deliver("a", chats.call("een", [error]), chats.call("twee"), last=last)
    chats.queue.deliver("a", chats.call("drie"))
    await chats.queue.finish(5)
    assert chats.arrived == ["einde", "drie"]
    assert waited == []
    assert told in caplog.text
    assert "Zwartehond" not in caplog.text


async def test_chats_do_not_wait_for_one_another(chats: Chats) -> None:
    """While one chat is stuck, another gets its messages; within a chat the order holds."""
    go_on = asyncio.Event()
    chats.queue.deliver("a", go_on.wait, chats.call("a1"))
    chats.queue.deliver("a", chats.call("a2"))
    chats.queue.deliver("b", chats.call("b1"))
    for _ in range(5):
        await asyncio.sleep(0)
    assert chats.arrived == ["b1"]
    go_on.set()
    await chats.queue.finish(5)
    assert chats.arrived == ["b1", "a1", "a2"]


async def test_a_job_that_another_instance_took(chats: Chats) -> None:
    """Before each call it is asked whose it is; what another took is not sent, nor noted as sent."""
    answers = [True, False]

    async def may_go() -> bool:
        return answers.pop(0)

    chats.queue.deliver("a", chats.call("een"), chats.call("twee"), last=chats.call("einde"), may_go=may_go)
    await chats.queue.finish(5)
    assert chats.arrived == ["een"]


async def test_an_end_that_fails(chats: Chats, caplog: pytest.LogCaptureFixture) -> None:
    """What cannot be noted as sent does not keep the next job from being done."""
    chats.queue.deliver("a", chats.call("een"), last=chats.call("einde", [OSError("Zwartehond")]))
    chats.queue.deliver("a", chats.call("twee"))
    await chats.queue.finish(5)
    assert chats.arrived == ["een", "twee"]
    assert "OSError at " in caplog.text


async def test_stopping_does_not_wait_for_ever(chats: Chats) -> None:
    """What does not arrive in time is stopped: it is on record as unsent."""
    chats.queue.deliver("a", asyncio.Event().wait, chats.call("een"))
    await chats.queue.finish(0.01)
    assert chats.arrived == []
