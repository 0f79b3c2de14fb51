"""Whatever people tap, in whatever order and however often: nothing is lost, nothing happens twice, nobody is stuck."""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.content import BotContent
from bot.conversation.practice_cases import PRACTICE_CODE
from bot.domain import cases
from bot.domain.messages import Message, Reply
from dialogues.brain import Brain
from dialogues.flowchart import Flowchart
from dialogues.loader import load_flowchart
from tests.support.talk import MONDAY
from tests.support.walking import CHOICE, COMMAND, EXTRA, Action, RestartableBot, Walk, paths

ACTIONS = st.lists(
    st.tuples(st.sampled_from([CHOICE, CHOICE, CHOICE, CHOICE, EXTRA, COMMAND]), st.integers(0, 40)),
    min_size=5,
    max_size=40,
)
PICKS = st.lists(st.integers(0, 11), min_size=20, max_size=60)
SLOWLY = settings(
    derandomize=True, deadline=None, max_examples=20, database=None, suppress_health_check=[HealthCheck.too_slow]
)


@pytest.fixture(scope="module")
async def bot(
    tmp_path_factory: pytest.TempPathFactory, bot_content: BotContent, brain: Brain
) -> AsyncIterator[RestartableBot]:
    """The bot with an empty database."""
    file: Path = tmp_path_factory.mktemp("walks") / "ehbc.sqlite"
    bot = RestartableBot(f"sqlite:///{file}", bot_content, brain, lambda: MONDAY)
    await bot.start()
    await bot.found_team()
    yield bot
    await bot.stop()


@cache
def load_plan() -> Flowchart:
    """The step plan, read once."""
    return load_flowchart()


def read(replies: tuple[Reply, ...]) -> list[tuple[str, tuple[str, ...]]]:
    """What people see of replies."""
    return [(reply.text, tuple(button.label for button in reply.buttons)) for reply in replies]


async def walked(bot: RestartableBot, actions: list[Action]) -> Walk:
    """Somebody who opened a case and did all this."""
    walk = await bot.newcomer()
    await walk.types("/nieuw")
    for action in actions:
        await walk.acts(action)
    return walk


SAID_ONCE = ("/deel", "/bord")
"""Their answer holds a code, of which only a hash is kept: it cannot be said again."""


@SLOWLY
@given(actions=ACTIONS)
async def test_every_button_on_screen_leads_somewhere(bot: RestartableBot, actions: list[Action]) -> None:
    """Every button that is on screen leads somewhere, and after every answer there is one."""
    walk = await bot.newcomer()
    await walk.types("/start")
    for action in actions:
        message, answer = await walk.acts(action)
        assert answer.turn != "refusal", message
        assert answer.replies, message
        assert walk.choices or walk.extras, message


@SLOWLY
@given(actions=ACTIONS)
async def test_no_case_is_stuck(bot: RestartableBot, actions: list[Action]) -> None:
    """An open case always offers a choice, and closing one offers to open it again."""
    flowchart = bot.bot_content.flowchart
    walk = await walked(bot, [])
    for action in actions:
        message, answer = await walk.acts(action)
        case = await bot.open_case(walk)
        assert case is None or flowchart.positions[case.position].offered(case.memory), (message, case)
        if answer.step == flowchart.end and answer.case != PRACTICE_CODE:
            assert "doe.heropen" in {button.id for button in walk.extras}, message


@settings(SLOWLY, max_examples=500)
@given(picks=PICKS)
def test_no_way_back_is_a_dead_end(picks: list[int]) -> None:
    """Going back all the way after any walk, every step on the way offers a choice."""
    flowchart = load_plan()
    opened = cases.open_case(flowchart, "BLAUWE-OTTER-7", "leerkracht", MONDAY)
    case, log = opened.case, [*opened.events]
    for pick in picks:
        if offered := flowchart.positions[case.position].offered(case.memory):
            taken = cases.take(flowchart, case, offered[pick % len(offered)], "leerkracht", MONDAY)
            case, log = taken.case, [*log, *taken.events]
    while (change := cases.step_back(flowchart, case, log, "leerkracht", MONDAY)) is not None:
        case, log = change.case, [*log, *change.events]
        assert flowchart.positions[case.position].offered(case.memory), (case.position, case.memory)


@pytest.mark.parametrize(
    ("position", "path"), [pytest.param(*way, id=way[0]) for way in paths(load_plan(), lambda: MONDAY).items()]
)
async def test_every_position_survives_a_restart(bot: RestartableBot, position: str, path: tuple[str, ...]) -> None:
    """A case stands after a restart where it stood, and asks the same."""
    walk = await bot.newcomer()
    answer = await walk.follows(path)
    assert position in (answer.step, answer.question)
    before, asked = await bot.state(walk), await walk.types("/verder")
    await bot.stop()
    await bot.start()
    walk.talk.conversation = bot.conversation
    assert await bot.state(walk) == before
    assert read((await walk.types("/verder")).replies) == read(asked.replies)


def test_every_position_has_a_path() -> None:
    """Every position of the plan can be reached by tapping."""
    flowchart = load_plan()
    assert paths(flowchart, lambda: MONDAY).keys() == flowchart.positions.keys()


@SLOWLY
@given(actions=ACTIONS)
async def test_a_walk_survives_a_restart(bot: RestartableBot, actions: list[Action]) -> None:
    """All that somebody did is there after a restart."""
    walk = await walked(bot, actions)
    await walk.types("/stop")
    before, asked = await bot.state(walk), await walk.types("/dossiers")
    await bot.stop()
    await bot.start()
    walk.talk.conversation = bot.conversation
    assert await bot.state(walk) == before
    assert read((await walk.types("/dossiers")).replies) == read(asked.replies)


@SLOWLY
@given(actions=ACTIONS, late=st.lists(st.integers(0, 1000), min_size=1, max_size=10))
async def test_late_taps_change_nothing(bot: RestartableBot, actions: list[Action], late: list[int]) -> None:
    """A button made for an earlier revision of a case changes nothing."""
    walk = await walked(bot, actions)
    _, known = before = await bot.state(walk)
    now = {(case.id, case.revision) for case, _ in known if case is not None}
    old = [b for b in walk.seen if b.case is not None and (b.case, b.revision) not in now]
    for index in late if old else []:
        button = old[index % len(old)]
        answer = await walk.sends(Message(str(next(bot.ids)), walk.talk.sender, tap=button))
        assert answer.turn == "refusal", button
        assert answer.notice, button
        assert await bot.state(walk) == before, button


@SLOWLY
@given(actions=ACTIONS)
async def test_a_second_tap_changes_nothing(bot: RestartableBot, actions: list[Action]) -> None:
    """Of the choices of one screen only the first that is tapped counts, tapped twice or not."""
    walk = await walked(bot, actions)
    bound = [button for button in walk.choices if button.case is not None]
    if not bound:
        return
    first, *_ = bound
    await walk.talk.taps(first)
    after = await bot.state(walk)
    for button in (first, *reversed(bound)):
        assert (await walk.talk.taps(button)).turn == "refusal", button
        assert await bot.state(walk) == after, button


@SLOWLY
@given(actions=ACTIONS, arrived=st.lists(st.booleans(), min_size=40, max_size=40))
async def test_a_repeated_message_changes_nothing(
    bot: RestartableBot, actions: list[Action], arrived: list[bool]
) -> None:
    """A message delivered again changes nothing: it is answered as before when that was not sent, else not at all."""
    walk = await walked(bot, [])
    for action, arrives in zip(actions, arrived, strict=False):
        message = walk.message(action)
        answer = await walk.sends(message, arrives=arrives)
        before = await bot.state(walk)
        if not answer.stored:
            # A practice case leaves no trace, so a repeated message cannot be known there.
            continue
        again = await walk.sends(message)
        assert await bot.state(walk) == before, message
        if message.text not in SAID_ONCE:
            assert read(again.replies) == ([] if arrives else read(answer.replies)), message


async def test_unsent_answers_are_found_again(bot: RestartableBot) -> None:
    """An answer that was never sent waits for the channel, once."""
    walk = await bot.newcomer()
    message = Message(str(next(bot.ids)), walk.talk.sender, text="/nieuw")
    answer = await walk.sends(message, arrives=False)
    unsent = await bot.conversation.unsent("terminal", at_start=True)
    waiting = [(m, a) for m, a in unsent if m.sender == walk.talk.sender]
    assert [(m.key, read(a.replies)) for m, a in waiting] == [(message.key, read(answer.replies))]
    await bot.conversation.sent(message)
    assert message.key not in [m.key for m, _ in await bot.conversation.unsent("terminal", at_start=True)]
