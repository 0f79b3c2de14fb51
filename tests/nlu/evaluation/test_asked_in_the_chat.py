"""Questions asked in the chat itself, held to account on two authors' messages."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.content import BotContent
from bot.settings import read_settings
from bot.wiring import rehearsing
from dialogues.training import ROOT
from nlu.asked import NOTHING, TALK, read_asked_examples
from nlu.evaluation.asked_set import A_PAGE, count_asked, read_asked_set
from tests.nlu.test_understanding import plain

SETS = sorted((ROOT / "tests" / "data").glob("asked_*.jsonl"))
"""One file per author, who saw no example; docs/understanding.md tells what was looked at."""
LEAST = {A_PAGE: 0.83, TALK: 0.74, NOTHING: 0.92}
"""A point or four below what the least of some trainings reached."""


def test_no_message_of_the_sets_is_an_example() -> None:
    """What is measured was never learnt."""
    learnt = {plain(example.text) for example in read_asked_examples()}
    assert [message.text for path in SETS for message in read_asked_set(path) if plain(message.text) in learnt] == []


@pytest.mark.parametrize("path", SETS, ids=lambda path: path.stem)
async def test_questions_find_their_page(path: Path, bot_content: BotContent) -> None:
    """A question is answered by its page or card, and what asks for nothing gets none."""
    lines = read_asked_set(path)
    async with rehearsing(read_settings(), bot_content) as rehearsal:
        figures = count_asked([(line, (await rehearsal.ask(line.text)).pages) for line in lines])
    assert {sort: figures.share(sort) >= least for sort, least in LEAST.items()} == dict.fromkeys(LEAST, True)
