"""Talk cards as they are shipped: short enough for a phone, whole, and asked for in enough ways."""

from __future__ import annotations

from pathlib import Path

from bot.content import BotContent
from dialogues.asking import FEWEST_QUESTIONS, check_asked
from dialogues.faults import Faults
from dialogues.pages import Tone
from dialogues.talks import TalkPart
from nlu.asked import TALK, AskedExample, read_asked_examples
from nlu.personal_data.detector import find_personal_data

LONGEST_CARD = 620
"""Characters of all phrases of a card: twelve lines or so of a phone."""


def test_a_card_is_whole_and_fits_a_phone(bot_content: BotContent) -> None:
    """Each has an opening, two ways to summarise, two questions, a closing, and two things never to say."""
    for talk in bot_content.content.talks.values():
        assert {part: len(items) for part, items in talk.parts.items()} == {
            TalkPart.OPENING: 1, TalkPart.SUMMARIES: 2, TalkPart.QUESTIONS: 2, TalkPart.CLOSING: 1, TalkPart.NEVER: 2,
        }, talk.id  # fmt: skip
        assert sum(len(item.text) for item in talk.pages[0].items) <= LONGEST_CARD, talk.id


def test_every_moment_says_something_and_warns(bot_content: BotContent) -> None:
    """A moment has words to say, and nowhere a name."""
    for talk in bot_content.content.talks.values():
        for page in talk.pages[1:]:
            assert any(item.tone is Tone.SAY for item in page.items), f"{talk.id}/{page.id}"
        named = [item.text for page in talk.pages for item in page.items if find_personal_data(item.text)]
        assert named == [], talk.id


def test_every_step_but_the_end_has_the_card_of_its_talk(bot_content: BotContent) -> None:
    """The card of the talk that comes next is a button at every step where a talk comes."""
    steps = [step for step in bot_content.flowchart.steps() if step.talk is None]
    quarrel = next(step.id for step in steps if step.id != bot_content.flowchart.end)
    assert {step.id for step in steps} == {bot_content.flowchart.end, quarrel}


def test_age_finds_its_kind(bot_content: BotContent) -> None:
    """Whoever names an age gets the phrases for it; nobody is of two kinds."""
    for talk in bot_content.content.talks.values():
        spans = [set(years) for years in talk.ages.values()]
        assert sum(map(len, spans)) == len(set().union(*spans)), talk.id


def test_what_is_asked_for_must_be_there(bot_content: BotContent) -> None:
    """An example of an unknown page or moment is named by its line, and a page that nobody asks for as well."""
    faults = Faults()
    path = Path("vragen.jsonl")
    unknown = [
        AskedExample("x", "privacy_bewijs/gsm_afname", path, 3),
        AskedExample("x", TALK, path, 4, {"moment": "went"}),
    ]
    check_asked(bot_content.content, [*read_asked_examples(), *unknown], faults)
    assert [(fault.place.line, "Bedoel je" in fault.text) for fault in faults.found] == [(3, True), (4, True)]
    nobody = Faults()
    check_asked(bot_content.content, [], nobody)
    assert any(f"minstens {FEWEST_QUESTIONS}" in fault.text for fault in nobody.found)
