"""What is measured is what people get: the chat, `understand` and `evaluate` read every message the same way."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.cli.main import main
from bot.cli.understanding import read_file
from bot.content import BotContent
from bot.conversation.conversation import Conversation
from bot.domain.messages import Address, Message
from bot.settings import read_settings
from dialogues.training import ROOT
from nlu.evaluation.labelled import Labelled, read_labelled
from nlu.examples import SAFETY_INTENTS

SETS = sorted((ROOT / "tests" / "data").glob("understanding*.jsonl"))
LONG = 15
"""Words from which a message is long: with every sentence, the more so, a chance to be taken for danger."""
STRANGER = Address("terminal", "99")


def messages() -> Iterator[Labelled]:
    """Every long message of the test sets, and every one that tells of danger."""
    for path in SETS:
        for labelled in read_labelled(path):
            if len(labelled.text.split()) >= LONG or labelled.intent in SAFETY_INTENTS:
                yield labelled


@pytest.fixture(scope="module")
def said() -> list[Labelled]:
    """All of them, each once."""
    return list({labelled.text: labelled for labelled in messages()}.values())


async def test_the_same_verdict_everywhere(
    said: list[Labelled],
    conversation: Conversation,
    bot_content: BotContent,
    tmp_path: Path,
) -> None:
    """Whether a card is shown, and which, does not depend on the door a message comes in by."""
    path = tmp_path / "set.jsonl"
    path.write_text("\n".join(json.dumps({"text": one.text, "intent": one.intent}) for one in said), encoding="utf-8")
    evaluated = {one.text: reading.safety for one, reading in await read_file(path, read_settings(), bot_content)}
    ids = itertools.count(1)
    shown = {}
    for one in said:
        answer = await conversation.answer(Message(str(next(ids)), STRANGER, text=one.text))
        shown[one.text] = answer.reading.safety if answer.reading and answer.turn == "safety" else None
    assert len(said) > 500
    assert {text: (shown[text], safety) for text, safety in evaluated.items() if shown[text] != safety} == {}


@pytest.mark.usefixtures("brain")
def test_understand_shows_that_verdict(
    said: list[Labelled], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """`understand` says of a message what `evaluate` counts."""
    some = said[:: len(said) // 50]
    assert main(["understand", *(one.text for one in some)]) == 0
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    path = tmp_path / "set.jsonl"
    path.write_text("\n".join(json.dumps({"text": t["text"], "intent": t["intent"]}) for t in told), encoding="utf-8")
    assert main(["evaluate", str(path), "--wrong"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "none"


async def test_calm_long_messages_are_left_in_peace(said: list[Labelled], conversation: Conversation) -> None:
    """Of long messages that tell of no danger, about school life in all its colours, few get the card in the chat."""
    calm = [one for one in said if one.intent not in SAFETY_INTENTS]
    ids = itertools.count(1)
    answers = [await conversation.answer(Message(str(next(ids)), STRANGER, text=one.text)) for one in calm]
    assert sum(answer.turn == "safety" for answer in answers) <= 0.04 * len(calm)
